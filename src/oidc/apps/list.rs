//! The list of apps: search, filters, sorting and pages, in memory, where all apps are anyway.

use crate::model::client::{Client, ClientKind};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::sync::Arc;

/// Which apps are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A part of the id, the name or the host of a redirect URI, whatever its case; empty = all.
    pub q: String,
    /// Only this kind.
    pub kind: Option<ClientKind>,
    /// Only those that are on, or off.
    pub is_enabled: Option<bool>,
}

/// In which order. Equal ones are ordered by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name.
    #[default]
    Name,
    /// By id.
    Id,
    /// By when they were added.
    Created,
    /// By when they were changed last.
    Changed,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Name, Self::Id, Self::Created, Self::Changed];

    /// The order as typed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Id => "id",
            Self::Created => "created",
            Self::Changed => "changed",
        }
    }
    /// Reads what [`Sort::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sort| sort.as_str() == text)
    }

    fn key(self, app: &Client) -> String {
        // Sorts as a text like the number does, before 1970 too.
        let time = |seconds: i64| format!("{:020}", i128::from(seconds) - i128::from(i64::MIN));
        match self {
            Self::Name => app.name.to_lowercase(),
            Self::Id => String::new(),
            Self::Created => time(app.created_at),
            Self::Changed => time(app.updated_at),
        }
    }
}

/// Behind which app a page begins. It stays true when that app is removed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cursor {
    key: String,
    id: String,
}

impl Cursor {
    fn of(sort: Sort, app: &Client) -> Self {
        Self { key: sort.key(app), id: app.id.as_str().to_owned() }
    }

    /// For a URL.
    pub fn encode(&self) -> String {
        URL_SAFE_NO_PAD.encode(format!("{}\0{}", self.id, self.key))
    }

    /// Reads what [`Cursor::encode`] wrote; none where it is damaged.
    pub fn parse(text: &str) -> Option<Self> {
        let plain = String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        let (id, key) = plain.split_once('\0')?;
        Some(Self { key: key.to_owned(), id: id.to_owned() })
    }
}

/// Where a page stands in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Place {
    /// At the beginning.
    #[default]
    Start,
    /// Behind an app.
    After(Cursor),
    /// In front of an app.
    Before(Cursor),
}

/// A page of the list.
#[derive(Clone, Debug)]
pub struct Found {
    /// The apps of this page.
    pub apps: Vec<Arc<Client>>,
    /// How many there are on all pages.
    pub total: usize,
    /// In front of what the page before this one ends.
    pub previous: Option<Cursor>,
    /// Behind what the next page begins.
    pub next: Option<Cursor>,
}

/// A page of at most `limit` of the apps that a filter lets through.
pub fn find(
    apps: impl IntoIterator<Item = Arc<Client>>,
    filter: &Filter,
    (sort, is_descending): (Sort, bool),
    place: &Place,
    limit: usize,
) -> Found {
    let wanted = filter.q.trim().to_lowercase();
    let passing = apps.into_iter().filter(|app| filter.lets_through(app, &wanted));
    let mut rows: Vec<(Cursor, Arc<Client>)> = passing.map(|app| (Cursor::of(sort, &app), app)).collect();
    rows.sort_unstable_by(|(a, _), (b, _)| if is_descending { b.cmp(a) } else { a.cmp(b) });
    let is_before = |own: &Cursor, other: &Cursor| if is_descending { own > other } else { own < other };
    let (start, end) = match place {
        Place::Start => (0, limit),
        Place::After(cursor) => {
            let start = rows.partition_point(|(own, _)| own == cursor || is_before(own, cursor));
            (start, start.saturating_add(limit))
        }
        Place::Before(cursor) => {
            let end = rows.partition_point(|(own, _)| is_before(own, cursor));
            (end.saturating_sub(limit), end)
        }
    };
    let total = rows.len();
    // What stood there is gone: better the beginning than an empty page.
    let (start, end) = if start >= total || end == 0 { (0, limit) } else { (start, end) };
    let end = end.min(total);
    let cursor = |at: Option<usize>| at.and_then(|at| rows.get(at)).map(|(cursor, _)| cursor.clone());
    let previous = if start > 0 { cursor(Some(start)) } else { None };
    let next = if end < total { cursor(end.checked_sub(1)) } else { None };
    let apps = rows[start..end].iter().map(|(_, app)| Arc::clone(app)).collect();
    Found { apps, total, previous, next }
}

impl Filter {
    fn lets_through(&self, app: &Client, wanted: &str) -> bool {
        let is_kind = self.kind.is_none_or(|kind| app.kind == kind);
        let is_state = self.is_enabled.is_none_or(|is_enabled| app.is_disabled() != is_enabled);
        is_kind && is_state && (wanted.is_empty() || is_named(app, wanted))
    }
}

