//! What an app says about itself when it registers, read and held against what we can do (RFC 7591 §2, OpenID Connect
//! Dynamic Client Registration 1.0 §2). A request replaces all of it; what an admin set besides stays (RFC 7592 §2.2).
//! Members that we do not know, and names in other languages (`client_name#de`), are passed over.

use super::key_set;
use super::members::{Members, bad, bad_redirect_uri};
use crate::keys::SigningAlg;
use crate::model::client::{Client, ClientKind, GrantType};
use crate::model::client_metadata::{ApplicationType, AuthMethod, SubjectType};
use crate::model::client_rules::{ClientError, ClientField};
use crate::model::metadata_rules::{Plain, check_uri};
use crate::model::redirect_uri::origin;
use crate::model::scope::Scope;
use crate::model::url_rules::is_local;
use crate::oidc::apps::{AppError, problems_of};
use crate::oidc::{Error, Result};
use std::sync::Arc;
use url::Url;

/// The grants that an app may give itself.
const GRANTS: [GrantType; 3] = [GrantType::AuthorizationCode, GrantType::RefreshToken, GrantType::ClientCredentials];

/// How far an app may reach by its own word.
pub(super) struct Allowed {
    /// Scopes that it may ask people for.
    pub(super) scopes: Scope,
    /// An admin made the token that it came with.
    pub(super) is_vouched_for: bool,
}

/// The app as its metadata wishes it, in the place of what it said before.
pub(super) fn read(before: Client, members: &Members, allowed: &Allowed) -> Result<Client> {
    let mut app = before;
    read_grants(&mut app, members, allowed)?;
    read_kind(&mut app, members)?;
    read_addresses(&mut app, members)?;
    read_scopes(&mut app, members, allowed)?;
    app.name = members.text("client_name")?.unwrap_or_else(|| app.id.to_string());
    app.url = members.text("client_uri")?;
    app.id_token_alg = members.text("id_token_signed_response_alg")?.filter(|alg| *alg != SigningAlg::DEFAULT.name());
    app.userinfo_alg = members.text("userinfo_signed_response_alg")?;
    key_set::read(&mut app, members)?;
    read_told(&mut app, members)?;
    read_logout(&mut app, members)?;
    match problems_of(&app).into_iter().next() {
        Some(problem) => Err(refused_for(&problem)),
        None => Ok(app),
    }
}

/// `response_types` and `grant_types`, which must fit each other (RFC 7591 §2.1).
fn read_grants(app: &mut Client, members: &Members, allowed: &Allowed) -> Result<()> {
    let names = members.list("grant_types")?.unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    let known = GRANTS.map(GrantType::as_str).join(", ");
    let mut grants = Vec::with_capacity(names.len());
    for name in &names {
        let found = GrantType::parse(name).filter(|grant| GRANTS.contains(grant));
        grants.push(found.ok_or_else(|| bad("grant_types", format!("'{name}' is not supported; there is: {known}")))?);
    }
    if grants.contains(&GrantType::ClientCredentials) && !allowed.is_vouched_for {
        let text = "client_credentials is for apps that an administrator vouches for with an initial access token";
        return Err(bad("grant_types", text));
    }
    let has_code = grants.contains(&GrantType::AuthorizationCode);
    if let Some(types) = members.list("response_types")? {
        if let Some(other) = types.iter().find(|name| *name != "code") {
            return Err(bad("response_types", format!("'{other}' is not supported; the one response type is: code")));
        }
        if types.is_empty() == has_code {
            return Err(bad("response_types", "code goes with the grant authorization_code, and only with it"));
        }
    }
    app.grant_types = grants;
    Ok(())
}

