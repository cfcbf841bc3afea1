//! `/admin/settings`: every setting as it works now, where its value came from, and how it is changed.

use crate::config::{Config, KEYS, Key, Source};
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::Contact;
use crate::web::pages::admin::{Policies, Section, Setting, SettingsPage, SettingsSection};
use rocket::request::{FromRequest, Outcome, Request};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// Shorter times are read well in seconds.
const LONG_SECONDS: i64 = 90;

/// Where the value of each setting came from; managed by whoever loaded the configuration.
#[derive(Clone, Debug, Default)]
pub struct SettingSources(pub BTreeMap<&'static str, Source>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for &'r SettingSources {
    type Error = Infallible;

    /// Without the knowledge, every value counts as the default's: as in tests.
    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let managed = request.rocket().state::<SettingSources>();
        Outcome::Success(managed.unwrap_or_else(|| request.local_cache(SettingSources::default)))
    }
}

#[rocket::get("/admin/settings")]
pub(super) fn get(admin: Admin<'_>, sources: &SettingSources) -> Answer {
    let config = &admin.provider.config;
    let mut sections: Vec<SettingsSection> = Vec::new();
    for key in KEYS {
        let name = key.name.split_once('.').map_or("", |(section, _)| section);
        let setting = setting(key, config, sources);
        match sections.last_mut().filter(|section| section.name == name) {
            Some(section) => section.settings.push(setting),
            None => sections.push(SettingsSection { name: name.to_owned(), settings: vec![setting] }),
        }
    }
    let policies = policies(config);
    Answer::page(&SettingsPage { shell: admin.into_shell(Section::Settings), policies, sections })
}

fn policies(config: &Config) -> Policies {
    Policies {
        contact: config.contact.as_deref().map(Contact::new),
        password_length: config.passwords.min_length,
        session_idle: config.sessions.idle_seconds,
        session_absolute: config.sessions.absolute_seconds,
        access: config.tokens.access_seconds,
        refresh: config.tokens.refresh_seconds,
        undo_days: config.people.undo_days,
        audit_days: config.audit.keep_days,
    }
}

fn setting(key: &Key, config: &Config, sources: &SettingSources) -> Setting {
    let source = sources.0.get(key.name).unwrap_or(&Source::Default);
    let value = key.shown(config);
    let seconds = value.parse().ok().filter(|seconds| key.name.ends_with("_seconds") && *seconds >= LONG_SECONDS);
    Setting {
        name: key.name.to_owned(),
        value,
        seconds,
        doc: key.doc.to_owned(),
        form: key.form(),
        variable: key.variable(),
        source: (*source != Source::Default).then(|| source.to_string()),
        is_secret: key.secret,
    }
}
