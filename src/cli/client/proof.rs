//! How an app proves who it is (OIDC Core §9, RFC 7523), as commands take it.

use super::encryption::read_text;
use super::known;
use crate::cli::Failure;
use crate::model::client::Client;
use crate::model::client_keys::ClientKey;
use crate::model::client_metadata::AuthMethod;
use clap::Args;
use serde_json::Value;
use std::path::PathBuf;

/// What stands for none in particular.
const ANY: &str = "any";
const NONE: &str = "none";

#[derive(Args)]
pub(super) struct Proof {
    /// The one way in which it proves who it is: client_secret_basic, client_secret_post, client_secret_jwt or
    /// private_key_jwt; `any`: its secret, sent in any way
    #[arg(long, value_name = "METHOD", value_parser = parse_method)]
    auth_method: Option<Wished>,
    /// The one algorithm of its assertions (RFC 7523); `any`: every one that the method knows
    #[arg(long, value_name = "ALG")]
    auth_alg: Option<String>,
    /// File with the public keys that it signs with, as PEM, JWK or a set of them; replaces the ones that it had
    #[arg(long, value_name = "FILE", conflicts_with = "jwks_uri")]
    jwks: Option<PathBuf>,
    /// https address of those keys, which are fetched from there; `none` takes it away
    #[arg(long, value_name = "URI")]
    jwks_uri: Option<String>,
}

/// A method, or none in particular.
#[derive(Clone, Copy, Debug)]
struct Wished(Option<AuthMethod>);

fn parse_method(text: &str) -> Result<Wished, String> {
    if text == ANY {
        return Ok(Wished(None));
    }
    let of_confidential = AuthMethod::parse(text).filter(|method| *method != AuthMethod::None);
    let names: Vec<_> = AuthMethod::ALL.into_iter().filter(|method| *method != AuthMethod::None).collect();
    let names: Vec<_> = names.into_iter().map(AuthMethod::as_str).chain([ANY]).collect();
    of_confidential.map(|method| Wished(Some(method))).ok_or_else(|| known("methods", &names))
}

impl Proof {
    /// The keys in the file, as they are kept; read before anything is changed.
    pub(super) fn read_keys(&self) -> Result<Option<Value>, Failure> {
        let Some(path) = &self.jwks else { return Ok(None) };
        let keys = ClientKey::parse_set(&read_text(path)?);
        let keys = keys.map_err(|error| Failure::said(format!("{} {error}.", path.display())))?;
        Ok(Some(ClientKey::set_to_json(&keys)))
    }

    /// What is named changes, the rest stays.
    pub(super) fn apply(&self, client: &mut Client, keys: Option<Value>) {
        client.tell(|told| {
            if let Some(Wished(method)) = self.auth_method {
                told.token_endpoint_auth_method = method;
            }
            if let Some(alg) = &self.auth_alg {
                told.token_endpoint_auth_signing_alg = (alg != ANY).then(|| alg.clone());
            }
            if keys.is_some() {
                (told.jwks, told.jwks_uri) = (keys, None);
            }
            match self.jwks_uri.as_deref() {
                Some(NONE) => told.jwks_uri = None,
                Some(uri) => (told.jwks, told.jwks_uri) = (None, Some(uri.to_owned())),
                None => {}
            }
        });
    }
}
