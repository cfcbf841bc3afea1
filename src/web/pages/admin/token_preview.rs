//! What an app's tokens would say, as JSON whose members are each explained.

use crate::web::pages::MARKUP;
use crate::web::pages::admin::Choice;
use serde::Serialize;
use serde_json::{Map, Value};

/// The preview of the tokens of one person, or of the app itself.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TokenPreview {
    /// The search for a person, as typed.
    pub q: String,
    /// Who was found.
    pub found: Vec<PersonLink>,
    /// Whose tokens they are; none for those of the app itself.
    pub person: Option<PersonLink>,
    /// Whether it is the one who looks.
    pub is_you: bool,
    /// Whether they may use the app at all.
    pub is_allowed: bool,
    /// What the app may ask for.
    pub scopes: Vec<Choice>,
    /// The APIs that it may ask tokens for.
    pub apis: Vec<Choice>,
    /// What it would get; empty where it would get nothing.
    pub tokens: Vec<PreviewToken>,
    /// Claims that had no room.
    pub left_out: Vec<LeftOut>,
}

/// Somebody, and the way to the preview of their tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonLink {
    /// Their id.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// Username or e-mail address.
    pub line: String,
    /// The page with their preview.
    pub url: String,
}

/// One thing that the app gets: `preview-<kind>` and `-text` in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PreviewToken {
    /// `id-token`, `access-token` or `userinfo`.
    pub kind: &'static str,
    /// Its JSON.
    pub lines: Vec<JsonLine>,
    /// How it is encrypted besides.
    pub encryption: Option<String>,
}

/// A line of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JsonLine {
    /// The line.
    pub text: String,
    /// What the member is that begins on it.
    pub note: Option<Note>,
}

/// What a member is: `claim-note-<key>` in the catalogue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// Which text.
    pub key: String,
    /// The scope that shows it, where one does.
    pub scope: &'static str,
    /// Whether a rule of the app's own made it.
    pub is_own: bool,
}

/// A claim that had no room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// `id-token`, `access-token` or `userinfo`.
    pub place: &'static str,
    /// The claim.
    pub claim: String,
}

/// Lists of at most so many characters stand on one line.
const SHORT_LIST: usize = 48;

/// Members of the tokens themselves that the catalogue explains, each as `claim-note-<name>`.
const EXPLAINED: &[&str] = &[
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "jti",
    "client_id",
    "scope",
    "auth_time",
    "nonce",
    "acr",
    "amr",
    "sid",
    "at_hash",
];

impl PreviewToken {
    /// The members as JSON. `is_own` says which ones the app's rules made, `scope_of` which scope shows one.
    pub fn new(
        kind: &'static str,
        members: &Map<String, Value>,
        is_own: impl Fn(&str) -> bool,
        scope_of: impl Fn(&str) -> Option<&'static str>,
    ) -> Self {
        let mut lines = vec![JsonLine { text: "{".to_owned(), note: None }];
        for (place, (name, value)) in members.iter().enumerate() {
            let note = note(name, is_own(name), scope_of(name));
            let comma = if place + 1 < members.len() { "," } else { "" };
            lines.extend(member(name, value, comma, note));
        }
        lines.push(JsonLine { text: "}".to_owned(), note: None });
        Self { kind, lines, encryption: None }
    }
}

fn note(name: &str, is_own: bool, scope: Option<&'static str>) -> Option<Note> {
    if is_own {
        return Some(Note { key: "own".to_owned(), scope: "", is_own });
    }
    if EXPLAINED.contains(&name) {
        return Some(Note { key: name.to_owned(), scope: "", is_own });
    }
    scope.map(|scope| Note { key: "of-scope".to_owned(), scope, is_own })
}

fn member(name: &str, value: &Value, comma: &str, note: Option<Note>) -> Vec<JsonLine> {
    let pretty = if is_short_list(value) { value.to_string() } else { format!("{value:#}") };
    let text = format!("{}: {pretty}{comma}", Value::from(name));
    let mut note = note;
    text.lines().map(|line| JsonLine { text: format!("  {line}"), note: note.take() }).collect()
}

