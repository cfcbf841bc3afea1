//! Texts that are a JWT to some reader, and to ours must not be.

use super::{Kind, Scene, split};
use crate::support::{House, on_sqlite};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::json;

/// Puts the three parts of a token together in another way.
type Respell = fn(&str, &str, &str) -> String;

on_sqlite! {
    async fn an_unencoded_payload_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        scene.refused_header(house, "b64", json!(false)).await;
        // RFC 7797 §5: the signature is over the payload as it stands.
        let forge = |scene: &Scene, kind: Kind| {
            let mut parts = scene.parts(kind);
            parts.header["b64"] = json!(false);
            parts.header["crit"] = json!(["b64"]);
            scene.forger.sign_encoded(&format!("{}.{}", URL_SAFE_NO_PAD.encode(parts.header.to_string()), parts.claims))
        };
        scene.refused(house, "b64", forge).await;
        let detached = |scene: &Scene, kind: Kind| {
            let [header, _, signature] = split(scene.token(kind)).map(str::to_owned);
            format!("{header}..{signature}")
        };
        scene.refused(house, "detached", detached).await;
    }

    async fn an_encrypted_or_nested_token_is_refused_everywhere(house: &House) {
        let scene = Scene::of(house).await;
        let jwe = |scene: &Scene, kind: Kind| {
            let header = json!({ "alg": "dir", "enc": "A256GCM", "kid": scene.parts(kind).header["kid"], "typ": scene.parts(kind).header["typ"] });
            format!("{}..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", URL_SAFE_NO_PAD.encode(header.to_string()))
        };
        scene.refused(house, "a JWE", jwe).await;
        scene.refused_header(house, "enc", json!("A256GCM")).await;
        let nested = |scene: &Scene, kind: Kind| {
            let mut parts = scene.parts(kind);
            parts.header["cty"] = json!("JWT");
            scene.forger.sign(&parts.header.to_string(), scene.token(kind))
        };
        scene.refused(house, "a JWT in a JWT", nested).await;
        let json_form = |scene: &Scene, kind: Kind| {
            let [header, claims, signature] = split(scene.token(kind)).map(str::to_owned);
            json!({ "protected": header, "payload": claims, "signature": signature }).to_string()
        };
        scene.refused(house, "JSON serialization (RFC 7515 §7.2)", json_form).await;
    }

    async fn a_token_has_one_spelling(house: &House) {
        let scene = Scene::of(house).await;
        let respell = |change: Respell| {
            move |scene: &Scene, kind: Kind| {
                let [header, claims, signature] = split(scene.token(kind)).map(str::to_owned);
                change(&header, &claims, &signature)
            }
        };
        let changes: [(&str, Respell); 9] = [
            ("a dot at the end", |h, c, s| format!("{h}.{c}.{s}.")),
            ("a dot in front", |h, c, s| format!(".{h}.{c}.{s}")),
            ("a fourth part", |h, c, s| format!("{h}.{c}.{s}.e30")),
            ("two dots", |h, c, s| format!("{h}..{c}.{s}")),
            ("padding", |h, c, s| format!("{h}.{c}.{s}==")),
            ("padding of the header", |h, c, s| format!("{h}=.{c}.{s}")),
            ("the other alphabet", |h, c, s| format!("{h}.{c}.{}", s.replace('-', "+").replace('_', "/") + "+")),
            ("bits that mean nothing", |h, c, s| format!("{h}.{c}.{}", last_bits_set(s))),
            ("a line end inside", |h, c, s| format!("{h}.{c}\\n.{s}")),
        ];
        for (what, change) in changes {
            scene.refused(house, what, respell(change)).await;
        }
        // The signed text itself spelt otherwise, with a signature that fits.
        for end in ["=", "=="] {
            let forge = |scene: &Scene, kind: Kind| {
                let [header, claims, _] = split(scene.token(kind)).map(str::to_owned);
                scene.forger.sign_encoded(&format!("{header}.{claims}{end}"))
            };
            scene.refused(house, "a signed input with padding", forge).await;
        }
    }
}

/// The same bytes for a lax decoder: an RSA-2048 signature leaves two bits of its last character unused (RFC 4648 §3.5).
fn last_bits_set(signature: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = signature.split_at(signature.len() - 1);
    let at = ALPHABET.iter().position(|own| last.as_bytes() == [*own]).expect("base64url");
    format!("{rest}{}", char::from(ALPHABET[at | 1]))
}
