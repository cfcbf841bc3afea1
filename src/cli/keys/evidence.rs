//! `claviger keys evidence`.

use crate::cli::output::{date, date_or_empty, plain};
use crate::cli::{Context, Failure};
use crate::keys::State;
use crate::keys::evidence::{By, Seen, Sighting, Verdict, seen_by};
use crate::model::signing_key::SigningKey;
use clap::Args;
use serde_json::{Value, json};

/// Shows which apps have seen a key, the silent ones first; a running server writes it down every few seconds.
#[derive(Args)]
pub struct Evidence {
    /// Key id; without, the next key of each algorithm
    #[arg(allow_hyphen_values = true)]
    kid: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

impl Evidence {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let now = cx.clock.now();
        let keys = opened.store.read().await?.db().signing_keys().await?;
        let asked = self.kid.as_deref();
        let wanted: Vec<_> =
            keys.iter().filter(|key| asked.map_or_else(|| is_next(key, now), |kid| key.kid == kid)).collect();
        if let (Some(kid), []) = (asked, &*wanted) {
            return Err(Failure::said(format!("There is no key {}. `claviger keys list` lists them.", plain(kid))));
        }
        let mut found = Vec::new();
        for key in wanted {
            found.push((key, seen_by(&opened.store, &key.kid, now).await?));
        }
        if self.json {
            return cx.print_json(&found.iter().map(|(key, seen)| to_json(key, seen, now)).collect::<Vec<_>>());
        }
        if found.is_empty() {
            return cx.notice("There is no next key yet: a running server makes it.");
        }
        for (key, seen) in &found {
            show(cx, key, seen, now)?;
        }
        Ok(())
    }
}

/// Published, and its time to sign has not come.
fn is_next(key: &SigningKey, now: i64) -> bool {
    let state = State::of(key, now);
    state.verifies() && key.publish_at <= now && key.sign_from.is_none_or(|from| from > now)
}

fn to_json(key: &SigningKey, seen: &Seen, now: i64) -> Value {
    json!({
        "kid": key.kid,
        "alg": key.ring,
        "state": State::of(key, now).name(),
        "publish_at": key.publish_at,
        "apps": seen.apps,
        "cache": seen.cache,
    })
}

fn show(cx: &mut Context<'_>, key: &SigningKey, seen: &Seen, now: i64) -> Result<(), Failure> {
    let state = State::of(key, now).name();
    cx.notice(format!("{} {} ({state}), published {}", key.ring, key.kid, date(key.publish_at)))?;
    if let Some(cache) = seen.cache {
        cx.notice(format!(
            "A proxy in front fetched the key set on its own account, last {}: it seems to keep it. Let it pass \
             /.well-known/jwks through.",
            date(cache.fetched_at)
        ))?;
    }
    let mut rows = vec![["SEEN", "APP", "WHEN", "BY"].map(str::to_owned).to_vec()];
    rows.extend(seen.apps.iter().map(row));
    cx.print_table(&rows)
}

fn row(app: &Sighting) -> Vec<String> {
    let seen = match app.verdict {
        Verdict::Silent => "silent",
        Verdict::Assumed => "assumed",
        Verdict::Seen => "seen",
    };
    let by = match &app.by {
        None => "nothing is known of it".to_owned(),
        Some(By::Use) => "use of a token".to_owned(),
        Some(By::Alias) => format!("its own address of the key set{}", stale(app)),
        Some(By::Address(address)) => format!("fetch from {}{}", plain(address), stale(app)),
    };
    let through = app.through.as_deref().map(|through| format!(", through {}", plain(through)));
    vec![seen.to_owned(), app.client.clone(), date_or_empty(app.when), by + &through.unwrap_or_default()]
}

/// Said of a fetch that did not hold the key.
fn stale(app: &Sighting) -> &'static str {
    if app.verdict == Verdict::Silent { ", before this key" } else { "" }
}
