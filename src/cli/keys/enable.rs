//! `claviger keys enable` and `claviger keys disable`: which algorithms apps may choose.

use super::BY;
use crate::cli::output::date;
use crate::cli::{Context, Failure};
use crate::keys::SigningAlg;
use clap::Args;
use serde_json::json;

/// Lets apps choose an algorithm besides RS256.
///
/// Makes the first keys of its ring where it has none; HS256 has no ring, since the app's own secret signs.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger keys enable ES256\n  claviger client set shop --id-token-alg ES256")]
pub struct Enable {
    /// PS256, ES256, ES384, EdDSA or HS256
    #[arg(value_parser = parse)]
    alg: SigningAlg,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Lets no app choose an algorithm any more; refused while one uses it. Its keys stay published and ready.
#[derive(Args)]
#[command(after_help = "Example:\n  claviger keys disable ES256")]
pub struct Disable {
    /// PS256, ES256, ES384, EdDSA or HS256
    #[arg(value_parser = parse)]
    alg: SigningAlg,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Enable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let done = cx.open().await?.provider().await?.key_acts().enable(&BY, self.alg).await?;
        if self.json {
            let known_from = done.known_from;
            return cx.print_json(&json!({
                "alg": self.alg.name(), "changed": done.is_new, "made": done.made, "known_from": known_from,
            }));
        }
        if !done.is_new {
            return cx.notice(format!("{} is offered already.", self.alg));
        }
        cx.notice(format!("Apps may choose {} now: claviger client set ID --id-token-alg {}", self.alg, self.alg))?;
        let Some(known_from) = done.known_from else { return Ok(()) };
        cx.notice(format!(
            "The first key of its ring, {}, signs at once. Let apps choose it from {} on: before, those that keep the \
             key set for as long as they may do not know the key yet.",
            done.made.first().map(String::as_str).unwrap_or_default(),
            date(known_from)
        ))
    }
}

impl Disable {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let is_changed = cx.open().await?.provider().await?.key_acts().disable(&BY, self.alg).await?;
        if self.json {
            return cx.print_json(&json!({ "alg": self.alg.name(), "changed": is_changed }));
        }
        cx.notice(match is_changed {
            true => format!("Apps may not choose {} any more.", self.alg),
            false => format!("{} is not offered.", self.alg),
        })
    }
}

/// The one of a name, in any case.
fn parse(name: &str) -> Result<SigningAlg, String> {
    let found = SigningAlg::ALL.into_iter().find(|alg| alg.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| format!("it is one of {}", SigningAlg::ALL.map(SigningAlg::name).join(", ")))
}
