//! `/admin/clients/<id>/settings`: everything of an app that can be changed, and its logo.

use super::new::lines;
use super::problems::tell;
use super::settings_form::{
    Offered, access_token_algs, filled, grants, hidden, id_token_algs, lifetime, read, scopes_of_people, typed,
};
use super::settings_stale::stale;
use super::{
    find, frame, refused, settings_authz, settings_encryption, settings_proof, settings_requests, settings_subject,
};
use crate::model::client::Client;
use crate::model::client_metadata::{ApplicationType, ClientMetadata};
use crate::model::ids::ClientId;
use crate::oidc::apps::{AppError, LogoError, widens};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AdminForm;
use crate::web::guards::admin_upload::AdminUpload;
use crate::web::pages::admin::{AppSettings, AppTab, Check, Fields};
use rocket::http::Status;

#[rocket::get("/admin/clients/<id>/settings")]
pub(super) async fn get(admin: Admin<'_>, id: &str) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let chrome = admin.chrome.clone();
    match page(admin, &app, &app, None).await {
        Ok(page) => Ok(Answer::page(&page)),
        Err(failed) => Err(store_page(chrome, failed)),
    }
}

#[rocket::post("/admin/clients/<id>/settings", data = "<form>")]
pub(super) async fn post(admin: Admin<'_>, id: &str, form: AdminForm) -> Result<Answer, Answer> {
    let before = find(&admin, id).await?;
    let chrome = admin.chrome.clone();
    let failed = |failed| store_page(chrome.clone(), failed);
    let mut fields = typed(&form);
    let version = form.get("version").and_then(|version| version.parse().ok()).unwrap_or_default();
    let app = read(&admin, &form, &before, &mut fields).await.map_err(failed)?;
    let app = Client { version, ..app };
    settings_subject::check(&admin, &before, &app, &mut fields).await;
    if !fields.are_sound() {
        tell(&mut fields, &crate::oidc::apps::problems_of(&app));
        return again(admin, &before, &app, (&form, fields)).await.map_err(failed);
    }
    if widens(&before, &app)
        && let Some(question) = form.question(&admin.chrome)
    {
        return Ok(question);
    }
    match admin.provider.apps().edit(&admin.authority, app.clone()).await {
        Ok(app) => Ok(saved(admin, &app)),
        Err(AppError::Invalid(problems)) => {
            tell(&mut fields, &problems);
            again(admin, &before, &app, (&form, fields)).await.map_err(failed)
        }
        Err(AppError::Stale(theirs)) => stale(admin, &theirs, &app, hidden(&form)).await.map_err(failed),
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

/// What is signed with a secret needs one that was made for it, and an app that gave up its own key needs one at all: the
/// way goes on to where one is made.
fn saved(admin: Admin<'_>, app: &Client) -> Answer {
    if app.lacks_secret() {
        let flash = Flash::warn("flash-app-saved-secret").name(&app.name);
        return admin.done(format!("/admin/clients/{}/secrets/add", app.id), &flash);
    }
    admin.done(url(&app.id), &Flash::good("flash-app-saved").name(&app.name))
}

#[rocket::post("/admin/clients/<id>/logo", data = "<form>")]
pub(super) async fn logo(admin: Admin<'_>, id: &str, form: AdminUpload) -> Result<Answer, Answer> {
    let app = find(&admin, id).await?;
    let is_gone = form.has("remove");
    let upload = if is_gone { None } else { form.file("logo") };
    if !is_gone && upload.is_none() {
        return with_logo_problem(admin, &app, "missing").await;
    }
    match admin.provider.apps().set_logo(&admin.authority, &app.id, upload).await {
        Ok(app) if is_gone => Ok(admin.done(url(&app.id), &Flash::good("flash-logo-removed"))),
        Ok(app) => Ok(admin.done(url(&app.id), &Flash::good("flash-logo-saved"))),
        Err(AppError::Logo(error)) => with_logo_problem(admin, &app, logo_problem(error)).await,
        Err(error) => Err(refused(admin.chrome, error)),
    }
}

const fn logo_problem(error: LogoError) -> &'static str {
    match error {
        LogoError::TooLarge => "large",
        LogoError::UnknownFormat => "format",
        LogoError::TooManyPixels => "pixels",
        LogoError::Damaged => "damaged",
    }
}

fn url(id: &ClientId) -> String {
    format!("/admin/clients/{id}/settings")
}

/// The form as it was sent, with what is wrong with it.
async fn again(
    admin: Admin<'_>,
    before: &Client,
    app: &Client,
    (form, fields): (&AdminForm, Fields),
) -> store::Result<Answer> {
    let page = page(admin, before, app, Some((form, fields))).await?;
    Ok(Answer::with_status(Status::UnprocessableEntity, &page))
}

async fn with_logo_problem(admin: Admin<'_>, app: &Client, problem: &'static str) -> Result<Answer, Answer> {
    let chrome = admin.chrome.clone();
    let page = page(admin, app, app, None).await.map_err(|failed| store_page(chrome, failed))?;
    let page = AppSettings { logo_problem: Some(problem), ..page };
    Ok(Answer::with_status(Status::UnprocessableEntity, &page))
}

/// Whether an app has anything of what stands folded, since most have nothing of it.
fn has_rare(app: &Client) -> bool {
    let told = ClientMetadata {
        backchannel_logout_uri: None,
        backchannel_logout_session_required: false,
        frontchannel_logout_uri: None,
        frontchannel_logout_session_required: false,
        application_type: ApplicationType::default(),
        registered: false,
        ..(*app.metadata).clone()
    };
    told != ClientMetadata::default() || !app.encryption_keys.is_empty() || app.userinfo_alg.is_some()
}

/// The page of `stored`, its form filled from `app`, or with what was sent.
async fn page(
    admin: Admin<'_>,
    stored: &Client,
    app: &Client,
    sent: Option<(&AdminForm, Fields)>,
) -> store::Result<AppSettings> {
    let offered = Offered::load(&admin, app).await?;
    let tokens = &admin.provider.config.tokens;
    let (form, fields) = match sent {
        Some((form, fields)) => (Some(form), fields),
        None => (None, settings_proof::filled(app, settings_subject::filled(app, filled(app, &offered)))),
    };
    let checks = |name: &str| match form {
        Some(form) => lines(&form.text(name)).iter().map(|uri| Check::uri(uri, app.is_public)).collect(),
        None => Vec::new(),
    };
    Ok(AppSettings {
        version: app.version,
        uri_checks: checks("redirect_uris"),
        post_logout_checks: checks("post_logout_redirect_uris"),
        color_checks: app.color.iter().filter(|_| form.is_some()).map(|color| Check::color(color)).collect(),
        grants: grants(app),
        scopes: scopes_of_people(app),
        api_scopes: offered.api_scopes(app),
        apis: offered.apis(app),
        is_open: app.allowed_groups.is_none(),
        groups: offered.groups(app),
        has_more_groups: offered.has_more_groups,
        requires_pkce: app.requires_pkce,
        requires_consent: app.requires_consent,
        access: lifetime("access", tokens.access_seconds, app.access_seconds, form),
        refresh: lifetime("refresh", tokens.refresh_seconds, app.refresh_seconds, form),
        id_token_algs: id_token_algs(app, &admin.provider.offered.get()),
        access_token_algs: access_token_algs(app, &admin.provider.offered.get()),
        has_rare: has_rare(app),
        proof_fields: settings_proof::offered(app),
        request_algs: settings_requests::offered(app),
        subjects: settings_subject::subjects(app),
        encryption: settings_encryption::offered(app, &admin.provider.offered.get()),
        introspection_algs: settings_authz::offered(app, &admin.provider.offered.get()),
        logo_problem: None,
        fields,
        frame: frame(admin, stored, AppTab::Settings),
    })
}
