//! The rotation drill: proves that keys change without one token that fails, with real servers, relying parties as
//! strict as they may be, and `kill -9` at the worst moments. Durations are short, the clock is the real one.
//!
//! Strict verifiers ([`verifier`]) check every token of a steady load ([`traffic`]) when it is handed out and again just
//! before it expires, while keys are published, switched, retired and removed. Afterwards comes a control ([`control`]):
//! a switch to a key that nobody could know, which must be noticed, or the drill would prove nothing.

mod control;
mod http;
mod outside;
mod server;
mod traffic;
mod verifier;

pub use outside::Outside;
pub use server::Launch;

use crate::config::Config;
use crate::keys::rotation::{By, Haste, RotationError};
use crate::keys::{Algorithm, KeyError, State};
use crate::oidc::Provider;
use crate::store::{self, Store};
use serde::Serialize;
use server::Server;
use std::time::{Duration, Instant};
use traffic::{Site, Totals, Traffic};

/// Tokens that must have been accepted.
const ENOUGH: u64 = 1000;

/// Everything must be over by then.
const LONGEST: Duration = Duration::from_secs(45);

/// Between two looks at the ring.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How long before a date a server is killed: it must be back when the date has passed.
const BEFORE: Duration = Duration::from_millis(300);

/// How long the key set of a drill may be kept (seconds).
const MAX_AGE: i64 = 1;

/// Marks a database that a drill has made.
const MARK: &str = "rotation_drill";

/// What came of a drill.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outcome {
    /// Checks of tokens that verified.
    pub accepted: u64,
    /// Checks that failed, and token requests that were refused: none is allowed.
    pub rejected: u64,
    /// Checks that failed for want of the key when it was switched without lead: without any the drill proves nothing.
    pub control_rejected: u64,
    /// The slowest but one in a hundred of the answers with a token, in milliseconds.
    pub p99_ms: f64,
    /// Keys that signed accepted tokens.
    pub keys: usize,
    /// Servers killed.
    pub kills: u32,
    /// How long it took.
    pub seconds: f64,
    /// The first thing that was rejected.
    pub first_rejection: Option<String>,
}

impl Outcome {
    /// Whether it proves what it should.
    pub fn is_passed(&self) -> bool {
        let is_proof = self.accepted >= ENOUGH && self.control_rejected > 0 && self.keys >= 3;
        is_proof && self.rejected == 0 && self.seconds <= LONGEST.as_secs_f64()
    }
}

