//! `client_secret_jwt` and `private_key_jwt` (RFC 7523 §2.2 and §3, OIDC Core §9): the client signs who it is, anew for
//! every request.

use crate::keys::{ForeignJwt, SigningAlg};
use crate::model::client::Client;
use crate::model::client_metadata::AuthMethod;
use crate::oidc::app_jwt::{Fault, SKEW_SECONDS, check_times};
use crate::oidc::failures::Endpoint;
use crate::oidc::{Provider, client_keys};
use crate::store::UsedAssertion;

/// The one `client_assertion_type` that there is.
pub const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The types that a header may name; most libraries name none or `JWT`.
const TYPES: [&str; 2] = ["JWT", "client-authentication+jwt"];

/// An assertion is valid for so long at most (seconds): its `jti` is kept until it ends. Authlib asks for an hour.
const LONGEST_SECONDS: i64 = 3600;

/// An assertion as it came, and whom it claims to be.
pub(super) fn read(assertion: &str) -> Result<(ForeignJwt<'_>, String), Fault> {
    let jwt = ForeignJwt::read(assertion)?;
    let client_id = jwt.text("sub").or_else(|| jwt.text("iss")).ok_or(Fault::Issuer)?.to_owned();
    Ok((jwt, client_id))
}

/// The method that an assertion belongs to.
pub(super) const fn method_of(jwt: &ForeignJwt<'_>) -> AuthMethod {
    match jwt.alg() {
        SigningAlg::Secret => AuthMethod::ClientSecretJwt,
        SigningAlg::Key(_) => AuthMethod::PrivateKeyJwt,
    }
}

/// Proves that an assertion is this client's, meant for us, of now, and never seen before. Answers the id of the secret
/// that signed it, if one did. Its `jti` is spent when this returns, in the database.
pub(super) async fn check(
    provider: &Provider,
    endpoint: Endpoint,
    client: &Client,
    jwt: &ForeignJwt<'_>,
) -> Result<Option<String>, Fault> {
    if !jwt.is_of_type(&TYPES) {
        return Err(Fault::Type);
    }
    let registered = client.metadata.token_endpoint_auth_signing_alg.as_deref();
    if registered.is_some_and(|alg| alg != jwt.alg().name()) {
        return Err(Fault::Algorithm);
    }
    let secret_id = client_keys::verify(provider, client, jwt).await?;
    let id = client.id.as_str();
    if jwt.text("iss") != Some(id) || jwt.text("sub") != Some(id) {
        return Err(Fault::Issuer);
    }
    check_audience(provider, endpoint, jwt)?;
    let now = provider.clock.now();
    let exp = check_times(jwt, now)?.ok_or(Fault::NoExpiry)?;
    if exp > now + LONGEST_SECONDS + SKEW_SECONDS {
        return Err(Fault::TooLong);
    }
    let jti = jwt.text("jti").filter(|jti| !jti.is_empty()).ok_or(Fault::NoId)?;
    let used = UsedAssertion::new(&client.id, jti, exp + SKEW_SECONDS);
    if provider.store.use_assertion(used).await.map_err(Fault::Store)? { Ok(secret_id) } else { Err(Fault::Replayed) }
}

/// The issuer, the token endpoint, or the endpoint that is called: libraries differ (RFC 7523 §3, OIDC Core §9).
fn check_audience(provider: &Provider, endpoint: Endpoint, jwt: &ForeignJwt<'_>) -> Result<(), Fault> {
    let issuer = provider.issuer();
    let url = |endpoint: Endpoint| format!("{issuer}/oauth2/{}", endpoint.as_str());
    let ours = [issuer.to_owned(), url(Endpoint::Token), url(endpoint)];
    let named = jwt.audiences()?.ok_or(Fault::Audience)?;
    if named.iter().any(|one| ours.iter().any(|own| own == one)) { Ok(()) } else { Err(Fault::Audience) }
}
