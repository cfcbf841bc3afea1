//! What is left once a session has ended: the apps that are told in the person's browser (OIDC Front-Channel Logout 1.0
//! §3), the receipt of those that are told from server to server, and the way on. It travels sealed, so an address of it
//! cannot be guessed, and it shows nothing but names of apps.

use super::flow::{Flow, Kind};
use super::{Provider, Result};
use crate::model::ids::{ClientId, Sid};
use crate::model::params::Params;
use crate::model::redirect_uri::append_query;
use crate::store::{self, NoticeState};
use std::collections::BTreeMap;
use url::Url;

/// Apps are told in the browser for so long after the end (seconds): whoever comes back to the page later is shown what
/// became of it.
const FRAMES_SECONDS: i64 = 60;

/// What the page after signing out stands on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Farewell {
    /// The session that ended.
    pub sid: Option<Sid>,
    /// The app that asked for it.
    pub client_id: Option<ClientId>,
    /// Where it goes on: a registered address of that app.
    pub back_url: Option<String>,
    /// It goes on there by itself, once the apps are told.
    pub goes_on: bool,
    /// The languages that the app asked for.
    pub ui_locales: Option<String>,
}

/// An app that is told from server to server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// What people call it.
    pub name: String,
    /// Whether it has confirmed.
    pub state: NoticeState,
}

/// An app that is told in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// What people call it.
    pub name: String,
    /// What the frame loads.
    pub url: String,
    /// Its scheme, host and port.
    pub origin: String,
}

/// What became of the apps of a session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Those that are told from server to server, by name.
    pub receipts: Vec<Receipt>,
    /// Those that are told in the browser.
    pub frames: Vec<Frame>,
    /// Names of those that cannot be told.
    pub untold: Vec<String>,
}

impl Farewell {
    /// Seals it for an address of ours.
    pub fn seal(&self, provider: &Provider) -> Result<String> {
        let mut params = Params::default();
        let goes_on = self.goes_on.then_some("yes");
        for (name, value) in [
            ("sid", self.sid.as_ref().map(Sid::as_str)),
            ("client_id", self.client_id.as_ref().map(ClientId::as_str)),
            ("back_url", self.back_url.as_deref()),
            ("goes_on", goes_on),
            ("ui_locales", self.ui_locales.as_deref()),
        ] {
            if let Some(value) = value {
                params.push(name, value);
            }
        }
        provider.seal_flow(Kind::SignedOut, &Flow::new(params, None, provider.clock.now()))
    }

    /// Opens what [`Farewell::seal`] made, and whether it is so fresh that apps are told in the browser.
    pub fn open(provider: &Provider, sealed: &str) -> Option<(Self, bool)> {
        let Flow { params, started_at, .. } = provider.open_flow(Kind::SignedOut, sealed)?;
        let text = |name: &str| params.get(name).map(str::to_owned);
        let farewell = Self {
            sid: text("sid").map(Sid::from),
            client_id: text("client_id").map(ClientId::from),
            back_url: text("back_url"),
            goes_on: text("goes_on").is_some(),
            ui_locales: text("ui_locales"),
        };
        Some((farewell, provider.clock.now() - started_at < FRAMES_SECONDS))
    }
}

/// What became of the apps of a session that ended.
pub async fn told(provider: &Provider, sid: &Sid) -> store::Result<Told> {
    let mut read = provider.store.read().await?;
    let notices = read.db().logout_notices_of_session(sid).await?;
    let used = read.db().apps_of_ended_session(sid).await?;
    drop(read);
    // The newest notice of each app counts: an earlier one was about something else that ended.
    let mut told: Told = Told::default();
    let newest: BTreeMap<_, _> = notices.into_iter().map(|notice| (notice.client_id.clone(), notice)).collect();
    for client in used.iter().filter_map(|id| provider.clients.get(id)) {
        let name = client.name.clone();
        let frame = client.metadata.frontchannel_logout_uri.as_deref().and_then(|uri| {
            let asks = client.metadata.frontchannel_logout_session_required;
            let parameters = [("iss", provider.issuer()), ("sid", sid.as_str())];
            let url = append_query(uri, if asks { &parameters } else { &[] });
            let origin = Url::parse(uri).ok()?.origin().ascii_serialization();
            Some(Frame { name: name.clone(), url, origin })
        });
        match (newest.get(&client.id), frame) {
            (Some(notice), frame) => {
                told.receipts.push(Receipt { name, state: notice.state() });
                told.frames.extend(frame);
            }
            (None, Some(frame)) => told.frames.push(frame),
            (None, None) => told.untold.push(name),
        }
    }
    told.receipts.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(told)
}
