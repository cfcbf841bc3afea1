//! Claims (RFC 7519 §4) that two readers would read in two ways, that overflow, or that lie about time and issuer.

use super::{Kind, Scene};
use crate::support::{House, ISSUER, on_sqlite};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

on_sqlite! {
    async fn a_claim_that_comes_twice_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for (claim, second) in [("sub", "\"mallory\""), ("exp", "99999999999"), ("iss", "\"https://thief.example\""), ("aud", "[]"), ("x", "{\"y\":1,\"y\":2}")] {
            let forge = |scene: &Scene, kind: Kind| {
                let mut parts = scene.parts(kind);
                parts.claims["x"] = json!({});
                let honest = parts.claims.to_string();
                let twice = if claim == "x" {
                    honest.replace("\"x\":{}", &format!("\"x\":{second}"))
                } else {
                    honest.replacen('{', &format!("{{\"{claim}\":{second},"), 1)
                };
                scene.forger.sign(&parts.header.to_string(), &twice)
            };
            scene.refused(house, claim, forge).await;
        }
        let escaped = |scene: &Scene, kind: Kind| {
            let parts = scene.parts(kind);
            let twice = parts.claims.to_string().replacen('{', "{\"\\u0073ub\":\"mallory\",", 1);
            scene.forger.sign(&parts.header.to_string(), &twice)
        };
        scene.refused(house, "an escaped name", escaped).await;
    }

    async fn huge_numbers_and_wrong_types_are_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for exp in [json!(i64::MAX), json!(u64::MAX), json!(1e300), json!("99999999999"), json!([1]), json!(-1), json!(1.5), Value::Null] {
            scene.refused_claim(house, "exp", exp.clone()).await;
            scene.refused_claim(house, "iat", exp).await;
        }
        for raw in ["1e400", "-1e400", "0x7fffffff", "099", "NaN", "1e9999999999", &"9".repeat(4000)] {
            let forge = |scene: &Scene, kind: Kind| {
                let mut parts = scene.parts(kind);
                parts.claims["exp"] = json!("here");
                let claims = parts.claims.to_string().replace("\"here\"", raw);
                scene.forger.sign(&parts.header.to_string(), &claims)
            };
            scene.refused(house, raw, forge).await;
        }
    }

    async fn a_token_from_the_future_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        let now = house.clock.now();
        for claim in ["iat", "nbf"] {
            scene.refused_claim(house, claim, json!(now + 3600)).await;
        }
    }

    async fn what_expired_is_refused_where_it_is_no_hint(house: &House) {
        let scene = Scene::of(house).await;
        let late = scene.forge(Kind::Access, |parts| parts.claims["exp"] = json!(house.clock.now()));
        assert_eq!(scene.access_doors(house, &late).await, [""; 0]);
    }

    async fn another_issuers_token_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for iss in [json!("http://localhost:8000/"), json!("HTTP://localhost:8000"), json!("https://thief.example"), json!([ISSUER]), Value::Null] {
            scene.refused_claim(house, "iss", iss).await;
        }
    }

    async fn claims_that_are_no_object_are_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for claims in ["", "null", "[]", "\"x\"", "7", "{", "{}", "{}{}", "\u{feff}{}", &"[".repeat(9000)] {
            let forge = |scene: &Scene, kind: Kind| scene.forger.sign(&scene.parts(kind).header.to_string(), claims);
            scene.refused(house, claims, forge).await;
        }
        let not_utf8 = |scene: &Scene, kind: Kind| {
            let header = URL_SAFE_NO_PAD.encode(scene.parts(kind).header.to_string());
            scene.forger.sign_encoded(&format!("{header}.{}", URL_SAFE_NO_PAD.encode(b"{\"iss\":\"\xff\xfe\"}")))
        };
        scene.refused(house, "bytes that are no UTF-8", not_utf8).await;
    }
}
