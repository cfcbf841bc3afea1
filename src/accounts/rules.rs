//! Which passwords are accepted (NIST SP 800-63B-4 §3.1.1.2): length and commonness count, composition does not.

use crate::model::secret::Redacted;
use crate::model::user::User;
use crate::model::username::username_key;
use unicode_normalization::UnicodeNormalization;

/// Longest password accepted, in characters.
const LONGEST: usize = 128;

static COMMON: &str = include_str!("common_passwords.txt");

/// Why a password is refused; the text completes "the password …".
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Fewer characters than configured.
    #[error("is too short: it needs at least {0} characters")]
    TooShort(usize),
    /// More characters than we take.
    #[error("is too long: it may have at most {LONGEST} characters")]
    TooLong,
    /// One of those that everybody tries first.
    #[error("is on the list of common passwords")]
    Common,
    /// The person's own name, username or e-mail address.
    #[error("is the person's own name, username or e-mail address")]
    Personal,
    /// The one that they have, where another one is demanded.
    #[error("is the one that they have already")]
    Unchanged,
}

/// Checks a new password of a person.
pub(super) fn check(password: &Redacted, user: &User, min_length: usize) -> Result<(), PasswordProblem> {
    let text: String = password.expose().nfc().collect();
    let length = text.chars().count();
    if length < min_length {
        return Err(PasswordProblem::TooShort(min_length));
    }
    if length > LONGEST {
        return Err(PasswordProblem::TooLong);
    }
    let key = username_key(&text);
    if is_personal(&key, user) {
        return Err(PasswordProblem::Personal);
    }
    if is_common(&key) { Err(PasswordProblem::Common) } else { Ok(()) }
}

fn is_common(key: &str) -> bool {
    let mut distinct: Vec<char> = key.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() <= 2 || COMMON.lines().filter(|line| !line.starts_with('#')).any(|common| common == key)
}

fn is_personal(key: &str, user: &User) -> bool {
    let email = user.email.as_deref().unwrap_or_default();
    let name = user.name.as_deref().unwrap_or_default();
    let local_part = email.split('@').next().unwrap_or_default();
    let squeezed: String = name.split_whitespace().collect();
    let turned: Vec<&str> = name.split_whitespace().rev().collect();
    [&*user.username, email, local_part, name, &*squeezed, &*turned.concat(), &*turned.join(" ")]
        .iter()
        .filter(|own| !own.is_empty())
        // Digits and marks put around one's own name are the first thing that is tried.
        .any(|own| key.trim_matches(|c: char| !c.is_alphabetic()) == username_key(own) || key == username_key(own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::UserId;

    fn user() -> User {
        User {
            email: Some("alice@northwind.example".into()),
            email_verified: true,
            name: Some("Alice Adams".into()),
            ..User::new(UserId::from("u"), "alice.adams", 0)
        }
    }

    fn outcome(password: &str) -> Result<(), PasswordProblem> {
        check(&Redacted::from(password.to_owned()), &user(), 8)
    }

    #[test]
    fn length_is_counted_in_characters_from_the_configured_least_to_128() {
        assert_eq!(outcome("zq7-fö"), Err(PasswordProblem::TooShort(8)));
        assert_eq!(outcome("zq7-föü9"), Ok(()));
        assert_eq!(outcome("e\u{301}ab-7x9"), Err(PasswordProblem::TooShort(8)));
        assert_eq!(outcome(&"zé".repeat(64)), Err(PasswordProblem::Common));
        assert_eq!(outcome(&"zé7".repeat(42)), Ok(()));
        assert_eq!(outcome(&"zé7".repeat(43)), Err(PasswordProblem::TooLong));
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for common in ["password", "PassWord", "qwertyuiop", "1q2w3e4r", "iloveyou", "aaaaaaaaaa", "abababab"] {
            assert_eq!(outcome(common), Err(PasswordProblem::Common), "{common}");
        }
    }

    #[test]
    fn ones_own_names_are_refused() {
        for own in ["alice.adams", "Alice Adams", "AliceAdams", "adamsalice", "alice@northwind.example", "Alice123!"] {
            assert_eq!(outcome(own), Err(PasswordProblem::Personal), "{own}");
        }
        assert_eq!(outcome("alice likes tea"), Ok(()));
    }

    #[test]
    fn no_composition_is_asked_for() {
        assert_eq!(outcome("tulip bicycle river"), Ok(()));
        assert_eq!(outcome("漢字かな交じり文です"), Ok(()));
    }

    #[test]
    fn the_list_holds_thousands_in_the_form_that_is_compared() {
        let lines: Vec<_> = COMMON.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() > 3000);
        assert!(lines.iter().all(|line| *line == username_key(line)));
    }
}
