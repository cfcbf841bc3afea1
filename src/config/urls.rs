//! Rules for `public_url` and `database_url`.

use super::problem::Refusal;
use crate::model::url_rules;
use std::path::Path;
use url::Url;

/// Checks the issuer (OIDC Discovery §3, RFC 8414 §2): https, or http for this machine, an origin and no more.
pub(super) fn check_public_url(text: &str) -> Result<(), Refusal> {
    let example = "Write it like `https://id.example.com`";
    let Ok(url) = Url::parse(text) else {
        return Err(Refusal::new("is not a URL", example));
    };
    let Some(host) = url.host() else {
        return Err(Refusal::new("names no host", example));
    };
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Refusal::new("carries a username or password", "Leave out everything before the `@`"));
    }
    let origin = url.origin().ascii_serialization();
    let mend = format!("Write `{origin}`");
    match url.scheme() {
        "https" => {}
        "http" if url_rules::is_local(&host) => {}
        "http" => {
            let secure = origin.replacen("http:", "https:", 1);
            let reason = "is plain http, which is allowed only for localhost, *.localhost and loopback addresses: \
                          passwords and tokens would travel in the clear";
            return Err(Refusal::new(reason, format!("Write `{secure}` and put TLS in front")));
        }
        _ => return Err(Refusal::new("is neither https nor http", example)),
    }
    if url.query().is_some() {
        return Err(Refusal::new("has a query, which an issuer may not have", mend));
    }
    if url.fragment().is_some() {
        return Err(Refusal::new("has a fragment, which an issuer may not have", mend));
    }
    if url.path() != "/" {
        let reason = "has a path, but Claviger answers at the root of its own host name";
        return Err(Refusal::new(reason, format!("{mend} and give it a host name of its own")));
    }
    if text.ends_with('/') {
        return Err(Refusal::new("ends in a slash, which breaks apps that compare the issuer", mend));
    }
    if text != origin {
        return Err(Refusal::new("is not written as browsers send it", mend));
    }
    Ok(())
}

/// Checks an issuer that did not come from the configuration; the error is a sentence with the mend.
pub fn check_issuer(text: &str) -> Result<(), String> {
    check_public_url(text).map_err(|refusal| format!("The URL {}. {}.", refusal.reason, refusal.mend))
}

/// The file of a SQLite database.
pub fn sqlite_path(url: &str) -> Option<&Path> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    Some(Path::new(path.split('?').next().unwrap_or(path)))
}

/// Checks the form of a database URL; whether it can be reached is seen when it is opened.
pub(super) fn check_database_url(text: &str) -> Result<(), Refusal> {
    let example = "Write `sqlite:data/claviger.db` or `postgres://user:password@host/database`";
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        if path.is_empty() || path.starts_with('?') {
            return Err(Refusal::new("names no file", example));
        }
        if path.starts_with(":memory:") || path.contains("mode=memory") {
            return Err(Refusal::new("is in memory, so everything would be lost with the process", example));
        }
        return Ok(());
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        let reason = "is not a URL (a password with special characters must be percent-encoded)";
        let url = Url::parse(text).map_err(|_| Refusal::new(reason, example))?;
        // The driver would take a name of its own for it.
        let has_user = !url.username().is_empty() || url.query_pairs().any(|(name, _)| name == "user");
        return if has_user { Ok(()) } else { Err(Refusal::new("names no user", example)) };
    }
    Err(Refusal::new("is neither a SQLite nor a PostgreSQL database", example))
}

/// The database URL for people to read: the password, wherever it stands, is `****`.
pub fn mask_password(database_url: &str) -> String {
    if database_url.starts_with("sqlite:") {
        return database_url.to_owned();
    }
    let Ok(mut url) = Url::parse(database_url) else {
        return "****".to_owned();
    };
    if url.password().is_some() && url.set_password(Some("****")).is_err() {
        return "****".to_owned();
    }
    if let Some(query) = url.query() {
        let masked: Vec<String> = query
            .split('&')
            .map(|pair| match pair.split_once('=') {
                Some((name, _)) if name.to_ascii_lowercase().contains("password") || name.contains('%') => {
                    format!("{name}=****")
                }
                _ => pair.to_owned(),
            })
            .collect();
        url.set_query(Some(&masked.join("&")));
    }
    url.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_over_https_or_on_this_machine_is_a_public_url() {
        for url in [
            "https://id.example.com",
            "https://id.example.com:8443",
            "http://localhost:8000",
            "http://id.localhost",
            "http://127.0.0.1:9",
            "http://[::1]:8000",
        ] {
            assert_eq!(check_public_url(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn any_other_public_url_is_refused_with_what_to_write() {
        for (url, reason, mend) in [
            ("http://id.example.com", "plain http", "`https://id.example.com`"),
            ("https://id.example.com/", "slash", "`https://id.example.com`"),
            ("https://id.example.com/auth", "path", "`https://id.example.com`"),
            ("https://id.example.com?x", "query", "`https://id.example.com`"),
            ("https://id.example.com#x", "fragment", "`https://id.example.com`"),
            ("https://ID.example.com", "as browsers send", "`https://id.example.com`"),
            ("https://id.example.com:443", "as browsers send", "`https://id.example.com`"),
            ("https://bücher.example", "as browsers send", "`https://xn--bcher-kva.example`"),
            ("https://u:p@id.example.com", "password", "before the `@`"),
            ("id.example.com", "not a URL", "https://"),
            ("ftp://id.example.com", "neither", "https://"),
            ("", "not a URL", "https://"),
        ] {
            let refusal = check_public_url(url).unwrap_err();
            assert!(refusal.reason.contains(reason), "{url}: {refusal:?}");
            assert!(refusal.mend.contains(mend), "{url}: {refusal:?}");
        }
    }

    #[test]
    fn a_database_is_a_sqlite_file_or_a_postgres_url() {
        for url in [
            "sqlite:data/claviger.db",
            "sqlite:///var/lib/x.db",
            "postgres://u:p@h/db",
            "postgresql:///db?host=/run&user=u",
        ] {
            assert_eq!(check_database_url(url), Ok(()), "{url}");
        }
        for url in [
            "",
            "sqlite:",
            "sqlite::memory:",
            "sqlite://",
            "mysql://h/db",
            "data/claviger.db",
            "postgres://u:p@h:port/",
            "postgres://h/db",
            "postgresql:///db?host=/run",
        ] {
            assert!(check_database_url(url).is_err(), "{url}");
        }
    }

    #[test]
    fn a_database_password_is_masked_wherever_it_stands() {
        for url in [
            "postgres://u:hunter2@h/db",
            "postgres://u:x@h/db?password=hunter2&sslmode=require",
            "postgres://u@h/db?sslmode=require&Password=hunter2",
            "postgres://u@h/db?pass%77ord=hunter2",
            "postgres://u:hunter2@h:bad/db",
        ] {
            assert!(!mask_password(url).contains("hunter2"), "{}", mask_password(url));
        }
        assert_eq!(mask_password("sqlite:data/claviger.db"), "sqlite:data/claviger.db");
        assert_eq!(
            mask_password("postgres://u:hunter2@h/db?sslmode=require"),
            "postgres://u:****@h/db?sslmode=require"
        );
    }
}