/// How it authenticates, and what it is.
fn read_kind(app: &mut Client, members: &Members) -> Result<()> {
    let known = AuthMethod::ALL.map(AuthMethod::as_str).join(", ");
    let method = members.one_of("token_endpoint_auth_method", AuthMethod::parse, &known)?;
    let application_type = members.one_of("application_type", ApplicationType::parse, "web, native")?;
    app.redirect_uris = members.list("redirect_uris")?.unwrap_or_default();
    app.is_public = method == Some(AuthMethod::None);
    app.requires_pkce |= app.is_public;
    // OpenID Connect says web where nothing is said, RFC 7591 knows no types: the addresses tell.
    let is_native = application_type.map_or_else(
        || !app.redirect_uris.is_empty() && app.redirect_uris.iter().all(|uri| is_of_device(uri)),
        |own| own == ApplicationType::Native,
    );
    app.kind = match (app.is_public, is_native) {
        (true, true) => ClientKind::Native,
        (true, false) => ClientKind::Browser,
        (false, _) if app.redirect_uris.is_empty() => ClientKind::Service,
        (false, _) => ClientKind::Web,
    };
    let alg = members.one_of("token_endpoint_auth_signing_alg", of_apps, &algs_of_apps())?;
    let told = Arc::make_mut(&mut app.metadata);
    told.token_endpoint_auth_method = method;
    told.token_endpoint_auth_signing_alg = alg;
    told.application_type = if is_native { ApplicationType::Native } else { ApplicationType::Web };
    told.jwks_uri = members.text("jwks_uri")?;
    if told.token_endpoint_auth_method == Some(AuthMethod::PrivateKeyJwt)
        && members.first_sent(&["jwks", "jwks_uri"]).is_none()
    {
        return Err(bad("token_endpoint_auth_method", "private_key_jwt needs the app's public keys: jwks or jwks_uri"));
    }
    check_uris("jwks_uri", told.jwks_uri.iter())
}

/// Custom schemes and plain http on this machine lead to a program on somebody's device (RFC 8252 §7).
fn is_of_device(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| match url.scheme() {
        "https" => false,
        "http" => url.host().is_some_and(|host| is_local(&host)),
        _ => true,
    })
}

/// What an app may sign with of all that it sends us, as discovery says.
fn of_apps(name: &str) -> Option<String> {
    SigningAlg::find(name).map(|alg| alg.name().to_owned())
}

fn algs_of_apps() -> String {
    SigningAlg::ALL.map(SigningAlg::name).join(", ")
}

fn read_addresses(app: &mut Client, members: &Members) -> Result<()> {
    if app.allows(GrantType::AuthorizationCode) && app.redirect_uris.is_empty() {
        return Err(bad_redirect_uri("at least one is needed for the grant authorization_code"));
    }
    let is_web = app.metadata.application_type == ApplicationType::Web;
    let is_custom = |uri: &&String| origin(uri).is_none();
    if let Some(uri) = app.redirect_uris.iter().find(|uri| is_web && is_custom(uri)) {
        let text = format!("'{uri}' leads to no web page; that takes application_type native");
        return Err(bad_redirect_uri(text));
    }
    app.post_logout_redirect_uris = members.list("post_logout_redirect_uris")?.unwrap_or_default();
    Ok(())
}

/// What is asked for and allowed; the answer says what that is. Where nothing is asked for, all that fits.
fn read_scopes(app: &mut Client, members: &Members, allowed: &Allowed) -> Result<()> {
    let asked = members.text("scope")?.map(|text| Scope::parse(&text));
    let granted = asked.map_or_else(|| allowed.scopes.clone(), |asked| asked.intersect(&allowed.scopes));
    let can_refresh = app.allows(GrantType::RefreshToken);
    let fits = |name: &&str| can_refresh || *name != super::super::scope::OFFLINE_ACCESS;
    app.scopes = granted.iter().filter(fits).map(str::to_owned).collect();
    if app.allows(GrantType::AuthorizationCode) && app.scopes.is_empty() {
        return Err(bad("scope", format!("none of these is allowed here; there is: {}", allowed.scopes)));
    }
    Ok(())
}

