//! What every house begins with: signing keys, made once for all tests, people and apps.

use super::apps::EVERY_APP;
use claviger::clock::Clock;
use claviger::keys::generate::PrivateKey;
use claviger::keys::lifecycle::{Dates, seal_row};
use claviger::keys::{Algorithm, MasterKey};
use claviger::model::ids::random_id;
use claviger::model::secret::Redacted;
use claviger::model::signing_key::SigningKey;
use claviger::model::user::User;
use claviger::model::username::username_key;
use claviger::oidc::Provider;
use claviger::store::{Group, Store};
use serde_json::json;
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
        let key = PrivateKey::generate_blocking(Algorithm::Rs256, 2048).expect("a key");
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

/// Adds the people, who sign in with [`PASSWORD`].
pub async fn add_people(provider: &Provider) {
    let mut alice = person(ALICE);
    alice.name = Some("Alice Adams".to_owned());
    alice.email = Some("alice@northwind.example".to_owned());
    alice.email_verified = true;
    let claims = json!({
        "given_name": "Alice", "family_name": "Adams", "middle_name": "Ada", "nickname": "Al",
        "profile": "https://northwind.example/alice", "picture": "https://northwind.example/alice.png",
        "website": "https://alice.example/", "gender": "female", "birthdate": "1970-01-02",
        "zoneinfo": "Europe/Berlin", "locale": "en-GB", "phone_number": "+49301234567",
        "phone_number_verified": false, "address": { "locality": "Berlin", "country": "Germany" },
    });
    alice.claims = claims.as_object().cloned().unwrap_or_default();
    let groups = ["editors", "Ärzte", "nobody"].map(|name| Group::new(random_id().into(), name, *BEGIN));
    let people = [alice, person(BOB)];
    let mut hashes = Vec::new();
    for user in &people {
        let password = Redacted::from(PASSWORD.to_owned());
        hashes.push(provider.accounts.hash_new_password(&password, user).await.expect("a hash"));
    }
    let mut write = provider.store.write().await.expect("a transaction");
    for (mut user, hash) in people.into_iter().zip(hashes) {
        user.password_hash = Some(hash);
        let email_key = user.email.as_deref().map(username_key);
        let keys = (username_key(&user.username), email_key);
        write.db().insert_user(&user, (&keys.0, keys.1.as_deref())).await.expect("a person is stored");
        for group in &groups {
            if user.username == ALICE {
                write.db().insert_group(group).await.expect("a group is stored");
            }
            if user.username == ALICE && group.name != "nobody" {
                write.db().add_group_member(&group.id, &user.id).await.expect("a member is stored");
            }
        }
    }
    write.commit().await.expect("the people are there");
}

fn person(username: &str) -> User {
    User::new(random_id().into(), username, *BEGIN)
}
