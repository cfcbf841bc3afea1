//! Switching an app off and on, and removing it: each asks first, and says what goes with it.

use super::{find, refused};
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::oidc::apps::Losses;
use crate::web::answer::Answer;
use crate::web::error::error_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::ErrorPage;
use crate::web::pages::admin::{Confirm, Loss, Section, Typed};
use rocket::http::Status;

#[rocket::get("/admin/clients/<id>/disable")]
pub(super) async fn disable_question(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let (app, losses) = app_with_losses(&admin, id).await?;
    let losses = [Loss { kind: "refreshes", count: losses.families }];
    Ok(Answer::page(&Confirm { is_danger: true, ..question(admin, &app, "disable", &losses) }))
}

#[rocket::post("/admin/clients/<id>/disable", data = "<_form>")]
pub(super) async fn disable(admin: Admin<'_>, id: &str, _form: AdminForm) -> Result<Answer, Answer> {
    let app = set_enabled(&admin, id, false).await?;
    let undo = format!("/admin/clients/{}/enable", app.id);
    Ok(admin.done(page_of(&app), &Flash::good("flash-app-disabled").name(&app.name).undo(undo)))
}

#[rocket::get("/admin/clients/<id>/enable")]
pub(super) async fn enable_question(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let (app, _) = app_with_losses(&admin, id).await?;
    Ok(Answer::page(&question(admin, &app, "enable", &[])))
}

#[rocket::post("/admin/clients/<id>/enable", data = "<_form>")]
pub(super) async fn enable(admin: Admin<'_>, id: &str, _form: AdminForm) -> Result<Answer, Answer> {
    let app = set_enabled(&admin, id, true).await?;
    Ok(admin.done(page_of(&app), &Flash::good("flash-app-enabled").name(&app.name)))
}

#[rocket::get("/admin/clients/<id>/remove")]
pub(super) async fn remove_question(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Result<Answer, Answer> {
    let (app, losses) = app_with_losses(&admin, id).await?;
    Ok(Answer::page(&removal(admin, &app, losses, false)))
}

#[rocket::post("/admin/clients/<id>/remove", data = "<form>")]
pub(super) async fn remove(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    let (app, losses) = app_with_losses(&admin, id).await?;
    if form.text("typed") != app.name.trim() {
        return Ok(Answer::with_status(Status::UnprocessableEntity, &removal(admin, &app, losses, true)));
    }
    match admin.provider.apps().remove(&admin.authority, &app.id).await {
        Ok(app) => Ok(admin.done("/admin/clients", &Flash::good("flash-app-removed").name(&app.name))),
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

fn removal(admin: Admin<'_>, app: &Client, losses: Losses, is_wrong: bool) -> Confirm {
    let losses = [
        Loss { kind: "refreshes", count: losses.families },
        Loss { kind: "consents", count: losses.consents },
        Loss { kind: "secrets", count: i64::try_from(losses.secrets).unwrap_or(i64::MAX) },
    ];
    let typed = Some(Typed { expected: app.name.clone(), is_wrong });
    Confirm { typed, is_danger: true, ..question(admin, app, "remove", &losses) }
}

/// The question before `…/<act>`, with what there is to lose.
fn question(admin: Admin<'_>, app: &Client, act: &'static str, losses: &[Loss]) -> Confirm {
    let named = match act {
        "disable" => "disable-app",
        "enable" => "enable-app",
        _ => "remove-app",
    };
    Confirm {
        shell: admin.into_shell(Section::Apps),
        act: named,
        name: app.name.clone(),
        count: 1,
        losses: losses.iter().filter(|loss| loss.count > 0).cloned().collect(),
        typed: None,
        is_danger: false,
        action: format!("{}/{act}", page_of(app)),
        fields: Vec::new(),
        cancel_url: page_of(app),
    }
}

fn page_of(app: &Client) -> String {
    format!("/admin/clients/{}", app.id)
}

/// The app, for somebody who may change it, and what goes with it.
async fn app_with_losses(admin: &Admin<'_>, id: &str) -> Result<(Client, Losses), Answer> {
    if !admin.may(Permission::ManageApps) {
        return Err(error_page(&ErrorPage::forbidden(admin.chrome.clone())));
    }
    let app = find(admin, id).await?;
    let losses = admin.provider.apps().losses(&app.id).await;
    Ok((app, losses.map_err(|error| refused(admin.chrome.clone(), error))?))
}

async fn set_enabled(admin: &Admin<'_>, id: &str, is_enabled: bool) -> Result<Client, Answer> {
    let done = admin.provider.apps().set_enabled(&admin.authority, &ClientId::from(id), is_enabled).await;
    done.map_err(|error| refused(admin.chrome.clone(), error))
}
