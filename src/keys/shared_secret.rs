//! HS256 (RFC 7518 §3.2): ID tokens signed with the secret of the app that they are for (OIDC Core §10.1). Such a secret
//! is sealed at rest, since its hash signs nothing. Its tokens prove nothing to anybody else: only where we ask an app
//! for its own ID token back are they believed.

use crate::keys::jwt::{self, Expected, VerifyError, VerifyingKey};
use crate::keys::seal::{MasterKey, Purpose, SealError};
use crate::keys::{KeyError, install_provider};
use crate::model::ids::ClientId;
use crate::model::secret::Redacted;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::fmt;
use zeroize::Zeroizing;

/// The secret of an app in the clear: lives only while one token is signed or verified.
pub struct SharedSecret(Zeroizing<Vec<u8>>);

impl SharedSecret {
    /// Seals a secret for its row.
    pub fn seal(master: &MasterKey, client: &ClientId, secret_id: &str, secret: &Redacted) -> Vec<u8> {
        master.seal(Purpose::ClientSecrets, &context(client, secret_id), secret.expose().as_bytes())
    }

    /// The same of a secret that was opened: it moves to another master key.
    pub(super) fn seal_under(&self, master: &MasterKey, client: &ClientId, secret_id: &str) -> Vec<u8> {
        master.seal(Purpose::ClientSecrets, &context(client, secret_id), &self.0)
    }

    /// Opens what [`SharedSecret::seal`] made for the same row.
    pub fn open(master: &MasterKey, client: &ClientId, secret_id: &str, sealed: &[u8]) -> Result<Self, SealError> {
        master.open(Purpose::ClientSecrets, &context(client, secret_id), sealed).map(Self)
    }

    /// Signs `claims` as a JWT of type `typ`. It has no `kid`: the app knows its secret, and that is no published key.
    pub fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<String, KeyError> {
        install_provider()?;
        let header = Header { typ: Some(typ.to_owned()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(&self.0)).map_err(|_| KeyError::Signing)
    }

    /// The claims of a token that was signed with this secret (RFC 8725: by HS256 and nothing else).
    pub fn verify<T: DeserializeOwned>(&self, token: &str, expected: &Expected<'_>) -> Result<T, VerifyError> {
        jwt::verify_with(token, &self.verifying_key(), expected)
    }

    pub(super) fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey::of_secret(&self.0)
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret")
    }
}

/// The audience that an HS256 token names, so that its secret can be looked for. Nothing is proved by it.
pub fn claimed_audience(token: &str) -> Option<String> {
    let mut parts = token.split('.');
    let mut part = || serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(parts.next()?).ok()?).ok();
    let (header, claims) = (part()?, part()?);
    (header["alg"] == "HS256").then(|| claims["aud"].as_str().map(str::to_owned))?
}

fn context<'a>(client: &'a ClientId, secret_id: &'a str) -> [&'a str; 3] {
    ["client_secrets.sealed", client.as_str(), secret_id]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::generate::PrivateKey;
    use crate::keys::jwk::PublicJwk;
    use crate::keys::signer::SigningHandle;
    use serde_json::json;

    const EXPECTED: Expected<'_> =
        Expected { issuer: "https://id.example", types: &["JWT"], now: 100, leeway: 0, is_expired_accepted: false };

    fn claims() -> Value {
        json!({ "iss": "https://id.example", "aud": "shop", "exp": 200 })
    }

    fn secret(text: &str) -> SharedSecret {
        SharedSecret(Zeroizing::new(text.as_bytes().to_vec()))
    }

    #[test]
    fn a_sealed_secret_opens_in_its_own_row_only() {
        let (master, shop) = (MasterKey::random(), ClientId::from("shop"));
        let sealed = SharedSecret::seal(&master, &shop, "1", &Redacted::from("kept".to_owned()));
        assert_eq!(SharedSecret::open(&master, &shop, "1", &sealed).unwrap().0.as_slice(), b"kept");
        assert!(SharedSecret::open(&master, &shop, "2", &sealed).is_err());
        assert!(SharedSecret::open(&master, &ClientId::from("wiki"), "1", &sealed).is_err());
        assert!(SharedSecret::open(&MasterKey::random(), &shop, "1", &sealed).is_err());
    }

    #[test]
    fn the_signature_is_that_of_rfc_7515() {
        // Appendix A.1: our serialization differs, so its message is signed as it stands there.
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let message = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.\
            eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let token = format!("{message}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let shared = SharedSecret(Zeroizing::new(URL_SAFE_NO_PAD.decode(key).unwrap()));
        let expected = Expected { issuer: "joe", now: 1_300_819_379, ..EXPECTED };
        assert_eq!(shared.verify::<Value>(&token, &expected).unwrap()["iss"], "joe");
    }

    #[test]
    fn a_token_verifies_with_its_own_secret_by_hs256_only() {
        let token = secret("one").sign("JWT", &claims()).unwrap();
        assert_eq!(secret("one").verify::<Value>(&token, &EXPECTED).unwrap(), claims());
        assert_eq!(secret("two").verify::<Value>(&token, &EXPECTED), Err(VerifyError::Signature));
        let expired = Expected { now: 200, ..EXPECTED };
        assert_eq!(secret("one").verify::<Value>(&token, &expired), Err(VerifyError::Expired));
        let key = PrivateKey::sample();
        let handle = SigningHandle::new(&key, PublicJwk::of(&key).unwrap().kid()).unwrap();
        let signed = jwt::sign(&handle, "JWT", &claims()).unwrap();
        assert_eq!(secret("one").verify::<Value>(&signed, &EXPECTED), Err(VerifyError::Algorithm));
        for alg in [Algorithm::HS384, Algorithm::HS512] {
            let header = Header { typ: Some("JWT".to_owned()), ..Header::new(alg) };
            let other = jsonwebtoken::encode(&header, &claims(), &EncodingKey::from_secret(b"one")).unwrap();
            assert_eq!(secret("one").verify::<Value>(&other, &EXPECTED), Err(VerifyError::Algorithm));
        }
    }

    #[test]
    fn the_audience_is_read_from_hs256_tokens_only() {
        let token = secret("one").sign("JWT", &claims()).unwrap();
        assert_eq!(claimed_audience(&token).as_deref(), Some("shop"));
        let key = PrivateKey::sample();
        let signed = jwt::sign(&SigningHandle::new(&key, "k").unwrap(), "JWT", &claims()).unwrap();
        for text in [&*signed, "", ".", "a.b.c", "e30.e30.x"] {
            assert_eq!(claimed_audience(text), None, "{text}");
        }
    }
}
