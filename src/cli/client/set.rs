//! `claviger client set`.

use super::{distinct, find_client, parse_grant, refused, show::to_json, to_scope};
use crate::audit::{self, Actor, Event};
use crate::cli::{Context, Failure};
use crate::config::{KEYS, Kind};
use crate::model::client::{Client, GrantType};
use crate::model::client_rules::check_client;
use clap::Args;
use serde_json::{Map, Value};

const EXAMPLES: &str = "\
Examples:
  claviger client set shop --add-redirect-uri https://shop.example.org/callback
  claviger client set shop --scope 'openid profile email' --consent
  claviger client set shop --disable

An option that may be repeated replaces the whole list; --add-… and --remove-… change one entry.";

/// Changes an app; what is not named stays.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Set {
    /// client_id
    id: String,
    /// What people call it
    #[arg(long)]
    name: Option<String>,
    /// Where people open it
    #[arg(long, conflicts_with = "no_url")]
    url: Option<String>,
    /// Without the tile on people's page
    #[arg(long)]
    no_url: bool,
    /// All redirect URIs; may be repeated
    #[arg(long, value_name = "URI", conflicts_with_all = ["add_redirect_uri", "remove_redirect_uri"])]
    redirect_uri: Vec<String>,
    /// One redirect URI more; may be repeated
    #[arg(long, value_name = "URI")]
    add_redirect_uri: Vec<String>,
    /// One redirect URI less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_redirect_uri: Vec<String>,
    /// One URI more for the way back after signing out; may be repeated
    #[arg(long, value_name = "URI")]
    add_post_logout_redirect_uri: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_post_logout_redirect_uri: Vec<String>,
    /// All grants; may be repeated
    #[arg(long, value_name = "GRANT", value_parser = parse_grant)]
    grant: Vec<GrantType>,
    /// All scopes; may be repeated
    #[arg(long)]
    scope: Vec<String>,
    /// One API more that it may ask tokens for; may be repeated
    #[arg(long, value_name = "URI")]
    add_resource: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_resource: Vec<String>,
    /// One API more that it is; may be repeated
    #[arg(long, value_name = "URI")]
    add_audience: Vec<String>,
    /// One of these less; may be repeated
    #[arg(long, value_name = "URI")]
    remove_audience: Vec<String>,
    /// Ask people before it learns something of them
    #[arg(long, conflicts_with = "no_consent")]
    consent: bool,
    /// Do not ask them
    #[arg(long)]
    no_consent: bool,
    /// Demand PKCE
    #[arg(long, conflicts_with = "no_pkce")]
    pkce: bool,
    /// Do not demand PKCE
    #[arg(long)]
    no_pkce: bool,
    /// Lifetime of its access tokens; 0 = as configured
    #[arg(long, value_name = "SECONDS", value_parser = access_seconds)]
    access_seconds: Option<i64>,
    /// How long it may refresh after a sign-in; 0 = as configured
    #[arg(long, value_name = "SECONDS", value_parser = refresh_seconds)]
    refresh_seconds: Option<i64>,
    /// Refuse everything it asks, and end its tokens
    #[arg(long, conflicts_with = "enable")]
    disable: bool,
    /// Let it work again
    #[arg(long)]
    enable: bool,
    /// Answer with the changed app as JSON
    #[arg(long)]
    json: bool,
}

