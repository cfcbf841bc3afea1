//! `/account/sessions`: where I am signed in, and the end of it.

use super::{asked, device, frame, person, sent};
use crate::accounts::SignedIn;
use crate::model::ids::{ClientId, Sid};
use crate::store::{self, Session};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::pages::{AccountSection, AccountSessions, OwnSession, SessionsDone, When};
use crate::web::visit::Visit;

const PATH: &str = "/account/sessions";

/// More than this are not shown one by one; all of them can still be ended together.
const MOST_SHOWN: usize = 100;

#[rocket::get("/account/sessions")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let person = match person(&mut visit) {
        Ok(person) => person,
        Err(answer) => return answer,
    };
    let done = match asked(query, "done").as_deref() {
        Some("one") => Some(SessionsDone::One),
        Some("others") => Some(SessionsDone::Others),
        Some("gone") => Some(SessionsDone::Gone),
        _ => None,
    };
    match page(&visit, &person).await {
        Ok(page) => Answer::page(&AccountSessions { done, ..page }),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/account/sessions/end", data = "<form>")]
pub(super) async fn end(form: Form, mut visit: Visit<'_>, peer: Peer) -> Answer {
    let (person, params) = match sent(form, &mut visit, PATH) {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    let sid = Sid::from(params.get("sid").unwrap_or_default());
    match visit.provider.accounts.end_own_session(&person, &sid, &peer.0).await {
        Ok(is_ended) => Answer::SeeOther(format!("{PATH}?done={}", if is_ended { "one" } else { "gone" })),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/account/sessions/end-others", data = "<form>")]
pub(super) async fn end_others(form: Form, mut visit: Visit<'_>, peer: Peer) -> Answer {
    let (person, _) = match sent(form, &mut visit, PATH) {
        Ok(sent) => sent,
        Err(answer) => return answer,
    };
    match visit.provider.accounts.end_own_other_sessions(&person, &peer.0).await {
        Ok(_) => Answer::SeeOther(format!("{PATH}?done=others")),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

async fn page(visit: &Visit<'_>, person: &SignedIn) -> store::Result<AccountSessions> {
    let provider = visit.provider;
    let mut sessions = provider.accounts.own_sessions(person).await?;
    let others = sessions.iter().filter(|session| session.sid != person.session.sid).count();
    sessions.sort_by_key(|session| session.sid != person.session.sid);
    sessions.truncate(MOST_SHOWN);
    let mut read = provider.store.read().await?;
    let mut shown = Vec::with_capacity(sessions.len());
    for session in sessions {
        let apps = read.db().clients_of_session(&session.sid).await?;
        let name = |id: &ClientId| provider.clients.get(id).map(|client| client.name.clone());
        let apps = apps.iter().filter_map(name).collect();
        shown.push(show(session, apps, person, provider.clock.now()));
    }
    Ok(AccountSessions { frame: frame(visit, person, AccountSection::Sessions), sessions: shown, others, done: None })
}

fn show(session: Session, apps: Vec<String>, person: &SignedIn, now: i64) -> OwnSession {
    let user_agent = session.user_agent.as_deref().unwrap_or_default();
    OwnSession {
        device: device::describe(user_agent),
        is_handheld: device::is_handheld(user_agent),
        address: session.address.unwrap_or_default(),
        signed_in: When::new(session.auth_time, now),
        last_seen: When::new(session.last_seen_at, now),
        apps,
        is_this: session.sid == person.session.sid,
        sid: session.sid.to_string(),
    }
}
