//! Spending what families hold, many at once: on SQLite a flush to the disk and the way to its thread and back cost as
//! much as a signature does in part, so those that wait are decided by one statement and flushed together.
//!
//! Whoever waits alone waits for nobody: there is no timer. Under load the others that are ready come first.

use super::families::FamilyRow;
use super::{Error, Family, Moment, Result, Writer};
use crate::model::ids::FamilyId;
use serde_json::Value;
use sqlx::SqliteConnection;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The most that one statement decides, so that nobody waits long for the rest.
const MOST: usize = 64;

/// A step that spends something of one family.
pub(super) trait Spending: Send + Sync + 'static {
    /// One statement that decides over every element of the JSON list `$1` at `$2`, with sessions used after `$3`, and
    /// returns the families that had it to spend.
    const OF_MANY: &'static str;

    /// Whose it is.
    fn family(&self) -> &FamilyId;
    /// When it is decided.
    fn moment(&self) -> Moment;
    /// The element that stands for it.
    fn to_json(&self) -> Value;
}

/// Steps of one kind that wait for the writer. Clones share them.
pub(super) struct GroupCommit<S>(Arc<Mutex<VecDeque<Waiting<S>>>>);

struct Waiting<S> {
    step: S,
    answer: oneshot::Sender<Result<Option<Family>>>,
}

impl<S> Default for GroupCommit<S> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<S> Clone for GroupCommit<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S> fmt::Debug for GroupCommit<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupCommit")
    }
}

impl<S: Spending> GroupCommit<S> {
    /// Takes the step; durable when this returns. The family if it had what is spent.
    pub(super) async fn spend(&self, step: S, writer: &Writer) -> Result<Option<Family>> {
        let (answer, outcome) = oneshot::channel();
        self.waiting().push_back(Waiting { step, answer });
        // A task of its own: a caller that goes away takes nobody else's step with it.
        let (queue, writer) = (self.clone(), writer.clone());
        tokio::spawn(async move { queue.serve(&writer).await });
        outcome.await.map_err(|_| Error::Unavailable(sqlx::Error::WorkerCrashed))?
    }

    /// Spends whatever waits; each caller brings a server, and most find that another one did it.
    async fn serve(&self, writer: &Writer) {
        tokio::task::yield_now().await;
        while !self.waiting().is_empty() {
            let taken = writer.take().await;
            let batch = self.next_batch();
            if batch.is_empty() {
                return;
            }
            match taken {
                Ok(mut taken) => {
                    let outcome = run(&mut taken, &batch).await;
                    drop(taken);
                    tell(batch, outcome);
                }
                Err(error) => tell(batch, Err(error)),
            }
        }
    }

    /// Steps of different families: one statement changes a row once.
    fn next_batch(&self) -> Vec<Waiting<S>> {
        let mut waiting = self.waiting();
        let (mut batch, mut later) = (Vec::<Waiting<S>>::new(), VecDeque::new());
        while let Some(next) = waiting.pop_front() {
            let is_taken = batch.iter().any(|other| other.step.family() == next.step.family());
            if is_taken || batch.len() == MOST { later.push_back(next) } else { batch.push(next) }
        }
        *waiting = later;
        batch
    }

    fn waiting(&self) -> MutexGuard<'_, VecDeque<Waiting<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Which families had what was to be spent.
type Spent = HashMap<String, Result<Family>>;

async fn run<S: Spending>(c: &mut SqliteConnection, batch: &[Waiting<S>]) -> Result<Spent> {
    let json: Value = batch.iter().map(|waiting| waiting.step.to_json()).collect();
    // The latest moment: nothing is spent that one of them would refuse as expired.
    let now = batch.iter().map(|waiting| waiting.step.moment().now).max().unwrap_or_default();
    let idle_seconds = batch.first().map_or(0, |waiting| waiting.step.moment().idle_seconds);
    let rows: Vec<FamilyRow> =
        sqlx::query_as(S::OF_MANY).bind(json.to_string()).bind(now).bind(now - idle_seconds).fetch_all(c).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), Family::try_from(row))).collect())
}

fn tell<S: Spending>(batch: Vec<Waiting<S>>, mut outcome: Result<Spent>) {
    for Waiting { step, answer } in batch {
        let of_this = match &mut outcome {
            Ok(spent) => spent.remove(step.family().as_str()).transpose(),
            Err(error) => Err(error.for_another()),
        };
        // Whoever does not listen any more went away.
        let _ = answer.send(of_this);
    }
}

#[cfg(test)]
mod tests;