fn is_named(app: &Client, wanted: &str) -> bool {
    let is_in = |text: &str| text.to_lowercase().contains(wanted);
    is_in(app.id.as_str()) || is_in(&app.name) || app.redirect_uris.iter().any(|uri| is_in(host(uri)))
}

/// What stands between `://` and the path.
fn host(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(id: &str, name: &str, at: i64) -> Arc<Client> {
        let redirect_uris = vec![format!("https://{id}.northwind.example/callback")];
        Arc::new(Client { name: name.to_owned(), redirect_uris, ..Client::new(id, ClientKind::Web, at) })
    }

    fn ids(found: &Found) -> Vec<&str> {
        found.apps.iter().map(|app| app.id.as_str()).collect()
    }

    fn three() -> Vec<Arc<Client>> {
        vec![app("b", "shop", 3), app("a", "Wiki", 1), app("c", "Äpfel", -2)]
    }

    fn by(sort: Sort, is_descending: bool) -> Vec<String> {
        let found = find(three(), &Filter::default(), (sort, is_descending), &Place::Start, 10);
        ids(&found).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn each_order_is_what_its_name_says() {
        assert_eq!(by(Sort::Name, false), ["b", "a", "c"]);
        assert_eq!(by(Sort::Id, false), ["a", "b", "c"]);
        assert_eq!(by(Sort::Created, false), ["c", "a", "b"]);
        assert_eq!(by(Sort::Changed, true), ["b", "a", "c"]);
    }

    #[test]
    fn a_search_reads_ids_names_and_hosts_but_not_paths() {
        let search = |q: &str| {
            let filter = Filter { q: q.to_owned(), ..Filter::default() };
            find(three(), &filter, (Sort::Id, false), &Place::Start, 10).total
        };
        assert_eq!((search("WIKI"), search("äPF"), search("b.northwind"), search(" ")), (1, 1, 1, 3));
        assert_eq!((search("callback"), search("nobody")), (0, 0));
    }

    #[test]
    fn filters_narrow_and_the_total_counts_what_is_left() {
        let mut apps = three();
        let mut off = Client::new("off", ClientKind::Service, 0);
        off.disabled_at = Some(1);
        apps.push(Arc::new(off));
        let total = |kind, is_enabled| {
            let filter = Filter { kind, is_enabled, q: String::new() };
            find(apps.clone(), &filter, (Sort::Name, false), &Place::Start, 1).total
        };
        assert_eq!((total(Some(ClientKind::Web), None), total(None, Some(false)), total(None, Some(true))), (3, 1, 3));
    }

    #[test]
    fn pages_show_every_app_once_though_one_goes_meanwhile() {
        for is_descending in [false, true] {
            let mut apps: Vec<_> = (0..25).map(|i| app(&format!("app-{i:02}"), &format!("N{}", i % 3), i)).collect();
            let (mut seen, mut place) = (Vec::new(), Place::Start);
            loop {
                let found = find(apps.clone(), &Filter::default(), (Sort::Name, is_descending), &place, 10);
                seen.extend(ids(&found).into_iter().map(str::to_owned));
                let Some(next) = found.next else { break };
                place = Cursor::parse(&next.encode()).map(Place::After).unwrap();
                assert_eq!(place, Place::After(next.clone()));
                apps.retain(|app| app.id.as_str() != next.id);
            }
            seen.sort();
            seen.dedup();
            assert_eq!(seen.len(), 25);
        }
        assert_eq!(Cursor::parse("!"), None);
    }

    #[test]
    fn the_way_back_shows_the_same_pages() {
        for is_descending in [false, true] {
            let apps: Vec<_> = (0..25).map(|i| app(&format!("app-{i:02}"), &format!("N{}", i % 3), i)).collect();
            let page = |place: &Place| find(apps.clone(), &Filter::default(), (Sort::Name, is_descending), place, 10);
            let first = page(&Place::Start);
            let second = page(&Place::After(first.next.clone().unwrap()));
            let third = page(&Place::After(second.next.clone().unwrap()));
            assert_eq!((ids(&third).len(), third.next.is_none(), first.previous.is_none()), (5, true, true));
            let back = page(&Place::Before(third.previous.unwrap()));
            assert_eq!((ids(&back), &back.next), (ids(&second), &second.next));
            let back = page(&Place::Before(back.previous.unwrap()));
            assert_eq!((ids(&back), back.previous.is_none()), (ids(&first), true));
        }
    }

    #[test]
    fn a_place_beyond_the_ends_is_the_beginning() {
        let at = |place: fn(Cursor) -> Place, key: &str| {
            let cursor = Cursor { key: key.to_owned(), id: String::new() };
            find(three(), &Filter::default(), (Sort::Name, false), &place(cursor), 2)
        };
        assert_eq!(ids(&at(Place::After, "\u{10ffff}")), ["b", "a"]);
        assert_eq!(ids(&at(Place::Before, "")), ["b", "a"]);
        assert!(find([], &Filter::default(), (Sort::Name, false), &Place::Start, 2).apps.is_empty());
    }
}
