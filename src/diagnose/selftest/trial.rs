//! The steps that checks are made of: an authorization request, the way through the pages, tokens.

pub(super) use super::cast::App;

use super::browser::{Browser, Landing};
use super::cast::Cast;
use super::document::Document;
use super::html;
use super::http::{Answer, Http, Request};
use super::report::{Check, Line, Mend, Stop, demand};
use crate::model::pkce;
use crate::model::secret::Token;
use serde_json::Value;
use std::collections::BTreeMap;
use url::{Host, Url};

/// A server under test, and the throw-away people and apps that test it.
pub(super) struct Trial {
    pub(super) http: Http,
    pub(super) document: Document,
    pub(super) issuer: String,
    /// The issuer's origin.
    pub(super) home: Url,
    pub(super) cast: Cast,
    /// The app of everything that needs no app of its own: it has a secret, every scope, and is not asked for PKCE.
    pub(super) app: App,
}

/// What was told so far; whoever waits hears each line at once.
pub(super) struct Lines<'t> {
    pub(super) all: Vec<Line>,
    pub(super) tell: &'t (dyn Fn(&Line) + Send + Sync),
}

impl Lines<'_> {
    /// What came of a check of a member's capability.
    pub(super) fn note(&mut self, member: &str, capability: &str, outcome: Check) {
        let line = Line::new(member, capability, outcome);
        (self.tell)(&line);
        self.all.push(line);
    }
}

/// An authorization request.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) params: Vec<(String, String)>,
    pub(super) verifier: String,
    pub(super) state: String,
    pub(super) nonce: String,
}

/// The answer of the authorization endpoint, as the app gets it.
pub(super) struct Reply(pub(super) BTreeMap<String, String>);

/// The answer of the token endpoint.
#[derive(Clone, Debug)]
pub(super) struct Tokens {
    pub(super) access: String,
    pub(super) id: String,
    pub(super) refresh: String,
    pub(super) scope: String,
}

impl Ask {
    /// The usual request of an app: code flow with PKCE, state and nonce.
    pub(super) fn of(app: &App) -> Self {
        let [verifier, state, nonce] = [(); 3].map(|()| Token::random().expose().to_owned());
        let params = [
            ("client_id", app.id.as_str()),
            ("redirect_uri", &app.redirect_uri),
            ("response_type", "code"),
            ("scope", "openid"),
            ("state", &state),
            ("nonce", &nonce),
            ("code_challenge", &pkce::challenge(&verifier)),
            ("code_challenge_method", "S256"),
        ];
        let params = params.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        Self { params, verifier, state, nonce }
    }

    /// With a parameter, in place of one of that name.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.params.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn without(mut self, name: &str) -> Self {
        self.params.retain(|(own, _)| own != name);
        self
    }

    pub(super) fn pairs(&self) -> Vec<(&str, &str)> {
        self.params.iter().map(|(name, value)| (&**name, &**value)).collect()
    }
}

impl Reply {
    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", |value| value)
    }

    /// The code of an answer that carries the state and the issuer (RFC 9207).
    pub(super) fn code(&self, trial: &Trial, ask: &Ask) -> Check {
        let refused = || format!("{} {}", self.get("error"), self.get("error_description"));
        demand(!self.0.contains_key("error"), refused)?;
        self.check(trial, ask)?;
        let code = self.get("code");
        demand(code.len() >= 22, || "no code of 128 bits".to_owned())?;
        Ok(code.to_owned())
    }

    /// Demands an error that carries the state and the issuer.
    pub(super) fn error(&self, trial: &Trial, ask: &Ask, wanted: &str) -> Check {
        let (error, has_code) = (self.get("error"), self.0.contains_key("code"));
        demand(error == wanted && !has_code, || {
            format!("{} instead of {wanted}", if has_code { "a code" } else { error })
        })?;
        self.check(trial, ask)?;
        Ok(format!("{error}, with state"))
    }

    fn check(&self, trial: &Trial, ask: &Ask) -> Check<()> {
        demand(self.get("state") == ask.state, || "state came back changed".to_owned())?;
        let is_told = trial.document.flag("authorization_response_iss_parameter_supported");
        let wanted = if is_told { &*trial.issuer } else { "" };
        let iss = self.get("iss");
        if iss == wanted { Ok(()) } else { Err(Stop::Failed(format!("iss is {iss:?}, not {wanted:?}"), Mend::Issuer)) }
    }
}

impl Trial {
    /// This machine's time (unix seconds).
    pub(super) fn now(&self) -> i64 {
        self.cast.provider.clock.now()
    }

    /// Whether the server's name leads to this machine, so that it reaches this machine's loopback.
    pub(super) fn is_local(&self) -> bool {
        match self.home.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }

    /// A browser that has never been there.
    pub(super) fn browser(&self) -> Browser {
        Browser::new(&self.http, &self.home)
    }

    /// A browser whose person has signed in.
    pub(super) async fn signed_in(&self) -> Check<Browser> {
        let mut browser = self.browser();
        self.code(&mut browser, &self.app, &Ask::of(&self.app)).await?;
        Ok(browser)
    }

    /// Where a request leads before anybody does anything.
    pub(super) async fn authorize(&self, browser: &mut Browser, ask: &Ask) -> Check<Landing> {
        let mut url = self.document.url("authorization_endpoint")?;
        url.query_pairs_mut().extend_pairs(ask.pairs());
        browser.open(&url).await
    }

    /// What an app gets to know where a browser has landed, by any response mode.
    pub(super) fn reply(&self, app: &App, landing: Landing) -> Check<Reply> {
        if let Landing::Page(page) = &landing {
            let text = page.text();
            let posted = html::forms(&text).into_iter().find(|form| form.action == app.redirect_uri);
            if let Some(form) = posted {
                return Ok(Reply(form.fields.into_iter().collect()));
            }
        }
        let url = landing.away()?;
        let (address, _) = url.as_str().split_once(['?', '#']).unwrap_or((url.as_str(), ""));
        demand(address == app.redirect_uri, || "a redirect to another address than the registered one".to_owned())?;
        let text = url.query().or(url.fragment()).unwrap_or_default();
        Ok(Reply(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect()))
    }

    /// The whole way to a code: the person signs in and agrees where they are asked.
    pub(super) async fn code(&self, browser: &mut Browser, app: &App, ask: &Ask) -> Check {
        let landing = self.authorize(browser, ask).await?;
        let landing = browser.pass(&self.cast.person.login, landing).await?;
        self.reply(app, landing)?.code(self, ask)
    }

    /// The error of a request that must not show a page.
    pub(super) async fn refused(&self, browser: &mut Browser, app: &App, ask: &Ask, error: &str) -> Check {
        let landing = self.authorize(browser, ask).await?;
        self.reply(app, landing)?.error(self, ask, error)
    }

    /// A form to an endpoint, with the proof of an app.
    pub(super) async fn post(&self, app: &App, member: &str, fields: &[(&str, &str)]) -> Check<Answer> {
        let url = self.document.url(member)?;
        let request = app.proof.request(&app.id, &url, fields, (&self.issuer, self.now()))?;
        self.http.send(request).await
    }

    pub(super) async fn token(&self, app: &App, fields: &[(&str, &str)]) -> Check<Answer> {
        self.post(app, "token_endpoint", fields).await
    }

    /// Redeems a code, whatever comes of it.
    pub(super) async fn redeem(&self, app: &App, ask: &Ask, code: &str) -> Check<Answer> {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &app.redirect_uri),
            ("code_verifier", &ask.verifier),
        ];
        self.token(app, &fields).await
    }

    /// The whole way to tokens.
    pub(super) async fn tokens(&self, browser: &mut Browser, app: &App, ask: &Ask) -> Check<Tokens> {
        let code = self.code(browser, app, ask).await?;
        Tokens::of(&self.redeem(app, ask, &code).await?)
    }

    pub(super) async fn userinfo(&self, access_token: &str) -> Check<Answer> {
        let url = self.document.url("userinfo_endpoint")?;
        self.http.send(Request::get(&url).bearer(access_token)).await
    }

    /// Whether introspection by its own app calls a token active.
    pub(super) async fn is_active(&self, token: &str) -> Check<bool> {
        let answer = self.post(&self.app, "introspection_endpoint", &[("token", token)]).await?.json(200)?;
        answer["active"].as_bool().ok_or_else(|| Stop::answer("active is no boolean"))
    }
}

impl Tokens {
    /// Demands a successful answer of the token endpoint (RFC 6749 §5.1).
    pub(super) fn of(answer: &Answer) -> Check<Self> {
        let body = answer.json(200)?;
        let no_store = answer.header("cache-control").is_some_and(|rule| rule.contains("no-store"));
        if !no_store {
            return Err(Stop::Failed(
                "the token endpoint's answer may be kept: no `no-store`".to_owned(),
                Mend::Caching,
            ));
        }
        let is_whole =
            body["token_type"] == "Bearer" && body["expires_in"].is_u64() && body["access_token"].is_string();
        demand(is_whole, || "no access_token, token_type Bearer and numeric expires_in".to_owned())?;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            access: text("access_token"),
            id: text("id_token"),
            refresh: text("refresh_token"),
            scope: text("scope"),
        })
    }
}

/// The members of a JSON object.
pub(super) fn members(value: &Value) -> usize {
    value.as_object().map_or(0, serde_json::Map::len)
}
