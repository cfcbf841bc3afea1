//! Nodes over one database for tests of this room: rings with real keys, a clock that moves when it is told to.

use super::{By, Rotation};
use crate::clock::Clock;
use crate::config::Config;
use crate::keys::algorithm::Algorithm;
use crate::keys::audit_keys::audit_log;
use crate::keys::lifecycle::State;
use crate::keys::ring::Ring;
use crate::keys::ring_store::ensure_first_keys;
use crate::keys::seal::MasterKey;
use crate::keys::timing::Timing;
use crate::model::signing_key::SigningKey;
use crate::store::{Store, testing};
use serde_json::json;

pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const DAY: i64 = 86_400;
pub(super) const MAX_AGE: i64 = 600;
pub(super) const LEAD: i64 = DAY;
pub(super) const SKEW: i64 = 60;
pub(super) const RS256: Algorithm = Algorithm::Rs256;

/// One database and the time.
pub(super) struct House {
    pub(super) db: testing::TestStore,
    pub(super) master: MasterKey,
    pub(super) clock: Clock,
}

/// One server on it.
pub(super) struct Node {
    pub(super) rotation: Rotation,
    pub(super) ring: Ring,
    pub(super) clock: Clock,
}

impl House {
    /// A house of every engine, its first two keys made at [`NOW`].
    pub(super) async fn on_every_engine() -> Vec<Self> {
        let mut houses = Vec::new();
        for db in testing::stores().await {
            let house = Self { db, master: MasterKey::random(), clock: Clock::fixed(NOW) };
            ensure_first_keys(&house.db, &house.master, 2048, &house.clock).await.unwrap();
            houses.push(house);
        }
        houses
    }

    pub(super) async fn node(&self) -> Node {
        self.node_over(&self.db.store, Config::default()).await
    }

    /// A node with connections and settings of its own.
    pub(super) async fn node_over(&self, store: &Store, config: Config) -> Node {
        self.node_by(self.clock.clone(), store, config).await
    }

    /// A node with a clock of its own too.
    pub(super) async fn node_by(&self, clock: Clock, store: &Store, config: Config) -> Node {
        let ring = Ring::load(store, self.master.clone(), Timing::of(&config.keys), &clock).await.unwrap();
        let audit = audit_log(&self.master, clock.clone());
        let rotation = Rotation::new(store.clone(), ring.clone(), audit, clock.clone(), &config.keys);
        Node { rotation, ring, clock }
    }

    pub(super) async fn rows(&self) -> Vec<SigningKey> {
        self.db.read().await.unwrap().db().signing_keys().await.unwrap()
    }

    pub(super) async fn events(&self, kind: &str) -> usize {
        testing::audit_events(&self.db, kind).await.len()
    }
}

impl Node {
    /// Lets time pass and does what it brings, as the schedule does each second.
    pub(super) async fn pass(&self, seconds: i64) {
        self.clock.advance(seconds);
        while !self.rotation.keep_up().await.unwrap().is_empty() {}
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.now()
    }

    /// The states by generation.
    pub(super) fn states(&self) -> Vec<State> {
        self.ring.list(self.now()).iter().map(|key| key.state).collect()
    }

    /// The generation of the key that signs.
    pub(super) fn signer(&self) -> Option<i64> {
        let kid = self.ring.find_signer(RS256, self.now())?;
        self.ring.list(self.now()).iter().find(|key| key.row.kid == kid).map(|key| key.row.generation)
    }

    pub(super) fn kid(&self, generation: usize) -> String {
        self.ring.list(self.now())[generation - 1].row.kid.clone()
    }

    /// The generations in the key set, in their order.
    pub(super) fn published(&self) -> Vec<i64> {
        let set = self.ring.jwks(self.now());
        let document: serde_json::Value = serde_json::from_slice(&set.bytes).unwrap();
        let listed = self.ring.list(self.now());
        let generation = |kid: &str| listed.iter().find(|key| key.row.kid == kid).unwrap().row.generation;
        document["keys"].as_array().unwrap().iter().map(|key| generation(key["kid"].as_str().unwrap())).collect()
    }

    /// A token that lives for some seconds.
    pub(super) async fn token(&self, seconds: i64) -> String {
        let exp = self.now() + seconds;
        let claims = json!({ "iss": "https://id.example", "exp": exp });
        self.ring.sign(self.now(), RS256, "at+jwt", &claims, exp).await.unwrap()
    }

    pub(super) fn believes(&self, token: &str) -> bool {
        let now = self.now();
        let expected = crate::keys::Expected {
            issuer: "https://id.example",
            types: &["at+jwt"],
            now,
            leeway: 0,
            is_expired_accepted: false,
        };
        self.ring.verify::<serde_json::Value>(token, &expected).is_ok()
    }
}

pub(super) const fn line() -> By {
    By::command_line()
}
