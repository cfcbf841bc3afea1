//! `/oauth2/logout` (OIDC RP-Initiated Logout 1.0), the question before it, and the page after it.

use crate::accounts::SignedIn;
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::oidc::flow::{Flow, Kind};
use crate::oidc::logout::{self, Step};
use crate::oidc::{Error, Provider};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::session::sign_out_cookies;
use crate::web::pages::{Back, ErrorPage, SignOut, SignedOut};
use crate::web::visit::{Surroundings, Visit, shown};
use rocket::State;
use rocket::http::CookieJar;

#[rocket::get("/oauth2/logout")]
pub(super) async fn get(query: Query, visit: Visit<'_>, jar: &CookieJar<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    // A POST was kept and comes back as this parameter.
    let params = match params.get("request").map(|sealed| visit.provider.open_flow(Kind::Logout, sealed)) {
        None => params,
        Some(Some(kept)) => kept.params,
        Some(None) => return error::error_page(&ErrorPage::form_expired(visit.chrome, Some("/oauth2/logout".into()))),
    };
    answer(visit, params, jar).await
}

/// A POST from another site brings no cookie, so the request is kept and taken up by a GET, which does.
#[rocket::post("/oauth2/logout", data = "<form>")]
pub(super) async fn post(form: Form, provider: &State<Provider>, surroundings: Surroundings) -> Answer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(surroundings.0, unreadable),
    };
    match seal(provider, params) {
        Ok(sealed) => Answer::SeeOther(format!("/oauth2/logout?request={sealed}")),
        Err(refused) => error::page(surroundings.0, &refused),
    }
}

fn seal(provider: &Provider, params: Params) -> Result<String, Error> {
    provider.seal_flow(Kind::Logout, &Flow::new(params, None, provider.clock.now()))
}

async fn answer(mut visit: Visit<'_>, params: Params, jar: &CookieJar<'_>) -> Answer {
    let request = match logout::read(visit.provider, &params) {
        Ok(request) => request,
        Err(refused) => {
            return error::error_page(&ErrorPage::sign_out_request(visit.chrome, refused.description));
        }
    };
    let person = match visit.signed_in() {
        Ok(person) => person,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    match (logout::decide(visit.provider, &request, person.as_ref()), person) {
        (Step::EndAndRedirect(url), person) => match end(visit.provider, person.as_ref(), jar).await {
            Ok(_) => Answer::SeeOther(url),
            Err(failed) => error::store_page(visit.chrome, failed),
        },
        (Step::Confirm, Some(person)) => match question(&visit, params, &request, &person).await {
            Ok(answer) => answer,
            Err(failed) => error::page(visit.chrome, &failed),
        },
        _ => Answer::page(&SignedOut { back: back(&request), ..SignedOut::new(visit.chrome) }),
    }
}

async fn question(
    visit: &Visit<'_>,
    params: Params,
    request: &logout::Request,
    person: &SignedIn,
) -> Result<Answer, Error> {
    let apps = apps_of(visit.provider, person).await?;
    let client = request.client.as_ref();
    Ok(Answer::page(&SignOut {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        logout: seal(visit.provider, params)?,
        person: shown(person),
        client_name: client.map(|client| client.name.clone()),
        apps,
        cancel_url: client.and_then(|client| client.url.clone()).unwrap_or_else(|| "/account".to_owned()),
    }))
}

#[rocket::post("/oauth2/logout/confirm", data = "<form>")]
pub(super) async fn confirm(form: Form, mut visit: Visit<'_>, jar: &CookieJar<'_>) -> Answer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    if !visit.browser.check_csrf(params.get("csrf")) {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, Some("/oauth2/logout".into())));
    }
    let person = match visit.signed_in() {
        Ok(person) => person,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    match end(visit.provider, person.as_ref(), jar).await {
        Ok(()) => Answer::SeeOther(match params.get("logout") {
            Some(sealed) if visit.provider.open_flow(Kind::Logout, sealed).is_some() => {
                format!("/signed-out?logout={sealed}")
            }
            _ => "/signed-out".to_owned(),
        }),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::get("/signed-out")]
pub(super) async fn signed_out(query: Query, visit: Visit<'_>) -> Answer {
    let sealed = query.params().ok().and_then(|params| params.get("logout").map(str::to_owned));
    let kept = sealed.and_then(|sealed| visit.provider.open_flow(Kind::Logout, &sealed));
    let request = kept.and_then(|kept| logout::read(visit.provider, &kept.params).ok());
    let back = request.as_ref().and_then(back);
    Answer::page(&SignedOut { back, ..SignedOut::new(visit.chrome) })
}

async fn end(provider: &Provider, person: Option<&SignedIn>, jar: &CookieJar<'_>) -> store::Result<()> {
    if let Some(person) = person {
        provider.accounts.end_session(person).await?;
    }
    sign_out_cookies(jar, provider.issuer());
    Ok(())
}

async fn apps_of(provider: &Provider, person: &SignedIn) -> store::Result<Vec<String>> {
    let ids = provider.store.read().await?.db().clients_of_session(&person.session.sid).await?;
    let name = |id: &ClientId| provider.clients.get(id).map(|client| client.name.clone());
    Ok(ids.iter().filter_map(name).collect())
}

fn back(request: &logout::Request) -> Option<Back> {
    let client = request.client.as_ref()?;
    let url = request.back_url.clone().or_else(|| client.url.clone())?;
    Some(Back::new(url, client.name.clone()))
}
