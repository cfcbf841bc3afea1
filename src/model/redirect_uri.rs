//! Redirect URIs: what may be registered, when a request's URI is a registered one, how answers are appended
//! (RFC 6749 §3.1.2, RFC 8252 §7, RFC 9700 §2.1, §4.1). The same rules serve URIs for the way back after signing out.

use super::url_rules::is_local;
use std::fmt::{self, Write};
use url::Url;

const LONGEST: usize = 2000;

/// Schemes that a browser would run, open or hand to a program of its own: never the way back to an app.
const REFUSED_SCHEMES: &[&str] = &[
    "about",
    "blob",
    "chrome",
    "cid",
    "content",
    "data",
    "file",
    "filesystem",
    "ftp",
    "ftps",
    "gopher",
    "intent",
    "jar",
    "javascript",
    "ldap",
    "ldaps",
    "livescript",
    "mailto",
    "mid",
    "mocha",
    "news",
    "nntp",
    "res",
    "resource",
    "sftp",
    "shell",
    "sms",
    "ssh",
    "tel",
    "telnet",
    "urn",
    "vbscript",
    "view-source",
    "vnd",
    "ws",
    "wss",
];

/// Names that our answers append, so a registered query may not hold them.
const ANSWER_PARAMETERS: &[&str] = &[
    "access_token",
    "code",
    "error",
    "error_description",
    "error_uri",
    "expires_in",
    "id_token",
    "iss",
    "response",
    "session_state",
    "state",
    "token_type",
];

/// A redirect URI as it was registered, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RedirectUri(String);

/// Why a URI cannot be registered; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum RedirectUriError {
    #[error("is longer than {LONGEST} characters")]
    TooLong,
    #[error("is not an absolute URI: write it whole, such as https://shop.example.com/callback")]
    NotAbsolute,
    #[error("holds {0:?}, which a URI cannot hold: percent-encode it (host names as xn--…)")]
    IllegalCharacter(char),
    #[error("has a `%` that two hexadecimal digits do not follow")]
    BadPercent,
    #[error("has a fragment: leave out the `#` and what follows (RFC 6749 §3.1.2)")]
    Fragment,
    #[error("has a wildcard: redirect URIs are compared as exact strings, so register each one")]
    Wildcard,
    #[error("carries a username or password: leave out everything before the `@`")]
    Credentials,
    #[error("has `.` or `..` in its path, which browsers rewrite: write the path that results")]
    DotSegment,
    #[error("is plain http, which is allowed only for localhost, *.localhost and loopback addresses: use https")]
    PlainHttp,
    #[error("has the scheme `{0}:`, which cannot lead back to an app")]
    RefusedScheme(String),
    #[error(
        "has the scheme `{0}:`, which any other program could claim: use a domain of yours in reverse, \
         such as com.example.app:/callback (RFC 8252 §7.1)"
    )]
    UndottedScheme(String),
    #[error("has `{0}` in its query, which would collide with our answer: choose another name")]
    AnswerParameter(String),
}

impl RedirectUri {
    /// Checks a URI for registration. A custom scheme without a dot is accepted for public (native) apps only.
    pub fn parse(text: &str, is_public: bool) -> Result<Self, RedirectUriError> {
        check_characters(text)?;
        let (scheme, rest) = text.split_once(':').ok_or(RedirectUriError::NotAbsolute)?;
        let url = Url::parse(text).map_err(|_| RedirectUriError::NotAbsolute)?;
        match scheme.to_ascii_lowercase().as_str() {
            "https" | "http" => check_web(&url, rest)?,
            other => check_custom(other, rest, is_public)?,
        }
        let path = rest.split(['?', '#']).next().unwrap_or_default();
        if path.split('/').any(is_dot_segment) {
            return Err(RedirectUriError::DotSegment);
        }
        if let Some((name, _)) = url.query_pairs().find(|(name, _)| ANSWER_PARAMETERS.contains(&&**name)) {
            return Err(RedirectUriError::AnswerParameter(name.into_owned()));
        }
        Ok(Self(text.to_owned()))
    }

    /// The URI as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_characters(text: &str) -> Result<(), RedirectUriError> {
    if text.len() > LONGEST {
        return Err(RedirectUriError::TooLong);
    }
    if text.contains('#') {
        return Err(RedirectUriError::Fragment);
    }
    if text.contains('*') {
        return Err(RedirectUriError::Wildcard);
    }
    // RFC 3986 §2: what is neither reserved, unreserved nor part of a percent-encoding is no URI.
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "-._~:/?[]@!$&'()+,;=%".contains(c);
    if let Some(c) = text.chars().find(|c| !is_allowed(*c)) {
        return Err(RedirectUriError::IllegalCharacter(c));
    }
    let is_hex = |b: Option<&u8>| b.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let is_encoded = |(i, b): (usize, &u8)| *b != b'%' || (is_hex(bytes.get(i + 1)) && is_hex(bytes.get(i + 2)));
    if bytes.iter().enumerate().all(is_encoded) { Ok(()) } else { Err(RedirectUriError::BadPercent) }
}

