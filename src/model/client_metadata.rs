//! What an app may say about itself beyond what every app has (OpenID Connect Dynamic Client Registration 1.0 §2, RFC 7591
//! §2, Back-Channel Logout §2.2, Front-Channel Logout §3, RFC 9701 §6). Most apps say none of it. Kept as one JSON text.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The members by their registered names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientMetadata {
    /// The one method that it authenticates with; none = any that its kind and secrets allow.
    pub token_endpoint_auth_method: Option<AuthMethod>,
    /// The `alg` of its assertions; none = any that the method allows.
    pub token_endpoint_auth_signing_alg: Option<String>,
    /// The public keys that it signs with (RFC 7517), as registered.
    pub jwks: Option<Value>,
    /// Where those keys are fetched instead.
    pub jwks_uri: Option<String>,
    /// Gets a `sub` of its own for each person (OIDC Core §8).
    pub subject_type: SubjectType,
    /// A document that names the redirect URIs of all apps that share one `sub` (OIDC Core §8.1).
    pub sector_identifier_uri: Option<String>,
    /// Where logout tokens are posted to.
    pub backchannel_logout_uri: Option<String>,
    /// Logout tokens must name the session.
    pub backchannel_logout_session_required: bool,
    /// What is loaded in a frame at sign-out.
    pub frontchannel_logout_uri: Option<String>,
    /// The frame's address carries `iss` and `sid`.
    pub frontchannel_logout_session_required: bool,
    /// Its mark, fetched and kept by us.
    pub logo_uri: Option<String>,
    /// What it does with people's data.
    pub policy_uri: Option<String>,
    /// Its terms of service.
    pub tos_uri: Option<String>,
    /// E-mail addresses of those who look after it.
    pub contacts: Vec<String>,
    /// Where others send people to begin a sign-in (OIDC Core §4).
    pub initiate_login_uri: Option<String>,
    /// `max_age` where a request names none.
    pub default_max_age: Option<i64>,
    /// ID tokens must tell `auth_time`; ours always do.
    pub require_auth_time: bool,
    /// `acr_values` where a request names none.
    pub default_acr_values: Vec<String>,
    /// The one `alg` of its request objects; none = any of the list.
    pub request_object_signing_alg: Option<String>,
    /// What it asks counts only where it has signed it (RFC 9101 §10.5).
    pub require_signed_request_object: bool,
    /// What it asks counts only where it pushed it (RFC 9126 §6).
    pub require_pushed_authorization_requests: bool,
    /// Where it may keep request objects.
    pub request_uris: Vec<String>,
    /// Introspection answers it with a signed JWT (RFC 9701).
    pub introspection_signed_response_alg: Option<String>,
    /// Its kind of software (RFC 7591 §2).
    pub software_id: Option<String>,
    /// The version of that software.
    pub software_version: Option<String>,
    /// Where its people are: it decides what its redirect URIs may be.
    pub application_type: ApplicationType,
    /// It registered itself (RFC 7591), so its URLs are a stranger's. Set at its registration and never after.
    pub registered: bool,
}

impl ClientMetadata {
    /// Every member, with `null`, `false` and `[]` for those that say nothing.
    pub fn to_json(&self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => Map::new(),
        }
    }

    /// The members that say something, as stored; none where nothing is said.
    pub fn to_text(&self) -> Option<String> {
        let defaults = Self::default().to_json();
        let mut members = self.to_json();
        members.retain(|name, value| defaults.get(name) != Some(value));
        (!members.is_empty()).then(|| Value::Object(members).to_string())
    }

    /// Reads what [`ClientMetadata::to_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// `token_endpoint_auth_method` (RFC 7591 §2, OIDC Core §9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// The secret in the Authorization header.
    ClientSecretBasic,
    /// The secret in the form.
    ClientSecretPost,
    /// An assertion with a MAC made with the secret.
    ClientSecretJwt,
    /// An assertion signed with a key of its own.
    PrivateKeyJwt,
    /// A public app.
    None,
}

impl AuthMethod {
    /// Every method.
    pub const ALL: [Self; 5] =
        [Self::ClientSecretBasic, Self::ClientSecretPost, Self::ClientSecretJwt, Self::PrivateKeyJwt, Self::None];

    /// Its registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientSecretBasic => "client_secret_basic",
            Self::ClientSecretPost => "client_secret_post",
            Self::ClientSecretJwt => "client_secret_jwt",
            Self::PrivateKeyJwt => "private_key_jwt",
            Self::None => "none",
        }
    }

    /// What assertions of the method are signed with; none where it knows no assertions.
    pub const fn algorithms(self) -> Option<&'static str> {
        match self {
            Self::ClientSecretJwt => Some("HS256"),
            Self::PrivateKeyJwt => Some("RS256, PS256, ES256, ES384, EdDSA"),
            Self::ClientSecretBasic | Self::ClientSecretPost | Self::None => None,
        }
    }

    /// The method of a name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }
}

/// `subject_type` (OIDC Core §8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// The same `sub` for every app.
    #[default]
    Public,
    /// A `sub` for each sector, which no other sector can link.
    Pairwise,
}

/// `application_type` (OpenID Connect Dynamic Client Registration 1.0 §2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ApplicationType {
    /// Behind a web server, or in browsers.
    #[default]
    Web,
    /// A program on people's devices.
    Native,
}

impl ApplicationType {
    /// The type of a name.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "web" => Some(Self::Web),
            "native" => Some(Self::Native),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something_is_stored_and_read_back() {
        assert_eq!(ClientMetadata::default().to_text(), None);
        let told = ClientMetadata {
            token_endpoint_auth_method: Some(AuthMethod::PrivateKeyJwt),
            subject_type: SubjectType::Pairwise,
            contacts: vec!["ops@app.example".to_owned()],
            ..ClientMetadata::default()
        };
        let text = told.to_text().unwrap();
        let expected = r#"{"token_endpoint_auth_method":"private_key_jwt","subject_type":"pairwise","contacts":["ops@app.example"]}"#;
        assert_eq!((text.as_str(), ClientMetadata::parse(&text)), (expected, Some(told)));
        assert_eq!(ClientMetadata::parse(r#"{"subject_type":"shared"}"#), None);
    }

    #[test]
    fn a_method_is_read_by_the_name_that_it_is_stored_with() {
        for method in AuthMethod::ALL {
            assert_eq!(AuthMethod::parse(method.as_str()), Some(method));
            assert_eq!(serde_json::to_value(method).unwrap(), method.as_str());
        }
    }
}
