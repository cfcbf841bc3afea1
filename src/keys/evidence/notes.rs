//! What apps did last, a few things for each: gathered in memory, handed out once to be written.

use crate::model::ids::ClientId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Things kept of one app: those that it did last.
const MOST_PER_APP: usize = 16;

/// Things that apps did, and when last (unix seconds).
pub(super) struct Notes<T> {
    by_app: Mutex<HashMap<ClientId, Vec<Note<T>>>>,
    grain: i64,
}

struct Note<T> {
    what: T,
    at: i64,
    is_written: bool,
}

impl<T: Clone + Ord> Notes<T> {
    /// Nothing yet; the same again is noted only when it is at least `grain` seconds later.
    pub(super) fn new(grain: i64) -> Self {
        Self { by_app: Mutex::default(), grain }
    }

    /// Notes that an app did something; answers whether that is new.
    pub(super) fn note(&self, client: &ClientId, what: T, now: i64) -> bool {
        let mut by_app = self.lock();
        let Some(own) = by_app.get_mut(client) else {
            by_app.insert(client.clone(), vec![Note { what, at: now, is_written: false }]);
            return true;
        };
        if let Some(note) = own.iter_mut().find(|note| note.what == what) {
            if (now - note.at).abs() >= self.grain {
                (note.at, note.is_written) = (now, false);
            }
            return false;
        }
        if own.len() >= MOST_PER_APP {
            let oldest = own.iter().enumerate().min_by_key(|(_, note)| note.at).map(|(place, _)| place);
            own.swap_remove(oldest.unwrap_or_default());
        }
        own.push(Note { what, at: now, is_written: false });
        true
    }

    /// What is not written yet, in the order of the apps; counts as written from now on.
    pub(super) fn take(&self) -> Vec<(ClientId, T, i64)> {
        let mut taken = Vec::new();
        for (client, notes) in &mut *self.lock() {
            for note in notes.iter_mut().filter(|note| !note.is_written) {
                note.is_written = true;
                taken.push((client.clone(), note.what.clone(), note.at));
            }
        }
        taken.sort();
        taken
    }

    /// What could not be written waits again.
    pub(super) fn give_back(&self, notes: &[(ClientId, T, i64)]) {
        let mut by_app = self.lock();
        for (client, what, _) in notes {
            let own = by_app.get_mut(client).and_then(|own| own.iter_mut().find(|note| note.what == *what));
            if let Some(note) = own {
                note.is_written = false;
            }
        }
    }

    /// Forgets the apps that are gone.
    pub(super) fn keep(&self, is_there: impl Fn(&ClientId) -> bool) {
        self.lock().retain(|client, _| is_there(client));
    }

    /// Everything that is noted, of all apps.
    pub(super) fn all(&self) -> Vec<T> {
        self.lock().values().flatten().map(|note| note.what.clone()).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<ClientId, Vec<Note<T>>>> {
        self.by_app.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
