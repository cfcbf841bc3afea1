//! Links by which a person sets a password: a first one by an invitation, another one by a reset. Each is shown once.

use super::person::find;
use crate::accounts::{ActError, LinkPurpose, PersonPage};
use crate::model::ids::UserId;
use crate::model::user::User;
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{Confirm, Section, ShownOnce};

#[rocket::get("/admin/users/<id>/reset-password")]
pub(in crate::web::admin) async fn ask_reset(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Answer {
    ask(admin, id, LinkPurpose::Rescue).await
}

#[rocket::post("/admin/users/<id>/reset-password", data = "<_form>")]
pub(in crate::web::admin) async fn reset(admin: Admin<'_>, id: &str, _form: RecentForm) -> Answer {
    let link = admin.provider.accounts.reset_password(&admin.authority, &UserId::from(id)).await;
    made(admin, id, LinkPurpose::Rescue, link).await
}

#[rocket::get("/admin/users/<id>/invite")]
pub(in crate::web::admin) async fn ask_invite(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Answer {
    ask(admin, id, LinkPurpose::Invitation).await
}

#[rocket::post("/admin/users/<id>/invite", data = "<_form>")]
pub(in crate::web::admin) async fn invite(admin: Admin<'_>, id: &str, _form: RecentForm) -> Answer {
    let link = admin.provider.accounts.invite(&admin.authority, &UserId::from(id)).await;
    made(admin, id, LinkPurpose::Invitation, link).await
}

async fn ask(admin: Admin<'_>, id: &str, purpose: LinkPurpose) -> Answer {
    let back = format!("/admin/users/{id}");
    let found = match find(&admin, id).await {
        Ok(Some(found)) => found,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    if !found.may_change {
        return forbidden(admin);
    }
    if found.user.is_disabled() {
        return admin.done(back, &Flash::warn("flash-person-disabled-first"));
    }
    let (act, segment) = match purpose {
        LinkPurpose::Invitation => ("invite-person", "invite"),
        LinkPurpose::Rescue | LinkPurpose::FirstAdministrator => ("reset-password", "reset-password"),
    };
    Answer::page(&Confirm {
        act,
        name: found.user.shown_name().to_owned(),
        count: 1,
        losses: Vec::new(),
        typed: None,
        is_danger: false,
        action: format!("{back}/{segment}"),
        fields: Vec::new(),
        cancel_url: back,
        shell: admin.into_shell(Section::People),
    })
}

async fn made(admin: Admin<'_>, id: &str, purpose: LinkPurpose, link: Result<String, ActError>) -> Answer {
    let back = format!("/admin/users/{id}");
    let link = match link {
        Ok(link) => link,
        Err(ActError::Gone) => return admin.done(back, &Flash::warn("flash-person-disabled-first")),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    match find(&admin, id).await {
        Ok(Some(PersonPage { user, .. })) => shown_once(admin, &user, purpose, link),
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

/// The link of an invitation, this once.
pub(super) fn invitation_page(admin: Admin<'_>, user: &User, link: String) -> Answer {
    admin.recount();
    shown_once(admin, user, LinkPurpose::Invitation, link)
}

fn shown_once(admin: Admin<'_>, user: &User, purpose: LinkPurpose, link: String) -> Answer {
    Answer::page(&ShownOnce {
        kind: if purpose == LinkPurpose::Invitation { "invitation" } else { "reset" },
        name: user.shown_name().to_owned(),
        value: link,
        lifetime_seconds: Some(admin.provider.accounts.lifetime(purpose)),
        back_url: format!("/admin/users/{}", user.id),
        shell: admin.into_shell(Section::People),
    })
}
