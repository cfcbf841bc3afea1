//! An API that verifies access tokens (RFC 9068) by itself, from the provider's public keys: Rocket and `jsonwebtoken`.

use jsonwebtoken::errors::ErrorKind;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use rocket::fairing::AdHoc;
use rocket::http::{ContentType, Header as HttpHeader, Status};
use rocket::outcome::Outcome;
use rocket::request::FromRequest;
use rocket::response::content::RawJson;
use rocket::response::{self, Responder, Response};
use rocket::tokio::sync::Mutex;
use rocket::{Build, Request, Rocket, State, get, options, routes};
use serde::Deserialize;
use serde_json::json;
use std::convert::Infallible;
use std::env;
use std::error::Error;
use std::io::Cursor;
use std::time::{Duration, Instant};

/// How old the provider's keys may be, and how often an unknown key id may ask for them.
const KEYS_ARE_GOOD_FOR: Duration = Duration::from_secs(600);
const KEYS_ARE_ASKED_FOR_EVERY: Duration = Duration::from_secs(30);
const PATIENCE: Duration = Duration::from_secs(10);

type Failure = Box<dyn Error + Send + Sync>;

#[rocket::main]
pub async fn main() -> Result<(), Failure> {
    rocket().await?.launch().await?;
    Ok(())
}

/// The API, not yet listening. It has looked its provider up, so that wrong settings are told at the start.
pub async fn rocket() -> Result<Rocket<Build>, Failure> {
    let setting = |name| env::var(name).map_err(|_| format!("{name} is not set"));
    let issuer = setting("ISSUER")?;
    let port: u16 = setting("PORT").unwrap_or("4000".into()).parse()?;
    let api = Api {
        keys: Keys::of(&issuer).await?,
        issuer,
        audience: setting("API_AUDIENCE").unwrap_or("https://tasks.example.com".into()),
    };
    Ok(rocket::custom(rocket::Config::figment().merge(("port", port)))
        .attach(cors(setting("BROWSER_APP").ok()))
        .manage(api)
        .mount("/", routes![tasks, preflight]))
}

struct Api {
    issuer: String,
    audience: String,
    keys: Keys,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    client_id: String,
    #[serde(default)]
    scope: String,
}

#[get("/tasks")]
async fn tasks(bearer: Bearer, api: &State<Api>) -> Result<RawJson<String>, Refused> {
    let Claims { sub, client_id, .. } = api.authorize(bearer, "tasks:read").await?;
    let tasks = json!({ "owner": sub, "asked_by": client_id, "tasks": ["Light the beacon", "Count the buoys"] });
    Ok(RawJson(tasks.to_string()))
}

