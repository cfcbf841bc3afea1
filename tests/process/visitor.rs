//! A person with a browser, and the app that they sign in to, over plain HTTP.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::header::{COOKIE, HOST, LOCATION, SET_COOKIE};
use reqwest::{Client, Response};
use serde_json::Value;
use std::collections::BTreeMap;

pub const REDIRECT_URI: &str = "http://127.0.0.1:9/callback";
// RFC 7636 Appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A browser and an app in one.
#[derive(Clone)]
pub struct Visitor {
    http: Client,
    base: String,
    host: String,
    cookies: BTreeMap<String, String>,
    pub secret: String,
}

/// What the token endpoint said: nothing when no answer came.
pub enum Tokens {
    Granted { refresh_token: String },
    Refused(String),
    NoAnswer,
}

impl Visitor {
    pub fn new(port: u16, secret: String) -> Self {
        let http = Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let (base, host) = (format!("http://127.0.0.1:{port}"), format!("localhost:{port}"));
        Self { http, base, host, cookies: BTreeMap::new(), secret }
    }

    /// The same browser and app at another server of the same issuer.
    pub fn at(&self, port: u16) -> Self {
        Self { base: format!("http://127.0.0.1:{port}"), ..self.clone() }
    }

    /// A document, as anybody may fetch it.
    pub async fn document(&mut self, path: &str) -> String {
        let answer = self.get(path).await.expect("the server answers");
        assert_eq!(answer.status(), 200, "{path}");
        answer.text().await.expect("a document")
    }

    /// Signs in through the page.
    pub async fn sign_in(&mut self, username: &str, password: &str) {
        let page = self.get("/login").await.expect("the server answers").text().await.expect("a page");
        let csrf = hidden(&page, "csrf");
        let form = format!("csrf={csrf}&username={username}&password={password}");
        let answer = self.post("/login", &form).await.expect("the server answers");
        assert_eq!(answer.status(), 303, "signing in failed: {}", answer.text().await.unwrap_or_default());
    }

    /// Signs out by the button on the account page; answered means ended.
    pub async fn sign_out(&mut self) {
        let page = self.get("/account").await.expect("the server answers").text().await.expect("a page");
        let form = format!("csrf={}", hidden(&page, "csrf"));
        let answer = self.post("/oauth2/logout/confirm", &form).await.expect("the server answers");
        assert_eq!(answer.status(), 303, "signing out failed: {}", answer.text().await.unwrap_or_default());
    }

    /// Where the app sends its people.
    pub fn authorize_path() -> String {
        format!(
            "/oauth2/authorize?client_id=app&response_type=code&scope=openid%20offline_access&state=s\
             &redirect_uri={REDIRECT_URI}&code_challenge={CHALLENGE}&code_challenge_method=S256"
        )
    }

    /// A fresh code; none when the server went away.
    pub async fn code(&mut self) -> Option<String> {
        let answer = self.get(&Self::authorize_path()).await?;
        let location = answer.headers().get(LOCATION)?.to_str().ok()?.to_owned();
        let (_, rest) = location.split_once("code=").unwrap_or_else(|| panic!("no code in {location}"));
        rest.split('&').next().map(str::to_owned)
    }

    pub async fn redeem(&self, code: &str) -> Tokens {
        self.token(&format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT_URI}&code_verifier={VERIFIER}"
        ))
        .await
    }

    pub async fn refresh(&self, refresh_token: &str) -> Tokens {
        self.token(&format!("grant_type=refresh_token&refresh_token={refresh_token}")).await
    }

    /// What the app calls the person, by the ID token of a fresh code.
    pub async fn sub(&mut self) -> String {
        let code = self.code().await.expect("a code");
        let form = format!(
            "grant_type=authorization_code&code={code}&redirect_uri={REDIRECT_URI}&code_verifier={VERIFIER}\
             &client_id=app&client_secret={}",
            self.secret
        );
        let answer = self.send("/oauth2/token", Some(&form)).await.expect("the server answers");
        let body: Value = answer.json().await.expect("JSON");
        let payload = body["id_token"].as_str().and_then(|token| token.split('.').nth(1)).expect("an ID token");
        let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).expect("base64")).expect("JSON");
        claims["sub"].as_str().expect("a sub").to_owned()
    }

    async fn token(&self, form: &str) -> Tokens {
        let form = format!("{form}&client_id=app&client_secret={}", self.secret);
        let Some(answer) = self.send("/oauth2/token", Some(&form)).await else { return Tokens::NoAnswer };
        let status = answer.status();
        let Ok(body) = answer.text().await else { return Tokens::NoAnswer };
        let member = |name: &str| {
            let rest = body.split_once(&format!("\"{name}\":\""))?.1;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        match (status.as_u16(), member("refresh_token")) {
            (200, Some(refresh_token)) => Tokens::Granted { refresh_token },
            (200, None) => Tokens::NoAnswer,
            _ => Tokens::Refused(member("error").unwrap_or(body)),
        }
    }

    pub async fn get(&mut self, path: &str) -> Option<Response> {
        let answer = self.send(path, None).await?;
        self.keep_cookies(&answer);
        Some(answer)
    }

    pub async fn post(&mut self, path: &str, form: &str) -> Option<Response> {
        let answer = self.send(path, Some(form)).await?;
        self.keep_cookies(&answer);
        Some(answer)
    }

    async fn send(&self, path: &str, form: Option<&str>) -> Option<Response> {
        let url = format!("{}{path}", self.base);
        let request = match form {
            None => self.http.get(url),
            Some(form) => {
                self.http.post(url).header("Content-Type", "application/x-www-form-urlencoded").body(form.to_owned())
            }
        };
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.header(HOST, &self.host).header(COOKIE, cookies.join("; ")).send().await.ok()
    }

    fn keep_cookies(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("cookies are ASCII");
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

pub fn hidden(page: &str, name: &str) -> String {
    let at = page.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name} in {page}"));
    let tag_start = page[..at].rfind('<').expect("inside a tag");
    let tag_end = at + page[at..].find('>').expect("the tag ends");
    let (_, value) = page[tag_start..tag_end].split_once("value=\"").expect("the field has a value");
    value.split('"').next().unwrap_or_default().to_owned()
}
