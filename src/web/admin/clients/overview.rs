//! `/admin/clients/<id>`: what an app is and how it is doing.

use super::list::{DAYS, last_used};
use super::{find, frame, refused};
use crate::audit::{Filter, Kind, list};
use crate::model::client::Client;
use crate::oidc::failures::health;
use crate::store::{self, Registration};
use crate::web::admin::sentences::Sentences;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{AppOverview, AppTab, Count, TrailRow};

/// Events that are shown of an app's trail.
const TRAIL: usize = 6;

#[rocket::get("/admin/clients/<id>")]
pub(super) async fn get(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let losses = admin.provider.apps().losses(&app.id).await;
    let losses = losses.map_err(|error| refused(admin.chrome.clone(), error))?;
    let failed = |failed| store_page(admin.chrome.clone(), failed);
    let health = health(&admin.provider.store, &app.id, admin.now(), DAYS).await.map_err(failed)?;
    let groups = group_names(&admin, &app).await.map_err(failed)?;
    let trail = trail(&admin, &app).await.map_err(failed)?;
    let registration = registration(&admin, &app).await.map_err(failed)?;
    let now = admin.now();
    let page = AppOverview {
        used: last_used(&health).map(|at| When::new(at, now)),
        succeeded: Count::new(health.succeeded),
        failed: Count::new(health.failed),
        families: Count::new(losses.families),
        groups,
        redirect_uris: app.redirect_uris.clone(),
        scopes: app.scopes.iter().map(str::to_owned).collect(),
        requires_consent: app.requires_consent,
        has_people: app.has_people(),
        secrets: (!app.is_public).then(|| live_secrets(&app, now)),
        trail,
        registered_with: registration.and_then(|own| own.initial_token).map(|(_, label)| label),
        created: When::new(app.created_at, now),
        changed: When::new(app.updated_at, now),
        frame: frame(admin, &app, AppTab::Overview),
    };
    Ok(Answer::page(&page))
}

async fn registration(admin: &Admin<'_>, app: &Client) -> store::Result<Option<Registration>> {
    admin.provider.store.read().await?.db().find_registration(&app.id).await
}

fn live_secrets(app: &Client, now: i64) -> usize {
    app.secrets.iter().filter(|secret| secret.expires_at.is_none_or(|at| at > now)).count()
}

/// The names of the groups that may use an app; of one that is gone, its id.
async fn group_names(admin: &Admin<'_>, app: &Client) -> store::Result<Option<Vec<String>>> {
    let Some(allowed) = &app.allowed_groups else { return Ok(None) };
    let mut read = admin.provider.store.read().await?;
    let mut names = Vec::with_capacity(allowed.len());
    for id in allowed {
        names.push(read.db().find_group_by_id(id).await?.map_or_else(|| id.to_string(), |group| group.name));
    }
    names.sort();
    Ok(Some(names))
}

/// The latest of what was done to an app.
async fn trail(admin: &Admin<'_>, app: &Client) -> store::Result<Vec<TrailRow>> {
    let filter = Filter { app: Some(app.id.clone()), kinds: Kind::named("client"), ..Filter::default() };
    let mut read = admin.provider.store.read().await?;
    let mut db = read.db();
    let page = list(&mut db, &filter, None, TRAIL).await?;
    let mut sentences = Sentences::new(admin.provider, &admin.chrome.lang);
    let mut rows = Vec::with_capacity(page.events.len());
    for found in &page.events {
        let said = sentences.say(&mut db, &found.event).await?;
        let when = When::new(found.event.at_ms.div_euclid(1000), admin.now());
        rows.push(TrailRow {
            when,
            sentence: said.sentence,
            by: said.actor.name,
            is_bad: said.is_bad,
            is_forged: said.is_forged,
        });
    }
    Ok(rows)
}
