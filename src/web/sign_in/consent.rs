//! The consent page: what an app will learn, in words and with the real values.

use super::consent_claims::claim_items;
use crate::accounts::SignedIn;
use crate::audit::{Actor, Event, Kind as AuditKind};
use crate::model::scope::Scope;
use crate::model::secret::TokenHash;
use crate::oidc::authorize::{self, Checked, Refusal, Step};
use crate::oidc::claims::Person;
use crate::oidc::flow::{Flow, Kind, Shown};
use crate::oidc::{Code, Error, Provider, asked_claims, claims, consent, scope};
use crate::store;
use crate::web::answer::Answer;
use crate::web::apps::look;
use crate::web::error;
use crate::web::guards::params::{Form, Query};
use crate::web::pages::{Chrome, Consent, ConsentItem, ErrorPage};
use crate::web::protocol::{issue_code, proceed, refuse};
use crate::web::visit::{Visit, shown};
use serde_json::Value;

#[rocket::get("/consent")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let sealed = query.params().ok().and_then(|params| params.get("flow").map(str::to_owned));
    let Some(flow) = sealed.and_then(|sealed| visit.open_flow(&sealed)) else {
        return error::error_page(&ErrorPage::form_expired(visit.chrome, None));
    };
    let signed_in = match visit.signed_in() {
        Ok(signed_in) => signed_in,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    let outcome = show(&visit, flow, signed_in.as_ref()).await;
    outcome.unwrap_or_else(|refusal| refuse(visit.provider, visit.chrome, refusal))
}

async fn show(visit: &Visit<'_>, flow: Flow, signed_in: Option<&SignedIn>) -> Result<Answer, Refusal> {
    let provider = visit.provider;
    let checked = authorize::check(provider, &flow).await?;
    match (authorize::decide(provider, &checked, flow.clone(), signed_in).await?, signed_in) {
        (Step::Consent(flow), Some(person)) => page(visit, &checked, flow, person).await,
        // Signed out meanwhile, or agreed in another tab.
        _ => proceed(provider, &visit.chrome, flow, signed_in).await,
    }
}

async fn page(visit: &Visit<'_>, checked: &Checked, flow: Flow, person: &SignedIn) -> Result<Answer, Refusal> {
    let provider = visit.provider;
    let flow = Flow { shown: Some(what_is_shown(checked, person)), ..flow };
    let sealed = provider.seal_flow(Kind::Authorize, &flow).map_err(Refusal::Failed)?;
    let mut read = provider.store.read().await?;
    let groups = read.db().claimed_groups_of(&person.user.id).await?;
    let attributes = read.db().list_attributes().await?;
    drop(read);
    let known = Person { user: person.user.clone(), groups, agreed: None, asked: checked.claims.clone() };
    let rules = asked_claims::all_rules(&checked.client, &checked.claims);
    let mut items = scope_items(provider, &checked.scope, &apis_of(checked), &known);
    items.extend(claim_items(claims::beyond_scope(&rules, &checked.scope), &known, &attributes));
    Ok(Answer::page(&Consent {
        chrome: visit.chrome.clone(),
        csrf: visit.browser.csrf(),
        flow: sealed,
        client_name: checked.client.name.clone(),
        look: look(&checked.client),
        client_url: checked.client.url.clone(),
        person: shown(person),
        items,
    }))
}

/// The APIs that scopes may belong to: those asked for first, then all that the app may ask for.
fn apis_of(checked: &Checked) -> Asked<'_> {
    Asked { resources: &checked.resources, others: &checked.client.resources }
}

/// APIs that an app asks tokens for, and the others that its scopes may belong to.
pub(in crate::web) struct Asked<'a> {
    /// What tokens are wanted for.
    pub resources: &'a [String],
    /// What else the app may ask for.
    pub others: &'a [String],
}

