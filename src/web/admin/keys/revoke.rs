//! Revoking a key in an emergency: the question with everything that it reaches, the act, and the report, which is read
//! from the audit log and so is there for as long as the event is.

use super::refusal::refused;
use super::{PATH, names_of};
use crate::audit::Kind;
use crate::keys::rotation::{Ending, Radius, RotationError};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::store::{self, AuditEvent, AuditSearch};
use crate::web::admin::refusal::{forbidden, not_found};
use crate::web::admin::sentences::Sentences;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::When;
use crate::web::pages::admin::{KeyReport, KeyRevocation, Reach, Section, Typed, short};
use rocket::http::Status;
use serde_json::Value;

/// Revocations that are looked through for the one of a key.
const MOST_LOOKED_AT: usize = 500;

/// What was answered, where the question is asked again.
#[derive(Default)]
struct Answered {
    ending: String,
    is_unchosen: bool,
    is_mistyped: bool,
    is_stale: bool,
}

impl Answered {
    const fn status(&self) -> Status {
        match self {
            Self { is_stale: true, .. } => Status::Conflict,
            Self { is_unchosen: false, is_mistyped: false, .. } => Status::Ok,
            Self { .. } => Status::UnprocessableEntity,
        }
    }
}

#[rocket::get("/admin/keys/<kid>/revoke")]
pub(super) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, kid: &str) -> Answer {
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    match admin.provider.rotation().radius(kid).await {
        Ok(radius) => question(admin, radius, Answered::default()),
        Err(refusal) => told(admin, kid, refusal),
    }
}

#[rocket::post("/admin/keys/<kid>/revoke", data = "<form>")]
pub(super) async fn act(admin: Admin<'_>, kid: &str, form: RecentForm) -> Answer {
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    let rotation = admin.provider.rotation();
    let radius = match rotation.radius(kid).await {
        Ok(radius) => radius,
        Err(refusal) => return told(admin, kid, refusal),
    };
    let ending = match form.get("ending") {
        Some("end") => Some(Ending::End),
        Some("keep") => Some(Ending::Keep),
        _ => None,
    };
    let answered = Answered {
        ending: ending.map_or("", |ending| if ending == Ending::End { "end" } else { "keep" }).to_owned(),
        is_unchosen: ending.is_none(),
        is_mistyped: form.text("typed") != short(kid),
        is_stale: form.get("version") != Some(&*version(&radius)),
    };
    let Some(ending) = ending.filter(|_| answered.status() == Status::Ok) else {
        return question(admin, radius, answered);
    };
    match rotation.revoke(kid, ending, &admin.as_keeper()).await {
        Ok(radius) => {
            admin.recount();
            Answer::SeeOther(report_url(&radius.kid))
        }
        Err(refusal) => told(admin, kid, refusal),
    }
}

/// Where the report about a revoked key is.
pub(in crate::web::admin) fn report_url(kid: &str) -> String {
    format!("{PATH}/{kid}/report")
}

/// A form that was sent twice leads to the report as well.
fn told(admin: Admin<'_>, kid: &str, refusal: RotationError) -> Answer {
    match refusal {
        RotationError::Over { state: crate::keys::State::Revoked, .. } => Answer::SeeOther(report_url(kid)),
        refusal => refused(admin, refusal),
    }
}

/// Everything about a key that its revocation depends on, and that the question said.
fn version(radius: &Radius) -> String {
    let successor = radius.successor.as_ref().map(|next| next.kid.as_deref().unwrap_or("new"));
    [radius.state.name(), successor.unwrap_or_default()].join("|")
}

fn question(admin: Admin<'_>, radius: Radius, answered: Answered) -> Answer {
    let status = answered.status();
    let page = KeyRevocation {
        typed: Typed { is_wrong: answered.is_mistyped && !answered.is_stale, ..Typed::new(short(&radius.kid)) },
        ending: answered.ending,
        is_unchosen: answered.is_unchosen && !answered.is_stale,
        is_stale: answered.is_stale,
        version: version(&radius),
        reach: reach(&admin, radius),
        shell: admin.into_shell(Section::Keys),
    };
    Answer::with_status(status, &page)
}

