//! How people sign in to an app, and how it learns of their tokens, as commands take it.

use super::distinct;
use crate::model::client::{Client, GrantType};
use clap::{Args, ValueEnum};

/// Said whenever an app gets the grant.
pub(super) const PASSWORD_WARNING: &str = "Warning: with the password grant people give this app their passwords, no \
second factor can be asked for, and every fault of the app's reaches all of their accounts. Use it for an old app of \
your own that knows nothing else, and not for longer than it takes to change that app.";

/// The options of `claviger client set` for these.
#[derive(Args)]
pub(super) struct SignInRules {
    /// Let it trade people's usernames and passwords for tokens (the direct password grant): only for an old app of
    /// your own that knows nothing else
    #[arg(long, value_name = "on|off")]
    password_grant: Option<Switch>,
    /// How old a sign-in may be where its request does not say; none = as old as the session
    #[arg(long, value_name = "SECONDS", value_parser = max_age)]
    default_max_age: Option<MaxAge>,
    /// Level of authentication (acr) that is wished for where its request does not say; may be repeated
    #[arg(long, value_name = "ACR", conflicts_with = "no_default_acr")]
    default_acr: Vec<String>,
    /// Without such wishes
    #[arg(long)]
    no_default_acr: bool,
    /// Algorithm that introspection answers to it are signed with; none = plain JSON unless it asks for a JWT
    #[arg(long, value_name = "ALG")]
    introspection_alg: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// Seconds, or none at all.
#[derive(Clone, Copy, Debug)]
struct MaxAge(Option<i64>);

fn max_age(text: &str) -> Result<MaxAge, String> {
    if text == "none" {
        return Ok(MaxAge(None));
    }
    let seconds = text.parse().ok().filter(|seconds| *seconds >= 0);
    seconds.map(|seconds| MaxAge(Some(seconds))).ok_or_else(|| "write 0 or more seconds, or none".to_owned())
}

impl SignInRules {
    /// What is named changes, the rest stays.
    pub(super) fn apply(self, client: &mut Client) {
        match self.password_grant {
            Some(Switch::On) if !client.allows(GrantType::Password) => client.grant_types.push(GrantType::Password),
            Some(Switch::Off) => client.grant_types.retain(|grant| *grant != GrantType::Password),
            Some(Switch::On) | None => {}
        }
        client.tell(|metadata| {
            if let Some(MaxAge(seconds)) = self.default_max_age {
                metadata.default_max_age = seconds;
            }
            if !self.default_acr.is_empty() || self.no_default_acr {
                metadata.default_acr_values = distinct(self.default_acr);
            }
            if let Some(alg) = self.introspection_alg {
                metadata.introspection_signed_response_alg = (alg != "none").then_some(alg);
            }
        });
    }
}
