//! `/admin/clients/new`: an app is added, by its kind.

use super::problems::tell;
use super::refused;
use crate::model::client::{Client, ClientKind};
use crate::model::client_rules::is_reserved_id;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::oidc::apps::{AppError, NewSecret, problems_of};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::{error_page, store_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::{AdminForm, RecentForm};
use crate::web::guards::params::Query;
use crate::web::pages::ErrorPage;
use crate::web::pages::admin::{AppMade, AppNew, Check, Choice, Fields, Section};
use rocket::http::Status;

/// APIs to choose from; others are added in the settings.
const MOST_APIS: usize = 20;

#[rocket::get("/admin/clients/new")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Answer {
    if !admin.may(Permission::ManageApps) {
        return error_page(&ErrorPage::forbidden(admin.chrome));
    }
    let kind = query.params().ok().and_then(|params| params.get("kind").and_then(ClientKind::parse));
    match apis(&admin, &[]).await {
        Ok(apis) => Answer::page(&AppNew { apis, ..AppNew::new(admin.into_shell(Section::Apps), kind) }),
        Err(failed) => store_page(admin.chrome, failed),
    }
}

#[rocket::post("/admin/clients/new", data = "<form>")]
pub(super) async fn post(admin: Admin<'_>, form: RecentForm) -> Answer {
    let Some(kind) = form.get("kind").and_then(ClientKind::parse) else {
        return Answer::SeeOther("/admin/clients/new".to_owned());
    };
    let app = app(&admin, &form, kind);
    let mut problems = Fields::default();
    let id = match free_id(&admin, &form, &app).await {
        Ok(id) => id,
        Err(error) => return refused(admin.chrome, error),
    };
    let app = match id {
        Ok(id) => Client { id, ..app },
        Err((field, key, name)) => {
            problems.refuse_because(field, key, 0, &name);
            tell(&mut problems, &problems_of(&Client { id: ClientId::from("app"), ..app }));
            return again(admin, &form, kind, problems).await;
        }
    };
    match admin.provider.apps().create(&admin.authority, app, NewSecret::default()).await {
        Ok((app, None)) => {
            let flash = Flash::good("flash-app-added").name(&app.name);
            admin.done(format!("/admin/clients/{}/connect", app.id), &flash)
        }
        Ok((app, Some(made))) => {
            let (id, issuer) = (app.id.to_string(), admin.provider.issuer().to_owned());
            let secret = made.secret.expose().to_owned();
            admin.recount();
            Answer::page(&AppMade { shell: admin.into_shell(Section::Apps), name: app.name, id, secret, issuer })
        }
        Err(AppError::Invalid(found)) => {
            tell(&mut problems, &found);
            again(admin, &form, kind, problems).await
        }
        Err(AppError::Taken(_)) => {
            problems.refuse("client_id", "app-problem-id-taken");
            again(admin, &form, kind, problems).await
        }
        Err(error) => refused(admin.chrome, error),
    }
}

/// What was typed, with the safe defaults of the kind.
fn app(admin: &Admin<'_>, form: &AdminForm, kind: ClientKind) -> Client {
    let url = form.text("url");
    let mut app = Client {
        name: form.text("name"),
        url: (!url.is_empty()).then_some(url),
        redirect_uris: if kind == ClientKind::Service { Vec::new() } else { lines(&form.text("redirect_uris")) },
        ..Client::new("", kind, admin.now())
    };
    app.resources = form.all("resource").map(str::to_owned).collect();
    app
}

/// A field, what is wrong with it, and what the message names.
type Refusal = (&'static str, &'static str, String);

/// The id that was typed; else one made of the name. A form that was sent twice finds its own app there.
async fn free_id(admin: &Admin<'_>, form: &AdminForm, app: &Client) -> Result<Result<ClientId, Refusal>, AppError> {
    let typed = form.text("client_id");
    if !typed.is_empty() {
        return Ok(Ok(ClientId::from(typed)));
    }
    let stem = slug(&app.name);
    for number in 1..=MOST_NAMESAKES {
        let id = if number == 1 { stem.clone() } else { format!("{stem}-{number}") };
        match admin.provider.apps().get(&ClientId::from(&*id)).await {
            Ok(other) if other.name == app.name => return Ok(Err(("name", "app-problem-name-taken", id))),
            Ok(_) => {}
            Err(AppError::Missing(_)) => return Ok(Ok(ClientId::from(id))),
            Err(error) => return Err(error),
        }
    }
    Ok(Err(("client_id", "app-problem-id-taken", stem)))
}

/// Apps of similar names; whoever has more chooses ids themself.
const MOST_NAMESAKES: usize = 20;

/// A name as a word of a client id: `Harbor Wiki` becomes `harbor-wiki`.
fn slug(name: &str) -> String {
    let mut word = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
        } else if !word.ends_with('-') && !word.is_empty() {
            word.push('-');
        }
    }
    word.truncate(40);
    let word = word.trim_end_matches('-');
    if word.is_empty() || is_reserved_id(word) { "app".to_owned() } else { word.to_owned() }
}

/// The form as it was sent, with what is wrong with it.
async fn again(admin: Admin<'_>, form: &AdminForm, kind: ClientKind, problems: Fields) -> Answer {
    let chosen: Vec<_> = form.all("resource").collect();
    let apis = match apis(&admin, &chosen).await {
        Ok(apis) => apis,
        Err(failed) => return store_page(admin.chrome, failed),
    };
    let typed = ["name", "client_id", "url", "redirect_uris"];
    let fields = typed.into_iter().fold(problems, |fields, name| fields.with(name, form.text(name)));
    let uri_checks = lines(&form.text("redirect_uris")).iter().map(|uri| Check::uri(uri, kind.is_public())).collect();
    let page = AppNew { fields, uri_checks, apis, ..AppNew::new(admin.into_shell(Section::Apps), Some(kind)) };
    Answer::with_status(Status::UnprocessableEntity, &page)
}

async fn apis(admin: &Admin<'_>, chosen: &[&str]) -> store::Result<Vec<Choice>> {
    let apis = admin.provider.apps().list_apis().await?.into_iter().take(MOST_APIS);
    let choice = |api: crate::model::api::Api| Choice {
        hint: api.audience.clone(),
        ..Choice::new(&*api.audience, api.name, chosen.contains(&&*api.audience))
    };
    Ok(apis.map(choice).collect())
}

/// What stands on the lines of a field, each once.
pub(super) fn lines(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if !found.iter().any(|known| known == line) {
            found.push(line.to_owned());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{lines, slug};

    #[test]
    fn a_client_id_is_made_of_what_can_stand_in_one() {
        let made = ["Harbor Wiki", " Über–Größe 2 ", "日本", "--", "new"].map(slug);
        assert_eq!(made, ["harbor-wiki", "ber-gr-e-2", "app", "app", "app"]);
        assert!(slug(&"ab ".repeat(40)).len() <= 40);
    }

    #[test]
    fn each_line_counts_once_and_blank_ones_do_not() {
        assert_eq!(lines(" a \n\nb\na\n"), ["a", "b"]);
    }
}
