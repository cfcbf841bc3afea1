//! `/admin/clients/<id>/secrets`: several live side by side, so that an app moves from one to the next without a pause.

use super::{find, frame, refused};
use crate::model::client::{Client, ClientSecret};
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::oidc::apps::{AppError, MOST_SECRETS, NewSecret};
use crate::web::answer::Answer;
use crate::web::error::error_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{
    AppSecretForm, AppSecrets, AppTab, Choice, Confirm, Loss, SecretRow, Section, ShownOnce,
};
use crate::web::pages::{ErrorPage, When};

/// How long the secrets that an app has may go on beside a new one (seconds); the usual choice is the third.
const GRACES: [i64; 5] = [0, 3600, 86_400, 7 * 86_400, 30 * 86_400];
const USUAL_GRACE: i64 = 86_400;

/// How long a new secret may work (days); 0 = until it is removed.
const LIVES: [i64; 4] = [0, 90, 365, 730];

const DAY: i64 = 86_400;

#[rocket::get("/admin/clients/<id>/secrets")]
pub(super) async fn get(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = with_secrets(&admin, id).await?;
    let secrets = rows(&app, admin.now());
    let has_room = app.secrets.len() < MOST_SECRETS;
    Ok(Answer::page(&AppSecrets { frame: frame(admin, &app, AppTab::Secrets), secrets, has_room }))
}

