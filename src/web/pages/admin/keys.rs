//! The signing keys as a picture of their lives and a table, `/admin/keys`.

use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The picture is this many units wide.
const WIDTH: i64 = 1000;

const DAY: i64 = 86_400;

/// The keys.
#[derive(Clone, Debug, Serialize)]
pub struct KeysPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// One for each algorithm.
    pub rings: Vec<RingView>,
    /// Where apps fetch the public keys.
    pub jwks_url: String,
}

/// The keys of one algorithm.
#[derive(Clone, Debug, Serialize)]
pub struct RingView {
    /// The algorithm.
    pub name: String,
    /// Its keys, the newest first.
    pub keys: Vec<KeyView>,
    /// For each key the parts of its life in the picture.
    pub bars: Vec<Vec<Bar>>,
    /// Where the present is in the picture.
    pub now_x: i64,
}

/// One key.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    /// Its name in tokens.
    pub kid: String,
    /// `active`, `staged`, `standby`, `retired`, `removed`, `revoked`.
    pub state: &'static str,
    /// What is wrong with it; such a key is not used.
    pub flaw: Option<String>,
    /// When it was made.
    pub created: When,
    /// Since when it signs, or from when.
    pub signs_from: Option<When>,
    /// Until when.
    pub signs_until: Option<When>,
    /// When it leaves, or left, the published set.
    pub leaves_at: Option<When>,
    /// Unix seconds: published from, signs from, signs until, left at.
    #[serde(skip)]
    pub times: (i64, Option<i64>, Option<i64>, Option<i64>),
}

/// A part of a key's life in the picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Bar {
    /// `published`, `signing`, `verifying`.
    pub kind: &'static str,
    /// Its left end.
    pub x: i64,
    /// Its width, at least a visible one.
    pub width: i64,
}

impl RingView {
    /// Draws the keys of an algorithm.
    pub fn new(name: String, keys: Vec<KeyView>, now: i64) -> Self {
        let begin = keys.iter().map(|key| key.times.0).min().unwrap_or(now).max(now - 120 * DAY).min(now - DAY);
        let end = now + (now - begin) / 4;
        let x = |at: i64| ((at.clamp(begin, end) - begin) * WIDTH) / (end - begin);
        let bars = keys.iter().map(|key| bars(key, end, x)).collect();
        Self { name, bars, now_x: x(now), keys }
    }

    /// Whether the next key is published already.
    pub fn has_standby(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.state, "standby" | "staged") && key.flaw.is_none())
    }
}

fn bars(key: &KeyView, end: i64, x: impl Fn(i64) -> i64) -> Vec<Bar> {
    let (published, signs_from, signs_until, left) = key.times;
    let gone = left.unwrap_or(end);
    let signs_from = signs_from.unwrap_or(gone).min(gone);
    let signs_until = signs_until.unwrap_or(gone).min(gone);
    let parts =
        [("published", published, signs_from), ("signing", signs_from, signs_until), ("verifying", signs_until, gone)];
    let bar = |(kind, from, until): (&'static str, i64, i64)| {
        (until > from).then(|| Bar { kind, x: x(from), width: (x(until) - x(from)).max(3) })
    };
    parts.into_iter().filter_map(bar).collect()
}

/// One ring in the middle of its life.
pub(super) fn sample_rings() -> Vec<RingView> {
    let now = 1_795_269_789;
    let key = |kid: &str, state, times: (i64, Option<i64>, Option<i64>, Option<i64>)| {
        let at = |days: i64| now + days * DAY;
        let times = (at(times.0), times.1.map(at), times.2.map(at), times.3.map(at));
        KeyView {
            kid: kid.to_owned(),
            state,
            flaw: None,
            created: When::new(times.0, now),
            signs_from: times.1.map(|time| When::new(time, now)),
            signs_until: times.2.map(|time| When::new(time, now)),
            leaves_at: times.3.map(|time| When::new(time, now)),
            times,
        }
    };
    let keys = vec![
        key("mS5yNQ2nVbW0pLqk3rTzUeXy8aJcFhGd", "standby", (-9, None, None, None)),
        key("8Wm3kqP0RsTuVwXyZaBcDeFgHiJkLmNo", "active", (-40, Some(-30), None, None)),
        key("tV1bHyT6zQwErTyUiOpAsDfGhJkLzXcV", "retired", (-130, Some(-110), Some(-30), None)),
    ];
    vec![RingView::new("RS256".into(), keys, now)]
}

impl Page for KeysPage {
    const TEMPLATE: &'static str = "admin/keys.html";

    fn samples() -> Vec<Self> {
        let jwks_url = "https://id.northwind.example/.well-known/jwks.json".to_owned();
        let plain = Self { shell: Shell::sample(Section::Keys), rings: sample_rings(), jwks_url };
        let mut flawed = sample_rings();
        flawed[0].keys[0].flaw = Some(MARKUP.into());
        flawed[0].keys[1].state = "revoked";
        flawed[0].keys[2].state = "removed";
        let awkward = Self { shell: Shell::sample_awkward(Section::Keys), rings: flawed, jwks_url: MARKUP.into() };
        let mut staged = sample_rings();
        staged[0].keys[0].state = "staged";
        vec![plain.clone(), awkward, Self { rings: staged, ..plain.clone() }, Self { rings: vec![], ..plain }]
    }
}

#[cfg(test)]
mod tests {
    use super::{DAY, RingView, sample_rings};

    #[test]
    fn a_key_is_published_then_signs_then_verifies() {
        let ring = &sample_rings()[0];
        let kinds: Vec<Vec<_>> = ring.bars.iter().map(|bars| bars.iter().map(|bar| bar.kind).collect()).collect();
        let all = vec!["published", "signing", "verifying"];
        assert_eq!(kinds, [all[..1].to_vec(), all[..2].to_vec(), all]);
        assert!(ring.bars.iter().flatten().all(|bar| bar.x >= 0 && bar.x + bar.width <= 1003), "{:?}", ring.bars);
        assert!(ring.has_standby());
    }

    #[test]
    fn keys_of_this_second_are_drawn_too() {
        let mut keys = sample_rings().remove(0).keys;
        keys.truncate(1);
        let now = keys[0].times.0;
        let ring = RingView::new("RS256".into(), keys, now);
        assert!((1..1000).contains(&ring.now_x) && now > DAY);
    }
}
