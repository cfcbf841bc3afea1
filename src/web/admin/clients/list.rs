//! `/admin/clients`: every app, searched, filtered, sorted, page by page.

use super::head;
use crate::model::client::{Client, ClientKind};
use crate::model::params::Params;
use crate::model::redirect_uri::origin;
use crate::oidc::apps::{self, Cursor, Filter, Place, Sort};
use crate::oidc::failures::{Health, healths};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::When;
use crate::web::pages::admin::{AppRow, AppsList, Count, Listing, Section, apps_listing};

/// Apps on one page.
const PAGE: usize = 25;

/// Failures of so many days are counted, today among them.
pub(super) const DAYS: i64 = 7;

#[rocket::get("/admin/clients")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    match page(&admin, &params).await {
        Ok((listing, apps)) => Answer::page(&AppsList { shell: admin.into_shell(Section::Apps), listing, apps }),
        Err(failed) => store_page(admin.chrome, failed),
    }
}

async fn page(admin: &Admin<'_>, params: &Params) -> store::Result<(Listing, Vec<AppRow>)> {
    let provider = admin.provider;
    let found = apps::find(provider.clients.all(), &filter(params), order(params), &place(params), PAGE);
    let (previous, next) = (found.previous.map(|at| at.encode()), found.next.map(|at| at.encode()));
    let total = Count::new(i64::try_from(found.total).unwrap_or(i64::MAX));
    let listing = apps_listing(params).pages(total, previous.as_deref(), next.as_deref());
    let ids: Vec<_> = found.apps.iter().map(|app| &app.id).collect();
    let healths = healths(&provider.store, &ids, admin.now(), DAYS).await?;
    let rows = found.apps.iter().zip(healths).map(|(app, health)| row(app, &health, admin.now()));
    Ok((listing, rows.collect()))
}

fn filter(params: &Params) -> Filter {
    Filter {
        q: params.get("q").unwrap_or_default().to_owned(),
        kind: params.get("kind").and_then(ClientKind::parse),
        is_enabled: match params.get("state") {
            Some("on") => Some(true),
            Some("off") => Some(false),
            _ => None,
        },
    }
}

fn order(params: &Params) -> (Sort, bool) {
    let asked = params.get("sort").unwrap_or_default();
    let (column, is_descending) = asked.strip_prefix('-').map_or((asked, false), |column| (column, true));
    Sort::parse(column).map_or((Sort::Name, false), |sort| (sort, is_descending))
}

fn place(params: &Params) -> Place {
    let cursor = |name: &str| params.get(name).and_then(Cursor::parse);
    let before = || cursor("before").map(Place::Before);
    cursor("after").map(Place::After).or_else(before).unwrap_or_default()
}

fn row(app: &Client, health: &Health, now: i64) -> AppRow {
    AppRow {
        app: head(app),
        host: app.redirect_uris.first().map(|uri| host(uri)),
        used: last_used(health).map(|at| When::new(at, now)),
        failed: Count::new(health.failed),
        changed: When::new(app.updated_at, now),
    }
}

/// When an app got tokens last, by whatever grant.
pub(super) fn last_used(health: &Health) -> Option<i64> {
    [health.last_code_exchange, health.last_refresh, health.last_client_credentials].into_iter().flatten().max()
}

/// The host of a web address; the scheme of a native app's.
fn host(uri: &str) -> String {
    let found = origin(uri).and_then(|origin| origin.split_once("://").map(|(_, host)| host.to_owned()));
    found.unwrap_or_else(|| uri.split_once(':').map_or(uri, |(scheme, _)| scheme).to_owned())
}
