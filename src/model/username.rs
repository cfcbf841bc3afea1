//! Usernames, e-mail addresses and the keys under which they are unique. May be imported by every floor.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longest username and display name, in characters.
pub const LONGEST: usize = 128;

/// Why a name or an address is refused; the text completes "the username …" and the like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum NameError {
    #[error("is empty")]
    Empty,
    #[error("is longer than {LONGEST} characters")]
    TooLong,
    #[error("begins or ends with a space")]
    OuterSpace,
    #[error("holds a control or invisible character, or begins with a mark that belongs on a letter")]
    Invisible,
    #[error("holds an `@` but is not the person's e-mail address: it could be mistaken for somebody else's")]
    AtSign,
    #[error("is not an e-mail address such as alice@example.com")]
    NotAnAddress,
}

/// The unique form of a username or e-mail address: compatibility forms and upper or lower case do not count.
///
/// NFKC, then every character to lower, upper and lower case, then NFKC again. Upper case reaches what lower case alone
/// misses (ß = SS, ς = σ); the Turkish ı falls together with i, so two people cannot differ by it.
pub fn username_key(text: &str) -> String {
    if text.is_ascii() {
        // All of that would leave the same, at many times the cost.
        return text.to_ascii_lowercase();
    }
    let mut key: String = text.nfkc().collect();
    // Case mapping can undo normal form and the reverse; it settles within three rounds.
    for _ in 0..3 {
        key = key
            .chars()
            .flat_map(char::to_lowercase)
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .collect::<String>()
            .nfkc()
            .collect();
    }
    key
}

/// Checks a username; an `@` is allowed only where it is the person's own e-mail address.
pub fn check_username(username: &str, email: Option<&str>) -> Result<(), NameError> {
    check_name(username)?;
    let is_email = email.is_some_and(|email| username_key(email) == username_key(username));
    if username_key(username).contains('@') && !is_email { Err(NameError::AtSign) } else { Ok(()) }
}

/// Checks the name that people or groups are shown by: 1 to 128 visible characters, no space around them.
pub fn check_name(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    // The key counts too: one character can become eighteen under NFKC.
    if name.chars().count() > LONGEST || username_key(name).chars().count() > 2 * LONGEST {
        return Err(NameError::TooLong);
    }
    if name.trim() != name || name.nfkc().collect::<String>().trim() != name.nfkc().collect::<String>() {
        return Err(NameError::OuterSpace);
    }
    // A mark with no letter before it would land on whatever text stands in front of the name.
    let is_bad = name.chars().any(is_invisible) || name.starts_with(is_combining_mark);
    if is_bad { Err(NameError::Invisible) } else { Ok(()) }
}

/// Checks the form of an e-mail address as browsers do (HTML "valid e-mail address"), with letters of every script.
pub fn check_email(email: &str) -> Result<(), NameError> {
    let (local, domain) = email.rsplit_once('@').ok_or(NameError::NotAnAddress)?;
    // RFC 5321 §4.5.3.1: 64 octets before the @, 254 in all.
    let is_short = (1..=64).contains(&local.len()) && email.len() <= 254;
    let has_good_local = local.chars().all(is_local_part) && !local.starts_with('.') && !local.ends_with('.');
    let is_good = is_short && has_good_local && !local.contains("..") && domain.split('.').all(is_label);
    if is_good { Ok(()) } else { Err(NameError::NotAnAddress) }
}

fn is_local_part(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
    } else {
        !c.is_whitespace() && !is_invisible(c)
    }
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// Control characters, and format characters that show nothing or turn the direction of the text.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_differ_by_case_or_compatibility_form_have_one_key() {
        for (one, other) in [
            ("Alice", "aLICE"),
            ("Straße", "STRASSE"),
            ("Straße", "STRAẞE"),
            ("ΣΊΣΥΦΟΣ", "σίσυφος"),
            ("ｆｕｌｌ", "full"),
            ("ﬁne", "FINE"),
            ("e\u{301}", "É"),
            ("ı", "I"),
        ] {
            assert_eq!(username_key(one), username_key(other), "{one} {other}");
        }
        assert_ne!(username_key("alice"), username_key("álice"));
    }

    #[test]
    fn ascii_has_the_key_that_the_rule_for_all_scripts_would_give() {
        let ascii: String = (0..=127_u8).map(char::from).collect();
        // A letter of another script sends the whole text the long way.
        assert_eq!(username_key(&format!("{ascii}é")), format!("{}é", username_key(&ascii)));
    }

    #[test]
    fn a_username_is_visible_text_of_1_to_128_characters_without_space_around_it() {
        let long = "é".repeat(128);
        for name in ["alice", "Álvaro Núñez", "a", "李雷", "o'neil", &long] {
            assert_eq!(check_username(name, None), Ok(()), "{name}");
        }
        for (name, error) in [
            ("", NameError::Empty),
            (&"x".repeat(129) as &str, NameError::TooLong),
            (" alice", NameError::OuterSpace),
            ("alice\u{a0}", NameError::OuterSpace),
            ("al\nice", NameError::Invisible),
            ("al\u{200b}ice", NameError::Invisible),
            ("al\u{202e}ice", NameError::Invisible),
            ("\u{301}\u{327}", NameError::Invisible),
            ("\u{301}alice", NameError::Invisible),
        ] {
            assert_eq!(check_username(name, None), Err(error), "{name:?}");
        }
    }

    #[test]
    fn an_at_sign_is_allowed_only_in_a_username_that_is_the_own_address() {
        assert_eq!(check_username("alice@example.com", None), Err(NameError::AtSign));
        assert_eq!(check_username("alice@example.com", Some("bob@example.com")), Err(NameError::AtSign));
        assert_eq!(check_username("Alice@example.com", Some("alice@EXAMPLE.com")), Ok(()));
        assert_eq!(check_username("alice＠example.com", None), Err(NameError::AtSign));
    }

    #[test]
    fn an_address_has_a_local_part_and_a_domain() {
        for good in ["alice@example.com", "a.b+c@sub.example.co", "josé@bücher.example", "root@localhost", "o'n@x.y"]
        {
            assert_eq!(check_email(good), Ok(()), "{good}");
        }
        let (local, whole) = (format!("{}@x.y", "a".repeat(65)), format!("a@{}y", "bb.".repeat(90)));
        for bad in [
            "",
            "alice",
            "@example.com",
            "alice@",
            "a b@x.y",
            "a@x y",
            "a@-x.y",
            "a@x..y",
            ".a@x.y",
            "a.@x.y",
            "a..b@x.y",
            "a\n@x.y",
            "<a@x.y>",
            "a@b@x.y",
            "a@x.y.",
            "a@[1.2.3.4]",
            &local,
            &whole,
        ] {
            assert_eq!(check_email(bad), Err(NameError::NotAnAddress), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_key_of_a_key_is_itself(text in "\\PC{0,12}") {
            let key = username_key(&text);
            prop_assert_eq!(username_key(&key), key);
        }

        #[test]
        fn a_key_does_not_depend_on_case(text in "\\PC{0,12}") {
            prop_assert_eq!(username_key(&text.to_uppercase()), username_key(&text));
            prop_assert_eq!(username_key(&text.to_lowercase()), username_key(&text));
        }
    }
}
