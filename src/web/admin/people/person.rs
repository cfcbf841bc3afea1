//! `/admin/users/<id>`: everything about one person, and what can be done.

use super::list::row;
use crate::accounts::{self, ActError, Beside, profile_value};
use crate::model::attribute::value_text;
use crate::model::ids::{ClientId, UserId};
use crate::model::user::{Permission, Role, Status, User};
use crate::store::{self, AuditEvent, Session};
use crate::web::admin::refusal::{not_found, refused};
use crate::web::admin::sentences::Sentences;
use crate::web::answer::Answer;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{
    AppUse, Fact, GroupBadge, PersonActs, PersonPage, Section, SessionRow, TOPICS, TrailRow,
};

/// Events on the page; the audit log has the rest.
const EVENTS: usize = 12;

const DAY: i64 = 86_400;

#[rocket::get("/admin/users/<id>")]
pub(in crate::web::admin) async fn get(admin: Admin<'_>, id: &str) -> Answer {
    match find(&admin, id).await {
        Ok(Some(found)) => match parts(&admin, &found).await {
            Ok(parts) => Answer::page(&page(admin, found, parts)),
            Err(failed) => refused(admin, failed.into(), "/admin/users"),
        },
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, "/admin/users"),
    }
}

/// Everything about the person of an id.
pub(super) async fn find(admin: &Admin<'_>, id: &str) -> Result<Option<accounts::PersonPage>, ActError> {
    admin.provider.accounts.person_page(&admin.authority, &UserId::from(id)).await
}

/// What the page shows besides what was found.
struct Parts {
    sessions: Vec<SessionRow>,
    trail: Vec<TrailRow>,
    acts: PersonActs,
}

async fn parts(admin: &Admin<'_>, found: &accounts::PersonPage) -> store::Result<Parts> {
    let mut read = admin.provider.store.read().await?;
    let mut db = read.db();
    let mut sessions = Vec::with_capacity(found.sessions.len());
    for session in &found.sessions {
        let apps = db.clients_of_session(&session.sid).await?;
        sessions.push(session_row(admin, session, &apps));
    }
    let is_last_owner =
        found.user.role == Some(Role::Owner) && !found.user.is_disabled() && db.count_enabled_owners().await? <= 1;
    let events = &found.trail[..found.trail.len().min(EVENTS)];
    let said = Sentences::new(admin.provider, &admin.chrome.lang).say_all(&mut db, events).await?;
    let trail = events.iter().zip(said).map(|(event, said)| TrailRow {
        when: when(event, admin.now()),
        sentence: said.sentence,
        by: event.address.clone().unwrap_or_default(),
        is_bad: said.is_bad,
        is_forged: said.is_forged,
    });
    Ok(Parts { sessions, trail: trail.collect(), acts: acts(admin, found, is_last_owner) })
}

fn when(event: &AuditEvent, now: i64) -> When {
    When::new(event.at_ms / 1000, now)
}

fn session_row(admin: &Admin<'_>, session: &Session, apps: &[ClientId]) -> SessionRow {
    let name = |id: &ClientId| admin.provider.clients.get(id).map(|client| client.name.clone());
    SessionRow {
        sid: session.sid.to_string(),
        device: crate::web::account::device::describe(session.user_agent.as_deref().unwrap_or_default()),
        address: session.address.clone(),
        began: When::new(session.auth_time, admin.now()),
        seen: When::new(session.last_seen_at, admin.now()),
        apps: apps.iter().filter_map(name).collect(),
        is_this: session.sid == admin.person.session.sid,
    }
}

/// What this admin may do to them, and why some of it is missing. Every act is checked again where it is done.
fn acts(admin: &Admin<'_>, found: &accounts::PersonPage, is_last_owner: bool) -> PersonActs {
    let user = &found.user;
    let is_self = user.id == admin.person.user.id;
    let may_change = found.may_change;
    let fixed = match (admin.may(Permission::ManagePeople), may_change) {
        (true, false) => Some("stronger"),
        (true, true) if is_last_owner => Some("last-owner"),
        (true, true) if is_self => Some("yourself"),
        _ => None,
    };
    // As `Authority::check_entry` decides it.
    let may_let_in = admin.may(Permission::Own) || !found.groups.iter().any(|group| group.is_protected);
    let may_remove = may_change && !is_self && !is_last_owner;
    PersonActs {
        edit: may_change && user.deleted_at.is_none(),
        reset_password: may_change && !user.is_disabled() && may_let_in,
        demand_password: may_change && user.status() == Status::Active && !user.must_change_password,
        end_sessions: may_change && admin.may(Permission::EndSessions),
        disable: may_remove && user.deleted_at.is_none(),
        delete: may_remove,
        role: admin.may(Permission::Own) && user.deleted_at.is_none(),
        fixed,
    }
}

fn page(admin: Admin<'_>, found: accounts::PersonPage, parts: Parts) -> PersonPage {
    let now = admin.now();
    let undo_seconds = admin.provider.config.people.undo_days * DAY;
    let facts = facts(&found);
    let sessions = i64::try_from(found.sessions.len()).unwrap_or(i64::MAX);
    let apps = found.apps.into_iter().map(|app| AppUse {
        last: app.used_at.or(app.consented_at).map(|at| When::new(at, now)),
        is_live: app.is_live(),
        id: app.client_id,
        name: app.name,
    });
    PersonPage {
        user: row(&found.user, Beside { sessions, ..Beside::default() }, now),
        created: When::new(found.user.created_at, now),
        gone_at: found.user.deleted_at.map(|at| When::new(at + undo_seconds, now)),
        facts,
        password: password(&found.user),
        groups: found.groups.iter().map(GroupBadge::of).collect(),
        sessions: parts.sessions,
        apps: apps.collect(),
        trail: parts.trail,
        acts: parts.acts,
        shell: admin.into_shell(Section::People),
    }
}

/// How their password stands: `person-password-…` of the catalogue.
const fn password(user: &User) -> &'static str {
    match (&user.password_hash, user.must_change_password, user.password_is_known) {
        (None, ..) => "none",
        (Some(_), true, _) => "demanded",
        (Some(_), false, true) => "known",
        (Some(_), false, false) => "own",
    }
}

/// What is known of them: standard claims in the order of the form, then attributes.
fn facts(found: &accounts::PersonPage) -> Vec<Fact> {
    let claims = TOPICS.iter().flat_map(|(_, claims)| claims.iter().copied());
    let claims = claims.map(|claim| Fact {
        claim: Some(claim),
        label: String::new(),
        value: claim_value(&found.user, claim).to_owned(),
    });
    let attributes = found.attributes.iter().filter_map(|attribute| {
        let value = found.user.attributes.get(&attribute.name).map(value_text)?;
        Some(Fact { claim: None, label: attribute.label.clone(), value: value.replace('\n', ", ") })
    });
    claims.chain(attributes).filter(|fact| !fact.value.is_empty()).collect()
}

/// The value of a claim of the form; empty where there is none.
pub(super) fn claim_value<'u>(user: &'u User, claim: &str) -> &'u str {
    profile_value(user, &claim_name(claim))
}

/// A claim of the form as it is set: the members of the address stand below it.
pub(super) fn claim_name(claim: &str) -> String {
    let is_of_address = TOPICS.iter().any(|(topic, claims)| *topic == "address" && claims.contains(&claim));
    if is_of_address { format!("address.{claim}") } else { claim.to_owned() }
}
