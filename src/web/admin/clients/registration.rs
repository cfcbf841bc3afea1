//! `/admin/clients/registration`: who may register apps that no admin adds, and the tokens that let them.

use crate::model::scope::Scope;
use crate::model::user::Permission;
use crate::oidc::apps::{InitialTokenError, NewInitialToken};
use crate::oidc::registration::Mode;
use crate::store::InitialToken;
use crate::web::admin::refusal::forbidden;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::pages::When;
use crate::web::pages::admin::{Choice, Fields, InitialTokenRow, RegistrationPage, Section, ShownOnce};
use rocket::http::Status;

const PATH: &str = "/admin/clients/registration";

/// Values are shown again up to so many characters.
const LONGEST_SHOWN: usize = 500;

#[rocket::get("/admin/clients/registration")]
pub(super) async fn get(admin: Admin<'_>) -> Answer {
    let usual = NewInitialToken::default();
    let fields = Fields::default().with("uses", usual.uses.to_string()).with("days", usual.days.to_string());
    show(admin, fields.with("scopes", usual.scopes.to_string())).await
}

#[rocket::post("/admin/clients/registration/mode", data = "<form>")]
pub(super) async fn set_mode(admin: Admin<'_>, form: RecentForm) -> Answer {
    let Some(mode) = form.get("mode").and_then(Mode::parse) else { return get_again(admin) };
    let provider = admin.provider;
    match provider.apps().set_registration_mode(&admin.authority, mode).await {
        Ok(_) => {
            // Others see it within their usual time, and so does this one where the database does not answer now.
            if let Err(error) = provider.registration.refresh(&provider.store).await {
                tracing::warn!(%error, "who may register could not be read");
            }
            admin.done(PATH, &Flash::good("flash-registration-mode"))
        }
        Err(error) => refused(admin, error),
    }
}

#[rocket::post("/admin/clients/registration", data = "<form>")]
pub(super) async fn make(admin: Admin<'_>, form: RecentForm) -> Answer {
    let number = |name: &str| form.text(name).parse().unwrap_or_default();
    let scopes: Vec<String> = form.text("scopes").split_whitespace().map(str::to_owned).collect();
    let new = NewInitialToken {
        label: form.text("label"),
        uses: number("uses"),
        days: number("days"),
        scopes: scopes.into_iter().collect::<Scope>(),
    };
    let days = new.days;
    match admin.provider.apps().make_initial_token(&admin.authority, new).await {
        Ok((token, secret)) => Answer::page(&ShownOnce {
            kind: "initial-token",
            name: token.label,
            value: secret.expose().to_owned(),
            lifetime_seconds: Some(days * 86_400),
            back_url: PATH.to_owned(),
            shell: admin.into_shell(Section::Apps),
        }),
        Err(error) => again(admin, &form, error).await,
    }
}

/// Nobody waits for a password to close a door.
#[rocket::post("/admin/clients/registration/tokens/<id>/end", data = "<_form>")]
pub(super) async fn end(admin: Admin<'_>, id: &str, _form: AdminForm) -> Answer {
    match admin.provider.apps().end_initial_token(&admin.authority, id).await {
        Ok(gone) => admin.done(PATH, &Flash::good("flash-initial-token-ended").name(&gone.label)),
        // Sent twice, the second finds it gone.
        Err(InitialTokenError::Missing(_)) => get_again(admin),
        Err(error) => refused(admin, error),
    }
}

fn get_again(_admin: Admin<'_>) -> Answer {
    Answer::SeeOther(PATH.to_owned())
}

fn refused(admin: Admin<'_>, error: InitialTokenError) -> Answer {
    match error {
        InitialTokenError::Store(failed) => store_page(admin.chrome, failed),
        InitialTokenError::Forbidden(_) => forbidden(admin),
        _ => get_again(admin),
    }
}

/// The form as it was sent, with what is wrong with it.
async fn again(admin: Admin<'_>, form: &AdminForm, error: InitialTokenError) -> Answer {
    let (field, key) = match error {
        InitialTokenError::BadLabel(_) => ("label", "registration-bad-label"),
        InitialTokenError::BadUses => ("uses", "registration-bad-uses"),
        InitialTokenError::BadDays => ("days", "registration-bad-days"),
        InitialTokenError::BadScopes => ("scopes", "registration-bad-scopes"),
        other => return refused(admin, other),
    };
    let cut = |name: &str| form.text(name).chars().take(LONGEST_SHOWN).collect::<String>();
    let names = ["label", "uses", "days", "scopes"];
    let mut fields = names.into_iter().fold(Fields::default(), |fields, name| fields.with(name, cut(name)));
    fields.refuse(field, key);
    show(admin, fields).await
}

async fn show(admin: Admin<'_>, fields: Fields) -> Answer {
    let apps = admin.provider.apps();
    let (mode, tokens) = match (apps.registration_mode().await, apps.list_initial_tokens().await) {
        (Ok(mode), Ok(tokens)) => (mode, tokens),
        (Err(failed), _) | (_, Err(failed)) => return store_page(admin.chrome, failed),
    };
    let (now, is_fixed) = (admin.now(), !admin.may(Permission::Own));
    let choice = |known: Mode| Choice { is_fixed, ..Choice::new(known.as_str(), "", known == mode) };
    let status = if fields.are_sound() { Status::Ok } else { Status::UnprocessableEntity };
    let page = RegistrationPage {
        modes: Mode::ALL.map(choice).to_vec(),
        is_open: mode == Mode::Open,
        endpoint: format!("{}/oauth2/register", admin.provider.issuer()),
        tokens: tokens.into_iter().map(|token| row(token, now)).collect(),
        fields,
        shell: admin.into_shell(Section::Apps),
    };
    Answer::with_status(status, &page)
}

fn row(token: InitialToken, now: i64) -> InitialTokenRow {
    InitialTokenRow {
        id: token.id,
        label: token.label,
        uses_left: token.uses_left,
        scopes: token.scopes.to_string(),
        created: When::new(token.created_at, now),
        ends: When::new(token.expires_at, now),
    }
}
