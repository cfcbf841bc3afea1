//! The part of an app's settings that says what it calls people, and what it says about itself.

use super::new::lines;
use crate::model::client::Client;
use crate::model::client_metadata::SubjectType;
use crate::oidc::registration::check_sector;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Choice, Fields};
use std::sync::Arc;

/// The fields, all of which have one value.
pub(super) const FIELDS: [&str; 6] =
    ["subject_type", "sector_identifier_uri", "policy_uri", "tos_uri", "initiate_login_uri", "contacts"];

const TYPES: [(&str, SubjectType); 2] = [("public", SubjectType::Public), ("pairwise", SubjectType::Pairwise)];

/// The types of identifiers; the catalogue's `app-subject-…` names them.
pub(super) fn subjects(app: &Client) -> Vec<Choice> {
    TYPES.map(|(name, own)| Choice::new(name, "", own == app.metadata.subject_type)).to_vec()
}

/// The name of the type that an app has.
pub(super) fn subject(app: &Client) -> &'static str {
    TYPES.into_iter().find(|(_, own)| *own == app.metadata.subject_type).map_or("", |(name, _)| name)
}

/// What stands in the other fields.
pub(super) fn filled(app: &Client, fields: Fields) -> Fields {
    let told = &app.metadata;
    let uris = [&told.sector_identifier_uri, &told.policy_uri, &told.tos_uri, &told.initiate_login_uri];
    let fields = fields.with("contacts", told.contacts.join("\n"));
    FIELDS[1..].iter().zip(uris).fold(fields, |fields, (name, uri)| fields.with(name, uri.clone().unwrap_or_default()))
}

/// The app with what the form says of this; a form without these fields leaves it as it was.
pub(super) fn read(form: &AdminForm, mut app: Client) -> Client {
    let Some((_, subject)) = TYPES.into_iter().find(|(name, _)| form.get("subject_type") == Some(name)) else {
        return app;
    };
    let uri = |name: &str| Some(form.text(name)).filter(|text| !text.is_empty());
    let told = Arc::make_mut(&mut app.metadata);
    told.subject_type = subject;
    told.sector_identifier_uri = uri("sector_identifier_uri");
    told.policy_uri = uri("policy_uri");
    told.tos_uri = uri("tos_uri");
    if form.has("contacts") {
        told.initiate_login_uri = uri("initiate_login_uri");
        told.contacts = lines(&form.text("contacts"));
    }
    app
}

/// Whether the app belongs to the sector that it names, where that or its redirect URIs changed.
pub(super) async fn check(admin: &Admin<'_>, before: &Client, app: &Client, fields: &mut Fields) {
    let is_same = before.metadata.sector_identifier_uri == app.metadata.sector_identifier_uri
        && before.redirect_uris == app.redirect_uris;
    if is_same || !crate::oidc::apps::problems_of(app).is_empty() {
        return;
    }
    if let Err(error) = check_sector(&admin.provider.fetcher, app).await {
        fields.refuse_because("sector_identifier_uri", "app-problem-sector-document", 0, &error.to_string());
    }
}
