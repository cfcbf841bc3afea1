//! What every list of the admin area has: search, filters, sort orders and paging, all in its address.
//!
//! `?q=…&<filter>=…&sort=name` (or `-name`)`&after=<cursor>` (or `before`). The macros in `macros/list.html` read it.

use super::Count;
use crate::model::params::Params;
use serde::Serialize;
use url::form_urlencoded::Serializer;

/// So many pages back lead one by one; before them is the first page.
const MOST_STEPS: usize = 20;

/// The state of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Listing {
    /// The list's path.
    pub path: String,
    /// The question.
    pub q: String,
    /// The filters.
    pub filters: Vec<Filter>,
    /// The columns that can be sorted by.
    pub sorts: Vec<Sort>,
    /// The order in force, as the address says it; empty for the usual one.
    pub sort: String,
    /// How many there are that fit.
    pub found: Count,
    /// Whether a question or a filter leaves some out.
    pub is_filtered: bool,
    /// The page before this one.
    pub previous_url: Option<String>,
    /// The page after this one.
    pub next_url: Option<String>,
    /// The address without cursors.
    #[serde(skip)]
    params: Params,
}

/// A filter: one of a few values, or any.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// Its parameter; the catalogue's `filter-<name>` names it and `filter-<name>-any` the choice of all.
    pub name: &'static str,
    /// What is chosen; empty for any.
    pub value: String,
    /// What can be chosen.
    pub options: Vec<FilterOption>,
}

/// A value of a filter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FilterOption {
    /// What is sent.
    pub value: String,
    /// What people read; none where the catalogue has `filter-<name>-<value>`.
    pub label: Option<String>,
}

/// A column that can be sorted by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sort {
    /// The column.
    pub column: &'static str,
    /// The list in this order, or turned round where it is in this order already.
    pub url: String,
    /// `ascending`, `descending`, or empty.
    pub direction: &'static str,
}

impl Listing {
    /// The list at `path` as its address asks for it. Unknown parameters are dropped.
    pub fn new(path: &str, query: &Params) -> Self {
        let mut params = Params::default();
        for name in ["q", "sort"] {
            if let Some(value) = query.get(name) {
                params.push(name, value.trim());
            }
        }
        let text = |name: &str| params.get(name).unwrap_or_default().to_owned();
        Self {
            path: path.to_owned(),
            q: text("q"),
            sort: text("sort"),
            filters: Vec::new(),
            sorts: Vec::new(),
            found: Count::default(),
            is_filtered: params.get("q").is_some(),
            previous_url: None,
            next_url: None,
            params,
        }
    }

    /// Adds a filter whose values the catalogue names.
    #[must_use]
    pub fn filter(self, name: &'static str, values: &[&str], query: &Params) -> Self {
        let option = |value: &&str| FilterOption { value: (*value).to_owned(), label: None };
        self.filter_of(name, values.iter().map(option).collect(), query)
    }

    /// Adds a filter.
    #[must_use]
    pub fn filter_of(mut self, name: &'static str, options: Vec<FilterOption>, query: &Params) -> Self {
        let wanted = query.get(name).unwrap_or_default();
        let value = options.iter().find(|option| option.value == wanted).map(|option| option.value.clone());
        let value = value.unwrap_or_default();
        if !value.is_empty() {
            self.params.push(name, &value);
            self.is_filtered = true;
        }
        self.filters.push(Filter { name, value, options });
        self
    }

    /// Makes columns sortable; the first is the usual order. Call it after the filters.
    #[must_use]
    pub fn sort_by(mut self, columns: &[&'static str]) -> Self {
        let usual = columns.first().copied().unwrap_or_default();
        let asked = if self.sort.is_empty() { usual } else { &self.sort };
        let (asked, is_down) = asked.strip_prefix('-').map_or((asked, false), |column| (column, true));
        let sort = |column: &&'static str| {
            let is_this = *column == asked;
            let next = if is_this && !is_down { format!("-{column}") } else { (*column).to_owned() };
            let direction = match (is_this, is_down) {
                (false, _) => "",
                (true, false) => "ascending",
                (true, true) => "descending",
            };
            Sort { column, url: self.url_with(&[("sort", &next)]), direction }
        };
        let sorts = columns.iter().map(sort).collect();
        self.sorts = sorts;
        self
    }

    /// Says how many fit, and which pages stand before and after this one: their keyset cursors.
    #[must_use]
    pub fn pages(mut self, found: Count, before: Option<&str>, after: Option<&str>) -> Self {
        self.found = found;
        self.previous_url = before.map(|cursor| self.url_with(&[("before", cursor)]));
        self.next_url = after.map(|cursor| self.url_with(&[("after", cursor)]));
        self
    }

    /// The same for a list that is read in one direction only: the way back is the way that was come, kept in the
    /// address.
    #[must_use]
    pub fn steps(mut self, found: Count, query: &Params, after: Option<&str>) -> Self {
        let trail = query.get("trail").unwrap_or_default();
        let (earlier, last) = trail.rsplit_once('~').unwrap_or(("", trail));
        let here = query.get("after").unwrap_or_default();
        self.found = found;
        self.previous_url = (!here.is_empty()).then(|| self.url_with(&[("after", last), ("trail", earlier)]));
        let mut passed: Vec<_> = trail.split('~').chain([here]).filter(|cursor| !cursor.is_empty()).collect();
        passed.drain(..passed.len().saturating_sub(MOST_STEPS));
        let passed = passed.join("~");
        self.next_url = after.map(|cursor| self.url_with(&[("after", cursor), ("trail", &passed)]));
        self
    }

