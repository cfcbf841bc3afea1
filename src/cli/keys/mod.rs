//! `claviger keys`.

mod enable;
mod evidence;
mod export;
mod import;
mod list;
mod reseal;
mod revoke;
mod rotate;
mod stage;

use super::output::date;
use super::{Context, Failure};
use crate::accounts::Authority;
use crate::cli::open::capitalized;
use crate::keys::Algorithm;
use crate::keys::rotation::RotationError;
use crate::oidc::key_acts::KeyActError;
use clap::Subcommand;

/// The keys that sign tokens.
#[derive(Subcommand)]
pub enum Keys {
    /// List the signing keys with their states, the next switch and when each leaves the key set
    List(list::List),
    /// Show which apps have seen the next key
    Evidence(evidence::Evidence),
    /// Let the next key sign as soon as every app can know it
    Rotate(rotate::Rotate),
    /// Call a planned switch off
    Cancel(rotate::Cancel),
    /// Let some apps receive tokens of the next key before all others
    Stage(stage::Stage),
    /// Take apps back to the present key
    Unstage(stage::Unstage),
    /// Revoke a key whose private part may be in other hands
    Revoke(revoke::Revoke),
    /// Let apps choose an algorithm besides RS256
    Enable(enable::Enable),
    /// Let no app choose an algorithm any more
    Disable(enable::Disable),
    /// Bring a private key along, as the next key of its ring
    Import(import::Import),
    /// Print a key
    Export(export::Export),
    /// Change the master key while servers run
    Reseal(reseal::Reseal),
}

impl Keys {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(cx).await,
            Self::Evidence(evidence) => evidence.run(cx).await,
            Self::Rotate(rotate) => rotate.run(cx).await,
            Self::Cancel(cancel) => cancel.run(cx).await,
            Self::Stage(stage) => stage.run(cx).await,
            Self::Unstage(unstage) => unstage.run(cx).await,
            Self::Revoke(revoke) => revoke.run(cx).await,
            Self::Enable(enable) => enable.run(cx).await,
            Self::Disable(disable) => disable.run(cx).await,
            Self::Import(import) => import.run(cx).await,
            Self::Export(export) => export.run(cx).await,
            Self::Reseal(reseal) => reseal.run(cx).await,
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

impl From<RotationError> for Failure {
    fn from(error: RotationError) -> Self {
        match error {
            RotationError::Store(error) => error.into(),
            RotationError::TooYoung { kid, at } => Self::said(format!(
                "{kid} has not been published for long enough: apps may still hold a key set without it. It may sign \
                 from {} on.",
                date(at)
            )),
            RotationError::Pending { kid, at } => Self::said(format!(
                "The switch to {kid} is planned for {}. `claviger keys cancel` calls it off.",
                date(at)
            )),
            RotationError::InUse { kid, at } => {
                Self::said(format!("Tokens of {kid} are alive until {}. Wait, or revoke it.", date(at)))
            }
            RotationError::UnknownKey(kid) => {
                Self::said(format!("There is no signing key {kid}. `claviger keys list` lists them."))
            }
            RotationError::UnknownClient(id) => {
                Self::said(format!("There is no app {id}. `claviger client list` lists them."))
            }
            other => Self::said(capitalized(&other.to_string())),
        }
    }
}
