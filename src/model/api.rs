//! APIs that tokens are for (RFC 8707): their audience URI, what people call them, what their scopes mean.

use super::client_rules::is_resource;
use super::scope::Scope;
use super::username::{NameError, check_name, is_invisible};
use serde::{Deserialize, Serialize};

/// More scopes than this nobody could choose from on a page.
const MOST_SCOPES: usize = 200;
const LONGEST_DESCRIPTION: usize = 200;

/// An API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// The `resource` that apps ask for and the `aud` of its tokens.
    pub audience: String,
    /// What people call it.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<ApiScope>,
    /// Raised by every edit.
    pub version: i64,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds.
    pub updated_at: i64,
}

/// A scope of an API and what it means to the person who is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiScope {
    /// As the protocol names it.
    pub name: String,
    /// "Read your invoices".
    pub description: String,
}

/// Why an API cannot be registered as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ApiError {
    #[error("`{0}` is not an absolute URI without fragment, as audiences must be (RFC 8707 §2)")]
    BadAudience(String),
    #[error("the name {0}")]
    BadName(NameError),
    #[error("`{0}` is not a scope: use printable ASCII without spaces, quotes or backslashes")]
    BadScope(String),
    #[error("the scope `{0}` stands there twice")]
    RepeatedScope(String),
    #[error("the scope `{0}` is one of OpenID Connect and belongs to no API")]
    ReservedScope(String),
    #[error("the description of `{0}` must be 1 to {LONGEST_DESCRIPTION} visible characters")]
    BadDescription(String),
    #[error("an API has at most {MOST_SCOPES} scopes")]
    TooManyScopes,
}

/// Everything that is wrong with an API; `reserved` are the scopes about people.
pub fn problems_of_api(api: &Api, reserved: &[&str]) -> Vec<ApiError> {
    let mut problems = Vec::new();
    if !is_resource(&api.audience) {
        problems.push(ApiError::BadAudience(api.audience.clone()));
    }
    problems.extend(check_name(&api.name).err().map(ApiError::BadName));
    if api.scopes.len() > MOST_SCOPES {
        problems.push(ApiError::TooManyScopes);
    }
    for (place, scope) in api.scopes.iter().enumerate() {
        let name = || scope.name.clone();
        if !Scope::is_valid_name(&scope.name) {
            problems.push(ApiError::BadScope(name()));
        } else if reserved.contains(&scope.name.as_str()) {
            problems.push(ApiError::ReservedScope(name()));
        } else if api.scopes[..place].iter().any(|before| before.name == scope.name) {
            problems.push(ApiError::RepeatedScope(name()));
        }
        let length = scope.description.trim().chars().count();
        if length == 0 || length > LONGEST_DESCRIPTION || scope.description.chars().any(is_invisible) {
            problems.push(ApiError::BadDescription(name()));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    fn api() -> Api {
        let scope = |name: &str| ApiScope { name: name.to_owned(), description: "Read your orders".to_owned() };
        Api {
            audience: "https://orders.example/".to_owned(),
            name: "Orders".to_owned(),
            scopes: vec![scope("orders:read"), scope("orders:write")],
            version: 1,
            created_at: 0,
            updated_at: 0,
        }
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        assert_eq!(problems_of_api(&api(), &["openid"]), []);
        let mut bad = api();
        bad.audience = "orders".to_owned();
        bad.name.clear();
        bad.scopes[0].name = "openid".to_owned();
        bad.scopes[1].description = "\u{202e}".to_owned();
        let problems = problems_of_api(&bad, &["openid"]);
        let expected = [
            ApiError::BadAudience("orders".to_owned()),
            ApiError::BadName(NameError::Empty),
            ApiError::ReservedScope("openid".to_owned()),
            ApiError::BadDescription("orders:write".to_owned()),
        ];
        assert_eq!(problems, expected);
    }

    #[test]
    fn a_scope_stands_there_once() {
        let mut bad = api();
        bad.scopes[1].name = "orders:read".to_owned();
        assert_eq!(problems_of_api(&bad, &[]), [ApiError::RepeatedScope("orders:read".to_owned())]);
    }
}
