//! `/account`: my apps, my recent sign-ins, who I am.

use super::device;
use crate::accounts::SignedIn;
use crate::model::ids::ClientId;
use crate::oidc::Provider;
use crate::store::{self, AuditEvent};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::pages::{AccountHome, App, RecentSignIn, When};
use crate::web::visit::{Visit, shown};
use serde_json::Value;

/// Sign-ins shown.
const SIGN_INS: i64 = 10;

#[rocket::get("/")]
pub(super) fn root() -> Answer {
    Answer::SeeOther("/account".to_owned())
}

#[rocket::get("/account")]
pub(super) async fn get(mut visit: Visit<'_>) -> Answer {
    let person = match visit.signed_in() {
        Ok(Some(person)) => person,
        Ok(None) => return Answer::SeeOther("/login".to_owned()),
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    match page(&visit, &person).await {
        Ok(page) => Answer::page(&page),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

async fn page(visit: &Visit<'_>, person: &SignedIn) -> store::Result<AccountHome> {
    let provider = visit.provider;
    let mut read = provider.store.read().await?;
    let groups = read.db().groups_of(&person.user.id).await?;
    let events = read.db().recent_sign_ins(&person.user.id, SIGN_INS).await?;
    let now = provider.clock.now();
    Ok(AccountHome {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        person: shown(person),
        is_admin: person.user.role.is_some(),
        groups,
        apps: apps(provider),
        sign_ins: events.iter().map(|event| sign_in(provider, event, person, now)).collect(),
    })
}

fn apps(provider: &Provider) -> Vec<App> {
    let mut clients = provider.clients.all();
    clients.retain(|client| !client.is_disabled());
    clients.sort_by_key(|client| (client.name.to_lowercase(), client.id.clone()));
    clients.iter().filter_map(|client| Some(App::new(&*client.name, client.url.clone()?))).collect()
}

fn sign_in(provider: &Provider, event: &AuditEvent, person: &SignedIn, now: i64) -> RecentSignIn {
    let app = event.client_id.as_deref().and_then(|id| provider.clients.get(&ClientId::from(id)));
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let succeeded = event.kind == "sign_in.succeeded";
    let at = event.at_ms.div_euclid(1000);
    // A session that was renewed has several sign-ins: its present auth_time is that of the newest.
    let this_session = succeeded && event.sid.as_deref() == Some(person.session.sid.as_str());
    RecentSignIn {
        when: When::new(at, now),
        address: event.address.clone().unwrap_or_default(),
        device: detail.get("user_agent").and_then(Value::as_str).and_then(device::describe),
        succeeded,
        app: app.map(|client| client.name.clone()),
        this_session,
    }
}
