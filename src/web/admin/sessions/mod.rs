//! `/admin/sessions`: who is signed in now, where and with which apps, as a list to search.

mod end;
mod notices;

pub(super) use notices::failed_of;

use crate::accounts::{EndError, FoundSession, SessionPage, SessionSearch};
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::model::user::Permission;
use crate::oidc::Provider;
use crate::store::SessionCursor;
use crate::web::account::device;
use crate::web::answer::Answer;
use crate::web::error::{self, error_page};
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{
    AppName, Count, DEVICES, FilterOption, Listing, Section, SessionEntry, SessionsPage, Whole, sessions_listing,
};
use crate::web::pages::{Chrome, ErrorPage, Person, When};
use rocket::Route;
use std::sync::Arc;
use url::form_urlencoded::byte_serialize;

/// The routes of this part.
pub(super) fn routes() -> Vec<Route> {
    rocket::routes![end::act, end::act_all, end::ask, end::ask_all, get, notices::get, notices::send]
}

const PATH: &str = "/admin/sessions";

/// Sessions on one page.
const PAGE: u16 = 50;

/// Longer questions are cut.
const LONGEST_QUESTION: usize = 200;

/// More apps than this are not all offered as a filter; any of them can be asked for by `app:ID`.
const MOST_APPS: usize = 100;

/// Apps named beside one session.
const APPS_SHOWN: usize = 4;

#[rocket::get("/admin/sessions")]
async fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    let after = params.get("after").and_then(SessionCursor::parse);
    let apps = app_options(admin.provider, params.get("app"));
    let listing = sessions_listing(&params, apps);
    let search = search(&listing);
    let found = admin.provider.accounts.search_sessions(&admin.authority, &search, after.as_ref(), PAGE).await;
    match found {
        Ok(page) => Answer::page(&view(admin, listing, page, &params)),
        Err(failed) => refused(admin.chrome, failed),
    }
}

/// What the address asks for; filters outweigh the question.
fn search(listing: &Listing) -> SessionSearch {
    let asked: String = listing.q.chars().take(LONGEST_QUESTION).collect();
    let mut search = SessionSearch::parse(&asked);
    if let Some(app) = listing.chosen("app") {
        search.app = Some(app.to_owned());
    }
    let device = listing.chosen("device");
    if let Some((_, _, words)) = DEVICES.iter().find(|(value, ..)| Some(*value) == device) {
        search.device = Some((*words).to_owned());
    }
    search
}

fn view(admin: Admin<'_>, listing: Listing, page: SessionPage, params: &Params) -> SessionsPage {
    let (now, own) = (admin.now(), admin.person.session.sid.to_string());
    let whole = whole(&admin, &listing, &page);
    let entry = |found: &FoundSession| {
        let entry = entry(admin.provider, found, now);
        SessionEntry { is_this: entry.sid == own, ..entry }
    };
    let sessions: Vec<_> = page.sessions.iter().map(entry).collect();
    let here = i64::try_from(sessions.len()).unwrap_or(i64::MAX);
    let found = page.count.map_or(Count::new(here), Count::from);
    let next = page.next.map(|cursor| cursor.to_string());
    let listing = listing.steps(found, params, next.as_deref());
    SessionsPage {
        shell: admin.into_shell(Section::Sessions),
        newest_url: listing.previous_url.as_ref().map(|_| listing.beginning()),
        listing,
        sessions,
        is_counted: page.count.is_some(),
        has_more_people: page.has_more_people,
        whole,
    }
}

/// All of the one person or of the one app that the search names.
fn whole(admin: &Admin<'_>, listing: &Listing, page: &SessionPage) -> Option<Whole> {
    let first = page.sessions.first()?;
    let may_end_of_apps = admin.may(Permission::EndSessions);
    match (&page.only_person, listing.chosen("app")) {
        (Some(id), None) if first.may_end => {
            Some(Whole { kind: "person", name: shown(first).name, url: format!("{PATH}/end?person={id}") })
        }
        (None, Some(app)) if may_end_of_apps => Some(Whole {
            kind: "app",
            name: admin.provider.clients.get(&ClientId::from(app))?.name.clone(),
            url: format!("{PATH}/end?app={}", encoded(app)),
        }),
        _ => None,
    }
}

fn shown(found: &FoundSession) -> Person {
    let listed = &found.listed;
    Person::new(listed.name.as_deref().unwrap_or_default(), listed.username.clone(), None)
}

fn entry(provider: &Provider, found: &FoundSession, now: i64) -> SessionEntry {
    let session = &found.listed.session;
    let user_agent = session.user_agent.as_deref().unwrap_or_default();
    SessionEntry {
        sid: session.sid.to_string(),
        user_id: session.user_id.to_string(),
        person: shown(found),
        person_url: format!("{PATH}?q={}", encoded(&format!("person:{}", found.listed.username))),
        device: device::describe(user_agent),
        is_handheld: device::is_handheld(user_agent),
        address: session.address.clone(),
        began: When::new(session.auth_time, now),
        seen: When::new(session.last_seen_at, now),
        apps: found.apps.iter().take(APPS_SHOWN).map(|id| app_name(provider, id)).collect(),
        more_apps: found.apps.len().saturating_sub(APPS_SHOWN),
        is_this: false,
        may_end: found.may_end,
    }
}

fn app_name(provider: &Provider, id: &ClientId) -> AppName {
    let name = provider.clients.get(id).map_or_else(|| id.to_string(), |client| client.name.clone());
    AppName { id: id.to_string(), name }
}

/// The apps to choose from by name, and the chosen one whether it is among them or not.
pub(super) fn app_options(provider: &Provider, chosen: Option<&str>) -> Vec<FilterOption> {
    let mut apps = provider.clients.all();
    if apps.len() > MOST_APPS {
        apps.retain(|app| Some(app.id.as_str()) == chosen);
    }
    apps.sort_by_cached_key(|app| (app.name.to_lowercase(), app.id.clone()));
    let option = |app: &Arc<Client>| FilterOption { value: app.id.to_string(), label: Some(app.name.clone()) };
    apps.iter().map(option).collect()
}

fn encoded(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect()
}

/// The page for what the accounts refused.
fn refused(chrome: Chrome, error: EndError) -> Answer {
    match error {
        EndError::Store(failed) => error::store_page(chrome, failed),
        EndError::Forbidden(_) => error_page(&ErrorPage::forbidden(chrome)),
        EndError::NotFound => error_page(&ErrorPage::not_found(chrome)),
    }
}
