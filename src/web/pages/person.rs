//! Who is signed in, as pages show a person.

use serde::Serialize;

/// A person on a page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    /// What people call them; the username where no name is known.
    pub name: String,
    /// What they sign in with.
    pub username: String,
    /// Their e-mail address, where one is known.
    pub email: Option<String>,
    /// One or two letters for the avatar.
    pub initials: String,
}

impl Person {
    /// A person; an empty name falls back to the username.
    pub fn new(name: &str, username: impl Into<String>, email: Option<String>) -> Self {
        let username = username.into();
        let name = if name.trim().is_empty() { username.clone() } else { name.trim().to_owned() };
        let initials = initials(&name);
        Self { name, username, email, initials }
    }

    pub(super) fn sample() -> Self {
        Self::new("Alice Adams", "alice", Some("alice@northwind.example".into()))
    }

    /// Long words without a place to break, markup, no e-mail address.
    pub(super) fn sample_awkward() -> Self {
        let name = format!("Wolfeschlegelsteinhausenbergerdorff {}", super::MARKUP);
        Self::new(&name, "wolfeschlegelsteinhausenbergerdorff.wolfgang.the.second", None)
    }
}

/// The first letters of the first and the last word, in capitals.
fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{Person, initials};

    #[test]
    fn initials_are_those_of_the_first_and_the_last_word() {
        assert_eq!(initials("Alice Adams"), "AA");
        assert_eq!(initials("Ludwig van Beethoven"), "LB");
        assert_eq!(initials("émile"), "É");
        assert_eq!(initials("<b>x"), "B");
        assert_eq!(initials(" - "), "");
    }

    #[test]
    fn a_person_without_a_name_is_called_by_the_username() {
        assert_eq!(Person::new("  ", "alice", None).name, "alice");
    }
}
