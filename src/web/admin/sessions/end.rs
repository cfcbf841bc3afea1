//! Ending sessions: one, all of a person, all that an app holds, everybody's. Each is asked about first, with what goes
//! with it; a second click on an old page finds nothing left and says so.

use super::{PATH, refused};
use crate::accounts::EndError;
use crate::model::ids::{ClientId, Sid, UserId};
use crate::model::params::Params;
use crate::model::people_list::{COUNTED, Count};
use crate::model::user::{Permission, User};
use crate::store::{self, Db, Moment};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::params::Query;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::HiddenField;
use crate::web::pages::admin::{Confirm, Loss, Section, Typed};
use rocket::http::Status;

/// Whose sessions are to end.
enum Whose {
    One(Sid),
    Person(UserId),
    App(ClientId),
}

impl Whose {
    fn of<'p>(get: impl Fn(&str) -> Option<&'p str>) -> Option<Self> {
        let one = get("sid").map(|sid| Self::One(Sid::from(sid)));
        let person = || get("person").map(|id| Self::Person(UserId::from(id)));
        one.or_else(person).or_else(|| get("app").map(|id| Self::App(ClientId::from(id))))
    }

    fn field(&self) -> HiddenField {
        match self {
            Self::One(sid) => HiddenField::new("sid", sid.as_str()),
            Self::Person(id) => HiddenField::new("person", id.as_str()),
            Self::App(id) => HiddenField::new("app", id.as_str()),
        }
    }
}

/// What the question names: which act, whose, and what goes with it.
struct Stake {
    act: &'static str,
    name: String,
    losses: Vec<Loss>,
    /// None of an app: its people may have any role.
    of: Option<User>,
}