/// `["pwd"]` needs no three lines.
fn is_short_list(value: &Value) -> bool {
    let is_plain = |item: &Value| !item.is_array() && !item.is_object();
    value.as_array().is_some_and(|items| items.iter().all(is_plain)) && value.to_string().len() <= SHORT_LIST
}

impl TokenPreview {
    /// What samples show.
    pub(super) fn sample() -> Self {
        let Value::Object(id_token) = serde_json::json!({
            "iss": "https://id.northwind.example", "sub": "0190b7f2-7a52-7e0c-9b7e-3f6d1c2a4b5e", "aud": "harbor-wiki",
            "exp": 1_795_273_389, "iat": 1_795_269_789, "auth_time": 1_795_269_789, "nonce": "n", "acr": "urn:claviger:acr:password",
            "amr": ["pwd"], "sid": "preview", "at_hash": "preview", "department": "Sales <b>bold</b>",
        }) else {
            return Self::default();
        };
        let Value::Object(access) =
            serde_json::json!({"jti": "preview", "client_id": "harbor-wiki", "scope": "openid"})
        else {
            return Self::default();
        };
        let Value::Object(userinfo) = serde_json::json!({"sub": "0190b7f2", "email": "alice@northwind.example"}) else {
            return Self::default();
        };
        let scope_of = |name: &str| (name == "email").then_some("email");
        let token = |kind, members| PreviewToken::new(kind, members, |name| name == "department", scope_of);
        let encryption = Some("RSA-OAEP-256/A256GCM".to_owned());
        let encrypted = PreviewToken { encryption, ..token("id-token", &id_token) };
        Self {
            person: Some(PersonLink::sample("Alice Adams")),
            is_allowed: true,
            scopes: ["openid", "profile", "email"].map(|scope| Choice::new(scope, scope, true)).into(),
            apis: vec![Choice::new("", "", true), Choice::new("https://orders.northwind.example/", "Orders", false)],
            tokens: vec![encrypted, token("access-token", &access), token("userinfo", &userinfo)],
            ..Self::default()
        }
    }

    /// The same with a search under way, for somebody who is not let in, and with a claim too many.
    pub(super) fn sample_awkward() -> Self {
        Self {
            q: MARKUP.into(),
            found: vec![PersonLink::sample(MARKUP), PersonLink::sample("Bo")],
            person: Some(PersonLink::sample(MARKUP)),
            is_allowed: false,
            left_out: ["id-token", "access-token", "userinfo"]
                .map(|place| LeftOut { place, claim: MARKUP.into() })
                .into(),
            ..Self::sample()
        }
    }
}

impl PersonLink {
    fn sample(name: &str) -> Self {
        Self {
            id: "0190b7f2-7a52-7e0c-9b7e-3f6d1c2a4b5e".into(),
            name: name.into(),
            line: "alice@northwind.example".into(),
            url: "/admin/clients/harbor-wiki/claims?person=1#preview".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EXPLAINED, PreviewToken};
    use serde_json::json;

    #[test]
    fn the_lines_together_are_the_json_and_each_member_is_explained_once() {
        let whole = json!({"sub": "a\"b", "email": "x@y", "roles": ["a", "b"], "deep": {"x": []}, "other": null});
        let scope_of = |name: &str| (name == "email").then_some("email");
        let token = PreviewToken::new("userinfo", whole.as_object().unwrap(), |name| name == "roles", scope_of);
        let text: Vec<_> = token.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text.join("\n")).unwrap(), whole);
        let notes: Vec<_> = token.lines.iter().filter_map(|line| line.note.as_ref()).map(|note| &*note.key).collect();
        assert_eq!(notes, ["sub", "of-scope", "own"]);
    }

    #[test]
    fn a_rule_that_renames_outweighs_the_scope() {
        let whole = json!({"email": "x@y"});
        let token = PreviewToken::new("userinfo", whole.as_object().unwrap(), |_| true, |_| Some("email"));
        assert!(token.lines[1].note.as_ref().is_some_and(|note| note.is_own));
        assert!(EXPLAINED.iter().all(|name| crate::model::claim_rule::PROTECTED.contains(name)));
    }
}
