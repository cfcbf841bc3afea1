//! A web app with sessions of its own: Rocket and `openidconnect`.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreGenderClaim, CoreIdToken, CoreTokenResponse,
};
use openidconnect::{
    AccessToken, AdditionalClaims, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndSessionUrl,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LogoutRequest, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, PostLogoutRedirectUrl, ProviderMetadataWithLogout, RedirectUrl, RefreshToken,
    RequestTokenError, Scope, TokenResponse, UserInfoClaims, reqwest,
};
use rocket::http::{Cookie, CookieJar, SameSite, Status};
use rocket::response::Redirect;
use rocket::response::content::RawHtml;
use rocket::tokio::sync::Mutex;
use rocket::{Build, FromForm, Responder, Rocket, State, get, post, routes};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

const NAME: &str = "Harbor Wiki";
const COOKIE: &str = "harbor-session";
const PATIENCE: Duration = Duration::from_secs(10);
/// Claviger publishes new keys long before they sign, so that what was found is right for this long.
const FOUND_IS_GOOD_FOR: Duration = Duration::from_secs(300);

type Failure = Box<dyn Error + Send + Sync>;

#[rocket::main]
pub async fn main() -> Result<(), Failure> {
    rocket().await?.launch().await?;
    Ok(())
}

/// The app, not yet listening. It has looked its provider up, so that wrong settings are told at the start.
pub async fn rocket() -> Result<Rocket<Build>, Failure> {
    let app = App::new()?;
    app.provider().await?;
    let port: u16 = env::var("PORT").unwrap_or("3000".into()).parse()?;
    Ok(rocket::custom(rocket::Config::figment().merge(("port", port)))
        .manage(app)
        .mount("/", routes![home, sign_in, callback, tasks, sign_out, signed_out]))
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

/// What discovery told (OpenID Connect Discovery §4), and the provider's keys.
struct Provider {
    client: Client,
    end_session_endpoint: EndSessionUrl,
    found_at: Instant,
}

struct App {
    url: String,
    issuer: IssuerUrl,
    client_id: ClientId,
    client_secret: ClientSecret,
    api_url: String,
    /// The API that access tokens are for (RFC 8707).
    api_audience: String,
    http: reqwest::Client,
    provider: Mutex<Option<Arc<Provider>>>,
    /// By the cookie's value. A real app keeps them in its database and removes old ones.
    sessions: Mutex<HashMap<String, Arc<Mutex<Session>>>>,
}

/// One browser.
#[derive(Default)]
struct Session {
    /// Sign-ins on their way, by `state`: two tabs may be on their way at the same time.
    sent: HashMap<String, Sent>,
    person: Option<Person>,
}

struct Sent {
    nonce: Nonce,
    code_verifier: PkceCodeVerifier,
}

struct Person {
    name: String,
    email: String,
    groups: Vec<String>,
    id_token: CoreIdToken,
    access_token: AccessToken,
    refresh_token: RefreshToken,
    expires_at: Instant,
}

/// Claims that `openidconnect` does not know by name.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct MoreClaims {
    #[serde(default)]
    groups: Vec<String>,
}
impl AdditionalClaims for MoreClaims {}

type UserInfo = UserInfoClaims<MoreClaims, CoreGenderClaim>;

