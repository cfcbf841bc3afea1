//! Protocol errors: a public code and sentence from the RFC, a private source for the log.

use super::failures::Cause;
use crate::store;
use std::borrow::Cow;

/// An error that a client is told (RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, RFC 7591 §3.2.2, RFC 8707 §2, OIDC
/// Core §3.1.2.6).
#[derive(Debug, thiserror::Error)]
#[error("{}: {description}", code.as_str())]
pub struct Error {
    /// The `error` member.
    pub code: Code,
    /// The `error_description` member: only %x20-21 / %x23-5B / %x5D-7E.
    pub description: Cow<'static, str>,
    /// What failed behind it, for the log.
    #[source]
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// Why, for the app's admin, where the code alone does not say it.
    pub cause: Option<Cause>,
    /// What should have come, for the app's admin: never told to the client.
    pub expected: Option<Box<str>>,
    /// When to come again, where that is known.
    pub retry_after_seconds: Option<u64>,
}

/// The codes that we use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the RFC's own name")]
pub enum Code {
    InvalidRequest,
    InvalidClient,
    InvalidGrant,
    UnauthorizedClient,
    UnsupportedGrantType,
    UnsupportedResponseType,
    InvalidScope,
    InvalidTarget,
    AccessDenied,
    LoginRequired,
    ConsentRequired,
    UnmetAuthenticationRequirements,
    InvalidRequestObject,
    InvalidRequestUri,
    RegistrationNotSupported,
    InvalidRedirectUri,
    InvalidClientMetadata,
    InvalidToken,
    InsufficientScope,
    TemporarilyUnavailable,
    TooManyTries,
    ServerError,
}

impl Code {
    /// The value of `error`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::InvalidTarget => "invalid_target",
            Self::AccessDenied => "access_denied",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidRequestObject => "invalid_request_object",
            Self::InvalidRequestUri => "invalid_request_uri",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidRedirectUri => "invalid_redirect_uri",
            Self::InvalidClientMetadata => "invalid_client_metadata",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            // No registered code says it; its status does (RFC 6585 §4).
            Self::TemporarilyUnavailable | Self::TooManyTries => "temporarily_unavailable",
            Self::ServerError => "server_error",
        }
    }
}

/// What protocol functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with its sentence; characters that RFC 6749 does not allow there become `'` or `?`.
    pub fn new(code: Code, description: impl Into<Cow<'static, str>>) -> Self {
        let description = description.into();
        let is_allowed = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
        let description = if description.chars().all(is_allowed) {
            description
        } else {
            let clean = |c: char| {
                if is_allowed(c) {
                    c
                } else if c == '"' {
                    '\''
                } else {
                    '?'
                }
            };
            Cow::Owned(description.chars().map(clean).collect())
        };
        Self { code, description, source: None, cause: None, expected: None, retry_after_seconds: None }
    }

    /// Says why, for the app's admin.
    #[must_use]
    pub fn because(mut self, cause: Cause) -> Self {
        self.cause = Some(cause);
        self
    }

    /// Says what should have come, for the app's admin. No secret.
    #[must_use]
    pub fn expecting(mut self, text: &str) -> Self {
        self.expected = Some(text.into());
        self
    }

    /// Says when to come again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after_seconds = Some(seconds);
        self
    }

    /// `invalid_request`.
    pub fn invalid_request(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidRequest, description)
    }

    /// `invalid_grant`.
    pub fn invalid_grant(description: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidGrant, description)
    }

    /// `invalid_token` (RFC 6750 §3.1), without telling why.
    pub fn invalid_token() -> Self {
        Self::new(Code::InvalidToken, "the access token is expired, revoked or not one of ours")
    }

    /// `server_error`, with what failed for the log.
    pub fn server(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        let mut error = Self::new(Code::ServerError, "the server failed; its log has the reason");
        error.source = Some(Box::new(source));
        error
    }
}

impl From<store::Error> for Error {
    fn from(source: store::Error) -> Self {
        let mut error = if source.is_unavailable() {
            Self::new(Code::TemporarilyUnavailable, "the database does not answer; try again")
        } else {
            Self::new(Code::ServerError, "the server failed; its log has the reason")
        };
        error.source = Some(Box::new(source));
        error
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_description_holds_only_what_the_rfc_allows(text in "\\PC{0,40}") {
            let error = Error::new(Code::InvalidRequest, text);
            prop_assert!(error.description.bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)));
        }
    }
}
