//! `/account/data`: what is kept about me, as a file to take away (GDPR Art. 15 and 20).

use super::{frame, person};
use crate::accounts::{OwnData, SignedIn};
use crate::store::{AuditEvent, Session};
use crate::web::answer::{Answer, JsonAnswer};
use crate::web::error;
use crate::web::pages::{AccountData, AccountSection};
use crate::web::visit::Visit;
use rocket::http::Status;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[rocket::get("/account/data")]
pub(super) async fn get(mut visit: Visit<'_>) -> Answer {
    match person(&mut visit) {
        Ok(person) => Answer::page(&AccountData { frame: frame(&visit, &person, AccountSection::Data) }),
        Err(answer) => answer,
    }
}

/// A file, or the page that says why there is none.
#[derive(rocket::Responder)]
pub(super) enum Download {
    File(JsonAnswer),
    Page(Answer),
}

#[rocket::get("/account/data/download")]
pub(super) async fn download(mut visit: Visit<'_>) -> Download {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return Download::Page(answer),
    };
    let data = match visit.provider.accounts.own_data(&person).await {
        Ok(data) => data,
        Err(failed) => return Download::Page(error::store_page(visit.chrome, failed)),
    };
    let now = time(visit.provider.clock.now());
    // The username stays out of the file's name: it may hold any character.
    let name = format!("attachment; filename=\"my-data-{}.json\"", now.split('T').next().unwrap_or_default());
    let body = everything(visit.provider.issuer(), &person, &data, &now);
    Download::File(JsonAnswer::new(Status::Ok, &body).header("Content-Disposition", name))
}

fn everything(issuer: &str, person: &SignedIn, data: &OwnData, now: &str) -> Value {
    let user = &person.user;
    json!({
        "issuer": issuer,
        "made_at": now,
        "profile": {
            "sub": user.id,
            "username": user.username,
            "name": user.name,
            "email": user.email,
            "email_verified": user.email_verified,
            "claims": user.claims,
            "attributes": user.attributes,
            "role": user.role.map(crate::model::user::Role::as_str),
            "created_at": time(user.created_at),
            "updated_at": time(user.updated_at),
            "last_sign_in_at": user.last_sign_in_at.map(time),
        },
        "groups": data.groups,
        "sessions": data.sessions.iter().map(session).collect::<Vec<_>>(),
        "apps": data.connections.iter().map(|connection| json!({
            "client_id": connection.client_id,
            "scope": connection.scope.to_string(),
            "resources": connection.resources,
            "claims": connection.claims.names().filter(|name| *name != "acr").collect::<BTreeSet<_>>(),
            "since": time(connection.since),
            "last_used_at": connection.last_used_at.map(time),
            "consent": connection.has_consent,
        })).collect::<Vec<_>>(),
        "sign_ins": data.sign_ins.iter().map(sign_in).collect::<Vec<_>>(),
    })
}

fn session(session: &Session) -> Value {
    json!({
        "sid": session.sid,
        "signed_in_at": time(session.auth_time),
        "last_seen_at": time(session.last_seen_at),
        "ends_at": time(session.expires_at),
        "address": session.address,
        "user_agent": session.user_agent,
    })
}

fn sign_in(event: &AuditEvent) -> Value {
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
    json!({
        "at": time(event.at_ms.div_euclid(1000)),
        "succeeded": event.kind == "sign_in.succeeded",
        "address": event.address,
        "user_agent": detail.get("user_agent"),
        "client_id": event.client_id,
        "sid": event.sid,
    })
}

/// Unix seconds as RFC 3339, UTC.
fn time(unix_seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(unix_seconds).ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_default()
}
