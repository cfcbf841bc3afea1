//! The part of an app's settings that says how its tokens are encrypted and its userinfo signed.

use super::problems::tell;
use crate::keys::SigningAlg;
use crate::model::client::Client;
use crate::model::client_rules::ClientError;
use crate::model::encryption::{Encryption, EncryptionKey};
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Choice, EncryptionFields, Fields};

/// The fields, all of which have one value.
pub(super) const FIELDS: [&str; 4] = ["encryption_keys", "id_token_encryption", "userinfo_alg", "userinfo_encryption"];

/// What is sent where nothing is chosen.
const NONE: &str = "none";

/// What is chosen, and what there is to choose from.
pub(super) fn offered(app: &Client, algs: &[SigningAlg]) -> EncryptionFields {
    let ways = |chosen: Option<Encryption>| {
        one_of(Encryption::all().map(|how| how.to_string()), chosen.map(|how| how.to_string()))
    };
    let is_fit = |alg: &&SigningAlg| **alg != SigningAlg::Secret;
    let algorithms = algs.iter().filter(is_fit).map(|alg| alg.name().to_owned());
    EncryptionFields {
        id_token: ways(app.id_token_encryption),
        userinfo_alg: one_of(algorithms, app.userinfo_alg.clone()),
        userinfo: ways(app.userinfo_encryption),
    }
}

/// None of them comes first.
pub(super) fn one_of(names: impl Iterator<Item = String>, chosen: Option<String>) -> Vec<Choice> {
    let chosen = chosen.unwrap_or_else(|| NONE.to_owned());
    std::iter::once(NONE.to_owned()).chain(names).map(|name| Choice::new(&*name, &*name, name == chosen)).collect()
}

/// The keys as they stand in the field.
pub(super) fn keys_as_text(app: &Client) -> String {
    if app.encryption_keys.is_empty() {
        return String::new();
    }
    format!("{:#}", EncryptionKey::set_to_json(&app.encryption_keys))
}

/// The app with what the form says of this; a form without these fields leaves it as it was.
pub(super) fn read(form: &AdminForm, mut app: Client, fields: &mut Fields) -> Client {
    if !FIELDS.iter().all(|name| form.has(name) || *name == "encryption_keys") {
        return app;
    }
    let text = form.text("encryption_keys");
    let keys = if text.is_empty() { Ok(Vec::new()) } else { EncryptionKey::parse_all(&text) };
    let keys = keys.unwrap_or_else(|error| {
        tell(fields, &[ClientError::BadEncryptionKey(error)]);
        app.encryption_keys.clone()
    });
    app.encryption_keys = keys;
    app.id_token_encryption = Encryption::parse(&form.text("id_token_encryption"));
    app.userinfo_alg = Some(form.text("userinfo_alg")).filter(|alg| alg != NONE);
    app.userinfo_encryption = Encryption::parse(&form.text("userinfo_encryption"));
    app
}
