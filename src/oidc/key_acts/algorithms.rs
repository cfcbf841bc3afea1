//! Offering algorithms to apps, and withdrawing them.

use super::{KeyActError, KeyActs};
use crate::accounts::Authority;
use crate::audit::{Event, Kind};
use crate::keys::{Algorithm, SigningAlg, first_keys_of, hold_offered, offered, set_offered, store_key};
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use crate::model::user::Permission;
use crate::store::{self, Db};
use serde_json::json;

/// What switching an algorithm on has led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SwitchedOn {
    /// Whether it was off.
    pub is_new: bool,
    /// The first keys of its ring, where it had none: one signs from now on, one stands by.
    pub made: Vec<String>,
    /// From when on every app knows the key that signs, if it keeps the key set as long as it may (unix seconds); none
    /// where no key was made.
    pub known_from: Option<i64>,
}

/// What is so before an algorithm is offered or withdrawn, and what that would lead to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prospect {
    /// Whether apps may choose it now.
    pub is_offered: bool,
    /// The apps that have chosen it: while there are any it cannot be withdrawn.
    pub chosen_by: Vec<ClientId>,
    /// From when on every app would know the first key of its ring (unix seconds), where that is still to be made.
    pub known_from: Option<i64>,
}

impl KeyActs {
    /// What [`KeyActs::enable`] and [`KeyActs::disable`] would lead to.
    pub async fn prospect(&self, alg: SigningAlg) -> store::Result<Prospect> {
        let mut read = self.store.read().await?;
        let mut db = read.db();
        let known_from = match alg {
            SigningAlg::Key(algorithm) if !has_keys(&mut db, algorithm).await? => Some(self.now() + self.max_age),
            SigningAlg::Key(_) | SigningAlg::Secret => None,
        };
        let is_offered = offered(&mut db).await?.contains(&alg);
        Ok(Prospect { is_offered, chosen_by: chosen_by(&mut db, alg).await?, known_from })
    }

    /// Lets apps choose an algorithm, and makes the first keys of its ring where there are none. Already so is fine.
    ///
    /// The very first key of a ring signs at once, before any app knows it; so let no app choose the algorithm before
    /// [`SwitchedOn::known_from`].
    pub async fn enable(&self, by: &Authority, alg: SigningAlg) -> Result<SwitchedOn, KeyActError> {
        by.require(Permission::Own)?;
        let made = match alg {
            SigningAlg::Key(algorithm) => self.first_keys(algorithm).await?,
            SigningAlg::Secret => Vec::new(),
        };
        match self.switch_on(by, alg, &made).await {
            // Another node has made the first keys of the ring meanwhile.
            Err(KeyActError::Store(store::Error::Taken(_))) => self.switch_on(by, alg, &[]).await,
            other => other,
        }
    }

    /// Lets no app choose an algorithm any more; refused while one has. Its keys stay published and ready, so that what
    /// they signed still verifies and switching it on again takes no time.
    pub async fn disable(&self, by: &Authority, alg: SigningAlg) -> Result<bool, KeyActError> {
        if alg == SigningAlg::DEFAULT {
            return Err(KeyActError::AlwaysOffered);
        }
        let mut write = self.begin(by).await?;
        let now = self.clock.now();
        let before = hold_offered(&mut write.db(), now).await?;
        let clients = chosen_by(&mut write.db(), alg).await?;
        if !clients.is_empty() {
            return Err(KeyActError::InUse { alg, clients });
        }
        let after: Vec<_> = before.iter().copied().filter(|own| *own != alg).collect();
        if after == before {
            return Ok(false);
        }
        set_offered(&mut write.db(), &after, now).await?;
        self.commit(write, vec![changed(by, &before, &after)]).await?;
        Ok(true)
    }

    /// Two keys for a ring that never had one, not stored yet.
    async fn first_keys(&self, algorithm: Algorithm) -> Result<Vec<SigningKey>, KeyActError> {
        if has_keys(&mut self.store.read().await?.db(), algorithm).await? {
            return Ok(Vec::new());
        }
        Ok(first_keys_of(&self.master_key, algorithm, self.rsa_bits, || self.now()).await?)
    }

    async fn switch_on(&self, by: &Authority, alg: SigningAlg, made: &[SigningKey]) -> Result<SwitchedOn, KeyActError> {
        let mut write = self.begin(by).await?;
        let now = self.clock.now();
        let before = hold_offered(&mut write.db(), now).await?;
        let is_new = !before.contains(&alg);
        let mut events = Vec::new();
        for key in made {
            store_key(&mut write.db(), &self.master_key, key).await?;
            events.push(created(by, key));
        }
        if is_new {
            let after: Vec<_> = before.iter().copied().chain([alg]).collect();
            set_offered(&mut write.db(), &after, now).await?;
            events.push(changed(by, &before, &after));
        }
        let known_from = made.first().map(|key| key.publish_at + self.max_age);
        if !events.is_empty() {
            self.commit(write, events).await?;
        }
        Ok(SwitchedOn { is_new, made: made.iter().map(|key| key.kid.clone()).collect(), known_from })
    }
}

async fn has_keys(db: &mut Db<'_>, algorithm: Algorithm) -> store::Result<bool> {
    Ok(db.signing_keys().await?.iter().any(|row| row.ring == algorithm.name()))
}

/// The apps that have chosen an algorithm for any of their tokens.
async fn chosen_by(db: &mut Db<'_>, alg: SigningAlg) -> store::Result<Vec<ClientId>> {
    let apps = db.list_clients().await?.into_iter();
    Ok(apps.filter(|app| app.has_chosen(alg.name())).map(|app| app.id).collect())
}

fn created(by: &Authority, key: &SigningKey) -> Event {
    let event = by.event(Kind::KeyCreated).detail("kid", &*key.kid).detail("ring", &*key.ring);
    // Guarantee 1 has this exception, and the log says so.
    event.detail("signs_from", key.sign_from).detail("is_first_of_its_ring", key.sign_from.is_some())
}

fn changed(by: &Authority, before: &[SigningAlg], after: &[SigningAlg]) -> Event {
    let names = |algs: &[SigningAlg]| json!(algs.iter().map(|alg| alg.name()).collect::<Vec<_>>());
    let event = by.event(Kind::SettingsChanged).detail("setting", "signing_algorithms");
    event.detail("before", names(before)).detail("after", names(after))
}
