//! `/admin/users/<id>/role`: what somebody may do in the admin area. Owners decide it.

use super::person::find;
use crate::accounts::PersonPage;
use crate::model::ids::UserId;
use crate::model::user::{Permission, Role};
use crate::store;
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{PersonRole, Section};

#[rocket::get("/admin/users/<id>/role")]
pub(in crate::web::admin) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Answer {
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    let back = format!("/admin/users/{id}");
    let user = match find(&admin, id).await {
        Ok(Some(PersonPage { user, .. })) if user.deleted_at.is_none() => user,
        Ok(_) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    let is_owner = user.role == Some(Role::Owner) && !user.is_disabled();
    let is_last_owner = match owners(&admin).await {
        Ok(owners) => is_owner && owners <= 1,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    Answer::page(&PersonRole {
        id: id.to_owned(),
        name: user.shown_name().to_owned(),
        held: user.role.map(Role::as_str).unwrap_or_default(),
        is_last_owner,
        is_self: user.id == admin.person.user.id,
        shell: admin.into_shell(Section::People),
    })
}

async fn owners(admin: &Admin<'_>) -> store::Result<i64> {
    admin.provider.store.read().await?.db().count_enabled_owners().await
}

#[rocket::post("/admin/users/<id>/role", data = "<form>")]
pub(in crate::web::admin) async fn give(admin: Admin<'_>, id: &str, form: RecentForm) -> Answer {
    let back = format!("/admin/users/{id}");
    let role = match form.get("role") {
        None => None,
        Some(word) => match Role::parse(word) {
            Some(role) => Some(role),
            None => return not_found(admin),
        },
    };
    let user = UserId::from(id);
    match admin.provider.accounts.set_role(&admin.authority, &user, role).await {
        // Who gave up their own role sees no admin area any more, or less of it.
        Ok(_) if user == admin.person.user.id && role.is_none() => Answer::SeeOther("/account".to_owned()),
        Ok(_) => admin.done(back, &Flash::good("flash-role-given")),
        Err(refusal) => refused(admin, refusal, &back),
    }
}
