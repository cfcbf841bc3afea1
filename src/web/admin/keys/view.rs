//! Rings, keys and evidence as the pages show them.

use crate::keys::evidence::{By, Seen, Sighting, Verdict};
use crate::keys::rotation::{KeyOutlook, Leaves, NextKey, NextSwitch, RingOutlook};
use crate::keys::{Flaw, State};
use crate::model::ids::ClientId;
use crate::oidc::Provider;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{
    AppName, KeyView, LeavesView, LifeTimes, Lives, NextView, RingView, SeenRow, SeenView, SwitchView, short,
};

/// Apps that the page lists; the silent ones stand first.
const MOST_APPS: usize = 100;

/// Every ring with its keys, the newest first: from memory, without what the database knows besides.
pub(in crate::web::admin) fn rings(admin: &Admin<'_>) -> Vec<RingView> {
    let outlooks = admin.provider.rotation().outlook();
    outlooks.into_iter().map(|outlook| ring(admin.provider, outlook)).collect()
}

fn ring(provider: &Provider, outlook: RingOutlook) -> RingView {
    let now = outlook.now;
    let (kind, at) = match outlook.switch {
        NextSwitch::Pending { at } => ("pending", Some(at)),
        NextSwitch::Scheduled { at } => ("scheduled", Some(at)),
        NextSwitch::NotScheduled => ("by-hand", None),
    };
    let keys: Vec<_> = outlook.keys.iter().map(|key| view(key, at, now)).collect();
    let times: Vec<_> = keys.iter().map(|key| key.times).collect();
    RingView {
        name: outlook.ring,
        is_known: outlook.algorithm.is_some(),
        active: outlook.active.as_deref().map(short),
        next: outlook.next.map(|next| next_view(provider, next, now)),
        switch: SwitchView { kind, at: at.map(|at| When::new(at, now)) },
        seen: None,
        lives: Lives::new(&times, at, now),
        keys,
    }
}

fn next_view(provider: &Provider, next: NextKey, now: i64) -> NextView {
    NextView {
        short: short(&next.kid),
        kid: next.kid,
        published: When::new(next.publish_at, now),
        ripe: When::new(next.ripe_at, now),
        is_ripe: next.ripe_at <= now,
        safe: When::new(next.safe_at, now),
        is_safe: next.safe_at <= now,
        staged: names_of(provider, &next.staged_for).into_iter().map(|app| app.name).collect(),
    }
}

/// Apps by their names of today; by their ids where they are gone.
pub(in crate::web::admin) fn names_of(provider: &Provider, ids: &[ClientId]) -> Vec<AppName> {
    let name = |id: &ClientId| provider.clients.get(id).map_or_else(|| id.to_string(), |client| client.name.clone());
    ids.iter().map(|id| AppName { id: id.to_string(), name: name(id) }).collect()
}

fn view(key: &KeyOutlook, switch: Option<i64>, now: i64) -> KeyView {
    let (listed, row) = (&key.listed, &key.listed.row);
    let when = |at: Option<i64>| at.map(|at| When::new(at, now));
    let (kind, at, last_token) = match key.leaves {
        Leaves::Gone { at } => ("gone", Some(at), None),
        Leaves::Dated { at, last_token } => ("dated", Some(at), Some(last_token)),
        Leaves::NotBefore { at, last_token } => ("not-before", Some(at), Some(last_token)),
        Leaves::WhileUsed => ("while-used", None, None),
        Leaves::Flawed(_) => ("flawed", row.revoked_at.or(row.remove_at), None),
    };
    KeyView {
        kid: row.kid.clone(),
        short: short(&row.kid),
        state: listed.state.name(),
        flaw: listed.flaw.as_ref().map(Flaw::to_string),
        is_revocable: listed.flaw.is_some() || listed.state.verifies(),
        created: When::new(row.created_at, now),
        signs_from: when(row.sign_from),
        signs_until: when(row.sign_until),
        leaves: LeavesView {
            kind,
            at: when(at),
            // A key that has signed nothing yet has no last token.
            last_token: when(last_token.filter(|last| *last > 0)),
        },
        signed: 0,
        times: LifeTimes {
            publish_at: row.publish_at,
            sign_from: row.sign_from.or(switch.filter(|_| listed.state.is_next())),
            sign_until: row.sign_until.or(switch.filter(|_| listed.state == State::Active)),
            gone: row.revoked_at.or(at),
        },
    }
}

/// What is known about apps and a key.
pub(super) fn seen(seen: Seen, now: i64) -> SeenView {
    let count = |verdict| seen.apps.iter().filter(|app| app.verdict == verdict).count();
    SeenView {
        seen: count(Verdict::Seen),
        assumed: count(Verdict::Assumed),
        silent: count(Verdict::Silent),
        more: seen.apps.len().saturating_sub(MOST_APPS),
        cache: seen.cache.map(|cache| When::new(cache.fetched_at, now)),
        apps: seen.apps.into_iter().take(MOST_APPS).map(|app| seen_row(app, now)).collect(),
    }
}

/// What is known about one app.
pub(super) fn seen_row(app: Sighting, now: i64) -> SeenRow {
    let (by, address) = match app.by {
        Some(By::Alias) => (Some("alias"), String::new()),
        Some(By::Use) => (Some("use"), String::new()),
        Some(By::Address(address)) => (Some("address"), address),
        None => (None, String::new()),
    };
    SeenRow {
        id: app.client,
        name: app.name,
        verdict: match app.verdict {
            Verdict::Silent => "silent",
            Verdict::Assumed => "assumed",
            Verdict::Seen => "seen",
        },
        by,
        address,
        when: app.when.map(|at| When::new(at, now)),
        through: app.through,
    }
}
