//! What is accepted as an app's own key, and what is refused.

use super::*;
use EncryptionKeyError as E;

fn ec() -> Value {
    json!({
        "kty": "EC", "crv": "P-256", "kid": "one",
        "x": "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", "y": "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
    })
}

fn rsa(bytes: usize) -> Value {
    json!({ "kty": "RSA", "n": URL_SAFE_NO_PAD.encode(vec![0xff; bytes]), "e": "AQAB" })
}

fn with(mut key: Value, name: &str, value: impl Into<Value>) -> Value {
    key[name] = value.into();
    key
}

fn refused(value: &Value) -> EncryptionKeyError {
    EncryptionKey::parse_all(&value.to_string()).unwrap_err()
}

#[test]
fn a_key_and_a_set_are_read_and_written_alike() {
    let one = EncryptionKey::parse_all(&ec().to_string()).unwrap();
    assert_eq!((one[0].kid.as_deref(), one[0].alg()), (Some("one"), KeyAlg::EcdhEs));
    let signing = with(ec(), "use", "sig");
    let set = json!({ "keys": [signing, ec(), rsa(256)] });
    let keys = EncryptionKey::parse_all(&set.to_string()).unwrap();
    assert_eq!(keys.len(), 2, "the one for signatures is left out");
    let written = EncryptionKey::set_to_json(&keys);
    assert_eq!(written["keys"][0]["alg"], "ECDH-ES");
    assert_eq!(EncryptionKey::set_to_json(&EncryptionKey::parse_all(&written.to_string()).unwrap()), written);
}

#[test]
fn the_first_key_that_fits_is_encrypted_to() {
    let set = json!({ "keys": [ec(), with(ec(), "kid", "two"), rsa(256)] });
    let keys = EncryptionKey::parse_all(&set.to_string()).unwrap();
    assert_eq!(EncryptionKey::for_alg(&keys, KeyAlg::EcdhEs), Some(&keys[0]));
    assert_eq!(EncryptionKey::for_alg(&keys, KeyAlg::RsaOaep256), Some(&keys[2]));
    assert_eq!(EncryptionKey::for_alg(&keys[..2], KeyAlg::RsaOaep256), None);
}

#[test]
fn a_private_half_is_refused_even_in_a_key_that_would_be_left_out() {
    assert_eq!(refused(&with(ec(), "d", "AQAB")), E::Private);
    assert_eq!(refused(&json!({ "keys": [ec(), with(with(rsa(256), "use", "sig"), "p", "AQAB")] })), E::Private);
}

#[test]
fn what_cannot_be_encrypted_to_is_refused_with_its_reason() {
    assert_eq!(EncryptionKey::parse_all("ssh-rsa AAAA"), Err(E::NotJson));
    assert_eq!(refused(&json!(["x"])), E::NotJson);
    assert_eq!(refused(&json!({ "keys": "x" })), E::NotJson);
    assert_eq!(refused(&json!({ "keys": [] })), E::Empty);
    assert_eq!(refused(&with(ec(), "use", "sig")), E::Empty);
    assert_eq!(refused(&json!({ "keys": vec![ec(); 6] })), E::TooMany);
    assert_eq!(refused(&with(ec(), "crv", "P-521")), E::Kind);
    assert_eq!(refused(&json!({ "kty": "oct" })), E::Kind);
    assert_eq!(refused(&rsa(128)), E::RsaBits(1024));
    assert_eq!(refused(&with(rsa(256), "n", "AA")), E::Member("n"));
    assert_eq!(refused(&with(rsa(256), "e", "AQ")), E::Member("e"));
    assert_eq!(refused(&with(ec(), "x", "AQAB")), E::Member("x"));
    assert_eq!(refused(&with(ec(), "y", "====")), E::Member("y"));
    assert_eq!(refused(&with(ec(), "kid", 7)), E::Member("kid"));
    assert_eq!(refused(&with(ec(), "alg", "RSA-OAEP-256")), E::Alg);
    assert_eq!(refused(&with(rsa(256), "alg", "RSA1_5")), E::Alg);
}

#[test]
fn the_way_of_encryption_is_one_text() {
    let all: Vec<_> = Encryption::all().map(|one| one.to_string()).collect();
    assert_eq!(all, ["RSA-OAEP-256/A256GCM", "RSA-OAEP-256/A128GCM", "ECDH-ES/A256GCM", "ECDH-ES/A128GCM"]);
    assert!(Encryption::all().all(|one| Encryption::parse(&one.to_string()) == Some(one)));
    assert_eq!(Encryption::parse("RSA1_5/A128GCM"), None);
}

#[test]
fn what_is_encrypted_needs_a_key_that_fits_and_a_signature() {
    use crate::model::client::{Client, ClientKind};
    use crate::model::client_rules::{ClientError, ClientField, problems_of_client};
    let key = r#"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#;
    let keys = EncryptionKey::parse_all(key).unwrap();
    let (fits, other) = (Encryption::parse("ECDH-ES/A128GCM"), Encryption::parse("RSA-OAEP-256/A128GCM"));
    let app = Client { redirect_uris: vec!["https://a.example/".to_owned()], ..Client::new("a", ClientKind::Web, 0) };
    let lacks = |what, alg| ClientError::NoEncryptionKey { what, alg };
    let mut client = app;
    client.id_token_encryption = fits;
    assert_eq!(problems_of_client(&client), [lacks(Encrypted::IdToken, "ECDH-ES")]);
    client.encryption_keys = keys;
    assert_eq!(problems_of_client(&client), []);
    client.userinfo_encryption = other;
    let problems = problems_of_client(&client);
    assert_eq!(problems, [lacks(Encrypted::Userinfo, "RSA-OAEP-256"), ClientError::UnsignedUserinfo]);
    let fields: Vec<_> = problems.iter().map(ClientError::field).collect();
    assert_eq!(fields, [ClientField::UserinfoEncryption, ClientField::UserinfoAlg]);
}
