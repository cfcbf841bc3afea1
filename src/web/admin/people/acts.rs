//! What is done to one person at once: disable and enable, delete and restore, end sessions, demand another password. Each has a page that asks,
//! and says what goes with it.

use super::person::find;
use crate::accounts::{ActError, EndError, PersonAct, PersonPage};
use crate::model::ids::{Sid, UserId};
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{Confirm, Loss, Section};

/// An act with its address.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Disable,
    Enable,
    Delete,
    Restore,
    EndSessions,
    DemandPassword,
}

impl Act {
    const fn segment(self) -> &'static str {
        match self {
            Self::Disable => "disable",
            Self::Enable => "enable",
            Self::Delete => "delete",
            Self::Restore => "restore",
            Self::EndSessions => "end-sessions",
            Self::DemandPassword => "demand-password",
        }
    }

    const fn question(self) -> &'static str {
        match self {
            Self::Disable => "disable-person",
            Self::Enable => "enable-person",
            Self::Delete => "delete-person",
            Self::Restore => "restore-person",
            Self::EndSessions => "end-sessions",
            Self::DemandPassword => "demand-password",
        }
    }

    const fn person_act(self) -> PersonAct {
        match self {
            Self::Disable => PersonAct::Disable,
            Self::Enable => PersonAct::Enable,
            Self::Delete => PersonAct::Delete,
            Self::Restore => PersonAct::Restore,
            Self::EndSessions => PersonAct::EndSessions,
            Self::DemandPassword => PersonAct::DemandPassword,
        }
    }

    /// Whether they are out of every app by it.
    const fn ends_all(self) -> bool {
        matches!(self, Self::Disable | Self::Delete | Self::EndSessions)
    }

    /// Whether it is undone for oneself only by somebody else.
    const fn locks_out(self) -> bool {
        matches!(self, Self::Disable | Self::Delete)
    }

    fn flash(self) -> Flash {
        match self {
            Self::Disable => Flash::good("flash-person-disabled"),
            Self::Enable => Flash::good("flash-person-enabled"),
            Self::Delete => Flash::good("flash-person-deleted"),
            Self::Restore => Flash::good("flash-person-restored"),
            Self::EndSessions => Flash::good("flash-sessions-ended"),
            Self::DemandPassword => Flash::good("flash-password-demanded"),
        }
    }
}

macro_rules! acts {
    ($($ask:ident, $act:ident: $path:literal => $what:expr, $form:ty $(, $guard:ident: $recent:ty)?;)*) => {$(
        #[rocket::get($path)]
        pub(in crate::web::admin) async fn $ask(admin: Admin<'_>, $($guard: $recent,)? id: &str) -> Answer {
            ask(admin, id, $what).await
        }

        #[rocket::post($path, data = "<_form>")]
        pub(in crate::web::admin) async fn $act(
            admin: Admin<'_>,
            id: &str,
            _form: $form,
        ) -> Answer {
            act(admin, id, $what).await
        }
    )*};
}

// To lock somebody out, to let them in again and to end sessions must be quick; what destroys asks who is there.
acts! {
    ask_disable, disable: "/admin/users/<id>/disable" => Act::Disable, AdminForm;
    ask_enable, enable: "/admin/users/<id>/enable" => Act::Enable, AdminForm;
    ask_delete, delete: "/admin/users/<id>/delete" => Act::Delete, RecentForm, _recent: RecentSignIn;
    ask_restore, restore: "/admin/users/<id>/restore" => Act::Restore, AdminForm;
    ask_demand_password, demand_password: "/admin/users/<id>/demand-password" => Act::DemandPassword, AdminForm;
    ask_end_sessions, end_sessions: "/admin/users/<id>/end-sessions" => Act::EndSessions, AdminForm;
}

async fn ask(admin: Admin<'_>, id: &str, act: Act) -> Answer {
    let back = format!("/admin/users/{id}");
    let found = match find(&admin, id).await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    if !found.may_change {
        return forbidden(admin);
    }
    if is_own_lock_out(&admin, &found.user.id, act) {
        return admin.done(back, &Flash::warn("flash-yourself"));
    }
    Answer::page(&Confirm {
        act: act.question(),
        name: found.user.shown_name().to_owned(),
        count: 1,
        losses: losses(&found, act, admin.provider.config.people.undo_days),
        typed: None,
        is_danger: act.ends_all(),
        action: format!("{back}/{}", act.segment()),
        fields: Vec::new(),
        cancel_url: back,
        shell: admin.into_shell(Section::People),
    })
}

fn losses(found: &PersonPage, act: Act, undo_days: i64) -> Vec<Loss> {
    if !act.ends_all() {
        return Vec::new();
    }
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let mut losses = vec![
        Loss { kind: "sessions", count: count(found.sessions.len()) },
        Loss { kind: "apps", count: count(found.apps.iter().filter(|app| app.is_live()).count()) },
    ];
    losses.retain(|loss| loss.count > 0);
    if act == Act::Delete {
        losses.push(Loss { kind: "undo", count: undo_days });
    }
    losses
}

async fn act(admin: Admin<'_>, id: &str, act: Act) -> Answer {
    let back = format!("/admin/users/{id}");
    let user = UserId::from(id);
    if is_own_lock_out(&admin, &user, act) {
        return admin.done(back, &Flash::warn("flash-yourself"));
    }
    match admin.provider.accounts.act_on_person(&admin.authority, &user, &act.person_act()).await {
        // What was so already is said like what was done: a form sent twice is a form sent once.
        Ok(_) => confirm(admin, &user, act).await,
        Err(ActError::Gone) => admin.done("/admin/users", &Flash::warn("flash-gone")),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

/// Says that it was done, by name, and how to take it back.
async fn confirm(admin: Admin<'_>, user: &UserId, act: Act) -> Answer {
    let name = match find(&admin, user.as_str()).await {
        Ok(found) => found.map(|found| found.user.shown_name().to_owned()).unwrap_or_default(),
        Err(refusal) => return refused(admin, refusal, "/admin/users"),
    };
    let flash = act.flash().name(&name);
    let (url, flash) = match act {
        Act::Delete => ("/admin/users".to_owned(), flash.undo(format!("/admin/users/{user}/restore"))),
        _ => (format!("/admin/users/{user}"), flash),
    };
    admin.done(url, &flash)
}

fn is_own_lock_out(admin: &Admin<'_>, user: &UserId, act: Act) -> bool {
    act.locks_out() && *user == admin.person.user.id
}

/// Ends one session, from the list on the person's page.
#[rocket::post("/admin/users/<id>/sessions/end", data = "<form>")]
pub(in crate::web::admin) async fn end_session(admin: Admin<'_>, id: &str, form: AdminForm) -> Answer {
    let back = format!("/admin/users/{id}");
    let sid = Sid::from(form.get("sid").unwrap_or_default());
    match admin.provider.accounts.end_session_of(&admin.authority, &sid).await {
        Ok(_) => admin.done(back, &Flash::good("flash-persons-session-ended")),
        Err(EndError::NotFound) => admin.done(back, &Flash::warn("flash-one-session-gone")),
        Err(EndError::Forbidden(_)) => forbidden(admin),
        Err(EndError::Store(failed)) => error::store_page(admin.chrome, failed),
    }
}