/// What an app that is granted these may see of a person: an item for each scope and API.
pub(in crate::web) fn scope_items(
    provider: &Provider,
    scope: &Scope,
    asked: &Asked<'_>,
    person: &Person,
) -> Vec<ConsentItem> {
    let known = |name: &str| scope::OF_PEOPLE.contains(&name);
    let of_scopes = scope.iter().filter(|name| *name != scope::OPENID || scope.iter().count() == 1).map(|name| {
        let values = claims::of_user(&person.user, &person.groups, &Scope::parse(name));
        let values = values.iter().filter(|(claim, _)| is_telling(claim)).flat_map(|(_, value)| words(value)).collect();
        if known(name) {
            return ConsentItem::new(name, values);
        }
        let description = provider.clients.scope_description(name, asked.resources.iter().chain(asked.others));
        ConsentItem::named(name, description.unwrap_or_else(|| name.to_owned()), values)
    });
    let of_resources = asked.resources.iter().map(|uri| match provider.clients.api(uri) {
        Some(api) => ConsentItem::named(uri, &*api.name, vec![uri.clone()]),
        None => ConsentItem::named(uri, uri, Vec::new()),
    });
    of_scopes.chain(of_resources).collect()
}

/// Times and flags tell a person nothing about what they give away.
fn is_telling(claim: &str) -> bool {
    claim != "updated_at" && !claim.ends_with("_verified")
}

pub(super) fn words(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().flat_map(words).collect(),
        Value::Object(members) => match members.get("formatted") {
            Some(formatted) => words(formatted),
            None => members.values().flat_map(words).collect(),
        },
        other => vec![other.to_string()],
    }
}

#[rocket::post("/consent", data = "<form>")]
pub(super) async fn post(form: Form, mut visit: Visit<'_>) -> Answer {
    let params = match form.params() {
        Ok(params) => params,
        Err(unreadable) => return error::unreadable_page(visit.chrome, unreadable),
    };
    let flow = match visit.open_form(&params) {
        Ok(flow) => flow,
        Err(expired) => return expired,
    };
    let signed_in = match visit.signed_in() {
        Ok(signed_in) => signed_in,
        Err(failed) => return error::store_page(visit.chrome, failed),
    };
    let agrees = match params.get("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return error::error_page(&ErrorPage::bad_request(visit.chrome, "decision is allow or deny")),
    };
    let outcome = act(visit.provider, &visit.chrome, flow, signed_in, agrees).await;
    outcome.unwrap_or_else(|refusal| refuse(visit.provider, visit.chrome, refusal))
}

async fn act(
    provider: &Provider,
    chrome: &Chrome,
    flow: Flow,
    signed_in: Option<SignedIn>,
    agrees: bool,
) -> Result<Answer, Refusal> {
    let checked = authorize::check(provider, &flow).await?;
    let step = authorize::decide(provider, &checked, flow.clone(), signed_in.as_ref()).await?;
    let Some(person) = signed_in.as_ref().filter(|person| flow.shown == Some(what_is_shown(&checked, person))) else {
        // Signed out, somebody else, or more is asked by now: the page is shown anew to whom it concerns.
        return proceed(provider, chrome, flow, signed_in.as_ref()).await;
    };
    match step {
        Step::Consent(_) | Step::Issue if agrees => {
            consent::remember(provider, &checked, person).await?;
            issue_code(provider, chrome.clone(), &checked, person).await
        }
        _ if !agrees => {
            record_refusal(provider, &checked, person).await?;
            let refused = Error::new(Code::AccessDenied, "the person did not agree");
            Err(Refusal::Redirect(Box::new(checked.reply), refused))
        }
        _ => proceed(provider, chrome, flow, Some(person)).await,
    }
}

fn what_is_shown(checked: &Checked, person: &SignedIn) -> Shown {
    Shown {
        user_id: person.user.id.to_string(),
        scope: checked.scope.to_string(),
        resources: checked.resources.clone(),
        claims: TokenHash::of(&consent::told_claims(checked).join("\n")).to_hex(),
    }
}

async fn record_refusal(provider: &Provider, checked: &Checked, person: &SignedIn) -> store::Result<()> {
    let event = Event::new(AuditKind::ConsentRefused, Actor::User(person.user.id.clone()))
        .user(&person.user.id)
        .client(&checked.client.id)
        .sid(&person.session.sid);
    let mut write = provider.store.write().await?;
    provider.audit.record(&mut write.db(), event).await?;
    write.commit().await
}
