//! How an app asks for sign-ins: signed (RFC 9101), or pushed beforehand (RFC 9126), as commands take it.

use super::all_but_none;
use crate::model::client::Client;
use clap::Args;

/// What stands for none in particular.
const ANY: &str = "any";

#[derive(Args)]
pub(super) struct Requests {
    /// Whether only what it pushed beforehand counts (PAR, RFC 9126)
    #[arg(long, value_name = "true|false")]
    require_pushed_authorization_requests: Option<bool>,
    /// Whether only what it signed counts (request objects, RFC 9101)
    #[arg(long, value_name = "true|false")]
    require_signed_request_object: Option<bool>,
    /// The one algorithm of its request objects; `any`: every one that there is
    #[arg(long, value_name = "ALG")]
    request_object_alg: Option<String>,
    /// Where its request objects are, exactly as it sends it as request_uri; may be repeated, and replaces all; `none`
    /// takes them away
    #[arg(long, value_name = "URI")]
    request_uri: Vec<String>,
}

impl Requests {
    /// What is named changes, the rest stays.
    pub(super) fn apply(&self, client: &mut Client) {
        client.tell(|told| {
            if let Some(is_required) = self.require_pushed_authorization_requests {
                told.require_pushed_authorization_requests = is_required;
            }
            if let Some(is_required) = self.require_signed_request_object {
                told.require_signed_request_object = is_required;
            }
            if let Some(alg) = &self.request_object_alg {
                told.request_object_signing_alg = (alg != ANY).then(|| alg.clone());
            }
            if !self.request_uri.is_empty() {
                told.request_uris = all_but_none(&self.request_uri);
            }
        });
    }
}
