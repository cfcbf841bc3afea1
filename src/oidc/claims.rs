//! Claims about people (OIDC Core §5.1 and §5.4): which scope shows what, each with its type, absent rather than null.

use crate::model::scope::Scope;
use crate::model::user::User;
use serde_json::{Map, Value};

/// Authentication class of a sign-in by password alone.
pub const ACR_PASSWORD: &str = "urn:claviger:acr:password";

/// The claims behind each scope.
const BY_SCOPE: [(&str, &[&str]); 5] = [
    (
        "profile",
        &[
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
    ("groups", &["groups"]),
];

/// Every claim that a scope can show, for discovery.
pub fn supported() -> impl Iterator<Item = &'static str> {
    BY_SCOPE.iter().flat_map(|(_, claims)| claims.iter().copied())
}

/// The class of a sign-in by its methods.
pub const fn acr(_amr: &str) -> &'static str {
    ACR_PASSWORD
}

/// The methods of a sign-in as a list (RFC 8176).
pub fn amr(stored: &str) -> Vec<String> {
    stored.split_whitespace().map(str::to_owned).collect()
}

/// What an app that was granted `scope` may know of a person; `sub` is not among it.
pub fn of_user(user: &User, groups: &[String], scope: &Scope) -> Map<String, Value> {
    let all = everything(user, groups);
    let shown = BY_SCOPE.iter().filter(|(name, _)| scope.contains(name)).flat_map(|(_, claims)| claims.iter());
    shown.filter_map(|claim| all.get(*claim).map(|value| ((*claim).to_owned(), value.clone()))).collect()
}

fn everything(user: &User, groups: &[String]) -> Map<String, Value> {
    let mut all = user.claims.clone();
    let mut set = |name: &str, value: Value| all.insert(name.to_owned(), value);
    if let Some(name) = &user.name {
        set("name", name.clone().into());
    }
    set("preferred_username", user.username.clone().into());
    set("updated_at", user.updated_at.into());
    if let Some(email) = &user.email {
        set("email", email.clone().into());
        set("email_verified", user.email_verified.into());
    }
    if !groups.is_empty() {
        set("groups", groups.into());
    }
    all
}
