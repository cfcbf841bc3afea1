//! Rings, keys and apps for the samples of the pages of keys.

use super::key_lives::{LifeTimes, Lives};
use super::keys::{KeyView, LeavesView, NextView, RingView, SeenRow, SeenView, SwitchView, short};
use crate::web::pages::{MARKUP, When};

const NOW: i64 = 1_795_269_789;
const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

pub(super) const NEXT: &str = "mS5yNQ2nVbW0pLqk3rTzUeXy8aJcFhGd";
pub(super) const ACTIVE: &str = "8Wm3kqP0RsTuVwXyZaBcDeFgHiJkLmNo";
const RETIRED: &str = "tV1bHyT6zQwErTyUiOpAsDfGhJkLzXcV";

/// A moment so many seconds from the present of the samples.
pub(super) fn at(seconds: i64) -> When {
    When::new(NOW + seconds, NOW)
}

/// One app of each verdict, and of each kind of evidence.
pub(super) fn apps() -> Vec<SeenRow> {
    let row = |name: &str, verdict, by, age: i64| SeenRow {
        id: name.to_lowercase(),
        name: name.to_owned(),
        verdict,
        by,
        address: "192.0.2.17".to_owned(),
        when: (age > 0).then(|| at(-age)),
        through: None,
    };
    vec![
        row("Payroll", "silent", Some("alias"), 11 * DAY),
        row("Warehouse", "silent", None, 0),
        SeenRow { through: Some("1.1 varnish".to_owned()), ..row("Grafana", "assumed", Some("address"), 2 * HOUR) },
        row("Bluebird Shop", "seen", Some("use"), HOUR),
        row("Harbor Wiki", "seen", Some("alias"), 240),
    ]
}

fn seen(apps: Vec<SeenRow>) -> SeenView {
    let count = |verdict| apps.iter().filter(|app| app.verdict == verdict).count();
    let (seen, assumed, silent) = (count("seen"), count("assumed"), count("silent"));
    SeenView { apps, more: 0, seen, assumed, silent, cache: None }
}

fn key(kid: &str, state: &'static str, times: LifeTimes) -> KeyView {
    let moment = |time: Option<i64>| time.map(|time| When::new(time, NOW));
    let leaves = match times.gone {
        Some(_) if state == "active" => "not-before",
        Some(gone) if gone <= NOW => "gone",
        Some(_) => "dated",
        None => "while-used",
    };
    KeyView {
        kid: kid.to_owned(),
        short: short(kid),
        state,
        flaw: None,
        is_revocable: leaves != "gone",
        created: When::new(times.publish_at, NOW),
        signs_from: moment(times.sign_from),
        signs_until: moment(times.sign_until),
        leaves: LeavesView {
            kind: leaves,
            at: moment(times.gone),
            last_token: times.gone.map(|gone| When::new(gone - 60, NOW)),
        },
        signed: if state == "standby" { 0 } else { 1_284_611 },
        times,
    }
}

fn ring(name: &str, keys: Vec<KeyView>, switch: (&'static str, Option<i64>)) -> RingView {
    let times: Vec<_> = keys.iter().map(|key| key.times).collect();
    RingView {
        name: name.to_owned(),
        is_known: true,
        active: Some(short(ACTIVE)),
        next: Some(NextView {
            kid: NEXT.to_owned(),
            short: short(NEXT),
            published: at(-9 * DAY),
            ripe: at(-9 * DAY + 1200),
            is_ripe: true,
            safe: at(-8 * DAY),
            is_safe: true,
            staged: Vec::new(),
        }),
        switch: SwitchView { kind: switch.0, at: switch.1.map(at) },
        seen: Some(seen(apps())),
        lives: Lives::new(&times, switch.1.map(|seconds| NOW + seconds), NOW),
        keys,
    }
}

fn keys(switch: Option<i64>, is_dated: bool) -> Vec<KeyView> {
    let switch = switch.map(|seconds| NOW + seconds);
    let gone = switch.filter(|_| is_dated).map(|at| at + HOUR);
    let next = LifeTimes { publish_at: NOW - 9 * DAY, sign_from: switch, ..LifeTimes::default() };
    let active = LifeTimes { publish_at: NOW - 40 * DAY, sign_from: Some(NOW - 30 * DAY), sign_until: switch, gone };
    let retired = LifeTimes {
        publish_at: NOW - 100 * DAY,
        sign_from: Some(NOW - 90 * DAY),
        sign_until: Some(NOW - 30 * DAY),
        gone: Some(NOW - 30 * DAY + HOUR),
    };
    vec![key(NEXT, "standby", next), key(ACTIVE, "active", active), key(RETIRED, "removed", retired)]
}

/// Nothing happens: the schedule will switch.
pub(super) fn scheduled() -> RingView {
    let mut ring = ring("RS256", keys(Some(60 * DAY), false), ("scheduled", Some(60 * DAY)));
    ring.seen = Some(seen(apps().into_iter().filter(|app| app.verdict == "seen").collect()));
    ring
}

/// A switch is planned, and some apps are silent.
pub(super) fn pending() -> RingView {
    let mut ring = ring("RS256", keys(Some(5 * DAY), true), ("pending", Some(5 * DAY)));
    if let Some(seen) = &mut ring.seen {
        seen.cache = Some(at(-300));
        seen.more = 1204;
    }
    ring
}

/// A ring of this minute.
pub(super) fn young() -> RingView {
    let next = key(NEXT, "standby", LifeTimes { publish_at: NOW - 60, ..LifeTimes::default() });
    let times = LifeTimes { publish_at: NOW - 60, sign_from: Some(NOW - 60), ..LifeTimes::default() };
    let mut ring = ring("ES256", vec![next, key(ACTIVE, "active", times)], ("scheduled", Some(90 * DAY)));
    if let Some(next) = &mut ring.next {
        (next.is_ripe, next.is_safe, next.ripe, next.safe) = (false, false, at(1140), at(DAY - 60));
    }
    ring.seen = Some(SeenView::default());
    ring
}

/// Some apps have the next key already.
pub(super) fn staged() -> RingView {
    let mut ring = ring("RS256", keys(None, false), ("by-hand", None));
    ring.keys[0].state = "staged";
    if let Some(next) = &mut ring.next {
        next.staged = vec!["Harbor Wiki".to_owned(), "Bluebird Shop".to_owned()];
    }
    ring
}

/// Without a schedule, and the next key is still to come.
pub(super) fn by_hand() -> RingView {
    let mut ring = ring("EdDSA", keys(None, false).split_off(1), ("by-hand", None));
    (ring.next, ring.seen) = (None, None);
    ring.keys[0].state = "retired";
    ring.keys[0].leaves.kind = "dated";
    ring.keys[1].state = "revoked";
    ring
}

/// What somebody with access to the database alone may leave behind.
pub(super) fn damaged() -> RingView {
    let mut ring = ring("RS1", keys(None, false), ("by-hand", None));
    (ring.is_known, ring.active) = (false, None);
    ring.keys[0].flaw = Some(MARKUP.into());
    ring.keys[0].leaves.kind = "flawed";
    ring.keys[1].state = "revoked";
    let through = Some(MARKUP.to_owned());
    let awkward = SeenRow { name: MARKUP.into(), through, ..apps().remove(2) };
    ring.seen = Some(seen(vec![awkward]));
    ring
}
