//! The served key set (RFC 7517, 7638): what is in it, in which order, and what never is.

use crate::support::{ALICE, House, SHOP, on_sqlite};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::collections::BTreeSet;

async fn keys(house: &House) -> Vec<Value> {
    let set = house.get("/.well-known/jwks.json").await.json_of(200);
    set["keys"].as_array().expect("a list of keys").clone()
}

fn text<'k>(key: &'k Value, member: &str) -> &'k str {
    key[member].as_str().unwrap_or_else(|| panic!("{member} in {key}"))
}

on_sqlite! {
    async fn every_key_has_its_members_in_unpadded_base64url(house: &House) {
        for key in keys(house).await {
            assert_eq!((text(&key, "kty"), text(&key, "use"), text(&key, "alg")), ("RSA", "sig", "RS256"));
            assert_eq!(URL_SAFE_NO_PAD.decode(text(&key, "n")).expect("base64url").len(), 256);
            assert_eq!(URL_SAFE_NO_PAD.decode(text(&key, "e")).expect("base64url"), [1, 0, 1]);
        }
    }

    async fn no_private_and_no_symmetric_member_is_served(house: &House) {
        for key in keys(house).await {
            for member in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
                assert!(key.get(member).is_none(), "{member} in {key}");
            }
        }
    }

    async fn a_kid_is_the_thumbprint_of_its_key_and_no_two_are_alike(house: &House) {
        let keys = keys(house).await;
        for key in &keys {
            // RFC 7638 §3.2: the required members in lexicographic order.
            let canonical = format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text(key, "e"), text(key, "n"));
            let thumbprint = URL_SAFE_NO_PAD.encode(digest(&SHA256, canonical.as_bytes()));
            assert_eq!(text(key, "kid"), thumbprint);
        }
        let kids: BTreeSet<_> = keys.iter().map(|key| text(key, "kid")).collect();
        assert_eq!(kids.len(), keys.len());
    }

    async fn the_key_that_signs_stands_first_and_the_one_that_stands_by_is_published(house: &House) {
        let keys = keys(house).await;
        assert_eq!(keys.len(), 2);
        let token = house.tokens_of(ALICE, &SHOP, "openid").await;
        let jwt = house.verify(token.id()).await;
        assert_eq!(jwt.header["kid"], keys[0]["kid"]);
    }
}
