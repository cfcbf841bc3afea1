//! The answer to an app as a form (OAuth 2.0 Form Post Response Mode): sent by a script, or by the button without one.

use super::{Chrome, MARKUP};
use crate::web::page::Page;
use serde::Serialize;

/// A form that carries the answer to the app.
#[derive(Clone, Debug, Serialize)]
pub struct FormPost {
    /// Surroundings.
    #[serde(flatten)]
    pub chrome: Chrome,
    /// The registered redirect_uri.
    pub action: String,
    /// The parameters of the answer, in order.
    pub fields: Vec<HiddenField>,
    /// The app's name.
    pub client_name: String,
}

/// One parameter of the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HiddenField {
    /// `code`, `state`, `iss`, `error`, ….
    pub name: String,
    /// Its value.
    pub value: String,
}

impl HiddenField {
    /// The parameter `name` with `value`.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into() }
    }
}

impl Page for FormPost {
    const TEMPLATE: &'static str = "sign_in/form_post.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            chrome: Chrome::sample(),
            action: "https://wiki.example/callback".into(),
            fields: vec![HiddenField::new("code", "abc"), HiddenField::new("state", "xyz")],
            client_name: "Harbor Wiki".into(),
        };
        let awkward = Self {
            action: "javascript:alert(1)".into(),
            fields: vec![HiddenField::new(MARKUP, MARKUP)],
            client_name: MARKUP.into(),
            ..plain.clone()
        };
        vec![plain, awkward]
    }
}
