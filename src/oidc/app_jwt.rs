//! What apps sign, whichever of the two it is: assertions about who they are (RFC 7523), request objects (RFC 9101).

use super::{Cause, Code, Error};
use crate::keys::{ForeignJwt, VerifyError};
use crate::store;

/// An app's clock may differ from ours by so many seconds.
pub(super) const SKEW_SECONDS: i64 = 60;

/// What is wrong with it.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not a JWT as it must be.
    Malformed,
    /// The algorithm is not on our list, or not the one that the app registered.
    Algorithm,
    /// The header brings a key or an extension.
    Header,
    /// It is of another type.
    Type,
    /// No key of the app fits it.
    NoKey,
    /// The app's keys could not be fetched; the log has the reason, which may name addresses of an intranet.
    KeysUnreachable,
    /// None of the app's secrets can verify it.
    NoSealedSecret,
    /// The signature is wrong.
    Signature,
    /// `iss` or `sub` is not the app.
    Issuer,
    /// `sub` is the app, where only an assertion of who it is may say so.
    Subject,
    /// `aud` does not name us.
    Audience,
    /// `exp` is missing.
    NoExpiry,
    /// `exp` has passed.
    Expired,
    /// `exp` lies too far ahead.
    TooLong,
    /// `nbf` or `iat` lies ahead.
    Future,
    /// `jti` is missing.
    NoId,
    /// The `jti` came before.
    Replayed,
    /// The database.
    Store(store::Error),
    /// The server itself.
    Server(Box<Error>),
}

impl From<VerifyError> for Fault {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::Algorithm => Self::Algorithm,
            VerifyError::Header => Self::Header,
            VerifyError::Type => Self::Type,
            VerifyError::UnknownKey => Self::NoKey,
            VerifyError::Signature => Self::Signature,
            VerifyError::Issuer => Self::Issuer,
            VerifyError::Expired => Self::Expired,
            VerifyError::NotYetValid | VerifyError::IssuedAhead => Self::Future,
            VerifyError::Malformed => Self::Malformed,
        }
    }
}

impl Fault {
    pub(super) fn server(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Server(Box::new(Error::server(source)))
    }

    /// What the app is told of `what`, with the code that fits it there.
    pub(super) fn into_error(self, code: Code, what: &str) -> Error {
        let (cause, text) = match self {
            Self::Store(error) => return error.into(),
            Self::Server(error) => return *error,
            plain => plain.told(),
        };
        Error::new(code, format!("{what} {text}")).because(cause)
    }

    const fn told(&self) -> (Cause, &'static str) {
        match self {
            Self::Header => (Cause::AppJwtMalformed, "has a header that brings a key, an address or an extension"),
            Self::Type => (Cause::AppJwtMalformed, "has the typ of another kind of token"),
            Self::NoExpiry => (Cause::AppJwtMalformed, "has no exp"),
            Self::NoId => (Cause::AppJwtMalformed, "has no jti"),
            Self::Algorithm => {
                (Cause::AppJwtAlgorithm, "is signed with an algorithm that this client may not use here")
            }
            Self::NoKey => (Cause::AppKeyMissing, "was signed with a key that is not among those of the client"),
            Self::KeysUnreachable => (
                Cause::AppKeysUnreachable,
                "cannot be verified: the jwks_uri of the client does not answer with its keys",
            ),
            Self::NoSealedSecret => (Cause::SecretNotSealed, "cannot be verified: the client needs a new secret first"),
            Self::Signature => (Cause::AppSignatureWrong, "has a wrong signature"),
            Self::Issuer => {
                (Cause::AppJwtIssuer, "does not name the client_id as its iss, and as its sub where one is due")
            }
            Self::Subject => {
                (Cause::RequestObject, "has the client_id as its sub, as only a client assertion may (RFC 9101 10.8)")
            }
            Self::Audience => (Cause::AppJwtAudience, "is not meant for this server: its aud must be the issuer"),
            Self::Expired => (Cause::AppJwtExpired, "has expired"),
            Self::TooLong => (Cause::AppJwtClock, "expires too far in the future"),
            Self::Future => (Cause::AppJwtClock, "is not valid yet: its iat or nbf lies in the future"),
            Self::Replayed => (Cause::AppJwtReplayed, "was used before: its jti counts once"),
            Self::Malformed | Self::Store(_) | Self::Server(_) => {
                (Cause::AppJwtMalformed, "is no JWT with the members that it must have")
            }
        }
    }
}

/// `exp`, `nbf` and `iat`, each where it is there (RFC 7519 §4.1); answers `exp`.
pub(super) fn check_times(jwt: &ForeignJwt<'_>, now: i64) -> Result<Option<i64>, Fault> {
    let exp = jwt.time("exp")?;
    if exp.is_some_and(|exp| now >= exp + SKEW_SECONDS) {
        return Err(Fault::Expired);
    }
    for name in ["nbf", "iat"] {
        if jwt.time(name)?.is_some_and(|at| at > now + SKEW_SECONDS) {
            return Err(Fault::Future);
        }
    }
    Ok(exp)
}
