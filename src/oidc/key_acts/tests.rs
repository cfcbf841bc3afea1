//! The laws of the acts on what signs.

use super::*;
use crate::config::Config;
use crate::keys::export::KeyFormat;
use crate::keys::lifecycle::{Dates, seal_row};
use crate::keys::rotation::{By, Haste};
use crate::keys::{Algorithm, State};
use crate::model::client::{Client, ClientKind};
use crate::model::ids::UserId;
use crate::model::signing_key::SigningKey;
use crate::model::user::Role;
use crate::store::testing::{self, TestStore};
use zeroize::Zeroizing;

const NOW: i64 = 1_800_000_000;
const BY: Authority = Authority::command_line();
const ES256: SigningAlg = SigningAlg::Key(Algorithm::Es256);
const EDDSA: SigningAlg = SigningAlg::Key(Algorithm::EdDsa);

async fn provider(db: &TestStore, master: &MasterKey) -> Provider {
    crate::oidc::start::provider(Config::default(), db.store.clone(), master.clone(), Clock::fixed(NOW)).await.unwrap()
}

async fn house(db: &TestStore) -> Provider {
    provider(db, &MasterKey::random()).await
}

async fn rows(provider: &Provider) -> Vec<SigningKey> {
    provider.store.read().await.unwrap().db().signing_keys().await.unwrap()
}

async fn of_ring(provider: &Provider, ring: &str) -> Vec<(String, i64, State)> {
    let rows = rows(provider).await.into_iter().filter(|row| row.ring == ring);
    rows.map(|row| (row.kid.clone(), row.generation, State::of(&row, NOW))).collect()
}

/// A private key of an algorithm as PEM, from another installation.
async fn foreign_key(algorithm: Algorithm) -> Zeroizing<Vec<u8>> {
    let key = crate::keys::generate::PrivateKey::generate(algorithm, 2048).await.unwrap();
    let pem = crate::keys::export::private(&key, KeyFormat::Pem).unwrap();
    Zeroizing::new(pem.as_bytes().to_vec())
}

async fn import(provider: &Provider, file: Zeroizing<Vec<u8>>) -> Result<Fate, KeyActError> {
    let acts = provider.key_acts();
    let (brought, fate) = acts.read_key(file, None, None).await?;
    acts.import(&BY, brought, &fate).await
}

async fn audited(provider: &Provider, kind: crate::audit::Kind) -> usize {
    let filter = crate::audit::Filter { kinds: vec![kind], ..Default::default() };
    let mut read = provider.store.read().await.unwrap();
    crate::audit::list(&mut read.db(), &filter, None, 50).await.unwrap().events.len()
}

#[tokio::test]
async fn an_algorithm_that_is_switched_on_has_a_key_that_signs_and_one_that_stands_by() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let done = provider.key_acts().enable(&BY, ES256).await.unwrap();
        assert!(done.is_new && done.made.len() == 2, "{}", db.name);
        assert_eq!(done.known_from, Some(NOW + provider.config.keys.jwks_max_age_seconds));
        let states: Vec<_> = of_ring(&provider, "ES256").await.into_iter().map(|(_, _, state)| state).collect();
        assert_eq!(states, [State::Active, State::Standby], "{}", db.name);
        assert_eq!(*provider.offered.get(), [SigningAlg::DEFAULT, ES256], "this server knows at once");
        assert_eq!(provider.ring.find_signer(Algorithm::Es256, NOW).as_ref(), done.made.first(), "{}", db.name);
        let again = provider.key_acts().enable(&BY, ES256).await.unwrap();
        assert_eq!((again.is_new, again.made.len()), (false, 0), "{}", db.name);
        assert_eq!(audited(&provider, crate::audit::Kind::SettingsChanged).await, 1, "{}", db.name);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_switch_the_same_and_another_algorithm_on_at_once_agree() {
    for db in testing::stores().await {
        let master = MasterKey::random();
        let nodes = [provider(&db, &master).await, provider(&db, &master).await];
        let acts: Vec<_> = [(0, ES256), (1, ES256), (0, EDDSA), (1, EDDSA)]
            .map(|(node, alg)| {
                let acts = nodes[node].key_acts();
                tokio::spawn(async move { acts.enable(&BY, alg).await.unwrap().made.len() })
            })
            .into();
        let mut made = 0;
        for act in acts {
            made += act.await.unwrap();
        }
        assert_eq!(made, 4, "{}: two for each ring", db.name);
        for node in &nodes {
            node.offered.refresh(&node.store).await.unwrap();
            assert_eq!(*node.offered.get(), [SigningAlg::DEFAULT, ES256, EDDSA], "{}", db.name);
        }
    }
}

