//! The settings as they work now, `/admin/settings`.

use super::{Section, Shell};
use crate::config::KEYS;
use crate::web::page::Page;
use crate::web::pages::{Contact, MARKUP};
use serde::Serialize;

/// The settings.
#[derive(Clone, Debug, Serialize)]
pub struct SettingsPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What the settings mean for people, in words.
    pub policies: Policies,
    /// In the order of the reference.
    pub sections: Vec<SettingsSection>,
}

/// What people ask about most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Policies {
    /// Whom people ask for help.
    pub contact: Option<Contact>,
    /// The shortest password.
    pub password_length: usize,
    /// A session ends after this long without use (seconds).
    pub session_idle: i64,
    /// A session ends this long after it began (seconds).
    pub session_absolute: i64,
    /// An access token works for this long (seconds).
    pub access: i64,
    /// An app gets new ones for this long (seconds).
    pub refresh: i64,
    /// Days that the removal of a person can be undone.
    pub undo_days: i64,
    /// Days that the audit log is kept; 0 for ever.
    pub audit_days: i64,
}

/// The settings of one table of the configuration file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SettingsSection {
    /// The table; empty for those at the top. The catalogue's `settings-section-…` names it for people.
    pub name: String,
    /// Its settings.
    pub settings: Vec<Setting>,
}

/// One setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Its full name in the file.
    pub name: String,
    /// Its value with secrets masked; empty when it is not set.
    pub value: String,
    /// The value as a length of time (seconds), where it is one that is easier read so.
    pub seconds: Option<i64>,
    /// What it does, in English: the words of the reference.
    pub doc: String,
    /// What values look like.
    pub form: String,
    /// The environment variable that sets it.
    pub variable: String,
    /// Where the value came from; none for the default.
    pub source: Option<String>,
    /// Whether the value is never shown.
    pub is_secret: bool,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "admin/settings.html";

    fn samples() -> Vec<Self> {
        let setting = |name: &str, value: &str, source: Option<&str>| Setting {
            name: name.into(),
            value: value.into(),
            seconds: (value == "300").then_some(300),
            doc: "The issuer and the base of every address, without a trailing slash.".into(),
            form: "a URL".into(),
            variable: format!("CLAVIGER_{}", name.to_uppercase().replace('.', "__")),
            source: source.map(Into::into),
            is_secret: name == "master_key",
        };
        let top = vec![
            setting("public_url", "https://id.northwind.example", Some("claviger.toml:1")),
            setting("master_key", "", Some("CLAVIGER_MASTER_KEY")),
            setting("contact", "", None),
        ];
        let section = |name: &str| SettingsSection {
            name: name.into(),
            settings: vec![setting(&format!("{name}.some_seconds"), "300", None)],
        };
        let mut sections = vec![SettingsSection { name: String::new(), settings: top }];
        let mut names: Vec<_> = KEYS.iter().filter_map(|key| Some(key.name.split_once('.')?.0)).collect();
        names.dedup();
        sections.extend(names.into_iter().map(section));
        let policies = Policies {
            contact: Some(Contact::new("help@northwind.example")),
            password_length: 8,
            session_idle: 28_800,
            session_absolute: 86_400,
            access: 300,
            refresh: 86_400,
            undo_days: 7,
            audit_days: 0,
        };
        let plain = Self { shell: Shell::sample(Section::Settings), policies: policies.clone(), sections };
        let awkward = Self {
            shell: Shell::sample_awkward(Section::Settings),
            policies: Policies { contact: None, undo_days: 1, audit_days: 90, ..policies },
            sections: vec![SettingsSection {
                name: String::new(),
                settings: vec![setting(&"x".repeat(90), MARKUP, Some(MARKUP))],
            }],
        };
        vec![plain, awkward]
    }
}
