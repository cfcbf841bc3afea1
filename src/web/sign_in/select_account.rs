//! The account chooser: go on as the person who is signed in, or as another.

use crate::oidc::authorize::client_of;
use crate::oidc::flow::{Flow, Kind, Reauth};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::pages::{ErrorPage, SelectAccount};
use crate::web::protocol::resume_url;
use crate::web::visit::{Visit, shown};

#[rocket::get("/select-account")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let sealed = query.params().ok().and_then(|params| params.get("flow").map(str::to_owned));
    let Some(flow) = sealed.and_then(|sealed| visit.open_flow(&sealed)) else {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, None));
    };
    let sealed = match visit.provider.seal_flow(Kind::Authorize, &flow) {
        Ok(sealed) => sealed,
        Err(refused) => return error::page(visit.chrome, &refused),
    };
    match visit.signed_in() {
        Ok(Some(person)) => Answer::page(&SelectAccount {
            csrf: visit.browser.csrf(),
            flow: sealed,
            client_name: client_of(visit.provider, &flow).map_or_else(String::new, |client| client.name.clone()),
            person: shown(&person),
            chrome: visit.chrome,
        }),
        Ok(None) => Answer::SeeOther(resume_url(&sealed)),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/select-account", data = "<form>")]
pub(super) async fn post(form: Form, mut visit: Visit<'_>) -> Answer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    let flow = match visit.open_form(&params) {
        Ok(flow) => flow,
        Err(expired) => return expired,
    };
    let person = match visit.signed_in() {
        Ok(person) => person,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    let flow = match params.get("choice") {
        Some("continue") => Flow { account_chosen: true, ..flow },
        Some("other") => {
            let session = person.as_ref().map(|person| &person.session);
            let reauth = Reauth::now(session, visit.provider.clock.now());
            Flow { reauth: Some(reauth), account_chosen: true, ..flow }
        }
        _ => return error::error_page(&ErrorPage::bad_request(visit.chrome, "choice is continue or other")),
    };
    match visit.provider.seal_flow(Kind::Authorize, &flow) {
        Ok(sealed) => Answer::SeeOther(resume_url(&sealed)),
        Err(refused) => error::page(visit.chrome, &refused),
    }
}
