//! Apps whose keys stand at an address of their own, and what a provider does with its own keys (OIDC Core §10.1).

use super::modules;
use super::rp::Rp;
use super::stage::Stage;
use crate::support::{ALICE, House, SHOP, Signer, Site, on_every_engine};
use claviger::keys::Algorithm;
use claviger::keys::rotation::{By, Haste};
use serde_json::{Value, json};
use std::sync::Arc;

modules! { DYNAMIC_KEY:
    async fn oidcc_registration_jwks_uri(stage: &Stage<'_>) {
        let signer = Arc::new(Signer::new("RS256"));
        let site = Site::new(signer.nameless().to_string()).await;
        let rp = Rp { signer, ..stage.app_with(&json!({ "jwks_uri": site.url })).await };
        rp.flow(&rp.ask()).await;
        assert_eq!(site.asked(), 1);
    }
}

async fn keys(house: &House) -> Vec<Value> {
    let set = house.get("/.well-known/jwks.json").await.json_of(200);
    let keys = set["keys"].as_array().expect("keys").clone();
    for key in &keys {
        assert!(key["kid"].as_str().is_some_and(|kid| !kid.is_empty()) && key["use"] == "sig", "{key}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            assert_eq!(key.get(private), None, "{key}");
        }
    }
    keys
}

on_every_engine! {
    /// The set has a key that it did not have, under a name and with a modulus that it did not have; the old one stays.
    async fn oidcc_server_rotate_keys(house: &House) {
        let before = keys(house).await;
        // Until then apps that keep to the headers may not know the next key yet.
        house.clock.advance(1200);
        let background = house.background();
        house.provider.rotation().rotate(Algorithm::Rs256, Haste::Sooner, &By::command_line()).await.expect("a rotation");
        let mut after = before.clone();
        for _ in 0..200 {
            after = keys(house).await;
            if after.iter().any(|key| before.iter().all(|old| old["kid"] != key["kid"])) {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let is_new = |key: &&Value| before.iter().all(|old| old["kid"] != key["kid"]);
        let new: Vec<_> = after.iter().filter(is_new).collect();
        assert!(!new.is_empty(), "{after:?}");
        assert!(new.iter().all(|key| before.iter().all(|old| old["n"] != key["n"])), "{after:?}");
        assert!(before.iter().all(|old| after.contains(old)), "the old ones are still there: {after:?}");
        let tokens = house.tokens_of(ALICE, &SHOP, "openid").await;
        house.verify(tokens.id()).await;
        background.stop().await;
    }
}