    /// The same list as its second page.
    pub(super) fn sample_later(self) -> Self {
        let query = Params::parse("after=a").unwrap_or_default();
        let found = self.found;
        self.steps(found, &query, Some("b"))
    }

    /// What is chosen of a filter.
    pub fn chosen(&self, filter: &str) -> Option<&str> {
        let found = self.filters.iter().find(|own| own.name == filter)?;
        Some(&*found.value).filter(|value| !value.is_empty())
    }

    /// Adds a parameter that is no filter of a few values: a time, a name. It narrows the list as a filter does.
    #[must_use]
    pub fn keep(mut self, name: &str, value: &str) -> Self {
        if !value.is_empty() {
            self.params.push(name, value);
            self.is_filtered = true;
        }
        self
    }

    /// The list's first page, as it is filtered now.
    pub fn beginning(&self) -> String {
        self.url_at(&self.path, &[])
    }

    /// The same question and filters at another path: of an export.
    pub fn elsewhere(&self, path: &str) -> String {
        self.url_at(path, &[])
    }

    fn url_with(&self, changes: &[(&str, &str)]) -> String {
        self.url_at(&self.path, changes)
    }

    fn url_at(&self, path: &str, changes: &[(&str, &str)]) -> String {
        let mut params = self.params.clone();
        for (name, value) in changes.iter().filter(|(_, value)| !value.is_empty()) {
            params.set(name, value);
        }
        let mut query = Serializer::new(String::new());
        query.extend_pairs(params.iter());
        let query = query.finish();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
    }
}

#[cfg(test)]
mod tests {
    use super::{Count, Listing};
    use crate::model::params::Params;

    fn listing(query: &str) -> Listing {
        let query = Params::parse(query).unwrap();
        let listing = Listing::new("/admin/users", &query).filter("status", &["active", "disabled"], &query);
        listing.sort_by(&["name", "seen"]).pages(Count::new(3), None, Some("a&b"))
    }

    #[test]
    fn links_keep_the_question_and_the_filters_and_drop_the_cursor() {
        let list = listing("q=al+b&status=disabled&after=x&evil=1");
        assert_eq!(list.next_url.as_deref(), Some("/admin/users?q=al+b&status=disabled&after=a%26b"));
        assert_eq!(list.sorts[1].url, "/admin/users?q=al+b&status=disabled&sort=seen");
        assert!(list.is_filtered && list.filters[0].value == "disabled");
    }

    #[test]
    fn the_column_in_force_turns_round() {
        let list = listing("sort=seen");
        assert_eq!((list.sorts[1].direction, &*list.sorts[1].url), ("ascending", "/admin/users?sort=-seen"));
        let list = listing("sort=-seen");
        assert_eq!((list.sorts[1].direction, &*list.sorts[1].url), ("descending", "/admin/users?sort=seen"));
        assert_eq!(listing("").sorts[0].direction, "ascending");
    }

    #[test]
    fn what_is_kept_narrows_the_list_and_stands_in_its_links() {
        let list = listing("q=a").keep("address", "").keep("person", "al b");
        assert_eq!(list.beginning(), "/admin/users?q=a&person=al+b");
        assert_eq!(list.elsewhere("/export"), "/export?q=a&person=al+b");
        assert_eq!(listing("status=disabled").chosen("status"), Some("disabled"));
        assert!(!listing("").is_filtered && listing("").keep("address", "x").is_filtered);
        assert_eq!(listing("").beginning(), "/admin/users");
    }

    #[test]
    fn the_way_back_is_the_way_that_was_come() {
        let at = |query: &str, next: Option<&str>| {
            let query = Params::parse(query.split_once('?').map_or("", |(_, query)| query)).unwrap();
            Listing::new("/log", &query).steps(Count::new(3), &query, next)
        };
        let cursors: Vec<_> = (1..=30).map(|page| format!("c{page}")).collect();
        let mut seen = vec!["/log".to_owned()];
        for cursor in &cursors {
            seen.push(at(seen.last().unwrap(), Some(cursor)).next_url.unwrap());
        }
        assert_eq!(seen[2], "/log?after=c2&trail=c1");
        assert_eq!(at(&seen[0], None).previous_url, None);
        let mut here = seen.last().unwrap().clone();
        for step in 1..=20 {
            here = at(&here, None).previous_url.unwrap();
            let expected = format!("after=c{}", 30 - step);
            assert!(here.contains(&expected), "{step}: {here}");
        }
        assert_eq!(at(&here, None).previous_url.as_deref(), Some("/log"), "then the newest");
    }

    #[test]
    fn an_unknown_value_of_a_filter_is_any() {
        let list = listing("status=evil");
        assert!(!list.is_filtered && list.filters[0].value.is_empty());
        assert_eq!(list.next_url.as_deref(), Some("/admin/users?after=a%26b"));
    }
}