fn reach(admin: &Admin<'_>, radius: Radius) -> Reach {
    let when = |at| When::new(at, radius.at);
    Reach {
        short: short(&radius.kid),
        state: radius.state.name().to_owned(),
        tokens_until: radius.tokens_valid_until.map(when),
        accepted_until: when(radius.accepted_until),
        sessions: radius.sessions,
        refreshes: radius.families,
        people: radius.people,
        apps: names_of(admin.provider, &radius.apps),
        is_followed: radius.successor.is_some(),
        fails_until: radius.successor.as_ref().and_then(|next| next.fails_until).map(when),
        successor: radius.successor.and_then(|next| next.kid).as_deref().map(short),
        ring: radius.ring,
        kid: radius.kid,
    }
}

#[rocket::get("/admin/keys/<kid>/report")]
pub(super) async fn report(admin: Admin<'_>, kid: &str) -> Answer {
    match read_report(&admin, kid).await {
        Ok(Some((event, actor))) => {
            let page = report_page(admin, kid, (&event, actor));
            Answer::page(&page)
        }
        Ok(None) => not_found(admin),
        Err(failed) => error::store_page(admin.chrome, failed),
    }
}

/// The event of a key's revocation, and by whom it was.
async fn read_report(admin: &Admin<'_>, kid: &str) -> store::Result<Option<(AuditEvent, String)>> {
    let mut read = admin.provider.store.read().await?;
    let search = AuditSearch { kinds: vec![Kind::KeyRevoked.as_str()], ..AuditSearch::default() };
    let found = read.db().search_audit_events(&search, MOST_LOOKED_AT).await?;
    let of_kid = |event: &AuditEvent| detail(event)["kid"] == kid;
    let Some(event) = found.events.into_iter().map(|row| row.event).find(of_kid) else { return Ok(None) };
    let said = Sentences::new(admin.provider, &admin.chrome.lang).say(&mut read.db(), &event).await?;
    Ok(Some((event, said.actor.name)))
}

fn detail(event: &AuditEvent) -> Value {
    serde_json::from_str(&event.detail).unwrap_or_default()
}

fn report_page(admin: Admin<'_>, kid: &str, (event, actor): (&AuditEvent, String)) -> KeyReport {
    let now = admin.now();
    let (detail, revoked) = (detail(event), event.at_ms.div_euclid(1000));
    let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| detail[name].as_i64().unwrap_or_default();
    let when = |name: &str| detail[name].as_i64().map(|at| When::new(at, now));
    let apps = detail["apps"].as_array().into_iter().flatten().filter_map(Value::as_str).map(ClientId::from);
    let accepted_until = detail["accepted_until"].as_i64().unwrap_or(revoked);
    KeyReport {
        reach: Reach {
            kid: kid.to_owned(),
            short: short(kid),
            ring: text("ring"),
            state: text("state"),
            tokens_until: when("tokens_valid_until"),
            accepted_until: When::new(accepted_until, now),
            sessions: number("sessions"),
            refreshes: number("families"),
            people: number("people"),
            apps: names_of(admin.provider, &apps.collect::<Vec<_>>()),
            is_followed: detail["successor"].is_string(),
            successor: detail["successor"].as_str().map(short),
            fails_until: when("apps_may_fail_until"),
        },
        revoked: When::new(revoked, now),
        actor,
        address: event.address.clone(),
        event: event.id.clone(),
        has_ended: detail["ending"] == "end",
        ended_sessions: number("sessions_ended"),
        ended_refreshes: number("families_ended"),
        is_accepted: accepted_until > now,
        printed: When::new(now, now),
        shell: admin.into_shell(Section::Keys),
    }
}
