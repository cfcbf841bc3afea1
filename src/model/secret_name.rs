//! Names that promise a secret: nothing under such a name goes into a token, which everyone who holds it can read.

const SECRET_WORDS: &[&str] = &[
    "apikey",
    "credential",
    "credentials",
    "cvc",
    "cvv",
    "hash",
    "key",
    "keys",
    "otp",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "pin",
    "pwd",
    "salt",
    "secret",
    "secrets",
    "seed",
    "ssn",
    "token",
    "tokens",
];
/// Written together with another word: `userpassword`, `clientsecret`.
const SECRET_ENDINGS: &[&str] = &["apikey", "passphrase", "passwd", "password", "pwd", "secret", "secrets", "token"];

/// Whether a name, of a claim, an attribute or a parameter, says that its value is a secret. Of a URI only what stands
/// behind the host is read; a `public_key` is none.
pub fn is_secret_name(name: &str) -> bool {
    let own = match name.split_once("://") {
        Some((_, rest)) => rest.find(['/', '?', '#']).map_or("", |end| &rest[end..]),
        None => name,
    };
    let words = words(own);
    let is_secret = |word: &String| {
        SECRET_WORDS.contains(&word.as_str()) || SECRET_ENDINGS.iter().any(|ending| word.ends_with(ending))
    };
    words.iter().any(is_secret) && !words.iter().any(|word| word == "public")
}

/// `apiKey`, `api-key` and `API_KEY` are the same two words.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_lower = false;
    for c in name.chars() {
        let begins = !c.is_alphanumeric() || (was_lower && c.is_uppercase());
        if begins {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        was_lower = c.is_lowercase() || c.is_numeric();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn a_name_that_promises_a_secret_is_known_however_it_is_written() {
        for name in [
            "password",
            "userPassword",
            "userpassword",
            "client_secret",
            "API-KEY",
            "apikey",
            "ssn",
            "x.token",
            "pin",
            "https://example.com/claims/password",
            "https://example.com/claims#ssn",
            "private_key",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_none() {
        for name in ["department", "keyboard_layout", "pinboard", "cost_center", "monkey", "ssh_public_key"] {
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(!is_secret_name("https://secret.example.com/department"));
    }
}
