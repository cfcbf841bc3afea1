//! The one client for URLs that others gave us: key sets, sector identifiers, logos, logout notices.
//!
//! No redirects, no proxy from the environment, TLS 1.2 and 1.3 only, limits on time and size. Every address that a name
//! resolves to is checked, and only checked addresses are connected to.

mod address;

use crate::config;
use address::may_lead_to;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use reqwest::{Certificate, Client, ClientBuilder, RequestBuilder, tls};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use url::{Host, Url};

/// For the whole of a request, name and handshake included.
const PATIENCE: Duration = Duration::from_secs(5);

/// Who gave us the URL: it decides where it may lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Whoever may register an app: public addresses and https, or what `fetch.allowed_networks` names.
    Stranger,
    /// An admin typed it: private addresses and http too, never link-local ones.
    Admin,
}

/// Fetches. Cheap to clone.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    allowed: Vec<config::Network>,
    authorities: Vec<Certificate>,
    /// Made at the first fetch: reading the system's authorities takes time and memory that most servers never need.
    stranger: OnceLock<Client>,
    admin: OnceLock<Client>,
}

/// An answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// The HTTP status.
    pub status: u16,
    /// The media type, without its parameters, in lower case.
    pub content_type: Option<String>,
    /// The body, within the limit.
    pub body: Vec<u8>,
}

/// Why nothing was fetched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Not a URL that is fetched at all.
    #[error("is not an https URL without credentials and fragment")]
    Url,
    /// It leads to an address that it may not lead to.
    #[error("leads to {0}, an address that is not fetched from; see fetch.allowed_networks")]
    Address(String),
    /// Nothing came in time.
    #[error("did not answer within {} seconds", PATIENCE.as_secs())]
    Slow,
    /// The answer is too long.
    #[error("answered with more than {0} bytes")]
    Long(usize),
    /// No connection, no name, no trusted certificate.
    #[error("cannot be reached: {0}")]
    Unreachable(String),
}

/// The file of further authorities is of no use.
#[derive(Debug, thiserror::Error)]
#[error("fetch.ca_file: {0} has no certificates in PEM form that can be read: {1}")]
pub struct BadAuthorities(String, String);

impl Fetcher {
    /// Reads the further authorities; connects to nothing.
    pub fn new(config: &config::Fetch) -> Result<Self, BadAuthorities> {
        let authorities = config.ca_file.as_deref().map(read_authorities).transpose()?.unwrap_or_default();
        let (stranger, admin) = (OnceLock::new(), OnceLock::new());
        Ok(Self(Arc::new(Inner { allowed: config.allowed_networks.clone(), authorities, stranger, admin })))
    }

    /// Gets what lies at a URL, at most so many bytes of it.
    pub async fn get(&self, url: &str, trust: Trust, most_bytes: usize) -> Result<Fetched, FetchError> {
        let url = self.check(url, trust).await?;
        let request = self.client(trust).get(url);
        within_patience(answer(request, trust, most_bytes)).await
    }

    /// Posts a form; of the answer only the status counts.
    pub async fn post_form(&self, url: &str, trust: Trust, form: &str) -> Result<u16, FetchError> {
        let url = self.check(url, trust).await?;
        let request = self.client(trust).post(url).body(form.to_owned());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        within_patience(async { Ok(send(request, trust).await?.status().as_u16()) }).await
    }

    /// What can be said before connecting. Addresses that are written as such pass no resolver.
    async fn check(&self, text: &str, trust: Trust) -> Result<Url, FetchError> {
        let url = Url::parse(text).map_err(|_| FetchError::Url)?;
        let is_plain = url.scheme() == "http";
        let has_extras = !url.username().is_empty() || url.password().is_some() || url.fragment().is_some();
        if has_extras || !(is_plain || url.scheme() == "https") {
            return Err(FetchError::Url);
        }
        let literal = match url.host() {
            Some(Host::Ipv4(four)) => Some(IpAddr::V4(four)),
            Some(Host::Ipv6(six)) => Some(IpAddr::V6(six)),
            Some(Host::Domain(_)) => None,
            None => return Err(FetchError::Url),
        };
        if literal.is_some_and(|address| !may_lead_to(address, trust, &self.0.allowed)) {
            return Err(FetchError::Address(literal.map(|address| address.to_string()).unwrap_or_default()));
        }
        if is_plain && trust == Trust::Stranger && !self.is_allowed_plainly(&url, literal).await {
            return Err(FetchError::Url);
        }
        Ok(url)
    }

