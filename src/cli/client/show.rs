//! `claviger client show`.

use super::claim::describe;
use super::find_client;
use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::keys::evidence::Aliases;
use crate::model::client::Client;
use crate::model::encryption::Encryption;
use crate::oidc::apps::to_json;
use crate::store::Group;
use clap::Args;

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
        let aliases = Aliases::load(&opened.store, cx.clock.now()).await?;
        let jwks_uri = aliases.url(&opened.config.public_url, &client);
        if self.json {
            let mut answer = to_json(&client);
            answer["key_set_uri"] = jwks_uri.into();
            return cx.print_json(&answer);
        }
        let mut read = opened.store.read().await?;
        let mut groups = Vec::new();
        for id in client.allowed_groups.iter().flatten() {
            groups.extend(read.db().find_group_by_id(id).await?);
        }
        let mut rows = to_rows(&client, &groups);
        rows.push(vec!["key set (JWKS)".to_owned(), jwks_uri]);
        cx.print_table(&rows)
    }
}

fn to_rows(client: &Client, groups: &[Group]) -> Vec<Vec<String>> {
    let seconds = |seconds: Option<i64>| seconds.map_or_else(|| "as configured".to_owned(), |s| s.to_string());
    let yes_no = |is: bool| if is { "yes" } else { "no" }.to_owned();
    let mut rows = vec![
        ("client_id", client.id.to_string()),
        ("name", plain(&client.name)),
        ("url", client.url.clone().unwrap_or_default()),
        ("kind", client.kind.as_str().to_owned()),
        ("public", yes_no(client.is_public)),
        ("enabled", client.disabled_at.map_or_else(|| yes_no(true), |at| format!("no, since {}", date(at)))),
        ("grants", client.grant_types.iter().map(|grant| grant.as_str()).collect::<Vec<_>>().join(" ")),
        ("scope", client.scopes.to_string()),
        ("PKCE demanded", yes_no(client.requires_pkce)),
        ("consent asked", yes_no(client.requires_consent)),
        ("access seconds", seconds(client.access_seconds)),
        ("refresh seconds", seconds(client.refresh_seconds)),
        ("allowed groups", allowed(client, groups)),
        ("ID token", ways(client.id_token_alg.as_deref().unwrap_or("RS256"), client.id_token_encryption)),
        ("userinfo", ways(client.userinfo_alg.as_deref().unwrap_or("plain JSON"), client.userinfo_encryption)),
        (
            "introspection",
            client.metadata.introspection_signed_response_alg.clone().unwrap_or_else(|| "JSON".to_owned()),
        ),
        ("default max_age", client.metadata.default_max_age.map(|seconds| seconds.to_string()).unwrap_or_default()),
        ("default acr", client.metadata.default_acr_values.join(" ")),
        ("requests", how_it_asks(client)),
        ("contacts", client.metadata.contacts.join(" ")),
        ("access token", client.access_token_alg.clone().unwrap_or_else(|| "RS256".to_owned())),
        ("colour", client.color.clone().unwrap_or_default()),
        ("logo", yes_no(client.logo_tag.is_some())),
        ("created", date(client.created_at)),
    ];
    let lists = [
        ("redirect URI", &client.redirect_uris),
        ("post-logout URI", &client.post_logout_redirect_uris),
        ("resource", &client.resources),
        ("audience", &client.audiences),
        ("request URI", &client.metadata.request_uris),
    ];
    rows.extend(lists.iter().flat_map(|(label, uris)| uris.iter().map(|uri| (*label, uri.clone()))));
    rows.extend(client.claim_rules.iter().map(|rule| {
        let (from, into) = (describe(&rule.source), rule.places.names().join(" and "));
        ("claim", format!("{} from {from} into {into}", rule.claim))
    }));
    rows.extend(client.encryption_keys.iter().map(|key| {
        let jwk = key.to_json();
        let text = |name: &str| jwk[name].as_str().unwrap_or_default().to_owned();
        ("encryption key", plain(format!("{} {}", text("alg"), text("kid")).trim_end()))
    }));
    rows.extend(client.secrets.iter().map(|secret| {
        let expiry = date_or_empty(secret.expires_at);
        ("secret", format!("{} {}… {expiry}", secret.id, secret.hint).trim_end().to_owned())
    }));
    rows.into_iter().map(|(label, value)| vec![label.to_owned(), value]).collect()
}

/// What counts of what it asks.
fn how_it_asks(client: &Client) -> String {
    let told = &client.metadata;
    let demanded = match (told.require_pushed_authorization_requests, told.require_signed_request_object) {
        (true, true) => "pushed and signed",
        (true, false) => "pushed",
        (false, true) => "signed",
        (false, false) => "any way",
    };
    match &told.request_object_signing_alg {
        Some(alg) => format!("{demanded}, signed with {alg}"),
        None => demanded.to_owned(),
    }
}

fn allowed(client: &Client, groups: &[Group]) -> String {
    let Some(ids) = &client.allowed_groups else { return "everybody may use it".to_owned() };
    let names = ids.iter().map(|id| {
        let found = groups.iter().find(|group| group.id == *id);
        found.map_or_else(|| format!("{id} (removed)"), |group| plain(&group.name))
    });
    if ids.is_empty() { "none: nobody may use it".to_owned() } else { names.collect::<Vec<_>>().join(", ") }
}

/// How something is signed, and encrypted besides.
fn ways(signed: &str, encryption: Option<Encryption>) -> String {
    encryption.map_or_else(|| signed.to_owned(), |how| format!("{signed}, then {how}"))
}
