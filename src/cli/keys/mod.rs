//! `claviger keys`.

mod enable;
mod export;
mod import;

use super::context::chain;
use super::open::capitalized;
use super::output::{date, date_or_empty};
use super::{Context, Failure};
use crate::accounts::Authority;
use crate::keys::{Algorithm, State};
use crate::model::signing_key::SigningKey;
use crate::oidc::key_acts::KeyActError;
use clap::{Args, Subcommand};
use serde_json::json;

/// The keys that sign tokens.
#[derive(Subcommand)]
pub enum Keys {
    /// List the signing keys with their states
    List(List),
    /// Let apps choose an algorithm besides RS256
    Enable(enable::Enable),
    /// Let no app choose an algorithm any more
    Disable(enable::Disable),
    /// Bring a private key along, as the next key of its ring
    Import(import::Import),
    /// Print a key
    Export(export::Export),
}

#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Keys {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(cx).await,
            Self::Enable(enable) => enable.run(cx).await,
            Self::Disable(disable) => disable.run(cx).await,
            Self::Import(import) => import.run(cx).await,
            Self::Export(export) => export.run(cx).await,
        }
    }
}

/// Whoever may run commands on the machine.
const BY: Authority = Authority::command_line();

/// The algorithm of a name, in any case.
fn algorithm(name: &str) -> Result<Algorithm, String> {
    let found = Algorithm::ALL.into_iter().find(|algorithm| algorithm.name().eq_ignore_ascii_case(name));
    found.ok_or_else(|| format!("it is one of {}", Algorithm::ALL.map(Algorithm::name).join(", ")))
}

impl From<KeyActError> for Failure {
    fn from(error: KeyActError) -> Self {
        match error {
            KeyActError::Store(error) => error.into(),
            other => Self::said(capitalized(&other.to_string())),
        }
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        // Makes the first keys where there are none.
        let provider = crate::provider(opened.config, opened.store, opened.master_key, opened.clock).await;
        let provider = provider.map_err(|error| Failure::said(chain(&error)))?;
        let now = provider.clock.now();
        let keys = provider.store.read().await?.db().signing_keys().await?;
        if self.json {
            return cx.print_json(&keys.iter().map(|key| to_json(key, now)).collect::<Vec<_>>());
        }
        let heading = ["STATE", "ALGORITHM", "KEY ID", "PUBLISHED", "SIGNS FROM", "SIGNS UNTIL", "REMOVED"];
        let mut rows = vec![heading.map(str::to_owned).to_vec()];
        rows.extend(keys.iter().map(|key| {
            vec![
                State::of(key, now).name().to_owned(),
                key.ring.clone(),
                key.kid.clone(),
                date(key.publish_at),
                date_or_empty(key.sign_from),
                date_or_empty(key.sign_until),
                date_or_empty(key.revoked_at.or(key.remove_at)),
            ]
        }));
        cx.print_table(&rows)
    }
}

fn to_json(key: &SigningKey, now: i64) -> serde_json::Value {
    json!({
        "kid": key.kid,
        "alg": key.ring,
        "state": State::of(key, now).name(),
        "publish_at": key.publish_at,
        "sign_from": key.sign_from,
        "sign_until": key.sign_until,
        "remove_at": key.remove_at,
        "revoked_at": key.revoked_at,
        "created_at": key.created_at,
    })
}
