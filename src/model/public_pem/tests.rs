//! Public keys as openssl writes them are the keys that openssl says they are, and everything else says what it is.

use super::super::encryption::{EncryptionKey, EncryptionKeyError as E};
use super::super::pem::Damage;
use serde_json::{Value, json};

const RSA: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv4DOMoTM8HJHk8T4woHA
6+PostpR6jo0RIUUr8qVz/hLXrjKOoEpBxar3VDWoGTjcBE94uqTXr1DXCzVUSfZ
CLQjx8+Z3NUF03wHtJkZ1fRMlYsV+q6qrKY6cSgsgIxBsiBPCrFebXKRn4qP9YCz
2KUSQo//79lipSIHLOh8Nofqigd8OusNTASnvnBWt56botge2Fwe9HaEHFcb/n2Q
6LO7uKnRp7eXWT3/EKPd+6F0AW5zecmWo/TUJlYf06jHZ1TfH3LkddefJ33WEg/W
flE89cb7SJuMB6lBdQPIwixBQIcyTeQlGa6UPEIEnazlUsoB2ZjJ8nBVoJmvMEoG
QQIDAQAB
-----END PUBLIC KEY-----
";

const RSA_ALONE: &str = "-----BEGIN RSA PUBLIC KEY-----
MIIBCgKCAQEAv4DOMoTM8HJHk8T4woHA6+PostpR6jo0RIUUr8qVz/hLXrjKOoEp
Bxar3VDWoGTjcBE94uqTXr1DXCzVUSfZCLQjx8+Z3NUF03wHtJkZ1fRMlYsV+q6q
rKY6cSgsgIxBsiBPCrFebXKRn4qP9YCz2KUSQo//79lipSIHLOh8Nofqigd8OusN
TASnvnBWt56botge2Fwe9HaEHFcb/n2Q6LO7uKnRp7eXWT3/EKPd+6F0AW5zecmW
o/TUJlYf06jHZ1TfH3LkddefJ33WEg/WflE89cb7SJuMB6lBdQPIwixBQIcyTeQl
Ga6UPEIEnazlUsoB2ZjJ8nBVoJmvMEoGQQIDAQAB
-----END RSA PUBLIC KEY-----
";

const P256: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEDVEfRMljRAiyUVfrq1Ln0Nm8w+NM
Sx7UrWXhTEF6y6k6TDyd924VRoni12ob9lbpQBeqNsN4Vre8sfKrXGoHFQ==
-----END PUBLIC KEY-----
";

const X25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEAm6T0m2y/NBtUo656zHxM7RsrcjoRPr7ix4Jb6vMLdlk=
-----END PUBLIC KEY-----
";

const P384: &str = "-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEBk16A1luDU+TcRPDilk47NAiPfOzg7V3
S4TWySNWr0yz1uXDq+qkooKI3eXz87FlqvcQrQamOwaJ0db6iotdVzBa8yp1MzTV
8G7qva3ZfQiVZkj//pu9NrBH2DyENMJ1
-----END PUBLIC KEY-----
";

const P521: &str = "-----BEGIN PUBLIC KEY-----
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAB5RNXumZCpNu3pgieFzdUfpco5c/
luPvxW3X6FwN3UDN4lumjatYG5+4493GGW0Fiw7gupO+rxfRZ3zrjybyWN4AE4Jo
AVkZFMgGEiGV+VMXI8AmGL0x8iRUUy3VbxPY9ulPHvX1YjLtVT1eGUTLMvTAPJZa
J/5AZW/9qFXW2jCm6Rs=
-----END PUBLIC KEY-----
";

const ED25519: &str = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAxICTvdVeI+HZYGwfgOdCl8DaOmiTQgPittFHeJyFGTQ=
-----END PUBLIC KEY-----
";

const COMPRESSED: &str = "-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADDVEfRMljRAiyUVfrq1Ln0Nm8w+NM
Sx7UrWXhTEF6y6k=
-----END PUBLIC KEY-----
";

const SMALL: &str = "-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC8DKU6pen0a6fZGZ4KOjeB52PK
h4Oc/dSzxIfVqqfoTmPthMtzoSFKGuyoIjLQGrngJ8Rv6Co79cNb8edv2WhpYK1I
/j/T1hBrhLpHMjtalfnkJlHhaFmGRD/1UQ9j9XU9Cfyv8MfAlYOA4gLitBNbMD0X
u16Osn5qx5tY12sCFQIDAQAB
-----END PUBLIC KEY-----
";