impl App {
    fn new() -> Result<Self, Failure> {
        let setting = |name| env::var(name).map_err(|_| format!("{name} is not set"));
        Ok(Self {
            url: setting("APP_URL").unwrap_or("http://localhost:3000".into()),
            issuer: IssuerUrl::new(setting("ISSUER")?)?,
            client_id: ClientId::new(setting("CLIENT_ID")?),
            client_secret: ClientSecret::new(setting("CLIENT_SECRET")?),
            api_url: setting("API_URL").unwrap_or("http://localhost:4000".into()),
            api_audience: setting("API_AUDIENCE").unwrap_or("https://tasks.example.com".into()),
            // Whoever answers in the provider's place could lead us to addresses inside our network.
            http: reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).timeout(PATIENCE).build()?,
            provider: Mutex::default(),
            sessions: Mutex::default(),
        })
    }

    async fn provider(&self) -> Result<Arc<Provider>, Failure> {
        let mut known = self.provider.lock().await;
        if let Some(provider) = known.as_ref().filter(|provider| provider.found_at.elapsed() < FOUND_IS_GOOD_FOR) {
            return Ok(Arc::clone(provider));
        }
        let metadata = ProviderMetadataWithLogout::discover_async(self.issuer.clone(), &self.http).await?;
        let end_session_endpoint = metadata.additional_metadata().end_session_endpoint.clone();
        let (id, secret) = (self.client_id.clone(), self.client_secret.clone());
        let provider = Arc::new(Provider {
            client: CoreClient::from_provider_metadata(metadata, id, Some(secret))
                .set_redirect_uri(RedirectUrl::new(format!("{}/callback", self.url))?),
            end_session_endpoint: end_session_endpoint.ok_or("the provider has no end_session_endpoint")?,
            found_at: Instant::now(),
        });
        Ok(Arc::clone(known.insert(provider)))
    }

    async fn session(&self, cookies: &CookieJar<'_>) -> Option<Arc<Mutex<Session>>> {
        self.sessions.lock().await.get(cookies.get(COOKIE)?.value()).cloned()
    }

    /// A session under a new id, so that nobody who knew the old one is in it as well.
    async fn begin(&self, cookies: &CookieJar<'_>, session: Session) {
        self.end(cookies).await;
        let id = CsrfToken::new_random_len(32).into_secret();
        self.sessions.lock().await.insert(id.clone(), Arc::new(Mutex::new(session)));
        let is_https = self.url.starts_with("https:");
        // Lax, since the person comes back from another site.
        cookies.add(Cookie::build((COOKIE, id)).http_only(true).same_site(SameSite::Lax).secure(is_https));
    }

    async fn end(&self, cookies: &CookieJar<'_>) -> Option<Arc<Mutex<Session>>> {
        let session = self.sessions.lock().await.remove(cookies.get(COOKIE)?.value());
        cookies.remove(COOKIE);
        session
    }
}

#[get("/")]
async fn home(app: &State<App>, cookies: &CookieJar<'_>) -> RawHtml<String> {
    let Some(session) = app.session(cookies).await else { return page(NOBODY) };
    let session = session.lock().await;
    page(&session.person.as_ref().map_or(NOBODY.into(), Person::to_html))
}

#[get("/sign-in")]
async fn sign_in(app: &State<App>, cookies: &CookieJar<'_>) -> Result<Redirect, Otherwise> {
    let provider = app.provider().await?;
    let (code_challenge, code_verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state, nonce) = provider
        .client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scopes(["profile", "email", "groups", "tasks:read"].map(|scope| Scope::new(scope.into())))
        .add_extra_param("resource", &app.api_audience)
        .set_pkce_challenge(code_challenge)
        .url();
    let sent = Sent { nonce, code_verifier };
    match app.session(cookies).await {
        Some(session) => drop(session.lock().await.sent.insert(state.into_secret(), sent)),
        None => app.begin(cookies, Session { sent: [(state.into_secret(), sent)].into(), person: None }).await,
    }
    Ok(Redirect::to(url.to_string()))
}

/// What came back (RFC 6749 §4.1.2), and who says so (RFC 9207).
#[derive(FromForm)]
struct Reply {
    state: String,
    code: Option<String>,
    error: Option<String>,
    error_description: Option<String>,
    iss: Option<String>,
}

