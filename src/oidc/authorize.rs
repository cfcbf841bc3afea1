//! The authorization endpoint's decisions (RFC 6749 §4.1, OIDC Core §3.1.2, RFC 7636, 8707, 9207).
//!
//! [`check`] reads the request in a fixed order: what cannot be answered by redirect first, then what can.
//! [`decide`] then says what happens next for the person in front of it.

mod reply;

pub use reply::{PageRefusal, Refusal, ReplyTo, ResponseMode};

use super::acr::{self, Verdict};
use super::failures::Endpoint;
use super::flow::{Asked, Flow, Reauth};
use super::prompt::{self, Prompt};
use super::subject::{Hinted, subject};
use super::{Cause, Code, Error, Provider, Result, allowed_groups, asked_claims, scope};
use crate::accounts::SignedIn;
use crate::model::claims_request::{ClaimsRequest, Wish};
use crate::model::client::{Client, GrantType};
use crate::model::ids::ClientId;
use crate::model::params::Params;
use crate::model::pkce;
use crate::model::redirect_uri;
use crate::model::scope::Scope;
use crate::store::{self, Session};
use std::sync::Arc;

/// A sign-in that was demanded counts for this long, whatever `max_age` says (seconds).
const RETURN_SECONDS: i64 = 300;

/// A request that passed every check.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Who asks.
    pub client: Arc<Client>,
    /// Where the answer goes, and how.
    pub reply: ReplyTo,
    /// What is granted of what was asked for.
    pub scope: Scope,
    /// APIs that tokens are wanted for.
    pub resources: Vec<String>,
    /// `nonce`.
    pub nonce: Option<String>,
    /// S256 challenge.
    pub code_challenge: Option<String>,
    /// `prompt`.
    pub prompt: Prompt,
    /// `max_age` in seconds.
    pub max_age: Option<i64>,
    /// `login_hint`.
    pub login_hint: Option<String>,
    /// Whom the `id_token_hint` names.
    pub hinted: Option<Hinted>,
    /// What is asked for claim by claim and may be told, and the wished level of authentication.
    pub claims: ClaimsRequest,
    /// Whom `claims` wants: a `sub` that meets each of these.
    pub wanted_subs: Vec<Wish>,
}

/// What happens next.
#[derive(Debug)]
pub enum Step {
    /// The person signs in; the flow says whether any sign-in will do.
    SignIn(Flow),
    /// The person must choose another password first.
    NewPassword(Flow),
    /// The person chooses the account.
    SelectAccount(Flow),
    /// The person is asked.
    Consent(Flow),
    /// A code is issued.
    Issue,
    /// The person may not use the app, and is told so.
    NotAllowed,
    /// The app is told.
    Refuse(Error),
}

/// Checks a request, of which [`super::request_object::resolve`] has read what is signed, in the order that its errors may
/// be told. A refusal is kept for the app's admin.
pub async fn check(provider: &Provider, flow: &Flow) -> Result<Checked, Refusal> {
    check_all(provider, flow).await.inspect_err(|refusal| keep(provider, &flow.params, refusal))
}

/// Keeps a refusal for the app's admin.
pub(super) fn keep(provider: &Provider, params: &Params, refusal: &Refusal) {
    let client = params.get("client_id").and_then(|id| provider.clients.get(&ClientId::from(id)));
    provider.failures.refused(client.as_ref().map(|client| &client.id), Endpoint::Authorize, params, refusal);
}

pub(super) async fn check_all(provider: &Provider, flow: &Flow) -> Result<Checked, Refusal> {
    let params = &flow.params;
    let client = find_client(provider, params).await?;
    let (reply, mode_error) = reply_to(&client, params)?;
    let checked = match mode_error {
        Some(error) => Err(error),
        None => check_asked(&client, flow.asked)
            .and_then(|()| check_rest(provider, params, Arc::clone(&client), reply.clone())),
    };
    checked.map_err(|error| Refusal::Redirect(Box::new(reply), error))
}