    /// Strangers' URLs are https, except inside the networks that the configuration names.
    async fn is_allowed_plainly(&self, url: &Url, literal: Option<IpAddr>) -> bool {
        let allowed = |address: IpAddr| self.0.allowed.iter().any(|network| network.contains(address));
        match (literal, url.host_str()) {
            (Some(address), _) => allowed(address),
            (None, Some(name)) if !self.0.allowed.is_empty() => match tokio::net::lookup_host((name, 80)).await {
                Ok(mut found) => found.all(|found| allowed(found.ip())),
                Err(_) => false,
            },
            _ => false,
        }
    }

    fn client(&self, trust: Trust) -> &Client {
        let kept = match trust {
            Trust::Stranger => &self.0.stranger,
            Trust::Admin => &self.0.admin,
        };
        kept.get_or_init(|| {
            let resolver = Arc::new(Resolver { trust, allowed: self.0.allowed.clone() });
            let build = |builder: ClientBuilder| {
                let own = self.0.authorities.iter().cloned();
                own.fold(builder, ClientBuilder::add_root_certificate)
                    .dns_resolver(Arc::clone(&resolver))
                    .redirect(Policy::none())
                    .no_proxy()
                    .min_tls_version(tls::Version::TLS_1_2)
                    .timeout(PATIENCE)
                    .pool_max_idle_per_host(1)
                    .pool_idle_timeout(Duration::from_secs(15))
                    .user_agent("Claviger")
                    .build()
            };
            build(Client::builder()).unwrap_or_else(|error| {
                tracing::warn!(%error, "the system's certificate authorities cannot be read; only fetch.ca_file counts");
                build(Client::builder().tls_built_in_root_certs(false)).unwrap_or_default()
            })
        })
    }
}

async fn within_patience<T>(work: impl Future<Output = Result<T, FetchError>>) -> Result<T, FetchError> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(FetchError::Slow))
}

async fn answer(request: RequestBuilder, trust: Trust, most_bytes: usize) -> Result<Fetched, FetchError> {
    let mut response = send(request, trust).await?;
    let status = response.status().as_u16();
    let content_type = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type =
        content_type.and_then(|value| value.split(';').next()).map(|kind| kind.trim().to_ascii_lowercase());
    let mut body = Vec::new();
    while let Some(some) = response.chunk().await.map_err(|error| reason(&error, trust))? {
        if body.len() + some.len() > most_bytes {
            return Err(FetchError::Long(most_bytes));
        }
        body.extend_from_slice(&some);
    }
    Ok(Fetched { status, content_type, body })
}

async fn send(request: RequestBuilder, trust: Trust) -> Result<reqwest::Response, FetchError> {
    request.send().await.map_err(|error| reason(&error, trust))
}

/// The innermost cause, in one line; it is shown to admins.
fn reason(error: &reqwest::Error, trust: Trust) -> FetchError {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        if let Some(refused) = inner.downcast_ref::<RefusedAddress>() {
            return FetchError::Address(refused.0.to_string());
        }
        cause = inner;
    }
    if error.is_timeout() {
        return FetchError::Slow;
    }
    tracing::debug!(?trust, %cause, "a fetch failed");
    FetchError::Unreachable(cause.to_string())
}

/// A name leads to an address that is not connected to.
#[derive(Debug, thiserror::Error)]
#[error("{0} is refused")]
struct RefusedAddress(IpAddr);

struct Resolver {
    trust: Trust,
    allowed: Vec<config::Network>,
}

impl Resolve for Resolver {
    /// One refused address refuses the name: a name with a public and a private one is somebody's trick.
    fn resolve(&self, name: Name) -> Resolving {
        let (trust, allowed) = (self.trust, self.allowed.clone());
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            match found.iter().find(|found| !may_lead_to(found.ip(), trust, &allowed)) {
                Some(refused) => Err(RefusedAddress(refused.ip()).into()),
                None => Ok(Box::new(found.into_iter()) as Addrs),
            }
        })
    }
}

fn read_authorities(path: &std::path::Path) -> Result<Vec<Certificate>, BadAuthorities> {
    let bad = |why: String| BadAuthorities(path.display().to_string(), why);
    let text = std::fs::read(path).map_err(|error| bad(error.to_string()))?;
    let found = Certificate::from_pem_bundle(&text).map_err(|error| bad(error.to_string()))?;
    if found.is_empty() { Err(bad("the file holds none".to_owned())) } else { Ok(found) }
}

#[cfg(test)]
mod tests;