impl Api {
    /// The claims of the request's access token, which must hold `scope`.
    async fn authorize(&self, bearer: Bearer, scope: &str) -> Result<Claims, Refused> {
        let token = bearer.0.ok_or(Refused::NoToken)?;
        let header = decode_header(&token)?;
        // Only an access token: an ID token of the same provider is none (RFC 9068 §4).
        if !is_access_token(&header) {
            return Err(Refused::BadToken("it is not an access token"));
        }
        let key = self.keys.find(header.kid.as_deref().unwrap_or_default()).await?;
        let mut rules = Validation::new(Algorithm::RS256);
        rules.set_issuer(&[&self.issuer]);
        rules.set_audience(&[&self.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        rules.leeway = 0;
        let claims: Claims = decode(&token, &key, &rules)?.claims;
        if claims.scope.split(' ').any(|granted| granted == scope) {
            Ok(claims)
        } else {
            Err(Refused::NoScope(format!("it needs the scope {scope}")))
        }
    }
}

fn is_access_token(header: &Header) -> bool {
    let kind = header.typ.as_deref().unwrap_or_default().to_ascii_lowercase();
    kind.strip_prefix("application/").unwrap_or(&kind) == "at+jwt"
}

/// The provider's public keys.
struct Keys {
    jwks_uri: String,
    http: reqwest::Client,
    known: Mutex<(JwkSet, Instant)>,
}

impl Keys {
    async fn of(issuer: &str) -> Result<Self, Failure> {
        #[derive(Deserialize)]
        struct Provider {
            issuer: String,
            jwks_uri: String,
        }
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?;
        let url = format!("{issuer}/.well-known/openid-configuration");
        let Provider { issuer: named, jwks_uri } = fetch(&http, &url).await?;
        if named != issuer {
            return Err(format!("the issuer calls itself {named}, not {issuer}").into());
        }
        let known = Mutex::new((fetch(&http, &jwks_uri).await?, Instant::now()));
        Ok(Self { jwks_uri, http, known })
    }

    async fn find(&self, kid: &str) -> Result<DecodingKey, Refused> {
        let mut known = self.known.lock().await;
        let (keys, at) = &*known;
        let good_for = if keys.find(kid).is_some() { KEYS_ARE_GOOD_FOR } else { KEYS_ARE_ASKED_FOR_EVERY };
        if at.elapsed() > good_for {
            *known = (fetch(&self.http, &self.jwks_uri).await.map_err(Refused::NoKeys)?, Instant::now());
        }
        let key = known.0.find(kid).ok_or_else(|| Refused::BadToken("no key of the provider made it"))?;
        Ok(DecodingKey::from_jwk(key)?)
    }
}

async fn fetch<T: for<'de> Deserialize<'de>>(http: &reqwest::Client, url: &str) -> reqwest::Result<T> {
    http.get(url).send().await?.error_for_status()?.json().await
}

/// Why there is no answer (RFC 6750 §3).
enum Refused {
    NoToken,
    BadToken(&'static str),
    NoScope(String),
    NoKeys(reqwest::Error),
}

impl From<jsonwebtoken::errors::Error> for Refused {
    fn from(error: jsonwebtoken::errors::Error) -> Self {
        Self::BadToken(match error.kind() {
            ErrorKind::ExpiredSignature => "it has expired",
            ErrorKind::InvalidAudience => "it is for another API",
            ErrorKind::InvalidIssuer => "it comes from another provider",
            ErrorKind::InvalidSignature => "its signature is wrong",
            // The library's own words may repeat what the token holds, which must not get into a header.
            _ => "it cannot be read",
        })
    }
}

impl<'r> Responder<'r, 'static> for Refused {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let (status, word, description) = match self {
            Self::NoToken => (Status::Unauthorized, None, String::new()),
            Self::BadToken(why) => (Status::Unauthorized, Some("invalid_token"), why.into()),
            Self::NoScope(why) => (Status::Forbidden, Some("insufficient_scope"), why),
            Self::NoKeys(error) => {
                eprintln!("the provider's keys cannot be fetched: {error}");
                let why = "the token could not be checked".into();
                (Status::ServiceUnavailable, Some("temporarily_unavailable"), why)
            }
        };
        let body = json!({ "error": word, "error_description": description }).to_string();
        let mut answer = Response::build();
        answer.status(status).header(ContentType::JSON).sized_body(body.len(), Cursor::new(body));
        if status != Status::ServiceUnavailable {
            let about = word.map(|word| format!(r#", error="{word}", error_description="{description}""#));
            answer.raw_header("WWW-Authenticate", format!(r#"Bearer realm="tasks"{}"#, about.unwrap_or_default()));
        }
        answer.ok()
    }
}

/// The token of `Authorization: Bearer`, where there is one.
struct Bearer(Option<String>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Bearer {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, (Status, Infallible), Status> {
        let header = request.headers().get_one("Authorization").and_then(|value| value.split_once(' '));
        let token = header.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("Bearer")).map(|(_, token)| token.trim());
        Outcome::Success(Self(token.map(str::to_owned)))
    }
}

/// Lets the pages of one origin ask: an app that is only JavaScript in the browser.
fn cors(origin: Option<String>) -> AdHoc {
    AdHoc::on_response("CORS", move |request, answer| {
        let asked = request.headers().get_one("Origin").map(str::to_owned);
        let allowed = asked.filter(|asked| Some(asked) == origin.as_ref());
        Box::pin(async move {
            answer.set_header(HttpHeader::new("Cache-Control", "no-store"));
            answer.set_header(HttpHeader::new("Vary", "Origin"));
            if let Some(origin) = allowed {
                answer.set_header(HttpHeader::new("Access-Control-Allow-Origin", origin));
                answer.set_header(HttpHeader::new("Access-Control-Allow-Headers", "Authorization"));
            }
        })
    })
}

#[options("/tasks")]
fn preflight() -> Status {
    Status::NoContent
}
