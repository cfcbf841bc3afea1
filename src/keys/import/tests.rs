//! What openssl and other programs write is read; what is damaged, weak or foreign is refused with the mend.

use super::*;
use crate::keys::export::{KeyFormat, private, public};
use crate::keys::jwk::PublicJwk;
use std::io::Write;
use std::process::{Command, Stdio};

/// Where scripts/test runs there is an openssl; elsewhere these tests say that they were left out.
fn has_openssl() -> bool {
    let found = Command::new("openssl").arg("version").output().is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("left out: there is no openssl here");
    }
    found
}

fn openssl(arguments: &str, input: &[u8]) -> Vec<u8> {
    let mut child = Command::new("openssl")
        .args(arguments.split(' '))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "openssl {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn read(file: &[u8]) -> Result<PrivateKey, ImportError> {
    read_private_key(file, None, None)
}

fn refused(file: impl AsRef<[u8]>) -> ImportError {
    read(file.as_ref()).expect_err("it was read")
}

fn kid(key: &PrivateKey) -> String {
    PublicJwk::of(key).unwrap().kid().to_owned()
}

fn passphrase(text: &str) -> Redacted {
    Redacted::from(text.to_owned())
}

#[test]
fn what_we_write_we_read_back_as_the_same_key() {
    for algorithm in Algorithm::ALL {
        let key = PrivateKey::sample_of(algorithm);
        for format in [KeyFormat::Pem, KeyFormat::Jwk] {
            let text = private(&key, format).unwrap();
            let read = read_private_key(text.as_bytes(), None, Some(algorithm)).unwrap();
            assert_eq!((kid(&read), read.algorithm()), (kid(&key), algorithm), "{format:?}");
        }
        // A JWK says which padding it is for; of a PEM the usual one is taken.
        let named = read_private_key(private(&key, KeyFormat::Jwk).unwrap().as_bytes(), None, None).unwrap();
        assert_eq!(named.algorithm(), algorithm);
    }
}

#[test]
fn openssl_reads_what_we_write_and_derives_the_same_public_key() {
    if !has_openssl() {
        return;
    }
    for algorithm in Algorithm::ALL {
        let key = PrivateKey::sample_of(algorithm);
        let ours = public(&PublicJwk::of(&key).unwrap().to_json().unwrap(), KeyFormat::Pem).unwrap();
        let theirs = openssl("pkey -pubout", private(&key, KeyFormat::Pem).unwrap().as_bytes());
        assert_eq!(String::from_utf8(theirs).unwrap(), ours, "{algorithm}");
    }
}

#[test]
fn every_form_that_openssl_writes_is_read() {
    if !has_openssl() {
        return;
    }
    for (make, algorithm, traditional) in [
        ("genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048", Algorithm::Rs256, "rsa -traditional"),
        ("genpkey -quiet -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048", Algorithm::Ps256, ""),
        ("genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256", Algorithm::Es256, "ec"),
        ("genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-384", Algorithm::Es384, "ec"),
        ("genpkey -quiet -algorithm ED25519", Algorithm::EdDsa, ""),
    ] {
        let pem = openssl(make, b"");
        let key = read(&pem).unwrap();
        assert_eq!(key.algorithm(), algorithm, "{make}");
        if !traditional.is_empty() {
            let old = openssl(traditional, &pem);
            assert!(String::from_utf8_lossy(&old).contains("-----BEGIN RSA") || algorithm != Algorithm::Rs256);
            assert_eq!(kid(&read(&old).unwrap()), kid(&key), "{traditional}");
        }
        for encryption in ["-v2 aes-256-cbc", "-v2 aes-128-cbc -iter 100000", "-scrypt"] {
            let sealed = openssl(&format!("pkcs8 -topk8 {encryption} -passout pass:open-sesame"), &pem);
            assert!(is_encrypted(&sealed) && !is_encrypted(&pem));
            let opened = read_private_key(&sealed, Some(&passphrase("open-sesame")), None).unwrap();
            assert_eq!(kid(&opened), kid(&key), "{encryption}");
            let wrong = read_private_key(&sealed, Some(&passphrase("open sesame")), None);
            assert_eq!(wrong.unwrap_err(), ImportError::WrongPassphrase);
            assert_eq!(refused(&sealed), ImportError::PassphraseMissing);
        }
    }
    let with_parameters = openssl("ecparam -genkey -name prime256v1", b"");
    assert!(String::from_utf8_lossy(&with_parameters).contains("EC PARAMETERS"));
    assert_eq!(read(&with_parameters).unwrap().algorithm(), Algorithm::Es256);
}

#[test]
fn encryption_of_old_is_refused_with_the_line_that_converts_it() {
    if !has_openssl() {
        return;
    }
    let pem = openssl("genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256", b"");
    let legacy = openssl("ec -aes128 -passout pass:open-sesame", &pem);
    assert_eq!(refused(&legacy), ImportError::LegacyEncryption);
    assert!(ImportError::LegacyEncryption.to_string().contains("openssl pkcs8 -topk8"));
    for old in ["-v2 des3", "-v1 PBE-SHA1-3DES"] {
        let sealed = openssl(&format!("pkcs8 -topk8 {old} -passout pass:open-sesame"), &pem);
        let refused = read_private_key(&sealed, Some(&passphrase("open-sesame")), None).unwrap_err();
        assert_eq!(refused, ImportError::UnknownEncryption, "{old}");
    }
}

#[test]
fn weak_and_foreign_keys_are_refused() {
    if !has_openssl() {
        return;
    }
    let small = openssl("genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:1024", b"");
    assert_eq!(refused(&small), ImportError::TooSmall(1024));
    assert_eq!(refused(openssl("rsa -traditional", &small)), ImportError::TooSmall(1024));
    for foreign in [
        "genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-521",
        "genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
        "genpkey -quiet -algorithm ED448",
        "genpkey -quiet -algorithm X25519",
    ] {
        assert!(matches!(refused(openssl(foreign, b"")), ImportError::WrongCurve(_)), "{foreign}");
    }
}

