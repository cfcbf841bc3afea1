//! Which scopes exist and what an app gets of those it asks for (RFC 6749 §3.3, OIDC Core §5.4).

use super::{Code, Error, Result};
use crate::model::client::Client;
use crate::model::scope::Scope;

/// Makes it an OpenID Connect request.
pub const OPENID: &str = "openid";
/// Refresh tokens that outlive the browser session (OIDC Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// The scopes that are about a person; all others belong to APIs.
pub const OF_PEOPLE: [&str; 7] = [OPENID, "profile", "email", "address", "phone", "groups", OFFLINE_ACCESS];

/// What an authorization request gets: scopes that are unknown or not the app's are dropped.
pub fn granted_at_authorize(client: &Client, requested: Option<&str>) -> Result<Scope> {
    let Some(requested) = requested else {
        return Err(Error::new(Code::InvalidScope, "scope is missing; for sign-in it is at least: openid"));
    };
    let granted = Scope::parse(requested).intersect(&client.scopes);
    if granted.is_empty() {
        return Err(Error::new(Code::InvalidScope, "none of the requested scopes is allowed for this app"));
    }
    Ok(granted)
}

/// What a client gets for itself: all it may have when it names none, an error for one that it may not have.
pub fn granted_to_client_itself(client: &Client, requested: Option<&str>) -> Result<Scope> {
    let own: Scope = client.scopes.iter().filter(|name| !OF_PEOPLE.contains(name)).map(str::to_owned).collect();
    let Some(requested) = requested else { return Ok(own) };
    let requested = Scope::parse(requested);
    let refused = requested.iter().find(|name| !own.contains(name));
    match refused {
        Some(name) if OF_PEOPLE.contains(&name) => Err(Error::new(
            Code::InvalidScope,
            format!("the scope {name} is about a person; client_credentials has none behind it"),
        )),
        Some(name) => Err(Error::new(Code::InvalidScope, format!("the scope {name} is not allowed for this client"))),
        None => Ok(requested),
    }
}

/// What an app gets for a username and a password: all it may have of a browser session when it names none, an error for
/// what it may not have.
pub fn granted_by_password(client: &Client, requested: Option<&str>) -> Result<Scope> {
    let Some(requested) = requested else {
        return Ok(client.scopes.iter().filter(|name| *name != OFFLINE_ACCESS).map(str::to_owned).collect());
    };
    let requested = Scope::parse(requested);
    if let Some(name) = requested.iter().find(|name| !client.scopes.contains(name)) {
        return Err(Error::new(Code::InvalidScope, format!("the scope {name} is not allowed for this app")));
    }
    Ok(requested)
}

/// A narrower scope at refresh (RFC 6749 §6); a wider one is refused.
pub fn narrowed(client: &Client, granted: &Scope, requested: Option<&str>) -> Result<Scope> {
    // What was taken from the app since is not given any more.
    let Some(requested) = requested else { return Ok(granted.intersect(&client.scopes)) };
    let requested = Scope::parse(requested);
    if granted.covers(&requested) {
        return Ok(requested.intersect(&client.scopes));
    }
    Err(Error::new(Code::InvalidScope, "the scope is wider than what was granted"))
}

/// The APIs that a token is asked for (RFC 8707 §2): each must be registered for the client.
pub fn resources<'p>(client: &Client, requested: impl Iterator<Item = &'p str>) -> Result<Vec<String>> {
    let mut granted: Vec<String> = Vec::new();
    for resource in requested {
        if !client.resources.iter().any(|own| own == resource) {
            let text = format!("the resource {resource} is not registered for this client");
            return Err(Error::new(Code::InvalidTarget, text));
        }
        if !granted.iter().any(|own| own == resource) {
            granted.push(resource.to_owned());
        }
    }
    Ok(granted)
}

/// The APIs of one token out of a family (RFC 8707 §2.2): all that were granted, or the named part of them.
pub fn narrowed_resources<'p>(
    client: &Client,
    granted: &[String],
    requested: impl Iterator<Item = &'p str>,
) -> Result<Vec<String>> {
    let requested = resources(client, requested)?;
    if requested.is_empty() {
        // What was taken from the app since is not given any more.
        return Ok(granted.iter().filter(|resource| client.resources.contains(resource)).cloned().collect());
    }
    // A person who was asked agreed to what they were shown, and to nothing else.
    let is_open = granted.is_empty() && !client.requires_consent;
    let is_granted = |resource: &String| is_open || granted.contains(resource);
    match requested.iter().find(|resource| !is_granted(resource)) {
        Some(resource) => {
            Err(Error::new(Code::InvalidTarget, format!("the resource {resource} was not asked for at authorization")))
        }
        None => Ok(requested),
    }
}
