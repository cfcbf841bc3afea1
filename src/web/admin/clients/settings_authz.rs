//! The part of an app's settings that says how old a sign-in may be, and how introspection answers it.

use super::settings_encryption::one_of;
use crate::keys::SigningAlg;
use crate::model::client::Client;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::{Choice, Fields};

/// The fields, each of which has one value.
pub(super) const FIELDS: [&str; 3] = ["default_max_age", "introspection_alg", "default_acr_values"];

/// What introspection answers can be signed with.
pub(super) fn offered(app: &Client, algs: &[SigningAlg]) -> Vec<Choice> {
    let algorithms = algs.iter().filter(|alg| **alg != SigningAlg::Secret).map(|alg| alg.name().to_owned());
    one_of(algorithms, app.metadata.introspection_signed_response_alg.clone())
}

/// The age as it stands in the field.
pub(super) fn max_age_as_text(app: &Client) -> String {
    app.metadata.default_max_age.map(|seconds| seconds.to_string()).unwrap_or_default()
}

/// The wished levels as they stand in the field.
pub(super) fn acr_as_text(app: &Client) -> String {
    app.metadata.default_acr_values.join(" ")
}

/// The app with what the form says of this; an empty age is none.
pub(super) fn read(form: &AdminForm, mut app: Client, fields: &mut Fields) -> Client {
    app.tell(|metadata| {
        let text = form.text("default_max_age");
        metadata.default_max_age = text.parse::<i64>().ok().filter(|seconds| *seconds >= 0);
        if metadata.default_max_age.is_none() && !text.is_empty() {
            fields.refuse("default_max_age", "app-problem-max-age");
        }
        if form.has("default_acr_values") {
            let levels = form.text("default_acr_values");
            metadata.default_acr_values = levels.split_whitespace().map(str::to_owned).collect();
        }
        if let Some(alg) = form.get("introspection_alg") {
            metadata.introspection_signed_response_alg = (alg != "none").then(|| alg.to_owned());
        }
    });
    app
}