impl Set {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let before = find_client(&opened, &self.id).await?;
        let (json, disable) = (self.json, self.disable);
        let mut client = before.clone();
        self.apply(&mut client, cx.clock.now())?;
        check_client(&client).map_err(|error| refused(&error))?;
        if (Client { updated_at: before.updated_at, ..client.clone() }) == before {
            return if json { cx.print_json(&to_json(&before)) } else { cx.notice("Nothing to change.") };
        }
        let kind = match (before.is_disabled(), client.is_disabled()) {
            (false, true) => audit::Kind::ClientDisabled,
            (true, false) => audit::Kind::ClientEnabled,
            _ => audit::Kind::ClientChanged,
        };
        let mut event = Event::new(kind, Actor::CommandLine).client(&client.id);
        for (name, change) in changes(&to_json(&before), &to_json(&client)) {
            event = event.detail(&name, change);
        }
        let mut write = opened.store.write().await?;
        write.db().update_client(&client).await?;
        if disable {
            write.db().end_families_of_client(&client.id, client.updated_at).await?;
        }
        opened.commit(write, event).await?;
        if json { cx.print_json(&to_json(&client)) } else { cx.notice(format!("Changed the app {}.", client.id)) }
    }

    fn apply(self, client: &mut Client, now: i64) -> Result<(), Failure> {
        client.updated_at = now;
        if let Some(name) = self.name {
            client.name = name;
        }
        if self.url.is_some() || self.no_url {
            client.url = self.url;
        }
        if !self.redirect_uri.is_empty() {
            client.redirect_uris = distinct(self.redirect_uri);
        }
        change(&mut client.redirect_uris, self.add_redirect_uri, &self.remove_redirect_uri)?;
        change(
            &mut client.post_logout_redirect_uris,
            self.add_post_logout_redirect_uri,
            &self.remove_post_logout_redirect_uri,
        )?;
        change(&mut client.resources, self.add_resource, &self.remove_resource)?;
        change(&mut client.audiences, self.add_audience, &self.remove_audience)?;
        if !self.grant.is_empty() {
            client.grant_types = self.grant;
        }
        if !self.scope.is_empty() {
            client.scopes = to_scope(&self.scope);
        }
        client.requires_consent = (client.requires_consent || self.consent) && !self.no_consent;
        client.requires_pkce = (client.requires_pkce || self.pkce) && !self.no_pkce;
        let lifetime =
            |given: Option<i64>, now: Option<i64>| given.map_or(now, |seconds| (seconds > 0).then_some(seconds));
        client.access_seconds = lifetime(self.access_seconds, client.access_seconds);
        client.refresh_seconds = lifetime(self.refresh_seconds, client.refresh_seconds);
        if self.disable {
            client.disabled_at = client.disabled_at.or(Some(now));
        }
        if self.enable {
            client.disabled_at = None;
        }
        Ok(())
    }
}

fn access_seconds(text: &str) -> Result<i64, String> {
    lifetime(text, "tokens.access_seconds")
}

fn refresh_seconds(text: &str) -> Result<i64, String> {
    lifetime(text, "tokens.refresh_seconds")
}

/// 0, or what the setting of all apps may be.
fn lifetime(text: &str, setting: &str) -> Result<i64, String> {
    let (min, max) = KEYS
        .iter()
        .find_map(|key| match key.kind {
            Kind::Integer { range, .. } if key.name == setting => Some(range),
            _ => None,
        })
        .unwrap_or_default();
    let seconds = text.parse().ok().filter(|seconds| *seconds == 0 || (min..=max).contains(seconds));
    seconds.ok_or_else(|| format!("write seconds from {min} to {max}, or 0 for what {setting} says"))
}

/// Removes, then adds; removing what is not there is refused, since it is most likely a slip of the pen.
fn change(list: &mut Vec<String>, add: Vec<String>, remove: &[String]) -> Result<(), Failure> {
    if let Some(missing) = remove.iter().find(|text| !list.contains(text)) {
        return Err(Failure::said(format!("{missing} is not registered, so it cannot be removed.")));
    }
    list.retain(|text| !remove.contains(text));
    list.extend(add);
    *list = distinct(std::mem::take(list));
    Ok(())
}

/// Before and after of every member that differs, for the audit log.
fn changes(before: &Value, after: &Value) -> Map<String, Value> {
    let empty = Map::new();
    let before = before.as_object().unwrap_or(&empty);
    after
        .as_object()
        .unwrap_or(&empty)
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value) && *name != "updated_at")
        .map(|(name, value)| (name.clone(), serde_json::json!({"before": before.get(name), "after": value})))
        .collect()
}
