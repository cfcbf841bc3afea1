//! The self-test's HTTP client: it follows no redirect, keeps no cookie, and reaches the server as anybody would, through
//! its proxy and with its certificate.

use super::report::{Check, Mend, Stop};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, Method};
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use url::Url;

/// An answer that has not come by then does not come.
const PATIENCE: Duration = Duration::from_secs(20);

/// Longer answers are none of ours.
const LONGEST_BODY: usize = 4 << 20;

/// Asks. Cheap to clone.
#[derive(Clone)]
pub(super) struct Http(Client);

/// What is asked.
#[derive(Clone, Debug)]
pub(super) struct Request {
    method: Method,
    url: Url,
    headers: Vec<(String, String)>,
    body: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// What was asked, without its query.
    pub(super) asked: String,
    /// The URL that answered.
    pub(super) url: Url,
    /// The status.
    pub(super) status: u16,
    /// The headers.
    headers: HeaderMap,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Request {
    pub(super) fn get(url: &Url) -> Self {
        Self::new(Method::GET, url)
    }

    pub(super) fn new(method: Method, url: &Url) -> Self {
        Self { method, url: url.clone(), headers: Vec::new(), body: None }
    }

    /// A posted form.
    pub(super) fn post(url: &Url, fields: &[(&str, &str)]) -> Self {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        let post = Self::new(Method::POST, url).header("Content-Type", "application/x-www-form-urlencoded");
        Self { body: Some(form.finish()), ..post }
    }

    /// A posted or put JSON body.
    pub(super) fn json(method: Method, url: &Url, body: &Value) -> Self {
        let request = Self::new(method, url).header("Content-Type", "application/json");
        Self { body: Some(body.to_string()), ..request }
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    pub(super) fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    fn headers(&self) -> Check<HeaderMap> {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.headers {
            let pair = HeaderName::try_from(name.as_str()).ok().zip(HeaderValue::try_from(value.as_str()).ok());
            let (name, value) = pair.ok_or_else(|| Stop::answer(format!("{name} cannot be sent")))?;
            headers.append(name, value);
        }
        Ok(headers)
    }
}

impl Http {
    /// With the further certificate authorities of the configuration, where it names any.
    pub(super) fn new(ca_file: Option<&Path>) -> Check<Self> {
        let refused = |why: String| Stop::Failed(why, Mend::Reach);
        let mut builder = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .pool_idle_timeout(Duration::from_secs(5))
            .user_agent("Claviger self-test");
        if let Some(path) = ca_file {
            let text = std::fs::read(path).map_err(|error| refused(format!("{}: {error}", path.display())))?;
            let found = Certificate::from_pem_bundle(&text).map_err(|error| refused(error.to_string()))?;
            builder = found.into_iter().fold(builder, reqwest::ClientBuilder::add_root_certificate);
        }
        builder.build().map(Self).map_err(|error| refused(innermost(&error)))
    }

    pub(super) async fn send(&self, request: Request) -> Check<Answer> {
        let mut shown = request.url.clone();
        shown.set_query(None);
        let asked = format!("{} {shown}", request.method);
        let unreachable = |error: &reqwest::Error| Stop::Failed(format!("{asked}: {}", innermost(error)), Mend::Reach);
        let headers = request.headers()?;
        let mut sent = self.0.request(request.method, request.url.clone()).headers(headers);
        if let Some(body) = request.body {
            sent = sent.body(body);
        }
        let mut response = sent.send().await.map_err(|error| unreachable(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(some) = response.chunk().await.map_err(|error| unreachable(&error))? {
            if body.len() + some.len() > LONGEST_BODY {
                return Err(Stop::answer(format!("{asked}: the answer is longer than {LONGEST_BODY} bytes")));
            }
            body.extend_from_slice(&some);
        }
        Ok(Answer { asked, url: request.url, status, headers, body })
    }

    pub(super) async fn get(&self, url: &Url) -> Check<Answer> {
        self.send(Request::get(url)).await
    }
}

impl Answer {
    /// The first value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Every value of a header.
    pub(super) fn headers<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Where it redirects to.
    pub(super) fn location(&self) -> Option<Url> {
        matches!(self.status, 301..=303 | 307 | 308).then(|| self.url.join(self.header("location")?).ok())?
    }

    /// A page for people.
    pub(super) fn is_page(&self) -> bool {
        self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"))
    }

    /// What it is, in a few words: no body, since that may hold a token.
    pub(super) fn shown(&self) -> String {
        let error = self.any_json().and_then(|body| body["error"].as_str().map(str::to_owned));
        let error = error.map(|error| format!(" {error}")).unwrap_or_default();
        format!("{} → {}{error}", self.asked, self.status)
    }

    fn any_json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    pub(super) fn demand_status(&self, status: u16) -> Check<()> {
        super::report::demand(self.status == status, || format!("{}, not {status}", self.shown()))
    }

    /// The JSON of an answer with this status.
    pub(super) fn json(&self, status: u16) -> Check<Value> {
        self.demand_status(status)?;
        let is_json = self.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        match self.any_json().filter(|_| is_json) {
            Some(body) => Ok(body),
            None => Err(Stop::answer(format!("{}: the answer is no JSON", self.shown()))),
        }
    }

    /// Demands an error of RFC 6749 §5.2; answers what was seen.
    pub(super) fn demand_error(&self, status: u16, code: &str) -> Check {
        let body = self.json(status)?;
        super::report::demand(body["error"] == code, || format!("{}, not {code}", self.shown()))?;
        Ok(format!("{status} {code}"))
    }
}

/// The cause behind all others, in one line.
fn innermost(error: &reqwest::Error) -> String {
    if error.is_timeout() {
        return format!("no answer within {} seconds", PATIENCE.as_secs());
    }
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