/// What it tells of itself, and how it asks.
fn read_told(app: &mut Client, members: &Members) -> Result<()> {
    let read_subject = |name: &str| match name {
        "public" => Some(SubjectType::Public),
        "pairwise" => Some(SubjectType::Pairwise),
        _ => None,
    };
    let told = Arc::make_mut(&mut app.metadata);
    told.subject_type = members.one_of("subject_type", read_subject, "public, pairwise")?.unwrap_or_default();
    told.sector_identifier_uri = members.text("sector_identifier_uri")?;
    told.logo_uri = members.text("logo_uri")?;
    told.policy_uri = members.text("policy_uri")?;
    told.tos_uri = members.text("tos_uri")?;
    told.contacts = members.list("contacts")?.unwrap_or_default();
    told.initiate_login_uri = members.text("initiate_login_uri")?;
    told.default_max_age = members.seconds("default_max_age")?;
    told.require_auth_time = members.flag("require_auth_time")?;
    told.default_acr_values = members.list("default_acr_values")?.unwrap_or_default();
    told.request_object_signing_alg = members.one_of("request_object_signing_alg", of_apps, &algs_of_apps())?;
    // What an admin demands of it, it does not take back.
    told.require_signed_request_object |= members.flag("require_signed_request_object")?;
    told.require_pushed_authorization_requests |= members.flag("require_pushed_authorization_requests")?;
    told.request_uris = members.list("request_uris")?.unwrap_or_default();
    let by_key = |name: &str| SigningAlg::find(name).filter(|alg| *alg != SigningAlg::Secret).map(|_| name.to_owned());
    let known = "RS256, and what is offered here besides";
    told.introspection_signed_response_alg = members.one_of("introspection_signed_response_alg", by_key, known)?;
    told.software_id = members.text("software_id")?;
    told.software_version = members.text("software_version")?;
    Ok(())
}

/// Where it is told that somebody signed out (Back-Channel Logout §2.2, Front-Channel Logout §2).
fn read_logout(app: &mut Client, members: &Members) -> Result<()> {
    let back = members.text("backchannel_logout_uri")?;
    let front = members.text("frontchannel_logout_uri")?;
    check_uris("backchannel_logout_uri", back.iter())?;
    check_uris("frontchannel_logout_uri", front.iter())?;
    let is_own = |uri: &String| app.redirect_uris.iter().any(|own| origin(own).is_some() && origin(own) == origin(uri));
    if let Some(uri) = front.iter().find(|uri| !is_own(uri)) {
        let text = format!("'{uri}' must have the scheme, host and port of a redirect URI");
        return Err(bad("frontchannel_logout_uri", text));
    }
    let told = Arc::make_mut(&mut app.metadata);
    told.backchannel_logout_uri = back;
    told.backchannel_logout_session_required = members.flag("backchannel_logout_session_required")?;
    told.frontchannel_logout_uri = front;
    told.frontchannel_logout_session_required = members.flag("frontchannel_logout_session_required")?;
    Ok(())
}

/// Nobody whom we know typed them: https, or this machine, which the guarded client then refuses unless it is allowed.
fn check_uris(member: &'static str, uris: impl Iterator<Item = impl AsRef<str>>) -> Result<()> {
    for uri in uris {
        check_uri(member, uri.as_ref(), Plain::ForLocal).map_err(|error| bad(member, error))?;
    }
    Ok(())
}

/// What an act on apps was refused for, as the app is told it.
pub(super) fn refused(error: AppError) -> Error {
    match error {
        AppError::Invalid(problems) => problems.first().map_or_else(|| bad("client", "it is refused"), refused_for),
        AppError::Store(error) => error.into(),
        other => Error::server(other),
    }
}

fn refused_for(problem: &ClientError) -> Error {
    use ClientField as F;
    let member = match problem.field() {
        F::RedirectUris => return bad_redirect_uri(problem),
        F::Metadata(member) => member,
        F::Name => "client_name",
        F::Url => "client_uri",
        F::PostLogoutRedirectUris => "post_logout_redirect_uris",
        F::GrantTypes => "grant_types",
        F::Scopes => "scope",
        F::IdTokenAlg => "id_token_signed_response_alg",
        F::IdTokenEncryption => "id_token_encrypted_response_alg",
        F::UserinfoAlg => "userinfo_signed_response_alg",
        F::UserinfoEncryption => "userinfo_encrypted_response_alg",
        F::EncryptionKeys => "jwks",
        F::BackchannelLogoutUri => "backchannel_logout_uri",
        F::FrontchannelLogoutUri => "frontchannel_logout_uri",
        F::IntrospectionAlg => "introspection_signed_response_alg",
        F::DefaultMaxAge => "default_max_age",
        F::Kind | F::Pkce => "application_type",
        F::Id
        | F::Resources
        | F::Audiences
        | F::AccessSeconds
        | F::RefreshSeconds
        | F::AllowedGroups
        | F::Claims
        | F::AccessTokenAlg
        | F::Color
        | F::Secret => "client",
    };
    bad(member, problem)
}
