//! What an app calls people and what it says about itself, as `claviger client set` takes it.

use super::{NONE, all_but_none, known};
use crate::cli::{Failure, Opened};
use crate::fetch::Fetcher;
use crate::model::client::Client;
use crate::model::client_metadata::SubjectType;
use crate::oidc::registration::check_sector;
use clap::Args;
use std::sync::Arc;

#[derive(Args)]
pub(super) struct SubjectArgs {
    /// public: it knows people by the same identifier as other apps; pairwise: by one of its own. Changing it makes
    /// everybody a stranger to the app
    #[arg(long, value_name = "TYPE", value_parser = parse_subject)]
    subject: Option<SubjectType>,
    /// https document that names the redirect URIs of all apps that share these identifiers; `none` takes it away
    #[arg(long, value_name = "URI")]
    sector_identifier_uri: Option<String>,
    /// https page that says what it does with people's data; `none` takes it away
    #[arg(long, value_name = "URI")]
    policy_uri: Option<String>,
    /// https page with its terms of service; `none` takes it away
    #[arg(long, value_name = "URI")]
    tos_uri: Option<String>,
    /// https address of the app that begins a sign-in; `none` takes it away
    #[arg(long, value_name = "URI")]
    initiate_login_uri: Option<String>,
    /// E-mail or web address of somebody who looks after it; may be repeated, and replaces all; `none` takes them away
    #[arg(long, value_name = "ADDRESS")]
    contact: Vec<String>,
}

impl SubjectArgs {
    /// Takes over what is said.
    pub(super) fn apply(&self, client: &mut Client) {
        let told = Arc::make_mut(&mut client.metadata);
        if let Some(subject) = self.subject {
            told.subject_type = subject;
        }
        for (said, own) in [
            (&self.sector_identifier_uri, &mut told.sector_identifier_uri),
            (&self.policy_uri, &mut told.policy_uri),
            (&self.tos_uri, &mut told.tos_uri),
            (&self.initiate_login_uri, &mut told.initiate_login_uri),
        ] {
            if let Some(uri) = said {
                *own = (uri != NONE).then(|| uri.clone());
            }
        }
        if !self.contact.is_empty() {
            told.contacts = all_but_none(&self.contact);
        }
    }
}

/// Whether the app belongs to the sector that it names, where that or its redirect URIs changed.
pub(super) async fn check(opened: &Opened, before: &Client, after: &Client) -> Result<(), Failure> {
    let is_same = before.metadata.sector_identifier_uri == after.metadata.sector_identifier_uri
        && before.redirect_uris == after.redirect_uris;
    if is_same || after.metadata.sector_identifier_uri.is_none() {
        return Ok(());
    }
    let fetcher = Fetcher::new(&opened.config.fetch).map_err(|error| Failure::said(error.to_string()))?;
    let checked = check_sector(&fetcher, after).await;
    checked.map_err(|error| Failure::said(format!("The sector_identifier_uri cannot be used: {error}.")))
}

fn parse_subject(text: &str) -> Result<SubjectType, String> {
    match text {
        "public" => Ok(SubjectType::Public),
        "pairwise" => Ok(SubjectType::Pairwise),
        _ => Err(known("subject types", &["public", "pairwise"])),
    }
}
