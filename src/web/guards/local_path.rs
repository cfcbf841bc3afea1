//! Where to lead somebody back to: a path of ours and never another site. Used by `web` only.

use rocket::http::Method;
use rocket::request::Request;

/// Longer addresses are nobody's page; flows in an address are shorter.
const LONGEST: usize = 8000;

/// A path on this server, with its query: safe in a `Location` header and never another site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// Takes `/…`, but nothing that a browser could read as another host: `//evil`, `/\evil`, `/<tab>/evil`.
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\' && byte != b'#');
        let is_local = text.starts_with('/') && !text.starts_with("//");
        (is_plain && is_local && text.len() <= LONGEST).then(|| Self(text.to_owned()))
    }

    /// The first page of the admin area.
    pub fn admin() -> Self {
        Self("/admin".to_owned())
    }

    /// My account.
    pub fn account() -> Self {
        Self("/account".to_owned())
    }

    /// The page that a request is made from or for: the address itself, and for a form the page that it stood on.
    pub fn here(request: &Request<'_>, public_url: &str) -> Option<Self> {
        if matches!(request.method(), Method::Get | Method::Head) {
            return Self::parse(&request.uri().to_string());
        }
        let referrer = request.headers().get_one("Referer")?.strip_prefix(public_url)?;
        Self::parse(referrer)
    }

    /// The path.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path as a value in a query.
    pub fn encoded(&self) -> String {
        url::form_urlencoded::byte_serialize(self.0.as_bytes()).collect()
    }

    /// The path with a parameter in place of any that it had under that name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> String {
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let is_other = |pair: &&str| !pair.is_empty() && pair.split('=').next() != Some(name);
        let others: String = query.split('&').filter(is_other).map(|pair| format!("{pair}&")).collect();
        format!("{path}?{others}{name}={value}")
    }
}

#[cfg(test)]
mod tests {
    use super::LocalPath;

    #[test]
    fn only_paths_of_this_server_are_taken() {
        for good in ["/", "/admin", "/admin/users?q=a%20b&after=x", "/login?flow=abc_-"] {
            assert_eq!(LocalPath::parse(good).as_ref().map(LocalPath::as_str), Some(good));
        }
        for bad in [
            "",
            "admin",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\/evil.example",
            "/\t/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            " /admin",
            "/a b",
            "/a\r\nSet-Cookie: x=1",
            "/ä",
            "/#x",
        ] {
            assert_eq!(LocalPath::parse(bad), None, "{bad:?}");
        }
        assert_eq!(LocalPath::parse(&format!("/{}", "a".repeat(8000))), None);
    }

    #[test]
    fn a_parameter_replaces_its_own_kind_only() {
        let path = |text| LocalPath::parse(text).unwrap();
        assert_eq!(path("/login").with("ui_locales", "de"), "/login?ui_locales=de");
        assert_eq!(path("/login?flow=x&ui_locales=en").with("ui_locales", "de"), "/login?flow=x&ui_locales=de");
        assert_eq!(path("/a?x=1&y=2").with("x", "3"), "/a?y=2&x=3");
    }
}
