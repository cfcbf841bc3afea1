//! `/oauth2/authorize` (RFC 6749 §3.1, OIDC Core §3.1.2) and the way back into it after a page.

use crate::accounts::SignedIn;
use crate::model::redirect_uri::{append_fragment, append_query};
use crate::oidc::authorize::{self, Checked, PageRefusal, Refusal, ReplyTo, ResponseMode, Step};
use crate::oidc::flow::{Flow, Kind};
use crate::oidc::{Code, Error, Provider, allowed_groups, issue, request_object};
use crate::store;
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::pages::{Back, Chrome, ErrorPage, FormPost, HiddenField};
use crate::web::visit::{Surroundings, Visit};
use rocket::State;

#[rocket::get("/oauth2/authorize")]
pub(super) async fn get(query: Query, visit: Visit<'_>) -> Answer {
    let params = match query.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    match request_object::resolve(visit.provider, params).await {
        Ok((params, asked)) => {
            let flow = Flow::new(params, Some(visit.browser.id()), visit.provider.clock.now());
            continue_with(visit, Flow { asked, ..flow }).await
        }
        Err(refusal) => refuse(visit.provider, visit.chrome, refusal),
    }
}

/// A POST from another site brings no cookie, so the request is kept and taken up by a GET, which does.
#[rocket::post("/oauth2/authorize", data = "<form>")]
pub(super) async fn post(form: Form, provider: &State<Provider>, surroundings: Surroundings) -> Answer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(surroundings.0, unreadable),
    };
    let (params, asked) = match request_object::resolve(provider, params).await {
        Ok(resolved) => resolved,
        Err(refusal) => return refuse(provider, surroundings.0, refusal),
    };
    let flow = Flow { asked, ..Flow::new(params, None, provider.clock.now()) };
    match provider.seal_flow(Kind::Authorize, &flow) {
        Ok(sealed) => Answer::SeeOther(resume_url(&sealed)),
        Err(refused) => error::page(surroundings.0, &refused),
    }
}

/// Takes a pending request up again after its person did what they were asked.
#[rocket::get("/oauth2/authorize/resume")]
pub(super) async fn resume(query: Query, mut visit: Visit<'_>) -> Answer {
    let sealed = query.params().ok().and_then(|params| params.get("flow").map(str::to_owned));
    match sealed.and_then(|sealed| visit.open_flow(&sealed)) {
        None => error::error_page(&ErrorPage::form_expired(visit.chrome, None)),
        Some(flow) => continue_with(visit, flow).await,
    }
}

/// Where a flow is taken up again.
pub fn resume_url(sealed: &str) -> String {
    format!("/oauth2/authorize/resume?flow={sealed}")
}

