//! A browser: a cookie jar, requests without following redirects, and reading of the forms on our pages.

use super::http::{Request, Response, encode};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Mutex;

/// Where the server believes that it stands.
pub const ISSUER: &str = "http://localhost:8000";

/// One browser with its cookies.
pub struct Browser {
    server: SocketAddr,
    jar: Mutex<BTreeMap<String, String>>,
}

impl Browser {
    pub fn new(server: SocketAddr) -> Self {
        Self { server, jar: Mutex::default() }
    }

    /// Cookies as they stand.
    pub fn cookies(&self) -> BTreeMap<String, String> {
        self.jar.lock().expect("a jar").clone()
    }

    /// As somebody who clears their browser.
    pub fn forget_cookies(&self) {
        self.jar.lock().expect("a jar").clear();
    }

    /// Takes over the cookies of another browser, as a thief would.
    pub fn steal(&self, other: &Self) {
        *self.jar.lock().expect("a jar") = other.cookies();
    }

    pub async fn get(&self, target: &str) -> Response {
        self.send(Request::get(target)).await
    }

    /// Sends a form of one of our own pages.
    pub async fn post(&self, target: &str, fields: &[(&str, &str)]) -> Response {
        let request = Request::post(target, fields).header("Origin", ISSUER).header("Sec-Fetch-Site", "same-origin");
        self.send(request).await
    }

    /// Sends a form of a page of another site: our cookies are `SameSite=Lax` and stay at home.
    pub async fn post_from_elsewhere(&self, target: &str, fields: &[(&str, &str)]) -> Response {
        let request = Request::post(target, fields)
            .header("Origin", "https://elsewhere.example")
            .header("Sec-Fetch-Site", "cross-site");
        let answer = request.send(self.server).await;
        self.keep_cookies(&answer);
        answer
    }

    pub async fn send(&self, request: Request) -> Response {
        let cookies: Vec<String> = self.cookies().iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = if cookies.is_empty() { request } else { request.header("Cookie", cookies.join("; ")) };
        let answer = request.send(self.server).await;
        self.keep_cookies(&answer);
        answer
    }

    fn keep_cookies(&self, answer: &Response) {
        let mut jar = self.jar.lock().expect("a jar");
        for line in answer.all_headers("Set-Cookie") {
            let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let is_removed = attributes.split(';').any(|attribute| attribute.trim().eq_ignore_ascii_case("Max-Age=0"));
            if is_removed {
                jar.remove(name);
            } else {
                jar.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Goes where redirects within this server lead; answers with the first page, or the first redirect to elsewhere.
    pub async fn follow(&self, mut answer: Response) -> Response {
        for _ in 0..6 {
            match answer.header("Location") {
                Some(location) if answer.status == 303 && location.starts_with('/') => {
                    answer = self.get(location).await;
                }
                _ => return answer,
            }
        }
        panic!("the redirects do not end; the last leads to {:?}", answer.header("Location"));
    }

    /// Opens an authorization request and follows it to the first page or to the app.
    pub async fn authorize(&self, parameters: &[(&str, &str)]) -> Response {
        let answer = self.get(&format!("/oauth2/authorize?{}", encode(parameters))).await;
        self.follow(answer).await
    }

    /// Fills in the sign-in page that `page` is; follows to the next page or to the app.
    pub async fn fill_in_sign_in(&self, page: &Response, username: &str, password: &str) -> Response {
        let mut fields = page.hidden_fields();
        fields.push(("username".to_owned(), username.to_owned()));
        fields.push(("password".to_owned(), password.to_owned()));
        self.submit("/login", &fields).await
    }

    /// Sends fields and follows what comes.
    pub async fn submit(&self, target: &str, fields: &[(String, String)]) -> Response {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.post(target, &fields).await;
        self.follow(answer).await
    }
}

impl Response {
    /// The hidden fields of the first form on the page that has any.
    #[track_caller]
    pub fn hidden_fields(&self) -> Vec<(String, String)> {
        let text = self.text();
        assert!(
            self.status / 100 == 2 || self.status == 409,
            "a page with a form, not {:?}: {text}",
            self.header("Location")
        );
        let inputs = text.split("<input ").skip(1).filter_map(|rest| rest.split_once('>')).map(|(tag, _)| tag);
        let hidden = inputs.filter(|tag| tag.contains(r#"type="hidden""#));
        hidden.map(|tag| (attribute(tag, "name"), attribute(tag, "value"))).collect()
    }

    /// The value of one hidden field.
    #[track_caller]
    pub fn hidden(&self, name: &str) -> String {
        let fields = self.hidden_fields();
        let found = fields.iter().find(|(own, _)| own == name);
        found.unwrap_or_else(|| panic!("a hidden field {name}: {}", self.text())).1.clone()
    }
}

/// The value of an attribute in a tag as our templates write it, with its character references resolved.
pub fn attribute(tag: &str, name: &str) -> String {
    let start = format!("{name}=\"");
    let value = tag.split_once(&start).and_then(|(_, rest)| rest.split_once('"')).map(|(value, _)| value);
    unescape(value.unwrap_or_else(|| panic!("an attribute {name} in {tag}")))
}

/// Resolves the character references that our templates write.
pub fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#x2F;", "/"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