/// What `openssl pkey -text` says of the keys above.
const MODULUS: &str = "v4DOMoTM8HJHk8T4woHA6-PostpR6jo0RIUUr8qVz_hLXrjKOoEpBxar3VDWoGTjcBE94uqTXr1DXCzVUSfZCLQjx8-Z3NUF03wHtJkZ1fRMlYsV-q6qrKY6cSgsgIxBsiBPCrFebXKRn4qP9YCz2KUSQo__79lipSIHLOh8Nofqigd8OusNTASnvnBWt56botge2Fwe9HaEHFcb_n2Q6LO7uKnRp7eXWT3_EKPd-6F0AW5zecmWo_TUJlYf06jHZ1TfH3LkddefJ33WEg_WflE89cb7SJuMB6lBdQPIwixBQIcyTeQlGa6UPEIEnazlUsoB2ZjJ8nBVoJmvMEoGQQ";
const X: &str = "DVEfRMljRAiyUVfrq1Ln0Nm8w-NMSx7UrWXhTEF6y6k";
const Y: &str = "Okw8nfduFUaJ4tdqG_ZW6UAXqjbDeFa3vLHyq1xqBxU";
const U: &str = "m6T0m2y_NBtUo656zHxM7RsrcjoRPr7ix4Jb6vMLdlk";

fn keys(text: &str) -> Vec<Value> {
    EncryptionKey::parse_all(text).unwrap().iter().map(|key| key.material.to_json()).collect()
}

fn refused(text: &str) -> E {
    EncryptionKey::parse_all(text).expect_err("it was taken")
}

#[test]
fn each_form_of_a_public_key_in_pem_is_the_key_that_openssl_says() {
    let rsa = json!({ "kty": "RSA", "n": MODULUS, "e": "AQAB" });
    assert_eq!(keys(RSA), std::slice::from_ref(&rsa));
    assert_eq!(keys(RSA_ALONE), std::slice::from_ref(&rsa));
    let ec = json!({ "kty": "EC", "crv": "P-256", "x": X, "y": Y });
    assert_eq!(keys(P256), std::slice::from_ref(&ec));
    let x25519 = json!({ "kty": "OKP", "crv": "X25519", "x": U });
    assert_eq!(keys(&format!("Bag Attributes\r\n{RSA}{P256}\n{X25519}and so on")), [rsa, ec, x25519]);
}

#[test]
fn a_private_key_in_pem_is_refused_whatever_stands_beside_it() {
    for label in ["PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "OPENSSH PRIVATE KEY"] {
        let private = format!("-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n");
        assert_eq!(refused(&private), E::Private, "{label}");
        assert_eq!(refused(&format!("{RSA}{private}")), E::Private, "{label}");
    }
}

#[test]
fn pem_that_holds_no_key_to_encrypt_to_says_why() {
    let block = |label: &str, body: &str| format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n");
    assert_eq!(refused(&block("CERTIFICATE", "AAAA")), E::Certificate);
    assert_eq!(keys(&format!("{}{P256}", block("CERTIFICATE", "AAAA"))).len(), 1, "the key beside it counts");
    for (text, damage) in [
        (RSA.replace("-----END", "-----AND"), "last line is missing"),
        (RSA.replace("KEY-----\nMIIB", "KEY\nMIIB"), "first line has no end"),
        (RSA.replacen("MII", "M!I", 1), "no base64"),
        (RSA.replacen("MII", "AII", 1), "no key"),
        (block("PUBLIC KEY", ""), "empty"),
        (block("RSA PUBLIC KEY", "MAAA"), "no key"),
        (block("PARAMETERS", "AAAA"), "no public key"),
        (COMPRESSED.to_owned(), "compressed"),
    ] {
        let refused = refused(&text);
        assert!(matches!(refused, E::Pem(Damage(what)) if what.contains(damage)), "{refused}: {text}");
    }
    for kind in [P384, P521, ED25519] {
        assert_eq!(refused(kind), E::Kind, "{kind}");
    }
    assert_eq!(refused(SMALL), E::RsaBits(1024));
    assert_eq!(refused(&RSA.repeat(6)), E::TooMany);
}
