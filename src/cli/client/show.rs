//! `claviger client show`.

use super::find_client;
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::model::client::{Client, ClientSecret};
use clap::Args;
use serde_json::{Value, json};

/// Shows one app.
#[derive(Args)]
pub struct Show {
    /// client_id
    id: String,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Show {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let client = find_client(&opened, &self.id).await?;
        if self.json { cx.print_json(&to_json(&client)) } else { cx.print_table(&to_rows(&client)) }
    }
}

/// An app as JSON, without anything secret.
pub(super) fn to_json(client: &Client) -> Value {
    json!({
        "client_id": client.id,
        "name": client.name,
        "url": client.url,
        "public": client.is_public,
        "disabled": client.is_disabled(),
        "redirect_uris": client.redirect_uris,
        "post_logout_redirect_uris": client.post_logout_redirect_uris,
        "grant_types": client.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>(),
        "scope": client.scopes.to_string(),
        "resources": client.resources,
        "audiences": client.audiences,
        "pkce": client.requires_pkce,
        "consent": client.requires_consent,
        "access_seconds": client.access_seconds,
        "refresh_seconds": client.refresh_seconds,
        "created_at": client.created_at,
        "updated_at": client.updated_at,
        "secrets": client.secrets.iter().map(secret_to_json).collect::<Vec<_>>(),
    })
}

pub(super) fn secret_to_json(secret: &ClientSecret) -> Value {
    json!({
        "id": secret.id,
        "begins_with": secret.hint,
        "created_at": secret.created_at,
        "expires_at": secret.expires_at,
    })
}

fn to_rows(client: &Client) -> Vec<Vec<String>> {
    let seconds = |seconds: Option<i64>| seconds.map_or_else(|| "as configured".to_owned(), |s| s.to_string());
    let yes_no = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let mut rows = vec![
        ("client_id", client.id.to_string()),
        ("name", plain(&client.name)),
        ("url", client.url.clone().unwrap_or_default()),
        ("public", yes_no(client.is_public)),
        ("enabled", client.disabled_at.map_or_else(|| yes_no(true), |at| format!("no, since {}", date(at)))),
        ("grants", client.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>().join(" ")),
        ("scope", client.scopes.to_string()),
        ("PKCE demanded", yes_no(client.requires_pkce)),
        ("consent asked", yes_no(client.requires_consent)),
        ("access seconds", seconds(client.access_seconds)),
        ("refresh seconds", seconds(client.refresh_seconds)),
        ("created", date(client.created_at)),
    ];
    let lists = [
        ("redirect URI", &client.redirect_uris),
        ("post-logout URI", &client.post_logout_redirect_uris),
        ("resource", &client.resources),
        ("audience", &client.audiences),
    ];
    rows.extend(lists.iter().flat_map(|(label, uris)| uris.iter().map(|uri| (*label, uri.clone()))));
    rows.extend(client.secrets.iter().map(|secret| {
        let expiry = date_or_empty(secret.expires_at);
        ("secret", format!("{} {}… {expiry}", secret.id, secret.hint).trim_end().to_owned())
    }));
    rows.into_iter().map(|(label, value)| vec![label.to_owned(), value]).collect()
}
