//! The closed list of what goes wrong between an app and us, each with the mend.

macro_rules! causes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $mend:literal;)*) => {
        /// Why a request of an app was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Cause {
            $($(#[$doc])* $name,)*
        }

        impl Cause {
            /// Every cause.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The cause as stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// What to do about it, for an admin or the app's developer.
            pub const fn mend(self) -> &'static str {
                match self {
                    $(Self::$name => $mend,)*
                }
            }

            /// Reads what [`Cause::as_str`] wrote.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|cause| cause.as_str() == text)
            }
        }
    };
}

causes! {
    /// No app has the client_id.
    UnknownClient = "unknown_client",
        "Copy the client_id from the app's page into the app's settings; see that it is not the secret.";
    /// The app is switched off.
    ClientDisabled = "client_disabled", "Switch the app on, if that is what you want.";
    /// The person is in none of the app's groups.
    NotAllowed = "not_allowed", "Put the person into one of the app's allowed groups, or allow another group.";
    /// The redirect_uri is not registered.
    RedirectUri = "redirect_uri", "Register the redirect URI exactly as the app sends it, or mend the app's settings.";
    /// No redirect_uri came.
    RedirectUriMissing = "redirect_uri_missing", "Let the app send redirect_uri, even where only one is registered.";
    /// A parameter came twice.
    Repeated = "repeated_parameter", "Send each parameter once.";
    /// A parameter that is not supported.
    Unsupported = "unsupported_parameter", "Switch off the registration parameter in the app.";
    /// The response_type is missing or not supported.
    ResponseType = "response_type", "Set the app to the authorization code flow (response_type=code).";
    /// The response_mode is not supported.
    ResponseMode = "response_mode", "Use response_mode query, fragment or form_post.";
    /// No code_challenge came.
    PkceMissing = "pkce_missing",
        "Switch on PKCE (S256) in the app; if its library cannot do it, exempt the app from PKCE.";
    /// The challenge is of another method or malformed.
    PkceMalformed = "pkce_malformed", "Send code_challenge_method=S256 with 43 characters of base64url.";
    /// The scope is missing, or nothing of it is allowed.
    Scope = "scope", "Ask for scopes that the app may have, openid at least, or allow it more.";
    /// The resource is not registered for the app.
    Resource = "resource", "Add the API to those that the app may ask tokens for, written exactly so.";
    /// The app did not say who it is.
    NoAuthentication = "no_client_authentication", "Let the app send its client_id, and its secret unless it is public.";
    /// A method that is not supported.
    AuthenticationMethod = "client_authentication_method",
        "Set the app to the one method of client authentication that is registered for it.";
    /// A confidential app sent no secret.
    SecretMissing = "secret_missing", "Enter the app's secret in its settings, or make it a public app.";
    /// The secret is wrong.
    SecretWrong = "secret_wrong", "Enter the secret anew, or give the app another one and enter that.";
    /// The secret was right once.
    SecretExpired = "secret_expired", "This secret has ended: give the app another one and enter that.";
    /// A public app sent a secret.
    SecretOfPublic = "secret_of_public", "Take the secret out of the app's settings, or register it as a web app.";
    /// What the app signed is no JWT, or lacks a member.
    AppJwtMalformed = "app_jwt_malformed",
        "Let the app's library make the JWT: alg, iss, sub, aud, exp and jti, and no key or certificate in its header.";
    /// It is signed with another algorithm than the registered one.
    AppJwtAlgorithm = "app_jwt_algorithm",
        "Let the app sign with the algorithm that is registered for it, or register the one that it uses.";
    /// It names another app.
    AppJwtIssuer = "app_jwt_issuer", "Let the app put its client_id into iss, and into sub of a client assertion.";
    /// It is meant for another server.
    AppJwtAudience = "app_jwt_audience", "Let the app put the issuer, as discovery says it, into aud.";
    /// It has expired.
    AppJwtExpired = "app_jwt_expired", "Set the app's clock (NTP), and let it make a new one for each request.";
    /// Its times lie ahead.
    AppJwtClock = "app_jwt_clock", "Set the app's clock (NTP), and let what it signs expire within an hour.";
    /// Its jti came before.
    AppJwtReplayed = "app_jwt_replayed",
        "Let the app sign a new client assertion for each request; if it does, somebody else has sent one of its own again.";
    /// No key of the app's fits it.
    AppKeyMissing = "app_key_missing",
        "Register the public half of the key that the app signs with, or let its key set show it under the same kid.";
    /// The app's key set cannot be fetched.
    AppKeysUnreachable = "app_keys_unreachable",
        "See that this server reaches the app's jwks_uri; the log says what came instead.";
    /// The signature does not fit the key.
    AppSignatureWrong = "app_signature_wrong",
        "Let the app sign with the key, or the secret, that is registered for it.";
    /// The app signs with a secret of which only the hash is kept.
    SecretNotSealed = "secret_not_sealed", "Give the app a new secret, which is kept so that it can verify, and enter that.";
    /// What a request object says cannot be used.
    RequestObject = "request_object",
        "Let the object repeat client_id and response_type as they stand beside it, and hold no request or request_uri.";
    /// The request_uri is not registered, or nothing is there.
    RequestUri = "request_uri",
        "Register the request_uri for the app, and see that this server reaches it; or send the object in `request`.";
    /// The app must sign or push what it asks, and did not.
    RequestUnsigned = "request_unsigned",
        "Let the app sign its requests, or push them, as its settings demand; or take that demand out of them.";
    /// A pushed request that does not count, or not any more.
    PushedRequest = "pushed_request",
        "Let the app push a request for each sign-in, and send the browser on at once, with the same client_id.";
    /// A grant that the app may not use.
    Grant = "grant_not_allowed", "Allow the app the grant, or set it to another flow.";
    /// A grant that there is not.
    GrantType = "grant_type", "Send a grant_type that discovery lists.";
    /// The code is unknown, expired, used, or another app's.
    Code = "code", "Redeem each code once, within a minute, by the app that asked for it; see that no retry sends it twice.";
    /// The sign-in behind the code or token has ended.
    Ended = "sign_in_ended", "Send the person to sign in again.";
    /// The token request names another redirect_uri than the authorization request.
    CodeRedirectUri = "code_redirect_uri", "Send the same redirect_uri in both requests, byte for byte.";
    /// The code_verifier is missing.
    VerifierMissing = "verifier_missing", "Keep the code_verifier over the redirect and send it with the code.";
    /// A code_verifier came without a challenge before it.
    VerifierUnexpected = "verifier_unexpected", "Send code_challenge in the authorization request too.";
    /// The code_verifier does not fit.
    VerifierWrong = "verifier_wrong",
        "Send the code_verifier of the very request that brought the code; two tabs may have overwritten each other.";
    /// The refresh token is unknown, expired, ended, or another app's.
    RefreshToken = "refresh_token_unknown", "Send the person to sign in again; see that the app keeps the newest refresh token.";
    /// The refresh token was used before.
    RefreshReused = "refresh_token_reused",
        "Let the app keep the newest refresh token and never use one twice; its family is ended.";
    /// Anything else that the app can mend.
    Other = "other", "Compare what came with the error's text.";
}

#[cfg(test)]
mod tests {
    use super::Cause;
    use crate::model::client::GrantType;

    #[test]
    fn no_cause_shares_its_text_with_another_or_with_a_grant() {
        let mut texts: Vec<_> = Cause::ALL.iter().map(|cause| cause.as_str()).collect();
        texts.extend(GrantType::ALL.map(GrantType::as_str));
        let count = texts.len();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), count);
        assert!(Cause::ALL.iter().all(|cause| Cause::parse(cause.as_str()) == Some(*cause)));
    }
}