#[test]
fn a_key_for_another_algorithm_than_the_wished_one_is_refused_by_both_names() {
    let key = private(&PrivateKey::sample_of(Algorithm::Es256), KeyFormat::Pem).unwrap();
    let refused = read_private_key(key.as_bytes(), None, Some(Algorithm::Rs256)).unwrap_err();
    assert_eq!(refused.to_string(), "this key signs ES256, not RS256");
    let rsa = private(&PrivateKey::sample(), KeyFormat::Pem).unwrap();
    let as_pss = read_private_key(rsa.as_bytes(), None, Some(Algorithm::Ps256)).unwrap();
    assert_eq!(as_pss.algorithm(), Algorithm::Ps256);
}

#[test]
fn damaged_pem_is_refused_with_what_is_wrong() {
    let pem = private(&PrivateKey::sample(), KeyFormat::Pem).unwrap();
    let lines: Vec<&str> = pem.lines().collect();
    let without_last = lines[..lines.len() - 1].join("\n");
    let without_middle = [&lines[..5], &lines[8..]].concat().join("\n");
    for (damaged, what) in [
        (without_last, "last line"),
        (pem.replace("-----BEGIN PRIVATE KEY-----", "-----BEGIN PRIVATE"), "first line"),
        (pem.replacen("MII", "M!I", 1), "base64"),
        (without_middle, "no key"),
        ("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----".to_owned(), "empty"),
    ] {
        let refused = refused(&damaged);
        assert!(matches!(refused, ImportError::DamagedPem(text) if text.contains(what)), "{refused}: {damaged}");
    }
}

#[test]
fn a_key_whose_bytes_were_changed_is_refused() {
    let pem = private(&PrivateKey::sample(), KeyFormat::Pem).unwrap();
    let mut lines: Vec<String> = pem.lines().map(str::to_owned).collect();
    let middle = lines.len() / 2;
    let changed: String = lines[middle].chars().rev().collect();
    lines[middle] = changed;
    assert_eq!(refused(lines.join("\n")), ImportError::Unsound);
}

#[test]
fn line_lengths_line_ends_and_text_around_do_not_matter() {
    let key = PrivateKey::sample();
    let pem = private(&key, KeyFormat::Pem).unwrap();
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    for text in [
        pem.replace('\n', "\r\n"),
        format!("\u{feff}Bag Attributes\n    friendlyName: a\n{}trailing text", *pem),
        format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----"),
    ] {
        assert_eq!(kid(&read(text.as_bytes()).unwrap()), kid(&key));
    }
    assert_eq!(refused(format!("{}{}", *pem, *pem)), ImportError::Several);
}

#[test]
fn what_is_no_private_key_is_told_by_what_it_is() {
    let jwk = PublicJwk::of(&PrivateKey::sample()).unwrap().to_json().unwrap();
    let block = |label: &str| format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
    for (text, part) in [
        (public(&jwk, KeyFormat::Pem).unwrap(), "public key"),
        (jwk.clone(), "only the public part"),
        (block("CERTIFICATE"), "certificate"),
        (block("OPENSSH PRIVATE KEY"), "ssh-keygen"),
        (block("DSA PRIVATE KEY"), "no private key"),
        (r#"{"kty":"oct","k":"AAAA"}"#.to_owned(), "shared secret"),
        (format!(r#"{{"keys":[{jwk}]}}"#), "key set"),
        ("{".to_owned(), "line 1"),
        (r#"{"kty":"EC","crv":"P-521","d":"AA","x":"AA","y":"AA"}"#.to_owned(), "no curve of ours"),
        (r#"{"kty":"EC","crv":"P-256","d":"AA","x":"AA","y":"AA"}"#.to_owned(), "32 bytes"),
        (r#"{"kty":"RSA","n":"AQAB","e":"AQAB","d":"AQ"}"#.to_owned(), "too small"),
        (r#"{"kty":"RSA","e":"AQAB","d":"AQ"}"#.to_owned(), "`n` is missing"),
        (r#"{"kty":"RSA","use":"enc","d":"AQ"}"#.to_owned(), "not meant for signatures"),
        ("hello".to_owned(), "neither PEM nor a JWK"),
        (String::new(), "neither PEM nor a JWK"),
    ] {
        let refused = refused(&text).to_string();
        assert!(refused.contains(part), "{refused}: {text}");
    }
    assert_eq!(refused([0xff, 0xfe]), ImportError::UnknownForm);
}

#[test]
fn a_jwk_whose_parts_belong_to_different_keys_is_refused() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let jwk = |key: &PrivateKey| -> serde_json::Value {
            serde_json::from_str(&private(key, KeyFormat::Jwk).unwrap()).unwrap()
        };
        let (mut one, other) = (jwk(&PrivateKey::sample_of(algorithm)), jwk(&PrivateKey::sample_of(algorithm)));
        one["d"] = other["d"].clone();
        assert_eq!(refused(one.to_string()), ImportError::Unsound, "{algorithm}");
    }
}

#[test]
fn an_rsa_jwk_without_its_primes_is_read() {
    let key = PrivateKey::sample();
    let mut jwk: serde_json::Value = serde_json::from_str(&private(&key, KeyFormat::Jwk).unwrap()).unwrap();
    for member in ["p", "q", "dp", "dq", "qi"] {
        jwk.as_object_mut().unwrap().remove(member);
    }
    assert_eq!(kid(&read(jwk.to_string().as_bytes()).unwrap()), kid(&key));
}
