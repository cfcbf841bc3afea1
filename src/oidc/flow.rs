//! A pending authorization request while its person signs in, chooses or consents: sealed into the page, bound to the
//! browser that started it, and checked anew at every step. Nothing is stored for it.

use super::{Error, Provider, Result};
use crate::keys::Purpose;
use crate::model::params::Params;
use crate::store::Session;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// A request that waits longer is forgotten (seconds).
const LIFETIME_SECONDS: i64 = 24 * 3600;

/// Names and values of one request, in characters; sealed it still fits into a URL that every proxy takes.
pub const MAX_LENGTH: usize = 4096;

/// A pushed request waits so long for its browser (seconds).
pub const PUSHED_SECONDS: i64 = 60;

/// What a sealed request is for: one of another kind does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `/oauth2/authorize`.
    Authorize,
    /// `/oauth2/logout`.
    Logout,
    /// `/signed-out`.
    SignedOut,
    /// `/oauth2/par`.
    Pushed,
}

impl Kind {
    const fn context(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Logout => "logout",
            Self::SignedOut => "signed-out",
            Self::Pushed => "pushed",
        }
    }
}

/// Two servers' clocks may differ by this much (seconds).
const SKEW_SECONDS: i64 = 5;

/// A demand for another sign-in than the one that there was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reauth {
    /// When it was demanded (unix seconds).
    #[serde(rename = "d")]
    demanded_at: i64,
    /// The session that does not count any more; empty when there was none.
    #[serde(rename = "s")]
    sid: String,
    /// When its person had proved who they are (unix seconds).
    #[serde(rename = "t")]
    auth_time: i64,
}

impl Reauth {
    /// Demands a sign-in from now on.
    pub fn now(session: Option<&Session>, now: i64) -> Self {
        Self {
            demanded_at: now,
            sid: session.map(|session| session.sid.to_string()).unwrap_or_default(),
            auth_time: session.map_or(0, |session| session.auth_time),
        }
    }

    /// Whether a session was signed in to since.
    pub fn is_met_by(&self, session: &Session) -> bool {
        let is_another = session.sid.as_str() != self.sid || session.auth_time > self.auth_time;
        is_another && session.auth_time >= self.demanded_at - SKEW_SECONDS
    }
}

/// What a consent page asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// The person.
    #[serde(rename = "u")]
    pub user_id: String,
    /// The scopes.
    #[serde(rename = "s")]
    pub scope: String,
    /// The APIs.
    #[serde(rename = "r")]
    pub resources: Vec<String>,
    /// The app's own claims, as a fingerprint: they can be many.
    #[serde(rename = "c", default)]
    pub claims: String,
}

/// How an app asked: by way of the browser alone, or with what nobody there can change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// It signed what it asks (RFC 9101).
    #[serde(rename = "s", skip_serializing_if = "std::ops::Not::not")]
    pub is_signed: bool,
    /// It pushed it beforehand (RFC 9126).
    #[serde(rename = "p", skip_serializing_if = "std::ops::Not::not")]
    pub is_pushed: bool,
}

/// A pending request.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Flow {
    /// The parameters as they came.
    #[serde(rename = "p")]
    pub params: Params,
    /// How they came.
    #[serde(rename = "h", default)]
    pub asked: Asked,
    /// The browser that it belongs to; none until a page was shown (a POST from another site brings no cookie).
    #[serde(rename = "b", default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// Unix seconds.
    #[serde(rename = "t")]
    pub started_at: i64,
    /// The request demands another sign-in than this one.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub reauth: Option<Reauth>,
    /// What the consent page showed, and to whom.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub shown: Option<Shown>,
    /// The person has chosen the account.
    #[serde(rename = "a", default, skip_serializing_if = "std::ops::Not::not")]
    pub account_chosen: bool,
}

impl Flow {
    /// A new flow of a browser.
    pub fn new(params: Params, browser: Option<&str>, now: i64) -> Self {
        Self {
            params,
            asked: Asked::default(),
            browser: browser.map(str::to_owned),
            started_at: now,
            reauth: None,
            shown: None,
            account_chosen: false,
        }
    }

    /// The app that asks, as it names itself.
    pub fn client_id(&self) -> Option<&str> {
        self.params.get("client_id")
    }

    /// Whether it belongs to a browser, which the caller knows by several ids.
    pub fn belongs_to(&self, owns: impl Fn(&str) -> bool) -> bool {
        self.browser.as_deref().is_some_and(owns)
    }

    /// The same request begun anew by another browser: nothing that was done in the first one counts.
    /// What was pushed counts once: none when it moves from one browser to another, or to its first one too late.
    #[must_use]
    pub fn rebound(self, browser: &str, now: i64) -> Option<Self> {
        let is_fresh = self.browser.is_none() && now - self.started_at < PUSHED_SECONDS;
        let asked = self.asked;
        (is_fresh || !asked.is_pushed).then(|| Self { asked, ..Self::new(self.params, Some(browser), self.started_at) })
    }
}

impl Provider {
    /// Seals a flow for the page. Too many parameters are `invalid_request`.
    pub fn seal_flow(&self, kind: Kind, flow: &Flow) -> Result<String> {
        if flow.params.len() > MAX_LENGTH {
            return Err(Error::invalid_request(format!("the request is longer than {MAX_LENGTH} characters")));
        }
        let plain = serde_json::to_vec(flow).map_err(Error::server)?;
        Ok(URL_SAFE_NO_PAD.encode(self.master_key.seal(Purpose::Flow, &[kind.context()], &plain)))
    }

    /// Opens what [`Provider::seal_flow`] made; none when it is damaged, of another kind or a day old.
    pub fn open_flow(&self, kind: Kind, sealed: &str) -> Option<Flow> {
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.master_key.open(Purpose::Flow, &[kind.context()], &sealed).ok()?;
        let flow: Flow = serde_json::from_slice(&plain).ok()?;
        (self.clock.now() - flow.started_at < LIFETIME_SECONDS).then_some(flow)
    }
}
