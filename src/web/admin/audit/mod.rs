//! `/admin/audit`: what happened, by whom, to whom and from where; with filters, as an export, and verified.

mod event;
mod export;
mod filter;
mod verify;

pub use verify::Verification;

use super::sentences::Sentences;
use super::sessions::app_options;
use crate::audit::{self, Cursor, Status};
use crate::model::params::Params;
use crate::model::user::Permission;
use crate::oidc::Provider;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::When;
use crate::web::pages::admin::{
    AuditFields, AuditPage, Chain, ChainState, Count, EventRow, Head, Listing, Section, audit_listing,
};
use filter::{Asked, SPANS};
use rocket::{Route, State};

/// The routes of this part.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![export::get, get, verify::get, verify::post]
}

const PATH: &str = "/admin/audit";

/// Events on one page.
const PAGE: usize = 50;

/// What one page of the log needs from the database.
struct Found {
    asked: Asked,
    events: Vec<EventRow>,
    next: Option<Cursor>,
    searched_to_ms: Option<i64>,
    status: Status,
}

#[rocket::get("/admin/audit")]
async fn get(admin: Admin<'_>, query: Query, verification: &State<Verification>) -> Answer {
    let params = query.params().unwrap_or_default();
    let found = match find(&admin, &params).await {
        Ok(found) => found,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let listing = listing(admin.provider, &params);
    let here = Count::new(i64::try_from(found.events.len()).unwrap_or(i64::MAX));
    let now = admin.now();
    let chain = Chain {
        is_running: verification.is_running(),
        may_verify: admin.may(Permission::VerifyLog),
        ..chain(found.status, now)
    };
    let is_short = found.events.len() < PAGE;
    let next = found.next.as_ref().map(|cursor| cursor.as_str().to_owned());
    Answer::page(&AuditPage {
        shell: admin.into_shell(Section::Audit),
        newest_url: params.get("after").map(|_| listing.beginning()),
        export_url: listing.elsewhere("/admin/audit/export"),
        listing: listing.steps(here, &params, next.as_deref()),
        fields: fields(&params, found.asked.person_name),
        problems: found.asked.problems,
        events: found.events,
        searched_to: found.searched_to_ms.filter(|_| is_short).map(|ms| When::new(ms.div_euclid(1000), now)),
        chain,
    })
}

async fn find(admin: &Admin<'_>, params: &Params) -> store::Result<Found> {
    let (provider, now) = (admin.provider, admin.now());
    let mut read = provider.store.read().await?;
    let mut db = read.db();
    let asked = filter::read(&mut db, params, now).await?;
    let cursor = params.get("after").and_then(Cursor::parse);
    let page = if asked.problems.is_empty() {
        audit::list(&mut db, &asked.filter, cursor.as_ref(), PAGE).await?
    } else {
        audit::Page { events: Vec::new(), next: None }
    };
    let mut sentences = Sentences::new(provider, &admin.chrome.lang);
    let mut events = Vec::with_capacity(page.events.len());
    for row in &page.events {
        let said = sentences.say(&mut db, &row.event).await?;
        events.push(event::shown(row, said, now));
    }
    let searched_to_ms = page.searched_to_ms();
    Ok(Found { asked, events, next: page.next, searched_to_ms, status: provider.audit.status(&mut db).await? })
}

/// The list with every filter of its address, so that all links keep them.
fn listing(provider: &Provider, params: &Params) -> Listing {
    let apps = app_options(provider, params.get("app"));
    let kept = ["person", "address", "from", "until"].into_iter();
    let listing = audit_listing(params, apps, &SPANS.map(|(name, _)| name));
    kept.fold(listing, |listing, name| listing.keep(name, params.get(name).unwrap_or_default()))
}

fn fields(params: &Params, person_name: Option<String>) -> AuditFields {
    let text = |name: &str| params.get(name).unwrap_or_default().to_owned();
    AuditFields {
        person: text("person"),
        person_name,
        address: text("address"),
        from: text("from"),
        until: text("until"),
    }
}

/// How the chain stands, in a page's words.
pub(super) fn chain(status: Status, now: i64) -> Chain {
    let (state, verified_to) = match &status.verified {
        None if status.is_verified_forged => (ChainState::Forged, status.removed_to.unwrap_or_default()),
        None => (ChainState::Never, status.removed_to.unwrap_or_default()),
        Some(found) if found.faults == 0 => (ChainState::Sound, found.to),
        Some(found) => (ChainState::Faulty, found.to),
    };
    Chain {
        state,
        verified: status.verified.as_ref().map(|found| When::new(found.at, now)),
        verified_to,
        faults: status.verified.map_or(0, |found| i64::try_from(found.faults).unwrap_or(i64::MAX)),
        newer: (status.linked_to + status.unlinked - verified_to).max(0),
        unlinked: status.unlinked,
        removed_to: status.removed_to,
        head: status.head.map(|head| Head { seq: head.seq, signed: When::new(head.made_at, now), jwt: head.jwt }),
        is_running: false,
        may_verify: false,
    }
}