/// Where the answer goes, and what is wrong with the wish for how.
pub(super) fn reply_to(client: &Client, params: &Params) -> Result<(ReplyTo, Option<Error>), Refusal> {
    let redirect_uri = find_redirect_uri(client, params)?;
    let (mode, mode_error) = response_mode(params);
    let state = params.get("state").map(str::to_owned);
    Ok((ReplyTo { redirect_uri, client_name: client.name.clone(), mode, state }, mode_error))
}

pub(super) async fn find_client(provider: &Provider, params: &Params) -> Result<Arc<Client>, Refusal> {
    let page = |refusal| Err(Refusal::Page(refusal));
    if params.is_repeated("client_id") {
        return page(PageRefusal::Malformed("client_id was sent twice".into()));
    }
    let Some(id) = params.get("client_id") else {
        return page(PageRefusal::UnknownClient("client_id is missing".into()));
    };
    match provider.clients.find(&provider.store, id).await? {
        None => page(PageRefusal::UnknownClient(format!("client_id: no client is named {id:?}"))),
        Some(client) if client.is_disabled() => page(PageRefusal::Disabled(client.name.clone())),
        Some(client) => Ok(client),
    }
}

/// Exact comparison, except the port of loopback IP addresses (RFC 8252 §7.3).
fn find_redirect_uri(client: &Client, params: &Params) -> Result<String, Refusal> {
    let page = |text: String| Err(Refusal::Page(PageRefusal::RedirectUri(text)));
    if params.is_repeated("redirect_uri") {
        return page("redirect_uri was sent twice".into());
    }
    let Some(sent) = params.get("redirect_uri") else {
        return page("redirect_uri is missing; it is sent even where only one is registered".into());
    };
    if client.redirect_uris.iter().any(|registered| is_registered(client, registered, sent)) {
        return Ok(sent.to_owned());
    }
    page(format!("redirect_uri {sent} is not registered for {}; it is compared as an exact string", client.id))
}

/// RFC 8252 §7.3 is for native apps; all others say their port beforehand.
fn is_registered(client: &Client, registered: &str, sent: &str) -> bool {
    registered == sent || client.has_loopback_ports() && redirect_uri::matches_registered(registered, sent)
}

/// The mode to answer in, even where the request's own wish is an error.
fn response_mode(params: &Params) -> (ResponseMode, Option<Error>) {
    match params.get("response_mode") {
        None | Some("query") => (ResponseMode::Query, None),
        Some("fragment") => (ResponseMode::Fragment, None),
        Some("form_post") => (ResponseMode::FormPost, None),
        Some(_) => {
            let text = "response_mode is one of query, fragment, form_post";
            (ResponseMode::Query, Some(Error::invalid_request(text).because(Cause::ResponseMode)))
        }
    }
}

fn check_rest(provider: &Provider, params: &Params, client: Arc<Client>, reply: ReplyTo) -> Result<Checked> {
    check_form(params)?;
    check_response_type(&client, params)?;
    let scope = scope::granted_at_authorize(&client, params.get("scope"))?;
    let code_challenge = check_pkce(&client, params)?;
    let resources = scope::resources(&client, params.all("resource"))?;
    let prompt = prompt::check(params)?;
    let max_age = check_max_age(&client, params)?;
    let hinted = check_id_token_hint(provider, params)?;
    let (claims, wanted_subs) = asked_claims::check(&client, params, &scope)?;
    Ok(Checked {
        client,
        reply,
        scope,
        resources,
        nonce: params.get("nonce").map(str::to_owned),
        code_challenge,
        prompt,
        max_age,
        login_hint: params.get("login_hint").map(str::to_owned),
        hinted,
        claims,
        wanted_subs,
    })
}

/// Whether it came as its app must ask (RFC 9101 §10.5, RFC 9126 §6), at each step anew: the app may have to by now.
fn check_asked(client: &Client, asked: Asked) -> Result<()> {
    let refuse = |text: &'static str| Err(Error::invalid_request(text).because(Cause::RequestUnsigned));
    if client.metadata.require_pushed_authorization_requests && !asked.is_pushed {
        return refuse("this client must push its request");
    }
    if client.metadata.require_signed_request_object && !asked.is_signed {
        return refuse("this client must send its request as a signed request object");
    }
    Ok(())
}

