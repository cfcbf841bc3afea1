//! The tokens that apps get, read as an app reads them: verified from the served key set.

use super::house::House;
use super::http::Response;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;

/// A successful token answer (RFC 6749 §5.1).
#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: Option<String>,
    pub id: Option<String>,
    pub body: Value,
}

impl Tokens {
    /// Demands a success as the law wants it.
    #[track_caller]
    pub fn of(answer: &Response) -> Self {
        let body = answer.json_of(200);
        assert_eq!(answer.header("Cache-Control"), Some("no-store"));
        assert_eq!(body["token_type"], "Bearer");
        assert!(body["expires_in"].as_i64().is_some_and(|seconds| seconds > 0), "{body}");
        assert!(body["scope"].is_string(), "{body}");
        let text = |name: &str| body[name].as_str().map(str::to_owned);
        Self {
            access: text("access_token").expect("an access token"),
            refresh: text("refresh_token"),
            id: text("id_token"),
            body,
        }
    }

    #[track_caller]
    pub fn refresh(&self) -> &str {
        self.refresh.as_deref().unwrap_or_else(|| panic!("a refresh token in {}", self.body))
    }

    #[track_caller]
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or_else(|| panic!("an ID token in {}", self.body))
    }

    pub fn scope(&self) -> &str {
        self.body["scope"].as_str().unwrap_or_default()
    }
}

/// A verified JWT.
#[derive(Clone, Debug)]
pub struct Jwt {
    pub header: Value,
    pub claims: Value,
}

impl Jwt {
    #[track_caller]
    pub fn text(&self, claim: &str) -> &str {
        self.claims[claim].as_str().unwrap_or_else(|| panic!("a text {claim} in {}", self.claims))
    }

    #[track_caller]
    pub fn number(&self, claim: &str) -> i64 {
        self.claims[claim].as_i64().unwrap_or_else(|| panic!("a number {claim} in {}", self.claims))
    }

    /// The members of a list, or the one text in its place.
    pub fn list(&self, claim: &str) -> Vec<String> {
        match &self.claims[claim] {
            Value::String(one) => vec![one.clone()],
            Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

impl House {
    /// Verifies a token as a library does: RS256 only, the key that its `kid` names in the served set, our issuer.
    pub async fn verify(&self, token: &str) -> Jwt {
        let jwt = self.verify_signature(token).await;
        let (claims, now) = (&jwt.claims, self.clock.now());
        assert!(claims["exp"].as_i64().is_some_and(|exp| exp > now), "expired: {claims}");
        jwt
    }

    /// The same of something that does not expire.
    pub async fn verify_signature(&self, token: &str) -> Jwt {
        self.verify_by(token, Algorithm::RS256).await
    }

    /// The same of a token that another algorithm signs.
    pub async fn verify_by(&self, token: &str, alg: Algorithm) -> Jwt {
        let set: JwkSet = serde_json::from_slice(&self.get("/.well-known/jwks.json").await.body).expect("a key set");
        let header = decode_header(token).expect("the head of a JWT");
        assert_eq!(header.alg, alg);
        let kid = header.kid.clone().expect("a kid");
        let key = DecodingKey::from_jwk(set.find(&kid).expect("a published key")).expect("a public key");
        let mut rules = Validation::new(alg);
        rules.set_issuer(&[super::ISSUER]);
        // The house has a clock of its own, and each test says itself for whom a token is.
        rules.validate_exp = false;
        rules.validate_aud = false;
        rules.required_spec_claims.clear();
        let claims: Value = decode(token, &key, &rules).expect("a sound signature").claims;
        Jwt { header: serde_json::to_value(header).expect("a head"), claims }
    }
}
