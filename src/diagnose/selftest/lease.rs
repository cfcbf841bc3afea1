//! One self-test at a time: two would remove each other's apps and people. Kept in the database, so that it holds between
//! nodes and commands, and so that the next one knows what a killed one left.

use super::SelfTestError;
use crate::clock::Clock;
use crate::model::secret::{random_bytes, to_hex};
use crate::store::{Result, Store};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};

/// The setting that holds it.
const NAME: &str = "selftest";

/// A self-test that has not said so for this long runs no more (seconds).
const LIFE: i64 = 15;

/// Between two words of a running one.
const RENEW_EVERY: Duration = Duration::from_secs(5);

/// How long somebody waits for another one to end.
const PATIENCE: Duration = Duration::from_secs(120);

const LOOK_EVERY: Duration = Duration::from_millis(500);

/// What is kept.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    /// Runs that may have left something.
    runs: Vec<String>,
    /// Until when the last of them counts as running (unix seconds).
    until: i64,
}

/// The right to run.
pub(super) struct Lease {
    store: Store,
    clock: Clock,
    /// What the names of everything that this run makes begin with.
    pub(super) run: String,
}

impl Lease {
    /// Waits until nobody runs; answers the runs that may have left something, too.
    pub(super) async fn take(store: &Store, clock: &Clock) -> std::result::Result<(Self, Vec<String>), SelfTestError> {
        let lease = Self {
            store: store.clone(),
            clock: clock.clone(),
            run: format!("selftest-{}", to_hex(&random_bytes::<6>())),
        };
        let begun = Instant::now();
        loop {
            if let Some(left) = lease.try_take().await? {
                return Ok((lease, left));
            }
            if begun.elapsed() > PATIENCE {
                return Err(SelfTestError::Busy);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    async fn try_take(&self) -> Result<Option<Vec<String>>> {
        let now = self.clock.now();
        let mut left = Vec::new();
        let is_taken = self
            .change(|kept| {
                if kept.until > now {
                    return false;
                }
                left.clone_from(&kept.runs);
                kept.runs.push(self.run.clone());
                kept.until = now + LIFE;
                true
            })
            .await?;
        Ok(is_taken.then_some(left))
    }

    /// Goes on saying that this run goes on; ends only by an error.
    pub(super) async fn keep(&self) -> SelfTestError {
        loop {
            tokio::time::sleep(RENEW_EVERY).await;
            let until = self.clock.now() + LIFE;
            let renewed = self.change(|kept| {
                kept.until = until;
                true
            });
            if let Err(error) = renewed.await {
                return error.into();
            }
        }
    }

    /// Nothing is left of a run.
    pub(super) async fn forget(&self, run: &str) -> Result<()> {
        let change = |kept: &mut Kept| {
            kept.runs.retain(|own| own != run);
            true
        };
        self.change(change).await.map(drop)
    }

    /// Lets the next one run.
    pub(super) async fn give_back(&self) -> Result<()> {
        let change = |kept: &mut Kept| {
            kept.until = 0;
            true
        };
        self.change(change).await.map(drop)
    }

    /// Changes what is kept while nobody else does; `change` says whether it did.
    async fn change(&self, change: impl FnOnce(&mut Kept) -> bool) -> Result<bool> {
        let now = self.clock.now();
        let mut write = self.store.write().await?;
        write.db().find_or_set_setting(NAME, "{}", now).await?;
        let text = write.db().hold_setting(NAME).await?.unwrap_or_default();
        // What cannot be read holds nobody up.
        let mut kept: Kept = serde_json::from_str(&text).unwrap_or_default();
        if !change(&mut kept) {
            return Ok(false);
        }
        let text = serde_json::json!({ "runs": kept.runs, "until": kept.until }).to_string();
        write.db().set_setting(NAME, &text, now).await?;
        write.commit().await?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    #[tokio::test]
    async fn one_runs_at_a_time_and_the_next_one_learns_what_a_killed_one_left() {
        for db in testing::stores().await {
            let clock = Clock::fixed(1_800_000_000);
            let (first, left) = Lease::take(&db.store, &clock).await.unwrap();
            assert_eq!(left, Vec::<String>::new(), "{}", db.name);
            let second = Lease { store: db.store.clone(), clock: clock.clone(), run: "selftest-second".to_owned() };
            assert_eq!(second.try_take().await.unwrap(), None, "{}", db.name);
            clock.advance(LIFE);
            assert_eq!(second.try_take().await.unwrap(), Some(vec![first.run.clone()]), "{}", db.name);
            second.forget(&first.run).await.unwrap();
            second.give_back().await.unwrap();
            let (_, left) = Lease::take(&db.store, &clock).await.unwrap();
            assert_eq!(left, ["selftest-second"], "{}", db.name);
        }
    }
}
