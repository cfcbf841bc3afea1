//! Forms of the admin area, filled and sent as a browser does.

use super::browser::{Browser, unescape};
use super::house::House;
use super::http::Response;
use super::seed::ALICE;
use claviger::model::client::Client;
use claviger::model::user::Role;

/// A browser in which Alice has a role.
pub async fn admin(house: &House, role: Role) -> Browser {
    house.change_person(ALICE, |user| user.role = Some(role)).await;
    house.signed_in(ALICE).await
}

/// Sends a form with this browser's token.
pub async fn post_form(browser: &Browser, target: &str, typed: &[(&str, &str)]) -> Response {
    let csrf = browser.get("/account").await.hidden("csrf");
    let mut fields = vec![("csrf", &*csrf)];
    fields.extend_from_slice(typed);
    browser.post(target, &fields).await
}

/// An app as it is stored.
pub async fn app(house: &House, id: &str) -> Client {
    house.provider.apps().get(&id.into()).await.expect("the app")
}

/// The settings form of an app as the page shows it, with some fields typed over.
pub async fn settings_form(browser: &Browser, id: &str, typed: &[(&str, &str)]) -> Vec<(String, String)> {
    let page = browser.get(&format!("/admin/clients/{id}/settings")).await.assert_page(200);
    let form = page.split("id=\"settings\"").nth(1).and_then(|rest| rest.split("</form>").next()).expect("the form");
    let mut fields = sent_by(form);
    for (name, value) in typed {
        fields.retain(|(own, _)| own != name);
        fields.push(((*name).to_owned(), (*value).to_owned()));
    }
    fields
}

/// What a browser sends of a form as our templates write it.
pub fn sent_by(form: &str) -> Vec<(String, String)> {
    let value = |tag: &str, name: &str| {
        tag.split_once(&format!(" {name}=\""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| unescape(value))
    };
    let mut fields = Vec::new();
    for part in form.split('<').skip(1) {
        let (tag, rest) = part.split_once('>').unwrap_or((part, ""));
        let Some(name) = value(tag, "name") else { continue };
        let is_box = tag.contains("type=\"checkbox\"") || tag.contains("type=\"radio\"");
        if tag.starts_with("input") && !tag.contains(" disabled") && (!is_box || tag.contains(" checked")) {
            fields.push((name, value(tag, "value").unwrap_or_default()));
        } else if tag.starts_with("textarea") {
            fields.push((name, unescape(rest.trim_start_matches('\n'))));
        } else if tag.starts_with("select") {
            let options = form.split_once(&format!("name=\"{name}\"")).map(|(_, rest)| rest).unwrap_or_default();
            let chosen = options.split("<option").find(|option| option.contains(" selected"));
            fields.push((name, chosen.and_then(|option| value(option, "value")).unwrap_or_default()));
        }
    }
    fields
}

/// Sends fields as they are.
pub async fn send(browser: &Browser, target: &str, fields: &[(String, String)]) -> Response {
    let fields: Vec<_> = fields.iter().map(|(name, value)| (&**name, &**value)).collect();
    browser.post(target, &fields).await
}
