//! Who fetched the key set last, in memory that does not grow: everybody who may be an app has a place, all strangers
//! together share a fixed number of them.

use super::{Alias, Size};
use crate::keys::PublishedSet;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Requests meet on the lock of one of these parts only.
const SHARDS: usize = 16;

/// Places of strangers in each part: one who comes takes the place of another.
const STRANGERS: usize = 256;

/// Aliases and addresses of apps that are remembered at most.
pub(super) const MOST_KNOWN: usize = 32_768;

/// The same fetch again is noted only when it is at least this much later (seconds).
const GRAIN: i64 = 30;

/// What stands between is kept up to so many bytes.
const LONGEST_THROUGH: usize = 80;

/// Who asks for the key set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Asker {
    /// Whoever was told the address of an app.
    Alias(Alias),
    /// Whoever is at a network address.
    Address(IpAddr),
    /// A proxy of ours on its own account: it keeps the key set for others.
    Proxy,
}

impl fmt::Display for Asker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alias(alias) => alias.fmt(f),
            Self::Address(address) => address.fmt(f),
            Self::Proxy => f.write_str("proxy"),
        }
    }
}

/// One fetch.
#[derive(Clone, Debug)]
pub(super) struct Fetch {
    /// When (unix seconds).
    pub(super) at: i64,
    /// What was served.
    pub(super) set: Arc<PublishedSet>,
    /// What stood between, in its own words.
    pub(super) through: Option<Box<str>>,
    is_written: bool,
}

/// The last fetch of each asker.
pub(super) struct Fetches {
    hasher: RandomState,
    shards: [Mutex<Shard>; SHARDS],
}

struct Shard {
    /// Most of ten thousand apps have fetched nothing yet: a place without a fetch is small.
    known: HashMap<Asker, Option<Box<Fetch>>>,
    strangers: Box<[Option<(Asker, Fetch)>]>,
}

impl Fetches {
    /// Nobody has fetched, and no app is known.
    pub(super) fn new() -> Self {
        let shard = |_| Mutex::new(Shard { known: HashMap::new(), strangers: vec![None; STRANGERS].into() });
        let fetches = Self { hasher: RandomState::new(), shards: std::array::from_fn(shard) };
        fetches.know_one(Asker::Proxy);
        fetches
    }

    /// Notes that somebody was served a set, at a time in unix seconds.
    pub(super) fn note(&self, asker: Asker, set: &Arc<PublishedSet>, through: Option<&str>, now: i64) {
        let through = through.map(cut);
        let (shard, slot) = self.place(&asker);
        let mut shard = lock(shard);
        let Shard { known, strangers } = &mut *shard;
        let is_same = |fetch: &Fetch| {
            (now - fetch.at).abs() < GRAIN && fetch.through.as_deref() == through && fetch.set.etag == set.etag
        };
        let fetch = || Fetch { at: now, set: set.clone(), through: through.map(Box::from), is_written: false };
        match (known.get_mut(&asker), &mut strangers[slot]) {
            (Some(Some(last)), _) if is_same(last) => {}
            (Some(place), _) => *place = Some(Box::new(fetch())),
            (None, Some((own, last))) if *own == asker && is_same(last) => {}
            (None, place) => *place = Some((asker, fetch())),
        }
    }

    /// Gives askers places of their own, with what they fetched as strangers, and takes them from all others.
    pub(super) fn know(&self, askers: &HashSet<Asker>) {
        for shard in &self.shards {
            // What waits to be written is not lost with its place.
            lock(shard).known.retain(|asker, fetch| {
                matches!(asker, Asker::Proxy) || askers.contains(asker) || fetch.as_ref().is_some_and(|f| !f.is_written)
            });
        }
        askers.iter().for_each(|asker| self.know_one(*asker));
    }

    /// Gives one asker a place of its own, unless there are too many.
    pub(super) fn know_one(&self, asker: Asker) {
        let (shard, slot) = self.place(&asker);
        let mut shard = lock(shard);
        if shard.known.contains_key(&asker) || shard.known.len() >= MOST_KNOWN / SHARDS {
            return;
        }
        let own = shard.strangers[slot].take_if(|(stranger, _)| *stranger == asker);
        shard.known.insert(asker, own.map(|(_, fetch)| Box::new(fetch)));
    }

    /// What is known and not written yet, in the order of the askers; counts as written from now on.
    pub(super) fn take(&self) -> Vec<(Asker, Fetch)> {
        let mut taken = Vec::new();
        for shard in &self.shards {
            for (asker, fetch) in &mut lock(shard).known {
                if let Some(fetch) = fetch.as_mut().filter(|fetch| !fetch.is_written) {
                    fetch.is_written = true;
                    taken.push((*asker, (**fetch).clone()));
                }
            }
        }
        taken.sort_by_key(|(asker, _)| *asker);
        taken
    }

    /// What could not be written waits again.
    pub(super) fn give_back(&self, fetches: &[(Asker, Fetch)]) {
        for (asker, _) in fetches {
            if let Some(Some(fetch)) = lock(self.place(asker).0).known.get_mut(asker) {
                fetch.is_written = false;
            }
        }
    }

    /// How many are remembered, and how many bytes that takes.
    pub(super) fn size(&self) -> Size {
        let empty = Size { known: 0, strangers: 0, bytes: 0 };
        self.shards.iter().map(lock).fold(empty, |sum, shard| {
            let strangers = shard.strangers.iter().flatten().count();
            let own = shard.known.values().flatten().map(|fetch| &**fetch);
            let places = shard.known.capacity() * size_of::<(Asker, Option<Box<Fetch>>)>()
                + own.clone().count() * size_of::<Fetch>()
                + shard.strangers.len() * size_of::<Option<(Asker, Fetch)>>();
            let fetches = own.chain(shard.strangers.iter().flatten().map(|(_, fetch)| fetch));
            let words: usize = fetches.filter_map(|fetch| fetch.through.as_ref()).map(|text| text.len()).sum();
            Size {
                known: sum.known + shard.known.len(),
                strangers: sum.strangers + strangers,
                bytes: sum.bytes + places + words,
            }
        })
    }

    fn place(&self, asker: &Asker) -> (&Mutex<Shard>, usize) {
        let hash = self.hasher.hash_one(asker);
        let part = |of: usize, shift: u32| usize::try_from((hash >> shift) % of as u64).unwrap_or_default();
        (&self.shards[part(SHARDS, 0)], part(STRANGERS, 32))
    }
}

fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cut(text: &str) -> &str {
    &text[..text.floor_char_boundary(LONGEST_THROUGH)]
}