#[tokio::test]
async fn an_algorithm_is_not_switched_off_while_an_app_uses_it_and_rs256_never() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let acts = provider.key_acts();
        acts.enable(&BY, ES256).await.unwrap();
        let mut app = Client::new("shop", ClientKind::Service, NOW);
        app.access_token_alg = Some("ES256".to_owned());
        let (mut app, _) = provider.apps().create(&BY, app, crate::oidc::apps::NewSecret::default()).await.unwrap();
        let refused = acts.disable(&BY, ES256).await.unwrap_err().to_string();
        assert!(refused.contains("shop"), "{}: {refused}", db.name);
        app.access_token_alg = None;
        provider.apps().edit(&BY, app).await.unwrap();
        assert!(acts.disable(&BY, ES256).await.unwrap(), "{}", db.name);
        assert!(!acts.disable(&BY, ES256).await.unwrap(), "{}", db.name);
        assert_eq!(*provider.offered.get(), [SigningAlg::DEFAULT], "{}", db.name);
        let before = of_ring(&provider, "ES256").await;
        let again = acts.enable(&BY, ES256).await.unwrap();
        assert!(again.made.is_empty() && before == of_ring(&provider, "ES256").await, "{}: its keys stayed", db.name);
        assert!(matches!(acts.disable(&BY, SigningAlg::DEFAULT).await, Err(KeyActError::AlwaysOffered)));
    }
}

#[tokio::test]
async fn only_owners_may_do_any_of_it() {
    let db = testing::sqlite().await;
    let provider = house(&db).await;
    let acts = provider.key_acts();
    let file = foreign_key(Algorithm::Rs256).await;
    for role in [Role::PeopleAdmin, Role::AppAdmin, Role::Auditor] {
        let by = Authority::admin(&UserId::from("u"), role, [192, 0, 2, 1].into());
        assert!(matches!(acts.enable(&by, ES256).await, Err(KeyActError::Forbidden(_))), "{role:?}");
        assert!(matches!(acts.disable(&by, ES256).await, Err(KeyActError::Forbidden(_))), "{role:?}");
        let (brought, fate) = acts.read_key(file.clone(), None, None).await.unwrap();
        assert!(matches!(acts.import(&by, brought, &fate).await, Err(KeyActError::Forbidden(_))), "{role:?}");
        let kid = &rows(&provider).await[0].kid;
        let refused = acts.export_private(&by, kid, KeyFormat::Pem).await;
        assert!(matches!(refused, Err(KeyActError::Forbidden(_))), "{role:?}");
    }
    assert_eq!(rows(&provider).await.len(), 2);
}

#[tokio::test]
async fn a_key_that_is_brought_stands_by_in_the_place_of_the_one_before() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let before = of_ring(&provider, "RS256").await;
        let fate = import(&provider, foreign_key(Algorithm::Rs256).await).await.unwrap();
        assert_eq!(fate.replaces.as_ref(), Some(&before[1].0), "{}", db.name);
        let after: Vec<_> = of_ring(&provider, "RS256").await;
        let expected = [
            (before[0].0.clone(), 1, State::Active),
            (before[1].0.clone(), 2, State::Removed),
            (fate.kid.clone(), 3, State::Standby),
        ];
        assert_eq!(after, expected, "{}", db.name);
        let gone = rows(&provider).await.into_iter().find(|row| row.kid == before[1].0).unwrap();
        assert_eq!(gone.sealed, None, "{}: its private part is gone", db.name);
        assert!(provider.ring.alarms().is_empty(), "{}", db.name);
        let set = String::from_utf8(provider.ring.jwks(NOW).bytes.clone()).unwrap();
        assert!(set.contains(&fate.kid) && !set.contains(&before[1].0), "{}: published at once", db.name);
        assert_eq!(audited(&provider, crate::audit::Kind::KeyImported).await, 1, "{}", db.name);
    }
}

