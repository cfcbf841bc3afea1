//! Who is in a group: one in, by username or e-mail address; one out, after a question.

use super::group::{find, may_change, show};
use crate::accounts::{ActError, PersonAct};
use crate::model::ids::UserId;
use crate::model::params::Params;
use crate::model::user::User;
use crate::model::username::username_key;
use crate::store::{self, Group};
use crate::web::admin::refusal::{forbidden, not_found, refused};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::pages::HiddenField;
use crate::web::pages::admin::{Confirm, Fields, Section};

/// Longer names are nobody's.
const LONGEST_NAME: usize = 254;

#[rocket::post("/admin/groups/<id>/members", data = "<form>")]
pub(in crate::web::admin) async fn add(admin: Admin<'_>, id: &str, form: AdminForm) -> Answer {
    let back = format!("/admin/groups/{id}");
    let group = match find(&admin, id).await {
        Ok(Some(group)) => group,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    let name = form.text("username");
    let user = match named(&admin, &name).await {
        Ok(Some(user)) => user,
        Ok(None) => {
            let shown: String = name.chars().take(LONGEST_NAME).collect();
            let mut fields = Fields::default().with("username", shown);
            fields.refuse("username", if name.is_empty() { "username-empty" } else { "member-unknown" });
            return show(admin, &group, &Params::default(), fields).await;
        }
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    match admin.provider.accounts.act_on_person(&admin.authority, &user.id, &PersonAct::Join(group.id.clone())).await {
        Ok(_) => admin.done(back, &Flash::good("flash-member-added").name(user.shown_name())),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

/// The person of a username or e-mail address.
async fn named(admin: &Admin<'_>, name: &str) -> store::Result<Option<User>> {
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Ok(None);
    }
    let found = admin.provider.store.read().await?.db().find_user_by_key(&username_key(name)).await?;
    Ok(found.filter(|user| user.deleted_at.is_none()))
}

#[rocket::get("/admin/groups/<id>/remove?<user>")]
pub(in crate::web::admin) async fn ask_remove(admin: Admin<'_>, id: &str, user: Option<&str>) -> Answer {
    let back = format!("/admin/groups/{id}");
    match both(&admin, id, user.unwrap_or_default()).await {
        Ok(Some((group, user))) if may_change(&admin, &group) => Answer::page(&Confirm {
            act: "remove-member",
            name: user.shown_name().to_owned(),
            count: 1,
            losses: Vec::new(),
            typed: None,
            is_danger: true,
            action: format!("{back}/remove"),
            fields: vec![HiddenField::new("user", user.id.as_str())],
            cancel_url: back,
            shell: admin.into_shell(Section::Groups),
        }),
        Ok(Some(_)) => forbidden(admin),
        Ok(None) => not_found(admin),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

#[rocket::post("/admin/groups/<id>/remove", data = "<form>")]
pub(in crate::web::admin) async fn remove(admin: Admin<'_>, id: &str, form: AdminForm) -> Answer {
    let back = format!("/admin/groups/{id}");
    let (group, user) = match both(&admin, id, form.get("user").unwrap_or_default()).await {
        Ok(Some(both)) => both,
        Ok(None) => return not_found(admin),
        Err(refusal) => return refused(admin, refusal, &back),
    };
    match admin.provider.accounts.act_on_person(&admin.authority, &user.id, &PersonAct::Leave(group.id)).await {
        Ok(_) => admin.done(back, &Flash::good("flash-member-removed").name(user.shown_name())),
        Err(refusal) => refused(admin, refusal, &back),
    }
}

async fn both(admin: &Admin<'_>, group: &str, user: &str) -> Result<Option<(Group, User)>, ActError> {
    let Some(group) = find(admin, group).await? else { return Ok(None) };
    let user = admin.provider.store.read().await?.db().find_user(&UserId::from(user)).await?;
    Ok(user.map(|user| (group, user)))
}