async fn continue_with(mut visit: Visit<'_>, flow: Flow) -> Answer {
    let signed_in = match visit.signed_in() {
        Ok(signed_in) => signed_in,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    match proceed(visit.provider, &visit.chrome, flow, signed_in.as_ref()).await {
        Ok(answer) => answer,
        Err(refusal) => refuse(visit.provider, visit.chrome, refusal),
    }
}

/// Does what comes next for a request: a page, a code, or an error for the app.
pub async fn proceed(
    provider: &Provider,
    chrome: &Chrome,
    flow: Flow,
    signed_in: Option<&SignedIn>,
) -> Result<Answer, Refusal> {
    let checked = authorize::check(provider, &flow).await?;
    let step = authorize::decide(provider, &checked, flow, signed_in).await?;
    let to_page = |path: &str, flow: &Flow| match provider.seal_flow(Kind::Authorize, flow) {
        Ok(sealed) => Ok(Answer::SeeOther(format!("{path}?flow={sealed}"))),
        Err(refused) => Err(Refusal::Redirect(Box::new(checked.reply.clone()), refused)),
    };
    match (step, signed_in) {
        (Step::SignIn(flow), _) => to_page("/login", &flow),
        (Step::NewPassword(flow), _) => to_page("/new-password", &flow),
        (Step::SelectAccount(flow), _) => to_page("/select-account", &flow),
        (Step::Consent(flow), _) => to_page("/consent", &flow),
        (Step::Issue, Some(person)) => issue_code(provider, chrome.clone(), &checked, person).await,
        (Step::NotAllowed, _) => Ok(not_allowed(provider, chrome.clone(), &checked)),
        (Step::Issue, None) => Err(nobody_signed_in(checked.reply)),
        (Step::Refuse(refused), _) => Err(Refusal::Redirect(Box::new(checked.reply), refused)),
    }
}

/// Tells the person whom to ask; the way back tells the app.
fn not_allowed(provider: &Provider, chrome: Chrome, checked: &Checked) -> Answer {
    let refused = allowed_groups::refusal();
    let parameters = answer_parameters(provider, &checked.reply, &told(&refused));
    let url = match checked.reply.mode {
        ResponseMode::Query => Some(append_query(&checked.reply.redirect_uri, &parameters)),
        ResponseMode::Fragment => Some(append_fragment(&checked.reply.redirect_uri, &parameters)),
        // A link posts no form.
        ResponseMode::FormPost => checked.client.url.clone(),
    };
    let technical = format!("{}: {}: {}", refused.code.as_str(), refused.description, checked.client.id);
    let page = ErrorPage::not_allowed(chrome, &*checked.client.name).with_technical(technical);
    error::error_page(&match url {
        Some(url) => page.with_back(Back::new(url, &*checked.client.name)),
        None => page,
    })
}

fn nobody_signed_in(reply: ReplyTo) -> Refusal {
    Refusal::Redirect(Box::new(reply), Error::new(Code::LoginRequired, "nobody is signed in"))
}

/// Issues a code for a request that nothing stands in the way of any more.
pub async fn issue_code(
    provider: &Provider,
    chrome: Chrome,
    checked: &Checked,
    person: &SignedIn,
) -> Result<Answer, Refusal> {
    let code = match issue::code(provider, checked, person).await {
        Ok(Some(code)) => code,
        Ok(None) => return Err(nobody_signed_in(checked.reply.clone())),
        // Removed by a command or another node; memory follows within two seconds.
        Err(store::Error::Gone(_)) => {
            let text = format!("client_id: {} was removed", checked.client.id);
            return Err(Refusal::Page(PageRefusal::UnknownClient(text)));
        }
        Err(failed) => return Err(failed.into()),
    };
    Ok(deliver(provider, chrome, &checked.reply, &[("code", code.expose())]))
}

/// Answers a refused request: by page, or by redirect to the app.
pub fn refuse(provider: &Provider, chrome: Chrome, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Failed(failed) => error::page(chrome, &failed),
        Refusal::Page(refused) => error::error_page(&match refused {
            PageRefusal::UnknownClient(text) => ErrorPage::unknown_client(chrome, text),
            PageRefusal::RedirectUri(text) => ErrorPage::redirect_uri(chrome, text),
            PageRefusal::Disabled(name) => {
                let technical =
                    format!("client_id: the app {name} is switched off, and everything that it asks is refused");
                ErrorPage::app_disabled(chrome, name).with_technical(technical)
            }
            PageRefusal::Used(text, name, url) => {
                let page = ErrorPage::request_used(chrome, &*name).with_technical(text);
                match url {
                    Some(url) => page.with_back(Back::new(url, name)),
                    None => page,
                }
            }
            PageRefusal::RequestObject(text, _) | PageRefusal::Malformed(text) => ErrorPage::bad_request(chrome, text),
        }),
        Refusal::Redirect(reply, refused) => deliver(provider, chrome, &reply, &told(&refused)),
    }
}

/// RFC 6749 §4.1.2.1.
fn told(refused: &Error) -> [(&str, &str); 2] {
    [("error", refused.code.as_str()), ("error_description", &*refused.description)]
}

/// With `state` and `iss` (RFC 9207).
fn answer_parameters<'p>(
    provider: &'p Provider,
    reply: &'p ReplyTo,
    parameters: &[(&'p str, &'p str)],
) -> Vec<(&'p str, &'p str)> {
    let mut all = parameters.to_vec();
    all.extend(reply.state.as_deref().map(|state| ("state", state)));
    all.push(("iss", provider.issuer()));
    all
}

/// Sends parameters to the redirect URI, with `state` and `iss` (RFC 9207).
pub fn deliver(provider: &Provider, chrome: Chrome, reply: &ReplyTo, parameters: &[(&str, &str)]) -> Answer {
    let all = answer_parameters(provider, reply, parameters);
    match reply.mode {
        ResponseMode::Query => Answer::SeeOther(append_query(&reply.redirect_uri, &all)),
        ResponseMode::Fragment => Answer::SeeOther(append_fragment(&reply.redirect_uri, &all)),
        ResponseMode::FormPost => Answer::page(&FormPost {
            chrome,
            client_name: reply.client_name.clone(),
            action: reply.redirect_uri.clone(),
            fields: all.into_iter().map(|(name, value)| HiddenField::new(name, value)).collect(),
        }),
    }
}
