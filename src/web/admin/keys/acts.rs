//! The acts on a ring: rotate when it is safe, rotate sooner, call a switch off, let some apps have the next key first,
//! take them back. The question is worked out by the very function that acts; what was asked travels with the form, so
//! that an answer to an old question is asked anew and not carried out.

use super::PATH;
use super::question::{Act, Unasked, outlook, planned_before, prepare, version};
use super::refusal::{exact, refused};
use crate::keys::Algorithm;
use crate::keys::rotation::RotationError;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::web::admin::refusal::{forbidden, not_found};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{KeyQuestion, Section};
use rocket::http::Status;

/// Why a question is asked again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Again {
    is_wrong: bool,
    is_stale: bool,
}

impl Again {
    const fn status(self) -> Status {
        match self {
            Self { is_stale: true, .. } => Status::Conflict,
            Self { is_wrong: true, .. } => Status::UnprocessableEntity,
            Self { .. } => Status::Ok,
        }
    }
}

#[rocket::get("/admin/keys/rings/<ring>/<act>")]
pub(super) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, ring: &str, act: &str) -> Answer {
    let (Some(algorithm), Some(act)) = (Algorithm::find(ring), Act::parse(act)) else { return not_found(admin) };
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    question(admin, (algorithm, act), Again::default()).await
}

#[rocket::post("/admin/keys/rings/<ring>/<act>", data = "<form>")]
pub(super) async fn act(admin: Admin<'_>, ring: &str, act: &str, form: RecentForm) -> Answer {
    let (Some(algorithm), Some(act)) = (Algorithm::find(ring), Act::parse(act)) else { return not_found(admin) };
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    let clients: Vec<ClientId> = form.all("id").map(ClientId::from).collect();
    match check(&admin, (algorithm, act), form.get("version")).await {
        Ok(Checked::AsAsked) if matches!(act, Act::Stage | Act::Unstage) && clients.is_empty() => {
            question(admin, (algorithm, act), Again { is_wrong: true, ..Again::default() }).await
        }
        Ok(Checked::AsAsked) => match carry_out(&admin, (algorithm, act), &clients).await {
            Ok(flash) => admin.done(PATH, &flash),
            Err(refusal) => refused(admin, refusal),
        },
        Ok(Checked::Done(flash)) => admin.done(PATH, &flash),
        Ok(Checked::Stale) => question(admin, (algorithm, act), Again { is_stale: true, ..Again::default() }).await,
        Err(refusal) => refused(admin, refusal),
    }
}

enum Checked {
    /// The ring is as it was when the question was asked.
    AsAsked,
    /// It is not.
    Stale,
    /// What was asked for is so already: a form that was sent twice.
    Done(Flash),
}

async fn check(
    admin: &Admin<'_>,
    (algorithm, act): (Algorithm, Act),
    asked: Option<&str>,
) -> Result<Checked, RotationError> {
    let ring = outlook(admin, algorithm).await?;
    if asked == Some(&*version(&ring)) {
        return Ok(Checked::AsAsked);
    }
    if matches!(act, Act::Rotate | Act::Sooner) {
        let switch = admin.provider.rotation().plan(algorithm, act.haste()).await?;
        if !switch.is_new {
            return Ok(Checked::Done(planned_before(admin, &switch)));
        }
    }
    Ok(Checked::Stale)
}

async fn carry_out(
    admin: &Admin<'_>,
    (algorithm, act): (Algorithm, Act),
    clients: &[ClientId],
) -> Result<Flash, RotationError> {
    let (rotation, by) = (admin.provider.rotation(), admin.as_keeper());
    Ok(match act {
        Act::Rotate | Act::Sooner => {
            let switch = rotation.rotate(algorithm, act.haste(), &by).await?;
            if switch.is_new {
                Flash::good("flash-key-planned").name(&exact(admin, switch.at))
            } else {
                planned_before(admin, &switch)
            }
        }
        Act::Cancel => {
            Flash::good("flash-key-cancelled").name(&exact(admin, rotation.cancel(algorithm, &by).await?.at))
        }
        Act::Stage => {
            rotation.stage(algorithm, clients, &by).await?;
            Flash::good("flash-key-staged").count(count(clients.len()))
        }
        Act::Unstage => {
            rotation.unstage(algorithm, clients, &by).await?;
            Flash::good("flash-key-unstaged").count(count(clients.len()))
        }
    })
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

async fn question(admin: Admin<'_>, (algorithm, act): (Algorithm, Act), again: Again) -> Answer {
    match prepare(&admin, (algorithm, act)).await {
        Ok(asked) => {
            let shell = admin.into_shell(Section::Keys);
            let page = KeyQuestion { shell, asked, is_wrong: again.is_wrong, is_stale: again.is_stale };
            Answer::with_status(again.status(), &page)
        }
        Err(Unasked::Moot(flash)) => admin.done(PATH, &flash),
        Err(Unasked::Refused(refusal)) => refused(admin, refusal),
    }
}
