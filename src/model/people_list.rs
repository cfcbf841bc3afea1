//! How lists of people and groups are asked for: search, filters, order, and where a page begins.

use super::ids::GroupId;
use super::user::{Role, Status};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// Counts are exact up to here; "more than 10,000" is said above it.
pub const COUNTED: i64 = 10_000;

/// The order of a list of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PeopleSort {
    /// By the name that is shown.
    #[default]
    Name,
    /// By username.
    Username,
    /// By when they were last seen; those who never were count as earliest.
    LastSeen,
    /// By when they were added.
    Created,
}

impl PeopleSort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Name, Self::Username, Self::LastSeen, Self::Created];

    /// The order in URLs and commands.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Username => "username",
            Self::LastSeen => "last_seen",
            Self::Created => "created",
        }
    }

    /// Reads what [`PeopleSort::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }
}

/// When somebody was last seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastSeen {
    /// At this time or later (unix seconds).
    Since(i64),
    /// Earlier than this, or never (unix seconds).
    Before(i64),
    /// Never.
    Never,
}

/// Which roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoleFilter {
    /// Any role at all.
    Any,
    /// This one.
    Is(Role),
}

/// Which people; an absent filter lets everybody through, but without a status nobody who was removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleFilter {
    /// Part of a username, e-mail address or name, as typed: the beginning of a word for one or two characters, any part
    /// from three on.
    pub q: String,
    /// Members of this group.
    pub group: Option<GroupId>,
    /// Where they stand.
    pub status: Option<Status>,
    /// Which role they hold.
    pub role: Option<RoleFilter>,
    /// When they were last seen.
    pub last_seen: Option<LastSeen>,
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageRequest {
    /// Largest first.
    pub is_descending: bool,
    /// Where the page begins; none is the first page.
    pub cursor: Option<Cursor>,
    /// Most rows on the page.
    pub limit: i64,
}

impl PageRequest {
    /// The first page of a list in rising order.
    pub const fn first(limit: i64) -> Self {
        Self { is_descending: false, cursor: None, limit }
    }
}

/// What a list is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKey {
    /// A folded text.
    Text(String),
    /// A time.
    Number(i64),
}

/// A place between two rows of a list. Rows that come or go elsewhere do not move it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The order that it belongs to.
    pub sort: String,
    /// The sort key of the row beside it.
    pub key: SortKey,
    /// The id of that row.
    pub id: String,
    /// The page ends here instead of beginning here.
    pub is_backward: bool,
}

impl Cursor {
    /// The cursor as a word for a URL.
    pub fn encode(&self) -> String {
        let key = match &self.key {
            SortKey::Text(text) => json!(text),
            SortKey::Number(number) => json!(number),
        };
        URL_SAFE_NO_PAD.encode(json!([self.sort, key, self.id, self.is_backward]).to_string())
    }

    /// Reads a word that [`Cursor::encode`] made; none from anything else and from a cursor of another order, so that a
    /// list begins anew.
    pub fn decode(word: &str, sort: &str) -> Option<Self> {
        let value: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(word).ok()?).ok()?;
        let [named, key, id, is_backward] = value.as_array()?.as_slice() else { return None };
        let key = match key {
            Value::String(text) if !text.contains('\0') => SortKey::Text(text.clone()),
            Value::Number(number) => SortKey::Number(number.as_i64()?),
            _ => return None,
        };
        let (named, id) = (named.as_str()?, id.as_str().filter(|id| !id.contains('\0'))?);
        let is_backward = is_backward.as_bool()?;
        (named == sort).then(|| Self { sort: named.to_owned(), key, id: id.to_owned(), is_backward })
    }
}

/// One page of a list, with the ways on and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in order.
    pub rows: Vec<T>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
    /// Where the page before ends.
    pub previous: Option<Cursor>,
    /// How many rows all pages have together.
    pub count: Count,
}

/// A count that stops at [`COUNTED`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// How many there are, or [`COUNTED`].
    pub number: i64,
    /// There are more than that.
    pub is_more: bool,
}

impl Count {
    /// From a count that went one further than [`COUNTED`] at most.
    pub const fn capped(counted: i64) -> Self {
        if counted > COUNTED {
            Self { number: COUNTED, is_more: true }
        } else {
            Self { number: counted, is_more: false }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_whole_and_only_for_its_own_order() {
        for key in [SortKey::Text("zoë \"o'neil\" \u{1f600}".to_owned()), SortKey::Number(-7)] {
            let cursor = Cursor { sort: "name".to_owned(), key, id: "1".to_owned(), is_backward: true };
            let word = cursor.encode();
            assert!(word.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)), "{word}");
            assert_eq!(Cursor::decode(&word, "name"), Some(cursor));
            assert_eq!(Cursor::decode(&word, "created"), None);
        }
        for junk in ["", "x", "bnVsbA", "W10", "WyJuYW1lIiwxLjUsIjEiLHRydWVd"] {
            assert_eq!(Cursor::decode(junk, "name"), None, "{junk}");
        }
    }

    #[test]
    fn a_count_stops_at_ten_thousand() {
        assert_eq!(Count::capped(10_000), Count { number: 10_000, is_more: false });
        assert_eq!(Count::capped(10_001), Count { number: 10_000, is_more: true });
    }
}
