//! Sends the logout notices that are due, several apps at once and each app one after the other. Servers on one database
//! share the work: whoever leases a notice sends it, and one that is killed meanwhile leaves it to the others.

use crate::model::ids::ClientId;
use crate::oidc::Provider;
use crate::oidc::backchannel::{self, LEASE_SECONDS};
use crate::store;
use std::collections::HashMap;
use std::time::Duration;
use tokio::task::{Id, JoinError, JoinSet};

/// Between two looks for notices that another server or a command wrote, or that are due again.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// How long to wait after the database did not answer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Apps that are told at once.
const AT_ONCE: usize = 16;

/// Of these, apps that did not take the last notice: however many there are, they leave room for the others.
const FAILING_AT_ONCE: usize = 8;

/// An app that took no notice is left alone for this long (seconds), three times as long after each further one.
const FIRST_REST_SECONDS: i64 = 5;

/// The longest such rest (seconds).
const LONGEST_REST_SECONDS: i64 = 60;

/// Runs until it is dropped; what is on its way then is sent again.
pub(super) async fn run(provider: Provider) {
    let mut outbox = Outbox { provider, workers: JoinSet::new(), told: HashMap::new(), failing: HashMap::new() };
    loop {
        if let Err(error) = outbox.look().await {
            tracing::warn!(%error, "logout notices that are due could not be read");
            tokio::time::sleep(PATIENCE).await;
        }
        outbox.wait().await;
    }
}

struct Outbox {
    provider: Provider,
    /// Each answers whether its app took all notices that were due.
    workers: JoinSet<bool>,
    /// The app of each worker.
    told: HashMap<Id, ClientId>,
    failing: HashMap<ClientId, Failing>,
}

/// An app that did not take the last notice.
#[derive(Clone, Copy)]
struct Failing {
    /// How often in a row.
    times: u32,
    /// When it is tried again (unix seconds).
    rests_until: i64,
}

impl Outbox {
    /// Sets workers to the apps that something is due for.
    async fn look(&mut self) -> store::Result<()> {
        if self.workers.len() >= AT_ONCE {
            return Ok(());
        }
        let now = self.provider.clock.now();
        let due = self.provider.store.read().await?.db().apps_to_tell(now).await?;
        let is_free = |app: &ClientId| {
            let rests = self.failing.get(app).is_some_and(|failing| failing.rests_until > now);
            !rests && !self.told.values().any(|told| told == app)
        };
        let (failing, sound): (Vec<_>, Vec<_>) =
            due.into_iter().filter(is_free).partition(|app| self.failing.contains_key(app));
        let busy = self.told.values().filter(|app| self.failing.contains_key(app)).count();
        let failing = failing.into_iter().take(FAILING_AT_ONCE.saturating_sub(busy));
        let room = AT_ONCE - self.workers.len();
        for app in sound.into_iter().chain(failing).take(room) {
            let worker = self.workers.spawn(tell(self.provider.clone(), app.clone()));
            self.told.insert(worker.id(), app);
        }
        Ok(())
    }

    /// Until a session ended here, a worker is done, or it is time to look again.
    async fn wait(&mut self) {
        tokio::select! {
            () = self.provider.accounts.notices_written() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
            Some(done) = self.workers.join_next_with_id() => self.finish(&done),
        }
    }

    fn finish(&mut self, done: &Result<(Id, bool), JoinError>) {
        let (id, is_through) = match done {
            Ok((id, is_through)) => (*id, *is_through),
            Err(error) => (error.id(), false),
        };
        let Some(app) = self.told.remove(&id) else { return };
        if is_through {
            self.failing.remove(&app);
            return;
        }
        let times = self.failing.get(&app).map_or(0, |failing| failing.times);
        let rest = FIRST_REST_SECONDS.saturating_mul(3_i64.saturating_pow(times)).min(LONGEST_REST_SECONDS);
        let rests_until = self.provider.clock.now() + rest;
        self.failing.insert(app, Failing { times: times.saturating_add(1), rests_until });
    }
}

/// Tells one app of all that is due, one notice after the other; false as soon as one does not get through.
async fn tell(provider: Provider, app: ClientId) -> bool {
    loop {
        match tell_next(&provider, &app).await {
            Ok(Some(true)) => {}
            Ok(Some(false)) => return false,
            Ok(None) => return true,
            Err(error) => {
                tracing::warn!(%error, client_id = %app, "what became of a logout notice could not be written down");
                return false;
            }
        }
    }
}

/// Whether the next notice got through; none where none is due.
async fn tell_next(provider: &Provider, app: &ClientId) -> store::Result<Option<bool>> {
    let now = provider.clock.now();
    let mut write = provider.store.write().await?;
    let leased = write.db().lease_notice(app, now, now + LEASE_SECONDS).await?;
    write.commit().await?;
    match leased {
        Some(notice) => Ok(Some(backchannel::send(provider, &notice).await?.is_ok())),
        None => Ok(None),
    }
}
