//! Verifies the server's tokens as a relying party does: by the published key set and nothing else.

use super::report::{Check, Mend, Stop, demand};
use super::trial::{App, Trial};
use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde_json::Value;
use std::str::FromStr;

/// Clocks of the machine that asks and of the one that answers differ by less than this (seconds).
const SKEW: i64 = 10;

/// A token whose signature fits.
#[derive(Clone, Debug)]
pub(super) struct Verified {
    pub(super) header: Value,
    pub(super) claims: Value,
}

impl Verified {
    /// A claim that is a text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.claims[name].as_str()
    }
}

impl Trial {
    /// Verifies a JWT that must be signed with this algorithm: by a published key, or by the app's secret.
    pub(super) async fn verify(&self, token: &str, alg: &str, app: &App) -> Check<Verified> {
        let header = part(token, 0).ok_or_else(|| Stop::answer("what should be a JWT is none"))?;
        demand(header["alg"] == alg, || format!("signed with {}, not {alg}", header["alg"]))?;
        let key = match (&app.secret, alg) {
            (Some(secret), "HS256") => DecodingKey::from_secret(secret.expose().as_bytes()),
            (None, "HS256") => return Err(Stop::answer("HS256 for an app without a secret")),
            _ => self.published_key(&header, alg).await?,
        };
        let algorithm = Algorithm::from_str(alg).map_err(|_| Stop::unknown(alg))?;
        let mut validation = Validation::new(algorithm);
        (validation.validate_exp, validation.validate_aud) = (false, false);
        validation.required_spec_claims.clear();
        let bad = |_| Stop::Failed(format!("the {alg} signature does not fit the key {}", header["kid"]), Mend::Keys);
        let decoded = jsonwebtoken::decode::<Value>(token, &key, &validation).map_err(bad)?;
        Ok(Verified { header: header.clone(), claims: decoded.claims })
    }

    async fn published_key(&self, header: &Value, alg: &str) -> Check<DecodingKey> {
        let kid = header["kid"].as_str().ok_or_else(|| Stop::answer("a JWT without `kid`"))?;
        let set = self.http.get(&self.document.url("jwks_uri")?).await?.json(200)?;
        let keys = set["keys"].as_array().cloned().unwrap_or_default();
        let missing = || Stop::Failed(format!("the key {kid} of a token is not in the key set"), Mend::Keys);
        let key = keys.into_iter().find(|key| key["kid"] == kid).ok_or_else(missing)?;
        demand(key["alg"] == alg, || format!("the key {kid} is for {}, not {alg}", key["alg"]))?;
        let unreadable = || Stop::Failed(format!("the key {kid} of the key set cannot be read"), Mend::Keys);
        let key: Jwk = serde_json::from_value(key).map_err(|_| unreadable())?;
        DecodingKey::from_jwk(&key).map_err(|_| unreadable())
    }

    /// Demands of an ID token what OIDC Core §3.1.3.7 has an app check.
    pub(super) fn check_id_token(&self, token: &Verified, app: &App) -> Check<()> {
        let now = self.now();
        let claims = &token.claims;
        if claims["iss"] != *self.issuer {
            return Err(Stop::Failed(format!("iss is {}, not {}", claims["iss"], self.issuer), Mend::Issuer));
        }
        let is_for_app = claims["aud"] == app.id.as_str()
            || claims["aud"].as_array().is_some_and(|all| all.iter().any(|one| one == app.id.as_str()));
        demand(is_for_app, || format!("aud is {}", claims["aud"]))?;
        let time = |name: &str| claims[name].as_i64().ok_or_else(|| Stop::answer(format!("{name} is no number")));
        let (iat, exp, auth_time) = (time("iat")?, time("exp")?, time("auth_time")?);
        demand((iat - now).abs() <= SKEW, || format!("iat is {} seconds from this machine's clock", iat - now))?;
        demand(exp > iat && auth_time <= iat, || format!("exp {exp}, iat {iat}, auth_time {auth_time}"))?;
        let sub = claims["sub"].as_str().unwrap_or_default();
        let is_sub = (1..=255).contains(&sub.len()) && sub.bytes().all(|byte| (0x20..=0x7e).contains(&byte));
        demand(is_sub, || "sub is not 1 to 255 characters of ASCII".to_owned())
    }
}

/// The JSON of a part of a JWT.
pub(super) fn part(token: &str, place: usize) -> Option<Value> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(place)?).ok()?).ok()
}

/// The left half of a hash by the hash of an algorithm (OIDC Core §3.1.3.6).
pub(super) fn half_hash(alg: &str, text: &str) -> String {
    let hash = match alg {
        "ES384" | "RS384" | "PS384" | "HS384" => &SHA384,
        "EdDSA" | "ES512" | "RS512" | "PS512" | "HS512" => &SHA512,
        _ => &SHA256,
    };
    let hash = digest::digest(hash, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..hash.as_ref().len() / 2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_hash_of_the_example_in_the_standard_is_found() {
        // OIDC Core Appendix A.3.
        assert_eq!(half_hash("RS256", "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y"), "77QmUPtjPfzWtF2AnpK9RQ");
    }

    #[test]
    fn the_parts_of_a_jwt_are_read() {
        assert_eq!(part("eyJhbGciOiJub25lIn0.e30.", 0).unwrap()["alg"], "none");
        assert_eq!((part("eyJhbGciOiJub25lIn0.e30.", 2), part("x", 0)), (None, None));
    }
}