#[rocket::get("/admin/sessions/end")]
pub(super) async fn ask(admin: Admin<'_>, query: Query) -> Answer {
    let params: Params = query.params().unwrap_or_default();
    let Some(whose) = Whose::of(|name| params.get(name)) else { return Answer::SeeOther(PATH.to_owned()) };
    let stake = match stake(&admin, &whose).await {
        Ok(Some(stake)) => stake,
        Ok(None) => return admin.done(PATH, &Flash::warn("flash-nothing-to-end")),
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    let is_reached = stake.of.as_ref().is_none_or(|user| admin.authority.check_person(user).is_ok());
    if !admin.may(Permission::EndSessions) || !is_reached {
        return admin.done(PATH, &Flash::warn("flash-not-allowed"));
    }
    Answer::page(&Confirm {
        shell: admin.into_shell(Section::Sessions),
        act: stake.act,
        name: stake.name,
        count: 1,
        losses: stake.losses,
        typed: None,
        is_danger: true,
        action: format!("{PATH}/end"),
        fields: vec![whose.field()],
        cancel_url: PATH.to_owned(),
    })
}

#[rocket::post("/admin/sessions/end", data = "<form>")]
pub(super) async fn act(admin: Admin<'_>, form: AdminForm) -> Answer {
    let Some(whose) = Whose::of(|name| form.get(name)) else { return Answer::SeeOther(PATH.to_owned()) };
    match end_those(&admin, &whose).await {
        Ok(flash) => admin.done(PATH, &flash),
        Err(EndError::NotFound) => admin.done(PATH, &Flash::warn("flash-nothing-to-end")),
        Err(failed) => refused(admin.chrome, failed),
    }
}

async fn end_those(admin: &Admin<'_>, whose: &Whose) -> Result<Flash, EndError> {
    let accounts = &admin.provider.accounts;
    let name = stake(admin, whose).await?.map(|stake| stake.name).unwrap_or_default();
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    Ok(match whose {
        Whose::One(sid) => {
            accounts.end_session_of(&admin.authority, sid).await?;
            Flash::good("flash-one-session-ended").name(&name)
        }
        Whose::Person(id) => match accounts.end_sessions_of_person(&admin.authority, id).await? {
            nothing if nothing.is_nothing() => return Err(EndError::NotFound),
            ended => Flash::good("flash-sessions-of-person-ended").name(&name).count(count(ended.sessions)),
        },
        Whose::App(id) => match accounts.end_sessions_of_app(&admin.authority, id).await? {
            (0, 0) => return Err(EndError::NotFound),
            (_, left) if left > 0 => Flash::warn("flash-app-sessions-left").name(&name).count(left),
            (ended, _) => Flash::good("flash-app-sessions-ended").name(&name).count(count(ended)),
        },
    })
}

/// None where there is nothing to end.
async fn stake(admin: &Admin<'_>, whose: &Whose) -> store::Result<Option<Stake>> {
    let provider = admin.provider;
    let moment = Moment { now: admin.now(), idle_seconds: provider.config.sessions.idle_seconds };
    let mut read = provider.store.read().await?;
    let mut db = read.db();
    match whose {
        Whose::One(sid) => one(&mut db, sid, &moment).await,
        Whose::Person(id) => person(&mut db, id, &moment).await,
        Whose::App(id) => {
            let Some(app) = provider.clients.get(id) else { return Ok(None) };
            let (families, _) = db.holdings_of_client(id, moment.now).await?;
            let losses = vec![Loss { kind: "sign-ins", count: families }];
            Ok(Some(Stake { act: "end-app-sessions", name: app.name.clone(), losses, of: None }))
        }
    }
}

async fn one(db: &mut Db<'_>, sid: &Sid, moment: &Moment) -> store::Result<Option<Stake>> {
    let live =
        db.find_session(sid).await?.filter(|session| session.ended_at.is_none() && session.expires_at > moment.now);
    let Some(session) = live else { return Ok(None) };
    let Some(user) = db.find_user(&session.user_id).await? else { return Ok(None) };
    let apps = db.clients_of_session(sid).await?.len();
    let losses = vec![Loss { kind: "sessions", count: 1 }, Loss { kind: "apps", count: number(apps) }];
    Ok(Some(Stake { act: "end-session", name: user.shown_name().to_owned(), losses: real(losses), of: Some(user) }))
}

async fn person(db: &mut Db<'_>, id: &UserId, moment: &Moment) -> store::Result<Option<Stake>> {
    let Some(user) = db.find_user(id).await? else { return Ok(None) };
    let sessions = db.live_sessions_of_user(id, moment).await?.len();
    let mut apps: Vec<_> = db.holdings_of_user(id, moment).await?.into_iter().map(|held| held.client_id).collect();
    apps.dedup();
    let losses =
        vec![Loss { kind: "sessions", count: number(sessions) }, Loss { kind: "apps", count: number(apps.len()) }];
    Ok(Some(Stake { act: "end-sessions", name: user.shown_name().to_owned(), losses: real(losses), of: Some(user) }))
}

fn real(losses: Vec<Loss>) -> Vec<Loss> {
    losses.into_iter().filter(|loss| loss.count > 0).collect()
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[rocket::get("/admin/sessions/end-all")]
pub(super) async fn ask_all(admin: Admin<'_>, _recent: RecentSignIn) -> Answer {
    if !admin.may(Permission::Own) {
        return admin.done(PATH, &Flash::warn("flash-not-allowed"));
    }
    all_page(admin, Status::Ok, false).await
}

#[rocket::post("/admin/sessions/end-all", data = "<form>")]
pub(super) async fn act_all(admin: Admin<'_>, form: RecentForm) -> Answer {
    if form.text("typed") != admin.chrome.organization {
        return all_page(admin, Status::UnprocessableEntity, true).await;
    }
    match admin.provider.accounts.end_all_sessions(&admin.authority).await {
        // This session is over too: the list asks for the sign-in.
        Ok(_) => Answer::SeeOther(PATH.to_owned()),
        Err(failed) => refused(admin.chrome, failed),
    }
}

async fn all_page(admin: Admin<'_>, status: Status, is_wrong: bool) -> Answer {
    let live = match admin.provider.accounts.count_live_sessions(&admin.authority).await {
        Ok(live) => live.map_or(Count { number: COUNTED, is_more: true }, Count::capped),
        Err(failed) => return refused(admin.chrome, failed),
    };
    let kind = if live.is_more { "more-sessions" } else { "sessions" };
    let organization = admin.chrome.organization.clone();
    let page = Confirm {
        act: "end-all-sessions",
        name: organization.clone(),
        count: live.number,
        losses: vec![Loss { kind, count: live.number }],
        typed: Some(Typed { is_wrong, ..Typed::new(organization) }),
        is_danger: true,
        action: format!("{PATH}/end-all"),
        fields: Vec::new(),
        cancel_url: PATH.to_owned(),
        shell: admin.into_shell(Section::Sessions),
    };
    Answer::with_status(status, &page)
}
