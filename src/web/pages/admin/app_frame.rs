//! What surrounds every page about one app: its mark, name and status, and the tabs. Each such page flattens it and
//! extends `templates/admin/clients/frame.html`.

use super::{Section, Shell};
use crate::model::client::{Client, ClientKind};
use crate::web::pages::{Look, MARKUP};
use serde::Serialize;

/// The surroundings of a page about one app.
#[derive(Clone, Debug, Serialize)]
pub struct AppFrame {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// The app.
    pub app: AppHead,
    /// Which page of it this is.
    pub tab: AppTab,
    /// The pages that it has.
    pub tabs: Vec<AppTab>,
}

/// What every page about an app says of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AppHead {
    /// Its `client_id`.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// `web`, `browser`, `native` or `service`; the catalogue's `app-kind-…` names it.
    pub kind: &'static str,
    /// Where people open it.
    pub url: Option<String>,
    /// Whether it has no secret.
    pub is_public: bool,
    /// Whether it is switched off.
    pub is_disabled: bool,
    /// Whether it registered itself.
    pub is_registered: bool,
    /// Its logo and colour.
    pub look: Look,
}

/// A page about an app; the catalogue's `app-tab-…` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AppTab {
    /// `/admin/clients/<id>`: what it is and how it is doing.
    Overview,
    /// `…/settings`: everything that can be changed.
    Settings,
    /// `…/connect`: what to put into its configuration.
    Connect,
    /// `…/claims`: what its tokens say, with a preview.
    Claims,
    /// `…/health`: what failed, and why.
    Health,
    /// `…/secrets`: apps that keep one only.
    Secrets,
}

impl AppTab {
    const ALL: [Self; 6] = [Self::Overview, Self::Settings, Self::Connect, Self::Claims, Self::Health, Self::Secrets];
}

impl AppFrame {
    /// The surroundings of a page about `client`.
    pub fn new(shell: Shell, client: &Client, look: Look, tab: AppTab) -> Self {
        Self::of(shell, AppHead::new(client, look), tab)
    }

    fn of(shell: Shell, app: AppHead, tab: AppTab) -> Self {
        let mut tabs = AppTab::ALL.to_vec();
        tabs.retain(|tab| *tab != AppTab::Secrets || !app.is_public);
        Self { shell, app, tab, tabs }
    }

    /// What samples of pages about an app are surrounded by: a web app, as an owner sees it.
    pub(super) fn sample(tab: AppTab) -> Self {
        Self::of(Shell::sample(Section::Apps), AppHead::sample(), tab)
    }

    /// The same as an auditor sees it.
    pub(super) fn sample_auditor(tab: AppTab) -> Self {
        Self::of(Shell::sample_auditor(Section::Apps), AppHead::sample(), tab)
    }

    /// An app in the browser, switched off.
    pub(super) fn sample_public(tab: AppTab) -> Self {
        let app = AppHead {
            id: "board".into(),
            name: "Departure board".into(),
            kind: ClientKind::Browser.as_str(),
            url: None,
            is_public: true,
            is_disabled: true,
            is_registered: false,
            look: Look::default(),
        };
        Self::of(Shell::sample(Section::Apps), app, tab)
    }

    /// The same of another kind.
    #[must_use]
    pub(super) fn of_kind(mut self, kind: ClientKind) -> Self {
        self.app.kind = kind.as_str();
        self
    }

    /// Long and hostile words everywhere.
    pub(super) fn sample_awkward(tab: AppTab) -> Self {
        let url = Some("javascript:alert(1)".into());
        let app = AppHead { id: "x".repeat(100), name: MARKUP.into(), url, ..AppHead::sample() };
        Self::of(Shell::sample_awkward(Section::Apps), app, tab)
    }
}

impl AppHead {
    /// What is said of `client`.
    pub fn new(client: &Client, look: Look) -> Self {
        Self {
            id: client.id.to_string(),
            name: client.name.clone(),
            kind: client.kind.as_str(),
            url: client.url.clone(),
            is_public: client.is_public,
            is_disabled: client.is_disabled(),
            is_registered: client.is_registered(),
            look,
        }
    }

    fn sample() -> Self {
        Self {
            id: "harbor-wiki".into(),
            name: "Harbor Wiki".into(),
            kind: ClientKind::Web.as_str(),
            url: Some("https://wiki.northwind.example/".into()),
            is_public: false,
            is_disabled: false,
            is_registered: true,
            look: Look::sample(),
        }
    }
}
