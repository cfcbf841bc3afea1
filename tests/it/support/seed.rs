//! What every house begins with: signing keys, made once for all tests, people and apps.

use super::apps::EVERY_APP;
use claviger::clock::Clock;
use claviger::keys::MasterKey;
use claviger::keys::generate::PrivateKey;
use claviger::keys::lifecycle::{Dates, seal_row};
use claviger::model::signing_key::SigningKey;
use claviger::store::Store;
use std::sync::LazyLock;

/// A person who lives in every house.
pub const ALICE: &str = "alice";
/// Another.
pub const BOB: &str = "bob";
/// The password of both.
pub const PASSWORD: &str = "a lighthouse keeps no secrets";

/// When all houses begin (unix seconds): the present, so that libraries with clocks of their own agree.
static BEGIN: LazyLock<i64> = LazyLock::new(|| Clock::system().now());

static KEYS: LazyLock<(MasterKey, Vec<SigningKey>)> = LazyLock::new(|| {
    let master = MasterKey::random();
    let row = |generation, sign_from| {
        let key = PrivateKey::generate_rsa_blocking(2048).expect("a key");
        seal_row(&master, &key, Dates { generation, now: *BEGIN, sign_from }).expect("a row")
    };
    let rows = vec![row(1, Some(*BEGIN)), row(2, None)];
    (master, rows)
});

/// A clock of a test's own.
pub fn clock() -> Clock {
    Clock::fixed(*BEGIN)
}

/// The master key that opens the keys of every house.
pub fn master_key() -> MasterKey {
    KEYS.0.clone()
}

/// Puts keys and apps into an empty database.
pub async fn fill(store: &Store) {
    let mut write = store.write().await.expect("a transaction");
    for key in &KEYS.1 {
        write.db().insert_signing_key(key).await.expect("a key is stored");
    }
    for app in EVERY_APP {
        write.db().insert_client(&app.client(*BEGIN)).await.expect("an app is stored");
    }
    write.commit().await.expect("the database is filled");
}