fn check_web(url: &Url, rest: &str) -> Result<(), RedirectUriError> {
    // `https:host` and `https:///host` are mended silently by browsers, each in its own way.
    let authority = rest.strip_prefix("//").ok_or(RedirectUriError::NotAbsolute)?;
    let host = url.host().filter(|_| !authority.starts_with('/')).ok_or(RedirectUriError::NotAbsolute)?;
    check_credentials(authority)?;
    if url.scheme() == "http" && !is_local(&host) { Err(RedirectUriError::PlainHttp) } else { Ok(()) }
}

fn check_custom(scheme: &str, rest: &str, is_public: bool) -> Result<(), RedirectUriError> {
    // `localhost:8000/x` and `example.com:443/x` parse as schemes, but somebody forgot theirs.
    if scheme == "localhost" || rest.starts_with(|c: char| c.is_ascii_digit()) || rest.is_empty() {
        return Err(RedirectUriError::NotAbsolute);
    }
    if REFUSED_SCHEMES.contains(&scheme) || scheme.starts_with("ms-") {
        return Err(RedirectUriError::RefusedScheme(scheme.to_owned()));
    }
    if !scheme.contains('.') && !is_public {
        return Err(RedirectUriError::UndottedScheme(scheme.to_owned()));
    }
    rest.strip_prefix("//").map_or(Ok(()), check_credentials)
}

fn check_credentials(behind_slashes: &str) -> Result<(), RedirectUriError> {
    let authority = behind_slashes.split(['/', '?']).next().unwrap_or_default();
    if authority.contains('@') { Err(RedirectUriError::Credentials) } else { Ok(()) }
}

fn is_dot_segment(segment: &str) -> bool {
    let plain = segment.to_ascii_lowercase().replace("%2e", ".");
    plain == "." || plain == ".."
}

/// Whether `presented` is the registered URI: the same string, or for a loopback address the same but for its port,
/// which native apps learn only when they start (RFC 8252 §7.3). `localhost` is a name and gets no such leave.
pub fn matches_registered(registered: &str, presented: &str) -> bool {
    if registered == presented {
        return true;
    }
    match (split_loopback(registered), split_loopback(presented)) {
        (Some(own), Some(given)) => own == given,
        _ => false,
    }
}

/// A loopback URI without its port: what stands before and after it.
fn split_loopback(uri: &str) -> Option<(&'static str, &str)> {
    let origin = ["http://127.0.0.1", "http://[::1]"].into_iter().find(|origin| uri.starts_with(origin))?;
    let rest = &uri[origin.len()..];
    let rest = match rest.strip_prefix(':') {
        None => rest,
        Some(port) => {
            let end = port.find(['/', '?']).unwrap_or(port.len());
            let is_port = port[..end].bytes().all(|b| b.is_ascii_digit()) && port[..end].parse::<u16>().is_ok();
            if !is_port {
                return None;
            }
            &port[end..]
        }
    };
    (rest.is_empty() || rest.starts_with(['/', '?'])).then_some((origin, rest))
}

/// The origin that the browser names for a page at this URI, for CORS; none for custom schemes.
pub fn origin(uri: &str) -> Option<String> {
    let url = Url::parse(uri).ok()?;
    matches!(url.scheme(), "https" | "http").then(|| url.origin().ascii_serialization())
}

/// Appends parameters to a redirect URI; what was registered stays byte for byte (RFC 6749 §3.1.2).
///
/// Everything but unreserved characters is percent-encoded, so the value comes back identical from a form decoder and
/// from a plain percent decoder.
pub fn append_query(uri: &str, parameters: &[(&str, &str)]) -> String {
    let mut out = uri.to_owned();
    let mut separator = match uri.split_once('?') {
        None => "?",
        Some((_, query)) if query.is_empty() || query.ends_with('&') => "",
        Some(_) => "&",
    };
    for (name, value) in parameters {
        out.push_str(separator);
        encode(name, &mut out);
        out.push('=');
        encode(value, &mut out);
        separator = "&";
    }
    out
}

/// Puts parameters into the fragment of a redirect URI, which has none of its own (OAuth 2.0 Multiple Response Types).
pub fn append_fragment(uri: &str, parameters: &[(&str, &str)]) -> String {
    let pairs = append_query("", parameters);
    format!("{uri}#{}", pairs.trim_start_matches('?'))
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
#[path = "redirect_uri_tests.rs"]
mod tests;
