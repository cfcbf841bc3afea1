//! `/account/apps`: the apps that may see something of me, what each may see, and how to end it.

use super::{asked, frame, person, sent};
use crate::accounts::{Connection, SignedIn};
use crate::model::ids::ClientId;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::pages::{AccountApps, AccountSection, AppsDone, ConnectedApp, When};
use crate::web::sign_in::{Asked, scope_items};
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
    let groups = provider.store.read().await?.db().claimed_groups_of(&person.user.id).await?;
    let now = provider.clock.now();
    let show = |connection: Connection| {
        let client = provider.clients.get(&connection.client_id)?;
        let asked = Asked { resources: &connection.resources, others: &client.resources };
        Some(ConnectedApp {
            id: connection.client_id.to_string(),
            name: client.name.clone(),
            url: client.url.clone(),
            since: When::new(connection.since, now),
            last_used: connection.last_used_at.map(|at| When::new(at, now)),
            items: scope_items(provider, &connection.scope, &asked, &person.user, &groups),
        })
    };
    let mut apps: Vec<ConnectedApp> = connections.into_iter().filter_map(show).collect();
    apps.sort_by_key(|app| (app.name.to_lowercase(), app.id.clone()));
    Ok(apps)
}
