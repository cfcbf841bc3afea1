//! The master key changes, and nothing is lost: not by a crash at any step, not by two at once, not on a running node.

use super::*;
use crate::audit::Actor;
use crate::clock::Clock;
use crate::keys::{
    Algorithm, Flaw, Origin, Purpose, Ring, State, Timing, audit_head_key, audit_log, ensure_first_keys,
    open_master_key_of, store_key,
};
use crate::keys::{first_keys_of, lifecycle};
use crate::model::client::{Client, ClientKind, ClientSecret};
use crate::model::ids::{ClientId, random_id};
use crate::model::secret::{Redacted, TokenHash};
use crate::store::testing::{self, TestStore};
use serde_json::json;
use std::path::PathBuf;

const NOW: i64 = 1_800_000_000;

/// An installation with keys and an app whose secret lies sealed, and a folder for its master key.
struct House {
    db: TestStore,
    config: Config,
    master: MasterKey,
    folder: PathBuf,
}

impl House {
    async fn each() -> Vec<Self> {
        let mut houses = Vec::new();
        for db in testing::stores().await {
            let folder = std::env::temp_dir().join(format!("claviger-reseal-{}", random_id()));
            let config = Config { master_key_file: folder.join("master.key"), ..Config::default() };
            let (master, _) = open_master_key_of(&db.store, &config, &clock()).await.unwrap();
            ensure_first_keys(&db.store, &master, 2048, &clock()).await.unwrap();
            let house = Self { db, config, master, folder };
            house.add_app().await;
            houses.push(house);
        }
        houses
    }

    async fn add_app(&self) {
        let mut app = Client::new("shop", ClientKind::Web, NOW);
        let sealed = SharedSecret::seal(&self.master, &app.id, "1", &Redacted::from("s3cret".to_owned()));
        app.secrets = vec![ClientSecret {
            id: "1".to_owned(),
            hash: TokenHash::of("s3cret"),
            sealed: Some(sealed),
            hint: "s3cr".to_owned(),
            created_at: NOW,
            expires_at: None,
            last_used_at: None,
        }];
        let mut write = self.db.store.write().await.unwrap();
        write.db().insert_client(&app).await.unwrap();
        write.commit().await.unwrap();
    }

    /// What somebody who starts now opens.
    async fn open(&self) -> (MasterKey, Origin) {
        open_master_key_of(&self.db.store, &self.config, &clock()).await.unwrap()
    }

    async fn ring(&self, master: &MasterKey) -> Ring {
        Ring::load(&self.db.store, master.clone(), Timing::of(&self.config.keys), &clock()).await.unwrap()
    }

    async fn reseal(&self, new: &MasterKey) -> Result<Resealed, ResealError> {
        let audit = audit_log(&self.master, clock());
        let event = |kind| Event::new(kind, Actor::CommandLine);
        reseal(&self.db.store, &audit, (&self.master, new), event, NOW).await
    }