#[get("/callback?<reply..>")]
async fn callback(reply: Reply, app: &State<App>, cookies: &CookieJar<'_>) -> Result<Redirect, Otherwise> {
    // Back or Reload after a finished sign-in, or an answer to a question that nobody here asked.
    let Some(session) = app.session(cookies).await else { return Ok(Redirect::to("/")) };
    let Some(sent) = session.lock().await.sent.remove(&reply.state) else { return Ok(Redirect::to("/")) };
    if reply.iss.as_deref() != Some(app.issuer.as_str()) {
        return Err("the answer comes from another provider".into());
    }
    let Some(code) = reply.code else {
        let error = reply.error.as_deref().unwrap_or("server_error");
        return Err(Otherwise::refused(error, &reply.error_description.unwrap_or_default()));
    };
    let provider = app.provider().await?;
    let client = &provider.client;
    let tokens = client
        .exchange_code(AuthorizationCode::new(code))?
        .set_pkce_verifier(sent.code_verifier)
        .request_async(&app.http)
        .await?;
    // Signature, issuer, audience, times and nonce.
    let id_token = tokens.id_token().ok_or("there is no ID token")?;
    let claims = id_token.claims(&client.id_token_verifier(), &sent.nonce)?;
    // Refused where it is about another `sub`.
    let userinfo: UserInfo = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))?
        .request_async(&app.http)
        .await?;
    let person = Person::new(&userinfo, id_token.clone(), &tokens)?;
    app.begin(cookies, Session { person: Some(person), ..Session::default() }).await;
    Ok(Redirect::to("/"))
}

#[get("/tasks")]
async fn tasks(app: &State<App>, cookies: &CookieJar<'_>) -> Result<RawHtml<String>, Otherwise> {
    let Some(session) = app.session(cookies).await else { return Err(Otherwise::sign_in()) };
    let access_token = fresh_access_token(app, &session).await?;
    let request = app.http.get(format!("{}/tasks", app.api_url)).bearer_auth(access_token.secret());
    let tasks: serde_json::Value = serde_json::from_str(&request.send().await?.error_for_status()?.text().await?)?;
    Ok(page(&format!(
        r#"<h1>The API answered</h1><pre id="tasks">{}</pre><p><a id="home" href="/">Back</a></p>"#,
        text(&format!("{tasks:#}"))
    )))
}

/// The access token, or a new one where it is good for less than 30 seconds.
///
/// The session is locked meanwhile: of several requests at the same time only one refreshes.
async fn fresh_access_token(app: &App, session: &Mutex<Session>) -> Result<AccessToken, Otherwise> {
    let mut session = session.lock().await;
    let Some(person) = session.person.as_mut() else { return Err(Otherwise::sign_in()) };
    if person.expires_at > Instant::now() + Duration::from_secs(30) {
        return Ok(person.access_token.clone());
    }
    let provider = app.provider().await?;
    match provider.client.exchange_refresh_token(&person.refresh_token)?.request_async(&app.http).await {
        Ok(tokens) => {
            person.keep(&tokens);
            Ok(person.access_token.clone())
        }
        // Signed out elsewhere, disabled, or a new password (RFC 6749 §5.2). Anything else may pass: the session stays.
        Err(RequestTokenError::ServerResponse(answer)) if *answer.error() == CoreErrorResponseType::InvalidGrant => {
            session.person = None;
            Err(Otherwise::sign_in())
        }
        Err(error) => Err(error.into()),
    }
}

/// A POST, which other sites cannot send with the session's cookie (SameSite=Lax).
#[post("/sign-out")]
async fn sign_out(app: &State<App>, cookies: &CookieJar<'_>) -> Result<Redirect, Otherwise> {
    let Some(session) = app.end(cookies).await else { return Ok(Redirect::to("/")) };
    let Some(person) = session.lock().await.person.take() else { return Ok(Redirect::to("/")) };
    // The session at the provider ends, and with it the refresh tokens that came from it.
    let url = LogoutRequest::from(app.provider().await?.end_session_endpoint.clone())
        .set_id_token_hint(&person.id_token)
        .set_post_logout_redirect_uri(PostLogoutRedirectUrl::new(format!("{}/signed-out", app.url))?)
        .http_get_url();
    Ok(Redirect::to(url.to_string()))
}

#[get("/signed-out")]
fn signed_out() -> RawHtml<String> {
    page(
        r#"<h1 id="signed-out">You are signed out.</h1><p>Here, and wherever you were known by the same sign-in.</p>
<p><a class="button" href="/">Back to the wiki</a></p>"#,
    )
}