fn check_form(params: &Params) -> Result<()> {
    if let Some(name) = params.repeated() {
        return Err(Error::invalid_request(format!("{name} was sent twice")).because(Cause::Repeated));
    }
    if params.get("registration").is_some() {
        return Err(Error::new(Code::RegistrationNotSupported, "the registration parameter is not supported"));
    }
    Ok(())
}

fn check_response_type(client: &Client, params: &Params) -> Result<()> {
    match params.get("response_type") {
        None => {
            return Err(Error::invalid_request("response_type is missing; it is: code").because(Cause::ResponseType));
        }
        Some("code") => {}
        Some(_) => return Err(Error::new(Code::UnsupportedResponseType, "the supported response_type is: code")),
    }
    if client.allows(GrantType::AuthorizationCode) {
        return Ok(());
    }
    Err(Error::new(Code::UnauthorizedClient, "this client may not use the grant authorization_code"))
}

/// RFC 7636 §4.3, S256 only; a challenge is demanded of public clients and of all that are not exempted.
fn check_pkce(client: &Client, params: &Params) -> Result<Option<String>> {
    let refuse = |text: &'static str| Err(Error::invalid_request(text).because(Cause::PkceMalformed));
    match (params.get("code_challenge"), params.get("code_challenge_method")) {
        (None, Some(_)) => refuse("code_challenge_method came without code_challenge"),
        (None, None) if client.requires_pkce || client.is_public => {
            let text = "PKCE is required: send code_challenge with code_challenge_method=S256 (in libraries the \
                        setting is called pkce, usePKCE, code_challenge_method, enable_pkce or OIDC_USE_PKCE)";
            Err(Error::invalid_request(text).because(Cause::PkceMissing))
        }
        (None, None) => Ok(None),
        (Some(_), None | Some("plain")) => refuse("code_challenge_method must be S256"),
        (Some(challenge), Some("S256")) if pkce::is_challenge(challenge) => Ok(Some(challenge.to_owned())),
        (Some(_), Some("S256")) => refuse("code_challenge is not 43 characters of base64url"),
        (Some(_), Some(_)) => refuse("the supported code_challenge_method is S256"),
    }
}

fn check_max_age(client: &Client, params: &Params) -> Result<Option<i64>> {
    let Some(text) = params.get("max_age") else { return Ok(client.metadata.default_max_age) };
    match text.parse::<i64>() {
        Ok(seconds) if seconds >= 0 => Ok(Some(seconds)),
        _ => Err(Error::invalid_request("max_age is a number of seconds")),
    }
}

/// An expired hint that we signed is still a valid hint (OIDC Core §3.1.2.1).
fn check_id_token_hint(provider: &Provider, params: &Params) -> Result<Option<Hinted>> {
    let Some(hint) = params.get("id_token_hint") else { return Ok(None) };
    super::id_token::read_hint(provider, hint).map(|token| Some(token.into()))
}