    /// Everything that lies sealed opens with `master`, and what the audit log holds is authentic.
    async fn assert_sound(&self, master: &MasterKey, keys: &[u8]) {
        let name = self.db.name;
        let ring = self.ring(master).await;
        assert_eq!(ring.alarms(), [], "{name}");
        assert_eq!(ring.jwks(NOW).bytes, keys, "{name}: the same keys");
        ring.sign(NOW, Algorithm::Rs256, "JWT", &json!({}), NOW + 60).await.unwrap();
        let mut read = self.db.store.read().await.unwrap();
        let secrets = read.db().sealed_client_secrets().await.unwrap();
        assert!(SharedSecret::open(master, &ClientId::from("shop"), "1", &secrets[0].sealed).is_ok(), "{name}");
        let events = read.db().unlinked_audit_events("", 100).await.unwrap();
        let audit = audit_log(master, clock());
        assert!(events.iter().all(|event| audit.is_authentic(event)), "{name}");
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn clock() -> Clock {
    Clock::fixed(NOW)
}

#[tokio::test]
async fn everything_lies_under_the_new_master_key_and_nothing_under_the_old_one() {
    for house in House::each().await {
        let before = house.ring(&house.master).await.jwks(NOW).bytes.clone();
        let heads = audit_head_key(&house.master).verifier().jwk();
        let (new, _) = prepare(&house.config.master_key_file).unwrap();
        let done = house.reseal(&new).await.unwrap();
        assert_eq!(done, Resealed { keys: 2, secrets: 1, left: 0 }, "{}", house.db.name);
        let former = finish(&house.config.master_key_file).unwrap().unwrap();
        let (opened, origin) = house.open().await;
        assert_eq!((opened.id(), origin), (new.id(), Origin::File), "{}", house.db.name);
        house.assert_sound(&opened, &before).await;
        assert_eq!(audit_head_key(&opened).verifier().jwk(), heads, "{}: heads outside still verify", house.db.name);
        assert_eq!(MasterKey::read_file(&former).unwrap().id(), house.master.id(), "{}", house.db.name);
        let with_old = house.ring(&house.master).await;
        assert!(with_old.alarms().iter().all(|alarm| alarm.flaw == Flaw::Mac), "{}", house.db.name);
        assert_eq!(with_old.alarms().len(), 2, "{}", house.db.name);
        // And once more: what was taken over goes on.
        let (third, _) = prepare(&house.config.master_key_file).unwrap();
        let event = |kind| Event::new(kind, Actor::CommandLine);
        let audit = audit_log(&opened, clock());
        reseal(&house.db.store, &audit, (&opened, &third), event, NOW).await.unwrap();
        finish(&house.config.master_key_file).unwrap();
        let (opened, _) = house.open().await;
        house.assert_sound(&opened, &before).await;
    }
}

#[tokio::test]
async fn cut_off_at_any_step_it_loses_nothing_and_can_be_done_again() {
    for house in House::each().await {
        let (path, name) = (house.config.master_key_file.clone(), house.db.name);
        let before = house.ring(&house.master).await.jwks(NOW).bytes.clone();
        let (new, next) = prepare(&path).unwrap();
        // Before the transaction: nothing has changed, and the next try takes the same key.
        house.assert_sound(&house.open().await.0, &before).await;
        assert_eq!(prepare(&path).unwrap().0.id(), new.id(), "{name}");
        // In the transaction.
        let mut write = house.db.store.write().await.unwrap();
        write.db().set_setting(MASTER_KEY_ID, &new.id(), NOW).await.unwrap();
        drop(write);
        house.assert_sound(&house.open().await.0, &before).await;
        // Behind it: the new key lies beside the old one.
        house.reseal(&new).await.unwrap();
        let (opened, origin) = house.open().await;
        assert_eq!((opened.id(), origin), (new.id(), Origin::NextFile), "{name}");
        house.assert_sound(&opened, &before).await;
        // Between the two files.
        let former = finish(&path).unwrap().unwrap();
        std::fs::rename(&path, &next).unwrap();
        house.assert_sound(&house.open().await.0, &before).await;
        assert_eq!(finish(&path).unwrap(), None, "{name}: the old one has its other name already");
        assert!(former.exists() && !next.exists(), "{name}");
        house.assert_sound(&house.open().await.0, &before).await;
        assert_eq!(finish(&path).unwrap(), None, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_at_once_one_wins_and_the_other_changes_nothing() {
    for house in House::each().await {
        let house = std::sync::Arc::new(house);
        let before = house.ring(&house.master).await.jwks(NOW).bytes.clone();
        let tries: Vec<_> = (0..2)
            .map(|_| {
                let house = house.clone();
                tokio::spawn(async move {
                    let new = MasterKey::random();
                    house.reseal(&new).await.map(|_| new)
                })
            })
            .collect();
        let mut won = Vec::new();
        for one in tries {
            match one.await.unwrap() {
                Ok(new) => won.push(new),
                Err(error) => assert!(matches!(error, ResealError::Outrun), "{}: {error}", house.db.name),
            }
        }
        assert_eq!(won.len(), 1, "{}", house.db.name);
        let mut read = house.db.store.read().await.unwrap();
        assert_eq!(read.db().find_setting(MASTER_KEY_ID).await.unwrap(), Some(won[0].id()), "{}", house.db.name);
        take_over(&mut read.db(), &won[0]).await.unwrap();
        drop(read);
        house.assert_sound(&won[0], &before).await;
    }
}

#[tokio::test]
async fn a_running_node_goes_on_until_it_finds_the_new_master_key_and_with_it() {
    for house in House::each().await {
        let name = house.db.name;
        let node = house.master.clone();
        let ring = house.ring(&node).await;
        let set = ring.jwks(NOW);
        let (new, next) = prepare(&house.config.master_key_file).unwrap();
        let hidden = next.with_extension("hidden");
        std::fs::rename(&next, &hidden).unwrap();
        let other = MasterKey::from_text(&Redacted::from(node.to_text().to_string())).unwrap();
        let event = |kind| Event::new(kind, Actor::CommandLine);
        reseal(&house.db.store, &audit_log(&other, clock()), (&other, &new), event, NOW).await.unwrap();
        let missing = follow(&house.db.store, &house.config, &node).await.unwrap();
        assert_eq!(missing, Followed::Missing(new.id()), "{name}");
        ring.reload(&house.db.store).await.unwrap();
        assert!(ring.alarms().is_empty() && ring.jwks(NOW).bytes == set.bytes, "{name}: it goes on");
        ring.sign(NOW, Algorithm::Rs256, "JWT", &json!({}), NOW + 60).await.unwrap();
        std::fs::rename(&hidden, &next).unwrap();
        assert_eq!(follow(&house.db.store, &house.config, &node).await.unwrap(), Followed::Changed, "{name}");
        assert_eq!(follow(&house.db.store, &house.config, &node).await.unwrap(), Followed::Current, "{name}");
        assert_eq!(node.id(), new.id(), "{name}");
        ring.reload(&house.db.store).await.unwrap();
        assert!(ring.alarms().is_empty() && ring.jwks(NOW).bytes == set.bytes, "{name}");
        ring.sign(NOW, Algorithm::Rs256, "JWT", &json!({}), NOW + 9000).await.unwrap();
    }
}

#[tokio::test]
async fn a_node_without_the_new_master_key_believes_no_revoked_key_and_adds_none_of_its_own() {
    for house in House::each().await {
        let name = house.db.name;
        let ring = house.ring(&house.master).await;
        let new = MasterKey::random();
        house.reseal(&new).await.unwrap();
        let mut write = house.db.store.write().await.unwrap();
        let row = write.db().signing_keys().await.unwrap().remove(0);
        let mut revoked = row.clone();
        revoked.revoked_at = Some(NOW);
        let mut signed = revoked.clone();
        lifecycle::sign_row(&new, &mut signed);
        assert!(write.db().replace_signing_key(&revoked, &signed.mac).await.unwrap(), "{name}");
        write.commit().await.unwrap();
        ring.reload(&house.db.store).await.unwrap();
        let states: Vec<_> = ring.list(NOW).iter().map(|key| (key.row.kid.clone(), key.state)).collect();
        assert!(states.len() == 1 && states[0].1 == State::Standby, "{name}: {states:?}");
        let made = first_keys_of(&house.master, Algorithm::EdDsa, 2048, || NOW).await.unwrap();
        let mut write = house.db.store.write().await.unwrap();
        let refused = store_key(&mut write.db(), &house.master, &made[0]).await;
        assert!(matches!(refused, Err(store::Error::Taken(_))), "{name}");
        store_key(&mut write.db(), &new, &made[0]).await.unwrap();
    }
}

#[tokio::test]
async fn a_row_that_was_changed_in_the_database_is_not_made_ours_by_it() {
    for house in House::each().await {
        let mut write = house.db.store.write().await.unwrap();
        let row = write.db().signing_keys().await.unwrap().remove(1);
        let changed = crate::model::signing_key::SigningKey { mac: vec![0; 32], ..row.clone() };
        write.db().reseal_signing_key(&changed).await.unwrap();
        write.commit().await.unwrap();
        let new = MasterKey::random();
        assert_eq!(house.reseal(&new).await.unwrap().left, 1, "{}", house.db.name);
        let alarms = house.ring(&new).await.alarms();
        assert!(alarms.len() == 1 && alarms[0].flaw == Flaw::Mac, "{}: {alarms:?}", house.db.name);
    }
}

#[tokio::test]
async fn another_master_key_than_the_new_one_is_refused_by_both_names() {
    for house in House::each().await {
        let new = MasterKey::random();
        house.reseal(&new).await.unwrap();
        let refused = open_master_key_of(&house.db.store, &house.config, &clock()).await.unwrap_err().to_string();
        assert!(refused.contains(&new.id()) && refused.contains(&house.master.id()), "{}: {refused}", house.db.name);
        // A file that lies where the next one would be is no way around it.
        prepare(&house.config.master_key_file).unwrap();
        assert!(open_master_key_of(&house.db.store, &house.config, &clock()).await.is_err(), "{}", house.db.name);
    }
}

#[tokio::test]
async fn what_travelled_is_taken_back_after_a_restart_for_an_hour_and_not_longer() {
    let until = NOW + (SETTLING + TRAVELLING).as_secs().cast_signed();
    for house in House::each().await {
        let name = house.db.name;
        let flow = house.master.seal(Purpose::Flow, &[], b"a sign-in");
        let at_rest = house.master.seal(Purpose::SigningKeys, &[], b"a key");
        let (new, _) = prepare(&house.config.master_key_file).unwrap();
        house.reseal(&new).await.unwrap();
        for (now, left) in [(NOW + 1, Some(until - NOW - 1)), (until, None)] {
            let (started, _) = house.open().await;
            assert!(started.open(Purpose::Flow, &[], &flow).is_err(), "{name}");
            let mut read = house.db.store.read().await.unwrap();
            assert_eq!(take_back(&mut read.db(), &started, now).await.unwrap(), left, "{name}");
            assert_eq!(started.open(Purpose::Flow, &[], &flow).is_ok(), left.is_some(), "{name}");
            assert!(started.open(Purpose::SigningKeys, &[], &at_rest).is_err(), "{name}");
        }
        // Whoever can write to the database alone does not make it longer.
        let mut write = house.db.store.write().await.unwrap();
        let lent = write.db().find_setting(LENT).await.unwrap().unwrap();
        let longer = lent.replace(&until.to_string(), &(until + 9000).to_string());
        for changed in [&*longer, "", "x:y", "99999999999999999999:AAAA"] {
            write.db().set_setting(LENT, changed, NOW).await.unwrap();
            let taken = take_back(&mut write.db(), &new, NOW).await.unwrap();
            assert_eq!(taken, None, "{name}: {changed}");
        }
    }
}

#[tokio::test]
async fn what_was_taken_over_must_open() {
    for house in House::each().await {
        let (new, _) = prepare(&house.config.master_key_file).unwrap();
        house.reseal(&new).await.unwrap();
        let mut write = house.db.store.write().await.unwrap();
        write.db().set_setting(CARRIED, &STANDARD.encode([1; 90]), NOW).await.unwrap();
        write.commit().await.unwrap();
        let refused = open_master_key_of(&house.db.store, &house.config, &clock()).await.unwrap_err();
        assert!(refused.to_string().contains("changed in the database"), "{}: {refused}", house.db.name);
    }
}