/// Why a drill did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum DrillError {
    /// A server or its connection.
    #[error("a server of the drill failed")]
    Io(#[from] std::io::Error),
    /// A server did not start.
    #[error("a server of the drill did not start: {0}")]
    NotReady(String),
    /// The key set cannot be used by relying parties.
    #[error("the key set is of no use to relying parties: {0}")]
    KeySet(&'static str),
    /// Something should have happened by now.
    #[error("{0} did not happen in time")]
    Late(&'static str),
    /// An act on the ring.
    #[error(transparent)]
    Rotation(#[from] RotationError),
    /// No key could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A part of the drill died.
    #[error("a part of the drill died")]
    Died,
}

/// Where a drill takes place: a marked database, and servers over it.
pub struct Stage {
    /// The acts on the keys, by the same database and settings as the servers.
    pub provider: Provider,
    /// How to start each server.
    pub servers: Vec<Launch>,
    /// The `Authorization` header of a client with the client credentials grant.
    pub authorization: String,
    /// Verifiers that are programs of their own.
    pub outside: Vec<Outside>,
    /// How long each of those who ask for tokens waits between two requests.
    pub pause: Duration,
}

/// Shortens the durations that the life of a key is made of. Nothing but a drill may call it.
pub fn shorten(config: &mut Config) {
    config.keys.jwks_max_age_seconds = MAX_AGE;
    config.keys.lead_seconds = 3;
    config.keys.clock_skew_seconds = 1;
    config.keys.ceiling_ahead_seconds = 1;
    config.keys.rotate_days = 0;
    config.tokens.access_seconds = 5;
}

/// Marks a database as one that a drill may use.
pub async fn mark(store: &Store, now: i64) -> store::Result<()> {
    let mut write = store.write().await?;
    write.db().set_setting(MARK, "scratch", now).await?;
    write.commit().await
}

/// Whether a drill has made this database: no other may be served with short durations.
pub async fn is_marked(store: &Store) -> store::Result<bool> {
    Ok(store.read().await?.db().find_setting(MARK).await?.is_some())
}

/// Runs the drill; `tell` hears what happens.
pub async fn run(stage: Stage, tell: &mut dyn FnMut(String)) -> Result<Outcome, DrillError> {
    let begun = Instant::now();
    let Stage { provider, servers, authorization, outside, pause } = stage;
    let mut drill = Drill {
        site: Site::new(&provider, &servers, (authorization, pause)),
        servers: servers.into_iter().map(Server::new).collect(),
        provider,
        kills: 0,
        tell,
    };
    let rotations = drill.rotations(outside).await?;
    let control = drill.control().await?;
    Ok(Outcome {
        accepted: rotations.accepted,
        rejected: rotations.rejected + rotations.unknown_key,
        control_rejected: control.unknown_key,
        p99_ms: rotations.p99_ms,
        keys: rotations.keys,
        kills: drill.kills,
        seconds: begun.elapsed().as_secs_f64(),
        first_rejection: rotations.first_rejection,
    })
}

struct Drill<'t> {
    provider: Provider,
    site: Site,
    servers: Vec<Server>,
    kills: u32,
    tell: &'t mut dyn FnMut(String),
}

impl Drill<'_> {
    /// Two rotations: to the key that stood by from the start, and to one that is published under load, with a kill
    /// before its date and one before the removal of the key that it replaces.
    async fn rotations(&mut self, outside: Vec<Outside>) -> Result<Totals, DrillError> {
        for server in &mut self.servers {
            server.start()?;
        }
        for server in &mut self.servers {
            server.wait().await?;
        }
        let traffic = Traffic::start(&self.site, outside);
        let (first, _) = self.rotate().await?;
        self.wait_for("the first switch", |keys| state(keys, &first) == Some(State::Active)).await?;
        let (second, at) = self.rotate().await?;
        self.sleep_until(at, BEFORE).await;
        self.kill(0).await?;
        self.wait_for("the second switch", |keys| state(keys, &second) == Some(State::Active)).await?;
        let leaves_at = self.removal_of(&first).await?;
        self.sleep_until(leaves_at, BEFORE).await;
        self.kill(self.servers.len() - 1).await?;
        self.wait_for("the removal of the retired key", |keys| state(keys, &first) == Some(State::Removed)).await?;
        (self.tell)(format!("{} has left the key set.", short(&first)));
        // Verifiers that fetched just before fetch once more.
        tokio::time::sleep(Duration::from_millis(1500)).await;
        traffic.stop().await
    }

    /// Gives the next key its date; answers its kid and the date.
    async fn rotate(&mut self) -> Result<(String, i64), DrillError> {
        self.wait_for("the next key", |keys| keys.iter().any(|(_, state)| *state == State::Standby)).await?;
        let switch = self.provider.rotation().rotate(Algorithm::Rs256, Haste::WhenSafe, &By::command_line()).await?;
        (self.tell)(format!("{} signs from {}.", short(&switch.to), switch.at));
        Ok((switch.to, switch.at))
    }

    /// The date on which a retired key leaves the key set.
    async fn removal_of(&mut self, kid: &str) -> Result<i64, DrillError> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            self.provider.ring.reload(&self.provider.store).await?;
            let keys = self.provider.ring.list(self.provider.clock.now());
            if let Some(at) = keys.into_iter().find(|key| key.row.kid == kid).and_then(|key| key.row.remove_at) {
                (self.tell)(format!("{} is retired and leaves the key set at {at}.", short(kid)));
                return Ok(at);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(DrillError::Late("the retirement of the old key"))
    }

    /// A switch that no relying party could prepare for.
    async fn control(&mut self) -> Result<Totals, DrillError> {
        let traffic = Traffic::start(&self.site, Vec::new());
        tokio::time::sleep(Duration::from_millis(500)).await;
        let kid = control::switch_without_lead(&self.provider).await?;
        (self.tell)(format!("As a control: {} signs without having been published before.", short(&kid)));
        tokio::time::sleep(Duration::from_secs(4)).await;
        traffic.stop().await
    }

    /// SIGKILL, and a new start at once.
    async fn kill(&mut self, which: usize) -> Result<(), DrillError> {
        self.kills += 1;
        let server = &mut self.servers[which];
        server.kill()?;
        server.start()?;
        let away = server.wait().await?;
        (self.tell)(format!("Killed server {} by SIGKILL; it was back after {} ms.", which + 1, away.as_millis()));
        Ok(())
    }

    async fn sleep_until(&self, at: i64, before: Duration) {
        let left = at.saturating_mul(1000) - self.provider.clock.now_ms();
        let left = Duration::from_millis(u64::try_from(left).unwrap_or_default());
        tokio::time::sleep(left.saturating_sub(before)).await;
    }

    /// Waits until the keys of the database are as they should be.
    async fn wait_for(&self, what: &'static str, is_so: impl Fn(&[(String, State)]) -> bool) -> Result<(), DrillError> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST {
            self.provider.ring.reload(&self.provider.store).await?;
            let keys = self.provider.ring.list(self.provider.clock.now());
            if is_so(&keys.into_iter().map(|key| (key.row.kid, key.state)).collect::<Vec<_>>()) {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(DrillError::Late(what))
    }
}

fn state(keys: &[(String, State)], kid: &str) -> Option<State> {
    keys.iter().find(|(own, _)| own == kid).map(|(_, state)| *state)
}

/// Enough of a kid to tell keys apart.
fn short(kid: &str) -> &str {
    kid.get(..8).unwrap_or(kid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drill_passes_only_with_enough_accepted_none_rejected_and_a_control_that_was_noticed() {
        let good = Outcome { accepted: 1000, control_rejected: 1, keys: 3, seconds: 45.0, ..Outcome::default() };
        assert!(good.is_passed());
        for bad in [
            Outcome { accepted: 999, ..good.clone() },
            Outcome { rejected: 1, ..good.clone() },
            Outcome { control_rejected: 0, ..good.clone() },
            Outcome { keys: 2, ..good.clone() },
            Outcome { seconds: 45.1, ..good.clone() },
        ] {
            assert!(!bad.is_passed(), "{bad:?}");
        }
    }
}
