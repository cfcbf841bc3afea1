//! Steps that decide and write, many at once: on SQLite a flush to the disk and the way to its thread and back cost about half a
//! signature, so those that wait are decided by one statement and flushed together.
//!
//! Whoever waits alone waits for nobody: there is no timer. Under load the others that are ready come first.

use super::writer::Taken;
use super::{Error, Result, Writer};
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// The most that one statement decides, so that nobody waits long for the rest.
const MOST: usize = 64;

/// A step that decides and writes, such as one of a family.
pub(super) trait Step: Send + Sync + Sized + 'static {
    /// What a step that was taken answers.
    type Answer: Send;

    /// What it is about: the id of its family.
    fn key(&self) -> &str;

    /// Decides over steps of different keys, all in one transaction; durable when it returns.
    fn decide(taken: Taken, steps: &[&Self]) -> impl Future<Output = Result<Decided<Self::Answer>>> + Send;
}

/// The answers of the steps that were taken, by their keys; the others were refused.
pub(super) type Decided<A> = HashMap<String, Result<A>>;

/// Steps of one kind that wait for the writer. Clones share them.
pub(super) struct GroupCommit<S: Step>(Arc<Mutex<Queue<S>>>);

struct Queue<S: Step> {
    waiting: VecDeque<Waiting<S>>,
    /// Whether a task is at work that will come to all of them.
    is_served: bool,
}

struct Waiting<S: Step> {
    step: S,
    answer: oneshot::Sender<Result<Option<S::Answer>>>,
}

impl<S: Step> Default for GroupCommit<S> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Queue { waiting: VecDeque::new(), is_served: false })))
    }
}

impl<S: Step> Clone for GroupCommit<S> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<S: Step> fmt::Debug for GroupCommit<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GroupCommit")
    }
}

impl<S: Step> GroupCommit<S> {
    /// Takes the step, if nothing speaks against it; durable when this returns.
    pub(super) async fn take(&self, step: S, writer: &Writer) -> Result<Option<S::Answer>> {
        let (answer, outcome) = oneshot::channel();
        let is_served = {
            let mut queue = self.queue();
            queue.waiting.push_back(Waiting { step, answer });
            mem::replace(&mut queue.is_served, true)
        };
        if !is_served {
            // A task of its own: a caller that goes away takes nobody else's step with it.
            let (group, writer) = (self.clone(), writer.clone());
            tokio::spawn(async move { Server(&group).serve(&writer).await });
        }
        outcome.await.map_err(|_| Error::Unavailable(sqlx::Error::WorkerCrashed))?
    }

    /// Steps of different keys, since one statement changes a row once; none when nobody waits and the server may
    /// go.
    fn next_batch(&self) -> Option<Vec<Waiting<S>>> {
        let mut queue = self.queue();
        queue.is_served = !queue.waiting.is_empty();
        let (mut batch, mut later) = (Vec::<Waiting<S>>::new(), VecDeque::new());
        while let Some(next) = queue.waiting.pop_front() {
            let is_taken = batch.iter().any(|other| other.step.key() == next.step.key());
            if is_taken || batch.len() == MOST { later.push_back(next) } else { batch.push(next) }
        }
        queue.waiting = later;
        queue.is_served.then_some(batch)
    }

    fn queue(&self) -> MutexGuard<'_, Queue<S>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The one task that takes whatever waits.
struct Server<'g, S: Step>(&'g GroupCommit<S>);

impl<S: Step> Server<'_, S> {
    /// Whatever else is ready runs first, for as long as that brings more steps.
    async fn let_others_join(&self) {
        let count = || self.0.queue().waiting.len();
        let mut before = 0;
        while before < count().min(MOST) {
            before = count();
            tokio::task::yield_now().await;
        }
    }

    async fn serve(self, writer: &Writer) {
        loop {
            self.let_others_join().await;
            let taken = writer.take().await;
            let Some(batch) = self.0.next_batch() else { return };
            let steps: Vec<&S> = batch.iter().map(|waiting| &waiting.step).collect();
            let outcome = match taken {
                Ok(taken) => S::decide(taken, &steps).await,
                Err(error) => Err(error),
            };
            match outcome {
                // One of them is at fault: each by itself, so that the others do not suffer for it.
                Err(error) if batch.len() > 1 && !error.is_unavailable() => each_alone(batch, writer).await,
                outcome => tell(batch, outcome),
            }
        }
    }
}

impl<S: Step> Drop for Server<'_, S> {
    fn drop(&mut self) {
        // A defect must not leave those who come next waiting for ever.
        if std::thread::panicking() {
            self.0.queue().is_served = false;
        }
    }
}

async fn each_alone<S: Step>(batch: Vec<Waiting<S>>, writer: &Writer) {
    for waiting in batch {
        let outcome = match writer.take().await {
            Ok(taken) => S::decide(taken, &[&waiting.step]).await,
            Err(error) => Err(error),
        };
        tell(vec![waiting], outcome);
    }
}

fn tell<S: Step>(mut batch: Vec<Waiting<S>>, mut outcome: Result<Decided<S::Answer>>) {
    let last = batch.pop();
    for Waiting { step, answer } in batch {
        let of_this = match &mut outcome {
            Ok(decided) => decided.remove(step.key()).transpose(),
            Err(error) => Err(error.for_another()),
        };
        // Whoever does not listen any more went away.
        let _ = answer.send(of_this);
    }
    if let Some(Waiting { step, answer }) = last {
        let _ = answer.send(outcome.and_then(|mut decided| decided.remove(step.key()).transpose()));
    }
}

#[cfg(test)]
mod tests;