#[rocket::get("/admin/clients/<id>/secrets/add")]
pub(super) async fn add_form(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Result<Answer, Answer> {
    form_page(admin, id, false).await
}

#[rocket::get("/admin/clients/<id>/secrets/roll")]
pub(super) async fn roll_form(admin: Admin<'_>, _recent: RecentSignIn, id: &str) -> Result<Answer, Answer> {
    form_page(admin, id, true).await
}

#[rocket::post("/admin/clients/<id>/secrets/add", data = "<form>")]
pub(super) async fn add(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    make(admin, id, &form, None).await
}

#[rocket::post("/admin/clients/<id>/secrets/roll", data = "<form>")]
pub(super) async fn roll(admin: Admin<'_>, id: &str, form: RecentForm) -> Result<Answer, Answer> {
    let grace = chosen(&form, "grace", &GRACES).unwrap_or(USUAL_GRACE);
    make(admin, id, &form, Some(grace)).await
}

#[rocket::get("/admin/clients/<id>/secrets/<secret>/remove")]
pub(super) async fn remove_question(
    admin: Admin<'_>,
    _recent: RecentSignIn,
    id: &str,
    secret: &str,
) -> Result<Answer, Answer> {
    let app = changeable(&admin, id).await?;
    let found = app.secrets.iter().find(|own| own.id == secret);
    let Some(found) = found else { return Err(error_page(&ErrorPage::not_found(admin.chrome))) };
    let now = admin.now();
    let is_last = !app.secrets.iter().any(|other| other.id != found.id && works(other, now)) && works(found, now);
    let page = Confirm {
        act: if is_last { "remove-last-secret" } else { "remove-secret" },
        name: format!("{}…", found.hint),
        count: 1,
        losses: lost(&admin, &app, is_last).await?,
        typed: None,
        is_danger: true,
        action: format!("/admin/clients/{id}/secrets/{secret}/remove"),
        fields: Vec::new(),
        cancel_url: format!("/admin/clients/{id}/secrets"),
        shell: admin.into_shell(Section::Apps),
    };
    Ok(Answer::page(&page))
}

#[rocket::post("/admin/clients/<id>/secrets/<secret>/remove", data = "<_form>")]
pub(super) async fn remove(admin: Admin<'_>, id: &str, secret: &str, _form: RecentForm) -> Result<Answer, Answer> {
    let url = format!("/admin/clients/{id}/secrets");
    match admin.provider.apps().remove_secret(&admin.authority, &ClientId::from(id), secret).await {
        Ok(()) => Ok(admin.done(url, &Flash::good("flash-secret-removed"))),
        // Somebody else was faster, or the form came twice: it is gone as wished.
        Err(AppError::NoSuchSecret(..)) => Ok(admin.done(url, &Flash::warn("flash-secret-gone"))),
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

/// What an app loses with its last secret.
async fn lost(admin: &Admin<'_>, app: &Client, is_last: bool) -> Result<Vec<Loss>, Answer> {
    if !is_last {
        return Ok(Vec::new());
    }
    let losses = admin.provider.apps().losses(&app.id).await.map_err(|error| refused(admin.chrome.clone(), error))?;
    let loss = Loss { kind: "refreshes", count: losses.families };
    Ok(if loss.count > 0 { vec![loss] } else { Vec::new() })
}

/// The app, if it keeps secrets; public ones have no such page.
async fn with_secrets(admin: &Admin<'_>, id: &str) -> Result<Client, Answer> {
    let app = find(admin, id).await?;
    if app.is_public { Err(error_page(&ErrorPage::not_found(admin.chrome.clone()))) } else { Ok(app) }
}

/// The same for somebody who may change it.
async fn changeable(admin: &Admin<'_>, id: &str) -> Result<Client, Answer> {
    if !admin.may(Permission::ManageApps) {
        return Err(error_page(&ErrorPage::forbidden(admin.chrome.clone())));
    }
    with_secrets(admin, id).await
}

async fn form_page(admin: Admin<'_>, id: &str, is_roll: bool) -> Result<Answer, Answer> {
    let app = changeable(&admin, id).await?;
    if app.secrets.len() >= MOST_SECRETS {
        return Ok(admin.done(format!("/admin/clients/{id}/secrets"), &too_many()));
    }
    let choices = |values: &[i64], usual: i64| {
        values.iter().map(|value| Choice::new(value.to_string(), "", *value == usual)).collect::<Vec<_>>()
    };
    let secrets = rows(&app, admin.now()).into_iter().filter(|secret| !secret.has_ended).collect();
    let page = AppSecretForm {
        is_roll,
        secrets,
        seen: seen(&app),
        graces: choices(&GRACES, USUAL_GRACE),
        lives: choices(&LIVES, 0),
        frame: frame(admin, &app, AppTab::Secrets),
    };
    Ok(Answer::page(&page))
}

/// Makes a secret and shows it once; the others end after `grace` seconds, where that is given.
async fn make(admin: Admin<'_>, id: &str, form: &AdminForm, grace: Option<i64>) -> Result<Answer, Answer> {
    let app = changeable(&admin, id).await?;
    let back_url = format!("/admin/clients/{id}/secrets");
    if form.get("seen").unwrap_or_default() != seen(&app) {
        return Ok(admin.done(back_url, &Flash::warn("flash-secret-meanwhile")));
    }
    let days = chosen(form, "expires", &LIVES).unwrap_or_default();
    let new = NewSecret { given: None, expires_at: (days > 0).then(|| admin.now() + days * DAY) };
    let apps = admin.provider.apps();
    let made = match grace {
        Some(grace) => apps.roll_secret(&admin.authority, &app.id, new, grace).await,
        None => apps.add_secret(&admin.authority, &app.id, new).await,
    };
    match made {
        Ok(made) => {
            let shell = admin.into_shell(Section::Apps);
            let value = made.secret.expose().to_owned();
            let lifetime_seconds = (days > 0).then_some(days * DAY);
            let (kind, name) = ("client-secret", app.name);
            Ok(Answer::page(&ShownOnce { shell, kind, name, value, lifetime_seconds, back_url }))
        }
        Err(AppError::TooManySecrets(_)) => Ok(admin.done(back_url, &too_many())),
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

fn too_many() -> Flash {
    Flash::warn("flash-secrets-many").count(i64::try_from(MOST_SECRETS).unwrap_or(i64::MAX))
}

/// A number that the form offered.
fn chosen(form: &AdminForm, name: &str, offered: &[i64]) -> Option<i64> {
    form.get(name).and_then(|value| value.parse().ok()).filter(|value| offered.contains(value))
}

/// Which secrets an app has, so that a form that was sent twice is found.
fn seen(app: &Client) -> String {
    app.secrets.iter().map(|secret| &*secret.id).collect::<Vec<_>>().join(" ")
}

fn works(secret: &ClientSecret, now: i64) -> bool {
    secret.expires_at.is_none_or(|at| at > now)
}

/// The newest first.
pub(super) fn rows(app: &Client, now: i64) -> Vec<SecretRow> {
    let row = |secret: &ClientSecret| SecretRow {
        id: secret.id.clone(),
        hint: secret.hint.clone(),
        created: When::new(secret.created_at, now),
        used: secret.last_used_at.map(|at| When::new(at, now)),
        expires: secret.expires_at.map(|at| When::new(at, now)),
        left_seconds: secret.expires_at.map(|at| at - now).filter(|left| *left > 0),
        has_ended: !works(secret, now),
    };
    app.secrets.iter().rev().map(row).collect()
}
