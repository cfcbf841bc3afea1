//! The part of an app's settings that says how it asks for sign-ins: signed (RFC 9101), or pushed beforehand (RFC 9126).

use super::new::lines;
use crate::keys::SigningAlg;
use crate::model::client::Client;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Choice, Fields};

/// The fields, all of which have one value; the last one is the sign that they were shown.
pub(super) const FIELDS: [&str; 5] = [
    "require_pushed_authorization_requests",
    "require_signed_request_object",
    "request_object_signing_alg",
    "request_uris",
    "requests_shown",
];

/// What is sent where nothing in particular is chosen.
const ANY: &str = "any";

/// What its request objects can be signed with; a public app has no secret.
pub(super) fn offered(app: &Client) -> Vec<Choice> {
    let chosen = app.metadata.request_object_signing_alg.as_deref().unwrap_or(ANY);
    let algs = SigningAlg::ALL.into_iter().filter(|alg| !app.is_public || *alg != SigningAlg::Secret);
    let names = std::iter::once(ANY).chain(algs.map(SigningAlg::name));
    names.map(|name| Choice::new(name, name, name == chosen)).collect()
}

/// The addresses as they stand in the field.
pub(super) fn uris_as_text(app: &Client) -> String {
    app.metadata.request_uris.join("\n")
}

/// What stands in the fields that are typed or ticked.
pub(super) fn filled(app: &Client, fields: Fields) -> Fields {
    let sign = |is_ticked: bool| if is_ticked { "yes" } else { "" };
    fields
        .with(FIELDS[0], sign(app.metadata.require_pushed_authorization_requests))
        .with(FIELDS[1], sign(app.metadata.require_signed_request_object))
        .with("request_uris", uris_as_text(app))
}

/// The app with what the form says of this; a form without these fields leaves it as it was.
pub(super) fn read(form: &AdminForm, mut app: Client) -> Client {
    if !form.has(FIELDS[4]) {
        return app;
    }
    app.tell(|told| {
        told.require_pushed_authorization_requests = form.has(FIELDS[0]);
        told.require_signed_request_object = form.has(FIELDS[1]);
        let alg = form.text("request_object_signing_alg");
        told.request_object_signing_alg = (alg != ANY && !alg.is_empty()).then_some(alg);
        told.request_uris = lines(&form.text("request_uris"));
    });
    app
}
