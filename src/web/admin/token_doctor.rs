//! `/admin/tokens`: the token doctor. What is pasted is looked into and forgotten; the answer never holds it whole.

use crate::diagnose::token_doctor::{Report, explain};
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::store;
use crate::web::answer::Answer;
use crate::web::error::store_page;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::AskForm;
use crate::web::guards::params::Query;
use crate::web::pages::admin::{Choice, Examined, Fields, Section, TokenDoctor};
use rocket::http::Status;
use std::sync::Arc;

/// So many apps are offered while the field is typed into.
const MOST_OFFERED: usize = 100;

#[rocket::get("/admin/tokens")]
pub(super) fn get(admin: Admin<'_>, query: Query) -> Answer {
    let params = query.params().unwrap_or_default();
    // Never a token: addresses end up in logs.
    let asked: String = params.get("client").unwrap_or_default().chars().take(100).collect();
    Answer::page(&page(admin, Fields::default().with("client", asked), None))
}

#[rocket::post("/admin/tokens", data = "<form>")]
pub(super) async fn post(admin: Admin<'_>, form: AskForm) -> Result<Answer, Answer> {
    let asked = form.text("client");
    let mut fields = Fields::default().with("client", &*asked);
    let looked = match look(&admin, &asked, form.get("token").unwrap_or_default()).await {
        Ok(looked) => looked,
        Err(failed) => return Err(store_page(admin.chrome, failed)),
    };
    let Some(report) = looked else {
        fields.refuse_because("client", "doctor-no-app", 0, &asked);
        return Ok(Answer::with_status(Status::UnprocessableEntity, &page(admin, fields, None)));
    };
    let examined = Examined::new(&report, admin.now());
    Ok(Answer::page(&page(admin, fields, Some(examined))))
}

/// None where the app is not known.
async fn look(admin: &Admin<'_>, asked: &str, token: &str) -> store::Result<Option<Report>> {
    let app = match asked {
        "" => None,
        id => match admin.provider.clients.find(&admin.provider.store, id).await? {
            None => return Ok(None),
            found => found,
        },
    };
    explain(admin.provider, token, app.as_deref()).await.map(Some)
}

fn page(admin: Admin<'_>, fields: Fields, examined: Option<Examined>) -> TokenDoctor {
    let mut apps = admin.provider.clients.all();
    apps.sort_by_cached_key(|app| (app.name.to_lowercase(), app.id.clone()));
    let choice = |app: &Arc<Client>| Choice::new(app.id.as_str(), &*app.name, false);
    let offered = apps.iter().take(MOST_OFFERED).map(choice).collect();
    let id = ClientId::from(fields.value("client"));
    let app = apps.iter().find(|app| app.id == id).map(|app| app.name.clone());
    TokenDoctor { shell: admin.into_shell(Section::Apps), fields, app, offered, examined }
}
