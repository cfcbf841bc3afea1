//! The part of an app's settings that says how it is told of logouts.

use crate::model::client::Client;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::admin::Fields;
use std::sync::Arc;

/// The fields, all of which have one value: two addresses, two boxes, and the sign that they were shown.
pub(super) const FIELDS: [&str; 5] = [
    "backchannel_logout_uri",
    "frontchannel_logout_uri",
    "backchannel_session_required",
    "frontchannel_session_required",
    "logout_shown",
];

/// The fields of an app as it is stored.
pub(super) fn filled(app: &Client, fields: Fields) -> Fields {
    let text = |uri: &Option<String>| uri.clone().unwrap_or_default();
    let sign = |is_ticked: bool| if is_ticked { "yes" } else { "" };
    fields
        .with(FIELDS[0], text(&app.metadata.backchannel_logout_uri))
        .with(FIELDS[1], text(&app.metadata.frontchannel_logout_uri))
        .with(FIELDS[2], sign(app.metadata.backchannel_logout_session_required))
        .with(FIELDS[3], sign(app.metadata.frontchannel_logout_session_required))
}

/// The app with what the form says of this; a form without these fields leaves it as it was.
pub(super) fn read(form: &AdminForm, mut app: Client) -> Client {
    if !form.has(FIELDS[4]) {
        return app;
    }
    let some = |text: String| (!text.is_empty()).then_some(text);
    let metadata = Arc::make_mut(&mut app.metadata);
    metadata.backchannel_logout_uri = some(form.text(FIELDS[0]));
    metadata.frontchannel_logout_uri = some(form.text(FIELDS[1]));
    metadata.backchannel_logout_session_required = form.has(FIELDS[2]);
    metadata.frontchannel_logout_session_required = form.has(FIELDS[3]);
    app
}