#[tokio::test]
async fn a_key_is_not_brought_twice_nor_into_a_ring_that_is_off() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let file = foreign_key(Algorithm::Es256).await;
        let refused = import(&provider, file.clone()).await.unwrap_err().to_string();
        assert!(refused.contains("claviger keys enable ES256"), "{}: {refused}", db.name);
        provider.key_acts().enable(&BY, ES256).await.unwrap();
        import(&provider, file.clone()).await.unwrap();
        let refused = import(&provider, file).await.unwrap_err();
        assert!(matches!(&refused, KeyActError::Duplicate { state: "standby", .. }), "{}: {refused}", db.name);
        let own = &rows(&provider).await[0].kid;
        let pem = provider.key_acts().export_private(&BY, own, KeyFormat::Pem).await.unwrap();
        let refused = import(&provider, Zeroizing::new(pem.as_bytes().to_vec())).await;
        assert!(matches!(refused, Err(KeyActError::Duplicate { .. })), "{}", db.name);
    }
}

#[tokio::test]
async fn a_key_is_not_brought_while_a_rotation_is_pending_or_the_standby_was_changed_meanwhile() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let acts = provider.key_acts();
        let read = async |algorithm| acts.read_key(foreign_key(algorithm).await, None, None).await.unwrap();
        let (first, foreseen) = read(Algorithm::Rs256).await;
        let (second, also_foreseen) = read(Algorithm::Rs256).await;
        acts.import(&BY, second, &also_foreseen).await.unwrap();
        assert!(matches!(acts.import(&BY, first, &foreseen).await, Err(KeyActError::Meanwhile)), "{}", db.name);
        provider.rotation().rotate(Algorithm::Rs256, Haste::WhenSafe, &By::system()).await.unwrap();
        let refused = import(&provider, foreign_key(Algorithm::Rs256).await).await;
        assert!(matches!(refused, Err(KeyActError::Pending { .. })), "{}", db.name);
    }
}

#[tokio::test]
async fn a_private_key_is_handed_out_with_a_record_and_a_public_one_without() {
    for db in testing::stores().await {
        let provider = house(&db).await;
        let (acts, kid) = (provider.key_acts(), rows(&provider).await[0].kid.clone());
        let pem = acts.export_public(&kid, KeyFormat::Pem).await.unwrap();
        assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{pem}");
        let jwk: serde_json::Value =
            serde_json::from_str(&acts.export_public(&kid, KeyFormat::Jwk).await.unwrap()).unwrap();
        assert!(jwk["kid"] == kid && jwk.get("d").is_none(), "{jwk}");
        assert_eq!(audited(&provider, crate::audit::Kind::KeyExported).await, 0, "{}", db.name);
        acts.export_private(&BY, &kid, KeyFormat::Jwk).await.unwrap();
        assert_eq!(audited(&provider, crate::audit::Kind::KeyExported).await, 1, "{}", db.name);
        assert!(matches!(acts.export_public("none", KeyFormat::Pem).await, Err(KeyActError::NoSuchKey(_))));
    }
}

#[tokio::test]
async fn what_was_changed_in_the_database_or_is_gone_is_not_handed_out() {
    let db = testing::sqlite().await;
    let provider = house(&db).await;
    let acts = provider.key_acts();
    let replaced = import(&provider, foreign_key(Algorithm::Rs256).await).await.unwrap().replaces.unwrap();
    assert!(matches!(acts.export_private(&BY, &replaced, KeyFormat::Pem).await, Err(KeyActError::PrivateGone(_))));
    assert!(acts.export_public(&replaced, KeyFormat::Pem).await.is_ok());
    let key = crate::keys::generate::PrivateKey::generate(Algorithm::Es384, 0).await.unwrap();
    let dates = Dates { generation: 9, now: NOW, sign_from: None };
    let foreign = seal_row(&MasterKey::random(), &key, dates).unwrap();
    let mut write = provider.store.write().await.unwrap();
    write.db().insert_signing_key(&foreign).await.unwrap();
    write.commit().await.unwrap();
    assert!(matches!(acts.export_public(&foreign.kid, KeyFormat::Pem).await, Err(KeyActError::Flawed { .. })));
    assert!(matches!(acts.export_private(&BY, &foreign.kid, KeyFormat::Pem).await, Err(KeyActError::Flawed { .. })));
}
