//! What to put into an app's own configuration, `/admin/clients/<id>/connect`, and whether it has worked yet.

use super::{AppFrame, AppTab};
use crate::model::client::ClientKind;
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The way to the first sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct AppConnect {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// How far it has come.
    pub first_use: FirstUse,
    /// Whether it proves itself by a key of its own instead of a secret.
    pub has_own_key: bool,
    /// What the app may be made with.
    pub stacks: Vec<StackLink>,
    /// The files of the chosen one.
    pub files: Vec<ShownFile>,
    /// What a developer enters who uses none of them.
    pub values: Vec<ConnectValue>,
}

/// Whether the app has got tokens yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FirstUse {
    /// Which texts of the catalogue: `connect-<state>-title`, `-text`.
    pub state: FirstUseState,
    /// When it got tokens last.
    pub last: Option<When>,
    /// How many of its requests were refused in the last days.
    pub refused: i64,
}

/// How far an app has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FirstUseState {
    /// Nothing has come yet.
    Waiting,
    /// It asked, and was refused.
    Refused,
    /// It got tokens.
    Works,
    /// It is switched off.
    Off,
}

/// One of the stacks to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StackLink {
    /// What people call it.
    pub title: String,
    /// The page with its files.
    pub url: String,
    /// Whether its files are shown.
    pub is_chosen: bool,
}

/// A file to copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownFile {
    /// What it is usually called.
    pub name: String,
    /// Its text, in parts: where the secret goes is a part of its own.
    pub parts: Vec<CodePart>,
}

/// A part of a file's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodePart {
    /// The text.
    pub text: String,
    /// Whether something else must stand there.
    pub is_placeholder: bool,
}

/// One value, by its name in the catalogue: `connect-value-<name>`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ConnectValue {
    /// Which.
    pub name: &'static str,
    /// The value.
    pub value: String,
}

impl ShownFile {
    /// A file whose text holds `placeholder` where something else must stand.
    pub fn new(name: &str, text: &str, placeholder: &str) -> Self {
        let mut parts = Vec::new();
        for (place, part) in text.split(placeholder).enumerate() {
            if place > 0 {
                parts.push(CodePart { text: placeholder.to_owned(), is_placeholder: true });
            }
            if !part.is_empty() {
                parts.push(CodePart { text: part.to_owned(), is_placeholder: false });
            }
        }
        Self { name: name.to_owned(), parts }
    }

    /// Whether a secret has to be put in.
    pub fn has_placeholder(&self) -> bool {
        self.parts.iter().any(|part| part.is_placeholder)
    }
}

impl Page for AppConnect {
    const TEMPLATE: &'static str = "admin/clients/connect.html";

    fn samples() -> Vec<Self> {
        let stack = |title: &str, is_chosen| StackLink {
            title: title.into(),
            url: "/admin/clients/harbor-wiki/connect?stack=django".into(),
            is_chosen,
        };
        let secret = "REPLACE_WITH_THE_CLIENT_SECRET";
        let django =
            "OIDC_RP_CLIENT_ID = \"harbor-wiki\"\nOIDC_RP_CLIENT_SECRET = \"REPLACE_WITH_THE_CLIENT_SECRET\"\n";
        let issuer = "https://id.northwind.example";
        let value = |name, value: &str| ConnectValue { name, value: value.into() };
        let works = Self {
            frame: AppFrame::sample(AppTab::Connect),
            first_use: FirstUse {
                state: FirstUseState::Works,
                last: Some(When::new(1_795_269_000, 1_795_269_789)),
                refused: 0,
            },
            has_own_key: false,
            stacks: vec![stack("Django with mozilla-django-oidc", true), stack("GitLab", false)],
            files: vec![ShownFile::new("settings.py", django, secret)],
            values: vec![
                value("issuer", issuer),
                value("discovery", &format!("{issuer}/.well-known/openid-configuration")),
                value("client-id", "harbor-wiki"),
                value("redirect-uri", "https://wiki.northwind.example/oidc/callback/"),
                value("authorization", &format!("{issuer}/oauth2/authorize")),
                value("token", &format!("{issuer}/oauth2/token")),
                value("userinfo", &format!("{issuer}/oauth2/userinfo")),
                value("jwks", &format!("{issuer}/.well-known/jwks.json")),
                value("id-token-encryption", "RSA-OAEP-256/A256GCM"),
                value("userinfo-encryption", "RSA-OAEP-256/A256GCM"),
                value("auth-method", "private_key_jwt"),
                value("scope", "openid profile email groups"),
            ],
        };
        let mut service = AppFrame::sample(AppTab::Connect);
        service.app.kind = ClientKind::Service.as_str();
        let state = |state, refused| FirstUse { state, last: None, refused };
        vec![
            Self { first_use: state(FirstUseState::Waiting, 0), ..works.clone() },
            Self { first_use: state(FirstUseState::Refused, 3), ..works.clone() },
            works.clone(),
            Self { frame: AppFrame::sample_auditor(AppTab::Connect), ..works.clone() },
            Self { frame: service, has_own_key: true, ..works.clone() },
            Self {
                frame: AppFrame::sample_public(AppTab::Connect),
                first_use: state(FirstUseState::Off, 0),
                stacks: vec![stack("A browser app with oidc-client-ts", true)],
                files: vec![ShownFile::new("sign-in.js", "const settings = {};\n", secret)],
                ..works.clone()
            },
            Self {
                frame: AppFrame::sample_awkward(AppTab::Connect),
                stacks: vec![stack(MARKUP, true)],
                files: vec![ShownFile::new(MARKUP, MARKUP, secret)],
                values: vec![value("scope", MARKUP)],
                ..works
            },
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::ShownFile;

    #[test]
    fn the_place_of_the_secret_is_a_part_of_its_own_and_nothing_is_lost() {
        let file = ShownFile::new("a", "id=1\nsecret=\"PUT_IT_HERE\"\nagain=PUT_IT_HERE", "PUT_IT_HERE");
        let whole: String = file.parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, "id=1\nsecret=\"PUT_IT_HERE\"\nagain=PUT_IT_HERE");
        let marked: Vec<_> = file.parts.iter().map(|part| part.is_placeholder).collect();
        assert_eq!(marked, [false, true, false, true]);
        assert!(file.has_placeholder() && !ShownFile::new("a", "x", "PUT_IT_HERE").has_placeholder());
    }
}
