//! What an app is told of its registration (RFC 7591 §3.2.1): every member, with the value that is in use.

use crate::keys::SigningAlg;
use crate::model::client::{Client, GrantType};
use crate::model::client_metadata::{AuthMethod, SubjectType};
use crate::model::encryption::Encryption;
use crate::oidc::Provider;
use crate::oidc::apps::to_json;
use serde_json::{Value, json};

/// Members of metadata that are told as they are kept.
const AS_KEPT: [&str; 25] = [
    "application_type",
    "token_endpoint_auth_signing_alg",
    "jwks",
    "jwks_uri",
    "sector_identifier_uri",
    "backchannel_logout_uri",
    "backchannel_logout_session_required",
    "frontchannel_logout_uri",
    "frontchannel_logout_session_required",
    "logo_uri",
    "policy_uri",
    "tos_uri",
    "contacts",
    "initiate_login_uri",
    "default_max_age",
    "require_auth_time",
    "default_acr_values",
    "request_object_signing_alg",
    "require_signed_request_object",
    "require_pushed_authorization_requests",
    "request_uris",
    "introspection_signed_response_alg",
    "software_id",
    "software_version",
    "post_logout_redirect_uris",
];

/// An app, and what it alone may know.
pub(super) struct Answer<'a> {
    /// Where it is managed.
    pub(super) provider: &'a Provider,
    /// The app.
    pub(super) app: &'a Client,
    /// Its registration access token.
    pub(super) token: &'a str,
    /// Its secret, where we have it in the clear just now.
    pub(super) secret: Option<&'a str>,
}

impl Answer<'_> {
    /// The members; those that say nothing are left out.
    pub(super) fn to_json(&self) -> Value {
        let app = self.app;
        let uri = format!("{}/oauth2/register/{}", self.provider.issuer(), app.id);
        let mut answer = json!({
            "client_id": app.id,
            "client_id_issued_at": app.created_at,
            "registration_access_token": self.token,
            "registration_client_uri": uri,
            "client_name": app.name,
            "client_uri": app.url,
            "redirect_uris": app.redirect_uris,
            "response_types": if app.allows(GrantType::AuthorizationCode) { &["code"][..] } else { &[] },
            "grant_types": app.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>(),
            "scope": app.scopes.to_string(),
            "token_endpoint_auth_method": method(app).as_str(),
            "subject_type": match app.metadata.subject_type {
                SubjectType::Public => "public",
                SubjectType::Pairwise => "pairwise",
            },
            "id_token_signed_response_alg": app.id_token_alg.as_deref().unwrap_or(SigningAlg::DEFAULT.name()),
            "userinfo_signed_response_alg": app.userinfo_alg,
        });
        tell_encryption(&mut answer, "id_token_encrypted_response", app.id_token_encryption);
        tell_encryption(&mut answer, "userinfo_encrypted_response", app.userinfo_encryption);
        if let Some(secret) = self.secret {
            answer["client_secret"] = secret.into();
            // RFC 7591 §3.2.1: it does not expire.
            answer["client_secret_expires_at"] = 0.into();
        }
        let kept = to_json(app);
        for name in AS_KEPT {
            answer[name] = kept[name].clone();
        }
        if let Some(members) = answer.as_object_mut() {
            members.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
        }
        answer
    }
}

/// RFC 7591 §2: what counts where nothing was said.
fn method(app: &Client) -> AuthMethod {
    let unsaid = if app.is_public { AuthMethod::None } else { AuthMethod::ClientSecretBasic };
    app.metadata.token_endpoint_auth_method.unwrap_or(unsaid)
}

fn tell_encryption(answer: &mut Value, what: &str, how: Option<Encryption>) {
    let Some(how) = how else { return };
    answer[format!("{what}_alg")] = how.alg.as_str().into();
    answer[format!("{what}_enc")] = how.enc.as_str().into();
}