impl Person {
    fn new(userinfo: &UserInfo, id_token: CoreIdToken, tokens: &CoreTokenResponse) -> Result<Self, &'static str> {
        let mut person = Self {
            name: userinfo.name().and_then(|name| name.get(None)).map(|name| name.to_string()).unwrap_or_default(),
            email: userinfo.email().map(|email| email.to_string()).unwrap_or_default(),
            groups: userinfo.additional_claims().groups.clone(),
            id_token,
            access_token: tokens.access_token().clone(),
            refresh_token: tokens.refresh_token().ok_or("there is no refresh token")?.clone(),
            expires_at: Instant::now(),
        };
        person.keep(tokens);
        Ok(person)
    }

    /// Every refresh retires the old refresh token: keep the new one at once.
    fn keep(&mut self, tokens: &CoreTokenResponse) {
        self.access_token = tokens.access_token().clone();
        self.expires_at = Instant::now() + tokens.expires_in().unwrap_or_default();
        if let Some(refresh_token) = tokens.refresh_token() {
            self.refresh_token = refresh_token.clone();
        }
    }

    fn to_html(&self) -> String {
        let (name, email, groups) = (text(&self.name), text(&self.email), text(&self.groups.join(", ")));
        let (access, refresh) = (end(self.access_token.secret()), end(self.refresh_token.secret()));
        format!(
            r#"<h1>Hello <span id="name">{name}</span></h1>
<dl>
<dt>E-mail</dt><dd id="email">{email}</dd>
<dt>Groups</dt><dd id="groups">{groups}</dd>
<dt>Tokens</dt><dd>access …<code id="access-token">{access}</code>, refresh …<code id="refresh-token">{refresh}</code></dd>
</dl>
<div class="acts">
<a class="button" id="tasks" href="/tasks">Ask the API for my tasks</a>
<form method="post" action="/sign-out"><button id="sign-out">Sign out</button></form>
</div>"#
        )
    }
}

/// Where the person is led instead.
#[derive(Responder)]
enum Otherwise {
    SignIn(Box<Redirect>),
    Error((Status, RawHtml<String>)),
}

impl Otherwise {
    fn sign_in() -> Self {
        Self::SignIn(Box::new(Redirect::to("/sign-in")))
    }

    /// `error` is the provider's word (RFC 6749 §4.1.2.1), such as access_denied.
    fn refused(error: &str, description: &str) -> Self {
        let status = if error == "access_denied" { Status::Forbidden } else { Status::InternalServerError };
        let (error, description) = (text(error), text(description));
        let again = r#"<p><a class="button" href="/sign-in">Try again</a></p>"#;
        Self::Error((
            status,
            page(&format!(
                r#"<h1>That did not work</h1><p><code id="error">{error}</code></p><p>{description}</p>{again}"#
            )),
        ))
    }
}

/// What the log should have, and the person need not read.
impl<E: Into<Failure>> From<E> for Otherwise {
    fn from(error: E) -> Self {
        let error = error.into();
        let mut causes = vec![error.to_string()];
        let mut next = error.source();
        while let Some(cause) = next {
            causes.push(cause.to_string());
            next = cause.source();
        }
        eprintln!("{}", causes.join(": "));
        Self::refused("server_error", "The app could not finish this. Its log says why.")
    }
}

const NOBODY: &str = r#"<h1>The handbook of the harbour office</h1>
<p>Nobody is signed in.</p>
<p><a class="button" id="sign-in" href="/sign-in">Sign in</a></p>"#;

/// As text in HTML.
fn text(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Enough of a token to see that it is another one.
fn end(token: &str) -> &str {
    token.get(token.len().saturating_sub(8)..).unwrap_or_default()
}

/// The stylesheet is yours to add.
fn page(body: &str) -> RawHtml<String> {
    RawHtml(format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{NAME}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css">
<body class="harbor">
<header><a href="/">{NAME}</a></header>
<main>{body}</main>
</body>
</html>"#
    ))
}