/// What happens next for the person whose browser this is.
pub async fn decide(
    provider: &Provider,
    checked: &Checked,
    flow: Flow,
    signed_in: Option<&SignedIn>,
) -> store::Result<Step> {
    let prompt = checked.prompt;
    let now = provider.clock.now();
    let Some(person) = signed_in else {
        return Ok(sign_in(checked, flow, None, now));
    };
    let session = &person.session;
    if needs_new_sign_in(checked, &flow, session, now) {
        return Ok(sign_in(checked, flow, Some(session), now));
    }
    let was_asked = flow.reauth.is_some();
    if is_for_another(provider, checked, person) {
        // They may sign in once, and then the app is told.
        return Ok(if was_asked { login_required() } else { demand_sign_in(checked, flow, Some(session), now) });
    }
    match acr::judge_session(checked, session) {
        Verdict::StepUp if !was_asked => return Ok(demand_sign_in(checked, flow, Some(session), now)),
        Verdict::StepUp if checked.claims.acr().is_some_and(|wish| wish.is_essential) => return Ok(unmet()),
        Verdict::Unmet => return Ok(unmet()),
        Verdict::StepUp | Verdict::Fine => {}
    }
    if person.user.must_change_password {
        return Ok(if prompt.none { login_required() } else { Step::NewPassword(flow) });
    }
    if prompt.select_account && !flow.account_chosen {
        return Ok(Step::SelectAccount(flow));
    }
    if !allowed_groups::is_open_to(provider, &checked.client, &person.user.id).await? {
        provider.failures.not_allowed(&checked.client.id, &flow.params);
        return Ok(if prompt.none { Step::Refuse(allowed_groups::refusal()) } else { Step::NotAllowed });
    }
    if prompt.consent || super::consent::is_needed(provider, checked, &person.user.id).await? {
        let refused = Error::new(Code::ConsentRequired, "the person has to agree first");
        return Ok(if prompt.none { Step::Refuse(refused) } else { Step::Consent(flow) });
    }
    Ok(Step::Issue)
}

/// Whether the request names somebody else: by a hint, or by a value of the claim `sub` (OIDC Core §5.5.1).
fn is_for_another(provider: &Provider, checked: &Checked, person: &SignedIn) -> bool {
    let user = &person.user.id;
    let is_wanted = checked.wanted_subs.is_empty() || {
        let sub = subject(provider, &checked.client, user);
        checked.wanted_subs.iter().all(|wish| wish.is_met_by(&sub.as_str().into()))
    };
    !is_wanted || checked.hinted.as_ref().is_some_and(|hinted| !hinted.is(provider, user))
}

fn needs_new_sign_in(checked: &Checked, flow: &Flow, session: &Session, now: i64) -> bool {
    let age = now - session.auth_time;
    match &flow.reauth {
        // The way from the sign-in back to here may take longer than a short max_age.
        Some(reauth) => {
            let oldest = checked.max_age.map(|max_age| max_age.max(RETURN_SECONDS));
            !reauth.is_met_by(session) || oldest.is_some_and(|oldest| age > oldest)
        }
        None => {
            let is_too_old = checked.max_age.is_some_and(|max_age| max_age == 0 || age > max_age);
            checked.prompt.login || is_too_old
        }
    }
}

/// Any sign-in will do, unless the request demands one of its own.
fn sign_in(checked: &Checked, flow: Flow, session: Option<&Session>, now: i64) -> Step {
    let is_demanded = session.is_some() || checked.prompt.login || checked.max_age.is_some();
    if is_demanded {
        return demand_sign_in(checked, flow, session, now);
    }
    if checked.prompt.none {
        return login_required();
    }
    // Whoever signs in has chosen.
    Step::SignIn(Flow { account_chosen: true, ..flow })
}

fn demand_sign_in(checked: &Checked, flow: Flow, session: Option<&Session>, now: i64) -> Step {
    if checked.prompt.none {
        return login_required();
    }
    let is_kept = flow.reauth.as_ref().is_some_and(|reauth| !session.is_some_and(|session| reauth.is_met_by(session)));
    let reauth = if is_kept { flow.reauth } else { Some(Reauth::now(session, now)) };
    Step::SignIn(Flow { reauth, account_chosen: true, ..flow })
}

fn login_required() -> Step {
    Step::Refuse(Error::new(Code::LoginRequired, "the person has to sign in"))
}

/// OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
fn unmet() -> Step {
    let text = "the sign-in did not reach the demanded acr";
    Step::Refuse(Error::new(Code::UnmetAuthenticationRequirements, text))
}

/// The client that a flow's sign-in page may name; none when it is unknown.
pub fn client_of(provider: &Provider, flow: &Flow) -> Option<Arc<Client>> {
    provider.clients.get(&ClientId::from(flow.client_id()?))
}
