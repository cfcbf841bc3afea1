//! What the endpoints answer to other methods: 405 with `Allow` (Rocket itself says 404), and CORS preflights.

use crate::oidc::Provider;
use rocket::http::{Header, Method, Status};
use rocket::response::Response;
use rocket::route::{Handler, Outcome, Route};
use rocket::{Data, Request};

/// How pages of other origins may use an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cors {
    /// Not at all.
    None,
    /// Any origin, without credentials: public documents.
    Any,
    /// The origins of registered redirect URIs.
    Registered,
}

/// Path, allowed methods, cross-origin use.
const ENDPOINTS: [(&str, &[Method], Cors); 14] = [
    ("/.well-known/openid-configuration", &[Method::Get, Method::Head], Cors::Any),
    ("/.well-known/oauth-authorization-server", &[Method::Get, Method::Head], Cors::Any),
    ("/.well-known/jwks.json", &[Method::Get, Method::Head], Cors::Any),
    ("/.well-known/jwks/<alias>", &[Method::Get, Method::Head], Cors::Any),
    // HEAD would issue a code that nobody receives.
    ("/oauth2/authorize", &[Method::Get, Method::Post], Cors::None),
    ("/oauth2/authorize/resume", &[Method::Get], Cors::None),
    ("/oauth2/token", &[Method::Post], Cors::Registered),
    ("/oauth2/userinfo", &[Method::Get, Method::Head, Method::Post], Cors::Registered),
    ("/oauth2/introspect", &[Method::Post], Cors::None),
    ("/oauth2/revoke", &[Method::Post], Cors::Registered),
    ("/oauth2/par", &[Method::Post], Cors::Registered),
    ("/oauth2/logout", &[Method::Get, Method::Post], Cors::None),
    ("/oauth2/register", &[Method::Post], Cors::None),
    ("/oauth2/register/<client_id>", &[Method::Get, Method::Head, Method::Put, Method::Delete], Cors::None),
];

const METHODS: [Method; 7] =
    [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options];

#[derive(Clone)]
struct OtherMethod {
    allowed: &'static [Method],
    cors: Cors,
}

#[rocket::async_trait]
impl Handler for OtherMethod {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        let mut allow: Vec<_> = self.allowed.iter().map(|method| method.as_str()).collect();
        allow.push("OPTIONS");
        let allow = allow.join(", ");
        if request.method() != Method::Options {
            let mut response = Response::build();
            response.status(Status::MethodNotAllowed).header(Header::new("Allow", allow));
            return Outcome::Success(response.finalize());
        }
        let mut response = Response::build();
        response.status(Status::NoContent).header(Header::new("Allow", allow.clone()));
        if let Some(origin) = self.allowed_origin(request) {
            response
                .header(Header::new("Access-Control-Allow-Origin", origin))
                .header(Header::new("Access-Control-Allow-Methods", allow))
                .header(Header::new("Access-Control-Allow-Headers", "Authorization, Content-Type"))
                .header(Header::new("Access-Control-Max-Age", "600"));
        }
        if self.cors == Cors::Registered {
            response.header(Header::new("Vary", "Origin"));
        }
        Outcome::Success(response.finalize())
    }
}

impl OtherMethod {
    fn allowed_origin(&self, request: &Request<'_>) -> Option<String> {
        let origin = request.headers().get_one("Origin")?;
        match self.cors {
            Cors::None => None,
            Cors::Any => Some("*".to_owned()),
            Cors::Registered => {
                let provider = request.rocket().state::<Provider>()?;
                provider.clients.has_origin(origin).then(|| origin.to_owned())
            }
        }
    }
}

/// A route for each method that an endpoint does not take.
pub(super) fn routes() -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, allowed, cors) in ENDPOINTS {
        for method in METHODS {
            if !allowed.contains(&method) {
                routes.push(Route::ranked(20, method, path, OtherMethod { allowed, cors }));
            }
        }
    }
    routes
}
