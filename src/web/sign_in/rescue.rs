//! `/rescue` and `/invite`: a new or a first password, behind a link that an administrator made. Opening the page does
//! not spend the link.

use super::{Again, field_problem, remember};
use crate::accounts::UserError;
use crate::model::secret::{Redacted, Token};
use crate::model::user::User;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::guards::session::session_cookie;
use crate::web::pages::{ErrorPage, FieldProblem, NewPassword, NewPasswordReason};
use crate::web::visit::Visit;
use rocket::http::{CookieJar, Status};

#[rocket::get("/rescue")]
pub(super) async fn get(query: Query, visit: Visit<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    let token = params.get("token").unwrap_or_default();
    match visit.provider.accounts.find_rescue(&Token::presented(token)).await {
        Ok(Some(user)) => Answer::page(&page(&visit, token, &user, None)),
        Ok(None) => error::error_page(&ErrorPage::link_used(visit.chrome)),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

/// The same page behind the link of an invitation; its form goes to `/rescue`.
#[rocket::get("/invite")]
pub(super) async fn invite(query: Query, visit: Visit<'_>) -> Answer {
    get(query, visit).await
}

#[rocket::post("/rescue", data = "<form>")]
pub(super) async fn post(form: Form, visit: Visit<'_>, peer: Peer, jar: &CookieJar<'_>) -> Again {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable).into(),
    };
    if !visit.browser.check_csrf(params.get("csrf")) {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, None)).into();
    }
    let (provider, token) = (visit.provider, Token::presented(params.get("token").unwrap_or_default()));
    let user = match provider.accounts.find_rescue(&token).await {
        Ok(Some(user)) => user,
        Ok(None) => return error::error_page(&ErrorPage::link_used(visit.chrome)).into(),
        Err(failed) => return error::store_page(visit.chrome, failed).into(),
    };
    let password = Redacted::from(params.get("password").unwrap_or_default().to_owned());
    let session = session_cookie(jar, provider.issuer());
    let problem = match provider.accounts.rescue(&token, &password, session.as_ref(), &peer.0).await {
        Ok(success) => {
            remember(jar, provider.issuer(), &success);
            return Answer::SeeOther("/account".to_owned()).into();
        }
        Err(UserError::Store(failed)) => return error::store_page(visit.chrome, failed).into(),
        Err(UserError::Busy(busy)) => return Again::busy(visit.chrome, busy),
        Err(UserError::Password(_)) if password.expose().is_empty() => FieldProblem::Empty,
        Err(UserError::Password(problem)) => field_problem(problem),
        Err(UserError::LinkUsed | UserError::Malformed(..) | UserError::Taken(_)) => {
            return error::error_page(&ErrorPage::link_used(visit.chrome)).into();
        }
    };
    let page = page(&visit, token.expose(), &user, Some(problem));
    Answer::with_status(Status::UnprocessableEntity, &page).into()
}

fn page(visit: &Visit<'_>, token: &str, user: &User, problem: Option<FieldProblem>) -> NewPassword {
    NewPassword {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        reason: NewPasswordReason::Link,
        token: token.to_owned(),
        flow: None,
        return_to: None,
        username: user.username.clone(),
        min_length: visit.provider.config.passwords.min_length,
        problem,
    }
}
