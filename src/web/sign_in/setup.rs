//! `/setup`: the first administrator, behind the link of the first start. Opening the page does not spend the link.

use super::{Again, field_problem, remember};
use crate::accounts::{Field, UserError};
use crate::model::ids::{UserId, random_id};
use crate::model::params::Params;
use crate::model::secret::{Redacted, Token};
use crate::model::user::User;
use crate::model::username::NameError;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::guards::peer::Peer;
use crate::web::pages::{ErrorPage, FieldProblem, FirstAdministrator, FirstAdministratorProblems};
use crate::web::visit::Visit;
use rocket::http::{CookieJar, Status};

#[rocket::get("/setup")]
pub(super) async fn get(query: Query, visit: Visit<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    let token = params.get("token").unwrap_or_default();
    match visit.provider.accounts.is_setup_open(&Token::presented(token)).await {
        Ok(true) => Answer::page(&empty(&visit, token)),
        Ok(false) => error::error_page(&ErrorPage::link_used(visit.chrome)),
        Err(failed) => error::store_page(visit.chrome, failed),
    }
}

#[rocket::post("/setup", data = "<form>")]
pub(super) async fn post(form: Form, visit: Visit<'_>, peer: Peer, jar: &CookieJar<'_>) -> Again {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable).into(),
    };
    let token = params.get("token").unwrap_or_default();
    if !visit.browser.check_csrf(params.get("csrf")) {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, None)).into();
    }
    let password = Redacted::from(params.get("password").unwrap_or_default().to_owned());
    let user = typed(&params, visit.provider.clock.now());
    let token = Token::presented(token);
    match visit.provider.accounts.is_setup_open(&token).await {
        Ok(true) => {}
        Ok(false) => return error::error_page(&ErrorPage::link_used(visit.chrome)).into(),
        Err(failed) => return error::store_page(visit.chrome, failed).into(),
    }
    let mut wrong = visit.provider.accounts.problems_of_new(&user, &password);
    if wrong.is_empty() {
        match visit.provider.accounts.set_up(&token, user, &password, &peer.0).await {
            Ok(success) => {
                remember(jar, visit.provider.issuer(), &success);
                return Answer::SeeOther("/account".to_owned()).into();
            }
            Err(UserError::LinkUsed) => return error::error_page(&ErrorPage::link_used(visit.chrome)).into(),
            Err(UserError::Store(failed)) => return error::store_page(visit.chrome, failed).into(),
            Err(UserError::Busy(busy)) => return Again::busy(visit.chrome, busy),
            Err(other) => wrong.push(other),
        }
    }
    let problems = problems(&wrong, password.expose().is_empty());
    let kept = |name: &str| params.get(name).unwrap_or_default().chars().take(300).collect();
    let page = FirstAdministrator {
        username: kept("username"),
        name: kept("name"),
        email: kept("email"),
        problems,
        ..empty(&visit, token.expose())
    };
    Answer::with_status(Status::UnprocessableEntity, &page).into()
}

fn empty(visit: &Visit<'_>, token: &str) -> FirstAdministrator {
    let min_length = visit.provider.config.passwords.min_length;
    FirstAdministrator::new(visit.chrome.clone(), visit.browser.csrf(), token, min_length)
}

fn typed(params: &Params, now: i64) -> User {
    let field = |name| params.get(name).map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let email = field("email");
    User {
        email_verified: email.is_some(),
        email,
        name: field("name"),
        ..User::new(UserId::from(random_id()), field("username").unwrap_or_default(), now)
    }
}

const fn name_problem(error: NameError) -> FieldProblem {
    match error {
        NameError::Empty => FieldProblem::Empty,
        NameError::TooLong => FieldProblem::TooLong,
        NameError::OuterSpace | NameError::Invisible | NameError::AtSign | NameError::NotAnAddress => {
            FieldProblem::Malformed
        }
    }
}

fn problems(wrong: &[UserError], is_password_empty: bool) -> FirstAdministratorProblems {
    let mut problems = FirstAdministratorProblems::default();
    for error in wrong {
        let (slot, problem) = match error {
            UserError::Malformed(field, error) => (slot_of(&mut problems, *field), name_problem(*error)),
            UserError::Taken(field) => (slot_of(&mut problems, *field), FieldProblem::Taken),
            UserError::Password(_) if is_password_empty => (&mut problems.password, FieldProblem::Empty),
            UserError::Password(problem) => (&mut problems.password, field_problem(*problem)),
            UserError::LinkUsed | UserError::Busy(_) | UserError::Store(_) => continue,
        };
        *slot = Some(problem);
    }
    problems
}

const fn slot_of(problems: &mut FirstAdministratorProblems, field: Field) -> &mut Option<FieldProblem> {
    match field {
        Field::Username => &mut problems.username,
        Field::Name => &mut problems.name,
        Field::Email => &mut problems.email,
    }
}
