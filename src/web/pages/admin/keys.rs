//! `/admin/keys`: for each algorithm a picture of its keys' lives, when it switches and why then, which apps have seen the
//! next key, and a table of all keys.

use super::key_algorithms::AlgorithmRow;
use super::key_lives::{LifeTimes, Lives};
use super::key_samples;
use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The characters of a kid that people tell keys apart by.
const SHORT: usize = 8;

/// The keys.
#[derive(Clone, Debug, Serialize)]
pub struct KeysPage {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// One for each algorithm.
    pub rings: Vec<RingView>,
    /// What apps may have their tokens signed with.
    pub algorithms: Vec<AlgorithmRow>,
    /// Where apps fetch the public keys.
    pub jwks_url: String,
}

/// The keys of one algorithm.
#[derive(Clone, Debug, Serialize)]
pub struct RingView {
    /// The algorithm.
    pub name: String,
    /// Whether this release knows it; acts are not offered on others.
    pub is_known: bool,
    /// The beginning of the name of the key that signs.
    pub active: Option<String>,
    /// The key that comes after it.
    pub next: Option<NextView>,
    /// When it does.
    pub switch: SwitchView,
    /// Which apps have seen the next key; looked up for the page of keys only.
    pub seen: Option<SeenView>,
    /// Its keys, the newest first.
    pub keys: Vec<KeyView>,
    /// Their picture.
    pub lives: Lives,
}

/// The next key.
#[derive(Clone, Debug, Serialize)]
pub struct NextView {
    /// Its name.
    pub kid: String,
    /// The beginning of it.
    pub short: String,
    /// Since when it is published.
    pub published: When,
    /// From when it may sign at all, and whether that has come.
    pub ripe: When,
    /// See `ripe`.
    pub is_ripe: bool,
    /// From when it may sign without haste, and whether that has come.
    pub safe: When,
    /// See `safe`.
    pub is_safe: bool,
    /// The names of the apps that receive tokens of it already.
    pub staged: Vec<String>,
}

/// When a ring switches.
#[derive(Clone, Debug, Serialize)]
pub struct SwitchView {
    /// `pending`: dated; `scheduled`: the schedule will; `by-hand`: nobody has said.
    pub kind: &'static str,
    /// When.
    pub at: Option<When>,
}

/// Which apps have seen a key.
#[derive(Clone, Debug, Default, Serialize)]
pub struct SeenView {
    /// Apps, the silent ones first; cut where there are many.
    pub apps: Vec<SeenRow>,
    /// How many more there are.
    pub more: usize,
    /// How many of each.
    pub seen: usize,
    /// See `seen`.
    pub assumed: usize,
    /// See `seen`.
    pub silent: usize,
    /// When a cache of our own last fetched the key set for others.
    pub cache: Option<When>,
}

/// What is known about one app.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SeenRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// `seen`, `assumed`, `silent`.
    pub verdict: &'static str,
    /// `alias`, `use`, `address`; none where nothing is known.
    pub by: Option<&'static str>,
    /// The address that the key set was fetched from.
    pub address: String,
    /// When.
    pub when: Option<When>,
    /// A cache that stood between, in its own words.
    pub through: Option<String>,
}

/// One key.
#[derive(Clone, Debug, Serialize)]
pub struct KeyView {
    /// Its name in tokens.
    pub kid: String,
    /// The beginning of it.
    pub short: String,
    /// `active`, `staged`, `standby`, `retired`, `removed`, `revoked`.
    pub state: &'static str,
    /// What is wrong with it; such a key is not used.
    pub flaw: Option<String>,
    /// Whether it may be revoked.
    pub is_revocable: bool,
    /// When it was made.
    pub created: When,
    /// Since when it signs, or from when.
    pub signs_from: Option<When>,
    /// Until when.
    pub signs_until: Option<When>,
    /// When it leaves, or left, the published set.
    pub leaves: LeavesView,
    /// How many tokens it has signed, as far back as counts are kept.
    pub signed: i64,
    /// For the picture.
    #[serde(skip)]
    pub times: LifeTimes,
}

/// When a key leaves, and why then.
#[derive(Clone, Debug, Serialize)]
pub struct LeavesView {
    /// `gone`, `dated`, `not-before`, `while-used`, `flawed`.
    pub kind: &'static str,
    /// When.
    pub at: Option<When>,
    /// When its last token expires.
    pub last_token: Option<When>,
}

impl RingView {
    /// Whether the next key is published already.
    pub fn has_standby(&self) -> bool {
        self.keys.iter().any(|key| matches!(key.state, "standby" | "staged") && key.flaw.is_none())
    }
}

/// The beginning of a key's name, by which people tell keys apart.
pub fn short(kid: &str) -> String {
    kid.chars().take(SHORT).collect()
}

impl Page for KeysPage {
    const TEMPLATE: &'static str = "admin/keys.html";

    fn samples() -> Vec<Self> {
        let jwks_url = "https://id.northwind.example/.well-known/jwks.json".to_owned();
        let page = |rings| Self {
            shell: Shell::sample(Section::Keys),
            rings,
            algorithms: AlgorithmRow::samples(),
            jwks_url: jwks_url.clone(),
        };
        let flawed = Self {
            shell: Shell::sample_awkward(Section::Keys),
            jwks_url: MARKUP.into(),
            ..page(vec![key_samples::damaged()])
        };
        let auditor = Self { shell: Shell::sample_auditor(Section::Keys), ..page(vec![key_samples::pending()]) };
        vec![
            page(vec![key_samples::scheduled()]),
            page(vec![key_samples::pending(), key_samples::young()]),
            page(vec![key_samples::staged(), key_samples::by_hand()]),
            auditor,
            flawed,
            page(vec![]),
        ]
    }
}
