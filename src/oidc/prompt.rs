//! `prompt` (OIDC Core §3.1.2.1): what the app wants the person to be asked.

use super::{Error, Result};
use crate::model::params::Params;

/// The values of `prompt` (OIDC Core §3.1.2.1).
pub const ALL: [&str; 4] = ["none", "login", "consent", "select_account"];

/// `prompt` (OIDC Core §3.1.2.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Prompt {
    /// Never show a page.
    pub none: bool,
    /// Sign in again.
    pub login: bool,
    /// Ask for consent again.
    pub consent: bool,
    /// Let the person choose.
    pub select_account: bool,
}

/// Reads the parameter. A value that there is not is refused, rather than a wish of the app's passed over in silence
/// (Initiating User Registration via OpenID Connect 1.0).
pub fn check(params: &Params) -> Result<Prompt> {
    let mut prompt = Prompt::default();
    let values: Vec<&str> = params.get("prompt").unwrap_or_default().split_whitespace().collect();
    for value in &values {
        match *value {
            "none" => prompt.none = true,
            "login" => prompt.login = true,
            "consent" => prompt.consent = true,
            "select_account" => prompt.select_account = true,
            _ => return Err(Error::invalid_request(format!("prompt is one or more of {}", ALL.join(", ")))),
        }
    }
    if prompt.none && values.len() > 1 {
        return Err(Error::invalid_request("prompt=none stands alone"));
    }
    Ok(prompt)
}
