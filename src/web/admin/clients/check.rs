//! `/admin/clients/new/check`: what is wrong with addresses and colours while they are typed. Asked by
//! `static/js/admin_apps.js`; the form says the same when it is sent.

use super::new::lines;
use crate::model::client::ClientKind;
use crate::model::color::Color;
use crate::web::answer::JsonAnswer;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::messages::message;
use crate::web::pages::admin::Check;
use rocket::http::Status;
use serde_json::json;

#[rocket::get("/admin/clients/new/check")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> JsonAnswer {
    let params = query.params().unwrap_or_default();
    let is_public = params.get("kind").and_then(ClientKind::parse).is_some_and(ClientKind::is_public);
    let uris = lines(params.get("uris").unwrap_or_default());
    let checks = uris.iter().map(|uri| Check::uri(uri, is_public)).chain(params.get("color").map(Check::color));
    let ink = params.get("color").and_then(|color| Color::parse(color).ok()).map(|color| color.ink().to_string());
    let lang = &admin.chrome.lang;
    let said = checks.map(|check| json!({ "text": check.text, "problem": problem(lang, &check), "ink": ink }));
    JsonAnswer::new(Status::Ok, &json!({ "lines": said.collect::<Vec<_>>() }))
}

/// In the person's language; none when all is well.
fn problem(lang: &str, check: &Check) -> Option<String> {
    let key = check.key?;
    message(lang, key, &[("name", check.name.clone())]).ok()
}
