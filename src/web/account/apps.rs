//! `/account/apps`: the apps that may see something of me, what each may see, and how to end it.

use super::{asked, frame, person, sent};
use crate::accounts::SignedIn;
use crate::model::ids::ClientId;
use crate::oidc::asked_claims;
use crate::oidc::claims::{self, Person};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::pages::{AccountApps, AccountSection, AppsDone, ConnectedApp, When};
use crate::web::sign_in::{Asked, claim_items, scope_items};
use crate::web::visit::Visit;

const PATH: &str = "/account/apps";

#[rocket::get("/account/apps")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return answer,
    };
    let done = match asked(query, "done").as_deref() {
        Some("disconnected") => Some(AppsDone::Disconnected),
        Some("gone") => Some(AppsDone::Gone),
        _ => None,
    };
    match apps(&visit, &person).await {
        Ok(apps) => Answer::page(&AccountApps { frame: frame(&visit, &person, AccountSection::Apps), apps, done }),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/account/apps/disconnect", data = "<form>")]
pub(super) async fn disconnect(form: Form, mut visit: Visit<'_>, peer: Peer) -> Answer {
    let (person, params) = match sent(form, &mut visit, PATH) {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let client = ClientId::from(params.get("client_id").unwrap_or_default());
    match visit.provider.accounts.disconnect(&person, &client, &peer.0).await {
        Ok(is_ended) => Answer::SeeOther(format!("{PATH}?done={}", if is_ended { "disconnected" } else { "gone" })),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

async fn apps(visit: &Visit<'_>, person: &SignedIn) -> store::Result<Vec<ConnectedApp>> {
    let provider = visit.provider;
    let connections = provider.accounts.connections(&person.user.id).await?;
    let mut read = provider.store.read().await?;
    let attributes = read.db().list_attributes().await?;
    let now = provider.clock.now();
    let mut apps = Vec::new();
    for connection in connections {
        let Some(client) = provider.clients.get(&connection.client_id) else { continue };
        let found = Person::find_for(&mut read.db(), &client, &person.user.id, &connection.claims).await?;
        let Some(known) = found else { continue };
        let asked = Asked { resources: &connection.resources, others: &client.resources };
        let mut items = scope_items(provider, &connection.scope, &asked, &known);
        let rules = asked_claims::all_rules(&client, &known.asked);
        let beyond = claims::beyond_scope(&rules, &connection.scope);
        items.extend(claim_items(beyond.filter(|rule| known.may_be_told(rule)), &known, &attributes));
        apps.push(ConnectedApp {
            id: connection.client_id.to_string(),
            name: client.name.clone(),
            url: client.url.clone(),
            since: When::new(connection.since, now),
            last_used: connection.last_used_at.map(|at| When::new(at, now)),
            items,
        });
    }
    apps.sort_by_key(|app| (app.name.to_lowercase(), app.id.clone()));
    Ok(apps)
}
