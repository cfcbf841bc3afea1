//! The deployment that is looked at, and how it is asked: no redirect is followed, no proxy of the environment is used.

use super::Options;
use reqwest::header::{HOST, HeaderMap};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, RequestBuilder};
use std::net::SocketAddr;
use std::time::Duration;
use url::Url;

/// An answer that has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(10);

/// Longer answers are none of ours.
const LONGEST_BODY: usize = 4 << 20;

/// A deployment that can be asked.
pub(super) struct Site {
    /// The issuer as it was given.
    pub(super) issuer: String,
    pub(super) url: Url,
    pub(super) addresses: Vec<SocketAddr>,
    pub(super) client: Client,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(super) fn all<'a>(&'a self, name: &str) -> Vec<&'a str> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok()).collect()
    }

    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.body).ok()
    }
}

/// A client of our ways, with the further authorities; `change` makes it stricter or laxer.
pub(super) fn client(
    options: &Options<'_>,
    change: impl FnOnce(ClientBuilder) -> ClientBuilder,
) -> Result<Client, String> {
    let mut builder = Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .timeout(PATIENCE)
        .tls_info(true)
        .user_agent("Claviger deployment check");
    if let Some(path) = options.ca_file {
        let text = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let found = Certificate::from_pem_bundle(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        builder = found.into_iter().fold(builder, ClientBuilder::add_root_certificate);
    }
    change(builder).build().map_err(|error| reason(&error))
}

impl Site {
    pub(super) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is looked at from the machine that it runs on.
    pub(super) fn is_here(&self) -> bool {
        self.addresses.iter().all(|address| address.ip().is_loopback())
    }

    /// An address below the issuer.
    pub(super) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.issuer.trim_end_matches('/'))
    }

    pub(super) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(self.at(path))
    }

    /// The same under another name, as a stranger's page could have it asked.
    pub(super) fn get_as(&self, host: &str, path: &str) -> RequestBuilder {
        self.get(path).header(HOST, host)
    }

    pub(super) fn post(&self, path: &str, form: String) -> RequestBuilder {
        self.client.post(self.at(path)).header("Content-Type", "application/x-www-form-urlencoded").body(form)
    }
}

/// Sends a request; the failure in one line.
pub(super) async fn send(request: RequestBuilder) -> Result<Answer, String> {
    let mut response = request.send().await.map_err(|error| reason(&error))?;
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let mut body = Vec::new();
    while let Some(some) = response.chunk().await.map_err(|error| reason(&error))? {
        if body.len() + some.len() > LONGEST_BODY {
            return Err(format!("the answer is longer than {LONGEST_BODY} bytes"));
        }
        body.extend_from_slice(&some);
    }
    Ok(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() })
}

/// The innermost cause, in one line.
pub(super) fn reason(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", PATIENCE.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
