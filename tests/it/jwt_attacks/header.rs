//! Headers (RFC 7515 §4) that name another algorithm, another key or another way of reading.

use super::{Kind, Scene, split};
use crate::support::{Forger, House, ISSUER, on_sqlite};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use claviger::keys::export::{self, KeyFormat};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

on_sqlite! {
    async fn alg_none_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for alg in ["none", "None", "NONE", "nOnE", ""] {
            scene.refused_header(house, "alg", json!(alg)).await;
            let unsigned = |scene: &Scene, kind: Kind| {
                let signed = scene.forge(kind, |parts| parts.header["alg"] = json!(alg));
                let [header, claims, _] = split(&signed);
                format!("{header}.{claims}.")
            };
            scene.refused(house, "unsigned", unsigned).await;
        }
        for alg in [Value::Null, json!(0), json!(["RS256"]), json!({ "RS256": 1 })] {
            scene.refused_header(house, "alg", alg).await;
        }
    }

    async fn an_hmac_with_the_public_key_as_its_secret_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        let kid = scene.parts(Kind::Access).header["kid"].as_str().expect("a kid").to_owned();
        let public = Forger::public(house, &kid).await;
        let pem = export::public(&public.to_string(), KeyFormat::Pem);
        let modulus = URL_SAFE_NO_PAD.decode(public["n"].as_str().expect("a modulus")).expect("base64url");
        let secrets = [pem.expect("a PEM file").into_bytes(), public.to_string().into_bytes(), modulus, Vec::new()];
        for (secret, algorithm) in secrets.iter().zip([Algorithm::HS256, Algorithm::HS256, Algorithm::HS384, Algorithm::HS512]) {
            for kid in [Some(kid.clone()), None] {
                let forge = |scene: &Scene, kind: Kind| {
                    let parts = scene.parts(kind);
                    let typ = parts.header["typ"].as_str().map(str::to_owned);
                    let header = Header { typ, kid: kid.clone(), ..Header::new(algorithm) };
                    jsonwebtoken::encode(&header, &parts.claims, &EncodingKey::from_secret(secret)).expect("a token")
                };
                scene.refused(house, "an HMAC", forge).await;
            }
        }
    }

    async fn another_algorithm_of_the_same_family_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for alg in ["RS384", "RS512", "PS256", "PS384", "ES256", "EdDSA", "rs256", "RS256 ", "RSA-OAEP"] {
            scene.refused_header(house, "alg", json!(alg)).await;
        }
    }

    async fn a_key_in_the_header_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        let kid = scene.parts(Kind::Access).header["kid"].as_str().expect("a kid").to_owned();
        scene.refused_header(house, "jwk", Forger::public(house, &kid).await).await;
        scene.refused_header(house, "jwk", json!({ "kty": "oct", "k": "AAAA" })).await;
        for member in ["jku", "x5u"] {
            scene.refused_header(house, member, json!(format!("{ISSUER}/.well-known/jwks.json"))).await;
            scene.refused_header(house, member, json!("https://thief.example/keys")).await;
        }
        scene.refused_header(house, "x5c", json!([STANDARD.encode([0x30; 64])])).await;
    }

    async fn a_kid_that_tries_to_lead_elsewhere_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        let huge = "k".repeat(8000);
        for kid in [
            "", " ", "../../keys/master.key", "/dev/null", "file:///dev/null", "' OR '1'='1", "x'; DROP TABLE users; --",
            "%00", "\u{0}", "\u{202e}", "http://thief.example/", "*", "0", &huge,
        ] {
            scene.refused_header(house, "kid", json!(kid)).await;
        }
        for kid in [Value::Null, json!(0), json!([]), json!({})] {
            scene.refused_header(house, "kid", kid).await;
        }
        let standby = house.provider.ring.list(house.clock.now()).into_iter().map(|key| key.row.kid);
        let own = scene.parts(Kind::Access).header["kid"].clone();
        for other in standby.filter(|kid| own != kid.as_str()) {
            scene.refused_header(house, "kid", json!(other)).await;
        }
    }

    async fn a_header_member_that_comes_twice_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for first in ["\"alg\":\"none\"", "\"alg\":\"RS256\"", "\"typ\":\"JWT\"", "\"kid\":\"x\""] {
            let forge = |scene: &Scene, kind: Kind| {
                let parts = scene.parts(kind);
                let twice = parts.header.to_string().replacen('{', &format!("{{{first},"), 1);
                scene.forger.sign(&twice, &parts.claims.to_string())
            };
            scene.refused(house, first, forge).await;
        }
    }

    async fn an_extension_that_must_be_understood_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        for crit in [json!([]), json!(["exp"]), json!(["b64"]), json!(["http://thief.example/UNDEFINED"]), json!("exp"), json!({})] {
            scene.refused_header(house, "crit", crit).await;
        }
        scene.refused_header(house, "zip", json!("DEF")).await;
    }
}
