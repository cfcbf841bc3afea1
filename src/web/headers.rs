//! What every request and answer passes: a request id, the check of its Host, security headers, one log line.

use super::answer::Answer;
use super::assets::inline_script_hash;
use super::error::error_page;
use super::health::Readiness;
use super::pages::ErrorPage;
use crate::model::secret::{random_bytes, to_hex};
use crate::oidc::Provider;
use rocket::fairing::{Fairing, Info, Kind};
use rocket::http::uri::Origin;
use rocket::http::{ContentType, Header, Method, Status};
use rocket::{Data, Request, Response};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// OWASP ASVS 5 §3.4. Flow pages end in a redirect to the app, which `form-action` would block: it is left out.
static CONTENT_SECURITY_POLICY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self' {}; img-src 'self' data:; connect-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
        inline_script_hash()
    )
});

/// The same for a page that loads frames from these origins.
pub fn policy_with_frames(origins: &[String]) -> String {
    let frames = if origins.is_empty() { "'none'".to_owned() } else { origins.join(" ") };
    format!("{}; frame-src {frames}", *CONTENT_SECURITY_POLICY)
}

/// Where requests under a foreign name are led.
const MISDIRECTED: &str = "/misdirected";

/// When a request came, and under which id it is logged.
struct Arrival {
    id: String,
    at: Instant,
}

fn arrival<'r>(request: &'r Request<'_>) -> &'r Arrival {
    request.local_cache(|| Arrival { id: request_id_of_this_process(), at: Instant::now() })
}

/// Eight random digits that tell this process from others, and a number that counts: an id costs no randomness.
fn request_id_of_this_process() -> String {
    static PROCESS: LazyLock<String> = LazyLock::new(|| to_hex(&random_bytes::<4>()));
    static COUNT: AtomicU64 = AtomicU64::new(0);
    format!("{}-{:06}", *PROCESS, COUNT.fetch_add(1, Ordering::Relaxed) + 1)
}

/// The id that log lines and error pages name.
pub fn request_id<'r>(request: &'r Request<'_>) -> &'r str {
    &arrival(request).id
}

/// Host in lower case, and the port where one is named.
type Authority = (String, Option<u16>);

/// The fairing.
pub struct Headers {
    authorities: Vec<Authority>,
    is_https: bool,
}

impl Headers {
    /// For a server that is reached at `public_url` only.
    pub fn new(public_url: &str) -> Self {
        let is_https = public_url.starts_with("https://");
        let authority = public_url.split_once("://").map_or(public_url, |(_, rest)| rest).to_ascii_lowercase();
        let (host, port) = match authority.rsplit_once(':').map(|(host, port)| (host, port.parse())) {
            Some((host, Ok(port))) => (host.to_owned(), Some(port)),
            _ => (authority, None),
        };
        let default_port = if is_https { 443 } else { 80 };
        let other = match port {
            None => Some(Some(default_port)),
            Some(port) => (port == default_port).then_some(None),
        };
        let other = other.map(|port| (host.clone(), port));
        Self { authorities: [Some((host, port)), other].into_iter().flatten().collect(), is_https }
    }

    fn is_ours(&self, request: &Request<'_>) -> bool {
        let Some(host) = request.host() else { return false };
        // Compared in place: this runs for every request.
        let is_host = |own: &Authority| own.1 == host.port() && host.domain() == own.0.as_str();
        self.authorities.iter().any(is_host)
    }
}

#[rocket::async_trait]
impl Fairing for Headers {
    fn info(&self) -> Info {
        Info { name: "request id, host, security headers, log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, data: &mut Data<'_>) {
        arrival(request);
        undo_method_override(request, data).await;
        // Probes ask by address.
        if !is_probe(request) && !self.is_ours(request) {
            request.set_method(Method::Get);
            request.set_uri(Origin::const_new(MISDIRECTED, None));
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let arrival = arrival(request);
        let is_page = response.content_type().is_some_and(|kind| kind.is_html());
        response.set_header(Header::new("X-Request-Id", arrival.id.clone()));
        response.set_header(Header::new("X-Content-Type-Options", "nosniff"));
        response.set_header(Header::new("Referrer-Policy", "same-origin"));
        if !response.headers().contains("Content-Security-Policy") {
            response.set_header(Header::new("Content-Security-Policy", &**CONTENT_SECURITY_POLICY));
        }
        if self.is_https {
            response.set_header(Header::new("Strict-Transport-Security", "max-age=63072000"));
        }
        if request.rocket().state::<Readiness>().is_some_and(Readiness::is_withdrawn) {
            // Those who keep connections open ask elsewhere next time.
            response.set_header(Header::new("Connection", "close"));
        }
        if is_page {
            response.set_header(Header::new("Cache-Control", "no-store"));
            response.set_header(Header::new("X-Frame-Options", "DENY"));
            response.set_header(ContentType::HTML);
        }
        if is_routine(request) && response.status().code < 400 && !tracing::enabled!(tracing::Level::DEBUG) {
            return;
        }
        tracing::info!(
            method = request.method().as_str(),
            path = request.uri().path().as_str(),
            status = response.status().code,
            ms = u64::try_from(arrival.at.elapsed().as_millis()).unwrap_or(u64::MAX),
            request_id = arrival.id,
            "answered"
        );
    }
}

fn is_probe(request: &Request<'_>) -> bool {
    matches!(request.uri().path().as_str(), "/healthz" | "/readyz")
}

/// Probes and public files, answered from memory by the thousand: a line for each would bury the others.
fn is_routine(request: &Request<'_>) -> bool {
    let path = request.uri().path().as_str();
    is_probe(request) || path.starts_with("/.well-known/") || path.starts_with("/s/")
}

/// Rocket lets the first field of a posted form, `_method`, change the method; nobody here asks for that.
async fn undo_method_override(request: &mut Request<'_>, data: &mut Data<'_>) {
    const FIELD: &[u8] = b"_method=";
    let is_form = request.content_type().is_some_and(|kind| kind.is_form());
    if is_form && request.method() != Method::Post && data.peek(FIELD.len()).await.starts_with(FIELD) {
        request.set_method(Method::Post);
    }
}

/// 421: the page that names the right address (RFC 9110 §15.5.20).
#[rocket::get("/misdirected")]
pub(super) fn misdirected(surroundings: super::visit::Surroundings, provider: &rocket::State<Provider>) -> Answer {
    match error_page(&ErrorPage::wrong_host(surroundings.0, provider.issuer())) {
        Answer::Page(_, template) => Answer::Page(Status::MisdirectedRequest, template),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_port_may_be_named_or_left_out() {
        let of = |url: &str| Headers::new(url).authorities;
        let named = |host: &str, port| (host.to_owned(), port);
        assert_eq!(of("https://id.example"), [named("id.example", None), named("id.example", Some(443))]);
        assert_eq!(of("http://localhost:80"), [named("localhost", Some(80)), named("localhost", None)]);
        assert_eq!(of("http://localhost:8000"), [named("localhost", Some(8000))]);
        assert_eq!(of("http://[::1]:8000"), [named("[::1]", Some(8000))]);
    }
}
