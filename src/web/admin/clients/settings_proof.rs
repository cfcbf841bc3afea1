//! The part of an app's settings that says how it proves who it is (OIDC Core §9, RFC 7523).

use super::problems::tell;
use crate::model::client::Client;
use crate::model::client_keys::ClientKey;
use crate::model::client_metadata::AuthMethod;
use crate::model::client_rules::ClientError;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Choice, Fields, ProofFields};
use std::sync::Arc;

/// The fields, all of which have one value.
pub(super) const FIELDS: [&str; 4] =
    ["token_endpoint_auth_method", "token_endpoint_auth_signing_alg", "jwks", "jwks_uri"];

/// What is sent where nothing in particular is chosen.
const ANY: &str = "any";

/// What is chosen, and what there is to choose from; the catalogue's `app-proof-…` name the methods.
pub(super) fn offered(app: &Client) -> ProofFields {
    let told = &app.metadata;
    let chosen = method(app);
    let methods = AuthMethod::ALL.into_iter().filter(|method| *method != AuthMethod::None).map(AuthMethod::as_str);
    let alg = told.token_endpoint_auth_signing_alg.as_deref().unwrap_or(ANY);
    let algs = [AuthMethod::PrivateKeyJwt, AuthMethod::ClientSecretJwt].into_iter().filter_map(AuthMethod::algorithms);
    ProofFields {
        methods: std::iter::once(ANY).chain(methods).map(|name| Choice::new(name, "", name == chosen)).collect(),
        algs: std::iter::once(ANY)
            .chain(algs.flat_map(|algs| algs.split(", ")))
            .map(|name| Choice::new(name, name, name == alg))
            .collect(),
    }
}

/// The name of the method that an app has.
pub(super) fn method(app: &Client) -> &'static str {
    app.metadata.token_endpoint_auth_method.map_or(ANY, AuthMethod::as_str)
}

/// The keys as they stand in the field.
pub(super) fn keys_as_text(app: &Client) -> String {
    app.metadata.jwks.as_ref().map(|keys| format!("{keys:#}")).unwrap_or_default()
}

/// What stands in the fields that are typed.
pub(super) fn filled(app: &Client, fields: Fields) -> Fields {
    fields.with("jwks", keys_as_text(app)).with("jwks_uri", app.metadata.jwks_uri.clone().unwrap_or_default())
}

/// The app with what the form says of this; a form without these fields leaves it as it was, as that of a public app does,
/// which proves nothing.
pub(super) fn read(form: &AdminForm, mut app: Client, fields: &mut Fields) -> Client {
    if app.is_public || !form.has(FIELDS[0]) {
        return app;
    }
    let some = |name: &str| Some(form.text(name)).filter(|text| !text.is_empty() && text != ANY);
    let mut told = (*app.metadata).clone();
    let wished = some(FIELDS[0]);
    told.token_endpoint_auth_method = wished.as_deref().and_then(AuthMethod::parse);
    if wished.is_some() && told.token_endpoint_auth_method.is_none() {
        fields.refuse(FIELDS[0], "app-problem-proof-unknown");
    }
    told.token_endpoint_auth_signing_alg = some(FIELDS[1]);
    told.jwks_uri = some("jwks_uri");
    // Keys that nobody touched stay as they were registered.
    if form.text("jwks") != keys_as_text(&app).trim() {
        let keys = some("jwks").map(|text| ClientKey::parse_set(&text)).transpose();
        match keys {
            Ok(keys) => told.jwks = keys.map(|keys| ClientKey::set_to_json(&keys)),
            Err(error) => tell(fields, &[ClientError::BadMetadata(error.into())]),
        }
    }
    if told != *app.metadata {
        app.metadata = Arc::new(told);
    }
    app
}
