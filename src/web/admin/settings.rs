//! `/admin/settings`: every setting as it works now, where its value came from, and how it is changed.

use crate::config::{Config, KEYS, Key, Source};
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::admin::{Section, Setting, SettingsPage, SettingsSection};
use rocket::request::{FromRequest, Outcome, Request};
use std::collections::BTreeMap;
use std::convert::Infallible;

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
    Answer::page(&SettingsPage { shell: admin.into_shell(Section::Settings), sections })
}

fn setting(key: &Key, config: &Config, sources: &SettingSources) -> Setting {
    let source = sources.0.get(key.name).unwrap_or(&Source::Default);
    Setting {
        name: key.name.to_owned(),
        value: key.shown(config),
        doc: key.doc.to_owned(),
        form: key.form(),
        variable: key.variable(),
        source: (*source != Source::Default).then(|| source.to_string()),
        is_secret: key.secret,
    }
}
