//! Scopes (RFC 6749 §3.3): an ordered set of names.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

/// Scope names without repetition, in the order they came. Clones share them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Arc<[String]>);

/// What an app made by an admin may ask for unless told otherwise.
pub const DEFAULT_SCOPES: &str = "openid profile email groups offline_access";

impl Scope {
    /// Reads a space-separated list; empty parts are passed over.
    pub fn parse(text: &str) -> Self {
        text.split(' ').filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }
    /// Whether a name is in it.
    pub fn contains(&self, name: &str) -> bool {
        self.0.iter().any(|own| own == name)
    }
    /// Whether every name of `other` is in it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|name| self.contains(name))
    }
    /// The names that both have, in this one's order.
    pub fn intersect(&self, other: &Self) -> Self {
        self.0.iter().filter(|name| other.contains(name)).cloned().collect()
    }
    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
    /// Whether a name is a scope-token: printable ASCII without space, `"` and `\` (RFC 6749 §3.3).
    pub fn is_valid_name(name: &str) -> bool {
        !name.is_empty() && name.bytes().all(|b| matches!(b, 0x21 | 0x23..=0x5b | 0x5d..=0x7e))
    }
}

impl FromIterator<String> for Scope {
    fn from_iter<I: IntoIterator<Item = String>>(names: I) -> Self {
        let mut seen = HashSet::new();
        Self(names.into_iter().filter(|name| seen.insert(name.clone())).collect())
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_repeated_name_counts_once_and_order_is_kept() {
        assert_eq!(Scope::parse("openid  email openid").to_string(), "openid email");
    }

    proptest! {
        #[test]
        fn an_intersection_is_covered_by_both(a in "[a-d ]{0,12}", b in "[a-d ]{0,12}") {
            let (a, b) = (Scope::parse(&a), Scope::parse(&b));
            let both = a.intersect(&b);
            prop_assert!(a.covers(&both) && b.covers(&both));
        }

        #[test]
        fn what_is_written_reads_back(text in "[!#-~ ]{0,40}") {
            let scope = Scope::parse(&text);
            prop_assert_eq!(Scope::parse(&scope.to_string()), scope);
        }
    }
}
