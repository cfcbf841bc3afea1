//! The people and apps that live in every test's house, and the requests that those apps send.

use super::browser::attribute;
use super::http::{Request, Response, encode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use claviger::model::client::{Client, ClientKind, ClientSecret, GrantType};
use claviger::model::ids::random_id;
use claviger::model::scope::Scope;
use claviger::model::secret::TokenHash;

/// RFC 7636 Appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// The challenge that goes with [`VERIFIER`].
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// An API that the shop may ask tokens for, and the vault is.
pub const ORDERS: &str = "https://orders.example/";
/// Another API of the shop's.
pub const STOCK: &str = "https://stock.example/";

/// An app as its developer knows it.
#[derive(Clone, Copy, Debug)]
pub struct App {
    pub id: &'static str,
    pub secret: Option<&'static str>,
    pub redirect_uri: &'static str,
}

/// A confidential app as an admin adds it, allowed more scopes than the usual ones.
pub const SHOP: App = App {
    id: "shop",
    secret: Some("shop-secret-shop-secret-shop-secret"),
    redirect_uri: "https://shop.example/callback",
};
/// A confidential app on another domain, whose redirect URI has a query and whose name and secret have odd characters.
pub const WIKI: App = App {
    id: "wiki:2",
    secret: Some("wiki secret+%41:wiki secret-wiki secret"),
    redirect_uri: "https://wiki.example/callback?from=claviger",
};
/// A public app that runs in the browser.
pub const SPA: App = App { id: "spa", secret: None, redirect_uri: "https://spa.example/app" };
/// A public app on a desktop, which listens on a loopback address.
pub const NATIVE: App = App { id: "native", secret: None, redirect_uri: "http://127.0.0.1/callback" };
/// An API with a secret, for introspection.
pub const VAULT: App = App { id: "vault", secret: Some("vault-secret-vault-secret-vault-secret"), redirect_uri: "" };
/// A program without people.
pub const ROBOT: App = App { id: "robot", secret: Some("robot-secret-robot-secret-robot-secret"), redirect_uri: "" };
/// An app that an admin exempted from PKCE and that may not refresh.
pub const LEGACY: App =
    App { id: "legacy", secret: Some("legacy-secret-legacy-secret-legacy"), redirect_uri: "https://legacy.example/cb" };

pub const EVERY_APP: [App; 7] = [SHOP, WIKI, SPA, NATIVE, VAULT, ROBOT, LEGACY];

impl App {
    /// The registration that lies in the database.
    pub fn client(&self, now: i64) -> Client {
        let secrets = self.secret.map(|secret| ClientSecret {
            id: random_id(),
            hash: TokenHash::of(secret),
            sealed: None,
            hint: secret.chars().take(4).collect(),
            created_at: now,
            expires_at: None,
            last_used_at: None,
        });
        let kind = if self.secret.is_none() { ClientKind::Browser } else { ClientKind::Web };
        let mut client = Client {
            name: format!("The {}", self.id),
            redirect_uris: vec![self.redirect_uri.to_owned()],
            scopes: Scope::parse("openid profile email groups offline_access"),
            secrets: secrets.into_iter().collect(),
            ..Client::new(self.id, kind, now)
        };
        self.particulars(&mut client);
        client
    }

    fn particulars(&self, client: &mut Client) {
        match self.id {
            "shop" => {
                client.redirect_uris.push("https://shop.example/other".to_owned());
                client.post_logout_redirect_uris = vec!["https://shop.example/bye".to_owned()];
                client.scopes =
                    Scope::parse("openid profile email address phone groups offline_access orders:read orders:write");
                client.resources = vec![ORDERS.to_owned(), STOCK.to_owned()];
            }
            "wiki:2" => {
                client.post_logout_redirect_uris = vec!["https://wiki.example/bye?from=claviger".to_owned()];
            }
            "native" => client.redirect_uris.push("http://[::1]/callback".to_owned()),
            "vault" => {
                client.redirect_uris.clear();
                client.grant_types.clear();
                client.audiences = vec![ORDERS.to_owned()];
            }
            "robot" => {
                client.redirect_uris.clear();
                client.grant_types = vec![GrantType::ClientCredentials];
                client.scopes = Scope::parse("openid orders:read orders:write");
                client.resources = vec![ORDERS.to_owned(), STOCK.to_owned()];
            }
            "legacy" => {
                client.requires_pkce = false;
                client.grant_types = vec![GrantType::AuthorizationCode];
            }
            _ => {}
        }
    }

    /// The app's usual authorization request.
    pub fn ask(&self) -> Ask {
        Ask(Vec::new())
            .with("response_type", "code")
            .with("client_id", self.id)
            .with("redirect_uri", self.redirect_uri)
            .with("scope", "openid profile email")
            .with("state", "af0ifjsldkj")
            .with("nonce", "n-0S6_WzA2Mj")
            .with("code_challenge", CHALLENGE)
            .with("code_challenge_method", "S256")
    }

    /// `Authorization: Basic …` as RFC 6749 §2.3.1 wants it: form-urlencoded, then base64.
    pub fn basic(&self) -> String {
        basic(self.id, self.secret.expect("a confidential app"))
    }

    /// A posted form with the app's own authentication: Basic, or `client_id` for public apps.
    pub fn post(&self, target: &str, fields: &[(&str, &str)]) -> Request {
        if self.secret.is_some() {
            return Request::post(target, fields).header("Authorization", self.basic());
        }
        let mut fields = fields.to_vec();
        fields.push(("client_id", self.id));
        Request::post(target, &fields)
    }
}

/// The value of an Authorization header.
pub fn basic(id: &str, secret: &str) -> String {
    let urlencode = |text: &str| encode(&[("", text)])[1..].to_owned();
    format!("Basic {}", STANDARD.encode(format!("{}:{}", urlencode(id), urlencode(secret))))
}

/// An authorization request.
#[derive(Clone, Debug, Default)]
pub struct Ask(Vec<(String, String)>);

impl Ask {
    /// With a parameter in place of the one that was there.
    pub fn with(self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// With one more parameter.
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Self {
        self.0.retain(|(own, _)| own != name);
        self
    }

    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    pub fn pairs(&self) -> Vec<(&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    pub fn url(&self) -> String {
        format!("/oauth2/authorize?{}", encode(&self.pairs()))
    }

    /// Without PKCE.
    pub fn plain(self) -> Self {
        self.without("code_challenge").without("code_challenge_method")
    }
}

/// What came to the app in a redirect.
#[derive(Clone, Debug)]
pub struct Reply(Vec<(String, String)>);

impl Reply {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.get("error"), None, "{self:?}");
        self.get("code").expect("a code").to_owned()
    }

    /// Demands an error that is told as RFC 6749 §4.1.2.1, RFC 9207 and OIDC Core §3.1.2.6 say.
    #[track_caller]
    pub fn assert_error(&self, error: &str) -> String {
        assert_eq!(self.get("error"), Some(error), "{self:?}");
        let description = self.get("error_description").expect("a description").to_owned();
        super::http::assert_description(&description);
        let allowed = ["error", "error_description", "state", "iss"];
        assert!(self.0.iter().all(|(name, _)| allowed.contains(&name.as_str())), "{self:?}");
        description
    }

    fn parse(text: &str) -> Self {
        Self(url::form_urlencoded::parse(text.as_bytes()).into_owned().collect())
    }
}

impl Response {
    /// The parameters of a redirect to `redirect_uri`, which must come with our `iss` and without repetition.
    #[track_caller]
    pub fn reply_to(&self, redirect_uri: &str) -> Reply {
        let location = self.location();
        let rest = location.strip_prefix(redirect_uri);
        let rest = rest.unwrap_or_else(|| panic!("a redirect to {redirect_uri}, not to {location}"));
        let separator = if redirect_uri.contains('?') { '&' } else { '?' };
        let reply = Reply::parse(rest.strip_prefix(separator).unwrap_or_else(|| panic!("a query in {location}")));
        reply.assert_sound();
        reply
    }

    /// The same for `response_mode=fragment`.
    #[track_caller]
    pub fn reply_in_fragment_to(&self, redirect_uri: &str) -> Reply {
        let location = self.location();
        let (target, fragment) = location.split_once('#').expect("a fragment");
        assert_eq!(target, redirect_uri);
        let reply = Reply::parse(fragment);
        reply.assert_sound();
        reply
    }

    /// The same for `response_mode=form_post`: a form that a browser without JavaScript can send by a visible button.
    #[track_caller]
    pub fn reply_by_form_to(&self, redirect_uri: &str) -> Reply {
        let text = self.assert_page(200);
        let form = text.split("<form ").nth(1).and_then(|form| form.split("</form>").next()).expect("a form");
        assert!(form.contains(r#"method="post""#), "{form}");
        assert_eq!(attribute(form, "action"), redirect_uri);
        let button = form.split("<button").nth(1).expect("a button");
        assert!(!button.contains("hidden"), "{button}");
        let reply = Reply(self.hidden_fields());
        reply.assert_sound();
        reply
    }
}

impl Reply {
    /// The names of the parameters, in the order that they came in.
    pub fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    #[track_caller]
    fn assert_sound(&self) {
        assert_eq!(self.get("iss"), Some(super::ISSUER), "{self:?}");
        let mut names: Vec<_> = self.0.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), self.0.len(), "a parameter came twice: {self:?}");
    }
}
