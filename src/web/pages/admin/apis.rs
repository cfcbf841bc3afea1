//! The APIs that tokens can be asked for, `/admin/apis`, and the form of one.

use super::{Count, Fields, Listing, Section, Shell};
use crate::model::params::Params;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// The list.
#[derive(Clone, Debug, Serialize)]
pub struct ApisList {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Search and pages.
    pub listing: Listing,
    /// The APIs of this page.
    pub apis: Vec<ApiRow>,
}

/// One API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ApiRow {
    /// The audience of its tokens.
    pub audience: String,
    /// What people call it.
    pub name: String,
    /// Its scopes: name and what it means.
    pub scopes: Vec<(String, String)>,
    /// How many apps may ask tokens for it.
    pub apps: i64,
    /// What follows `?audience=` in the addresses of its form and of its removal.
    pub query: String,
}

/// An API being written.
#[derive(Clone, Debug, Serialize)]
pub struct ApiForm {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What is typed in, and what is wrong with it: `audience`, `name`, `scopes`.
    pub fields: Fields,
    /// The audience of the API that is changed; empty for a new one.
    pub was: String,
    /// Its version when the form was opened.
    pub version: i64,
}

/// The list as its address asks for it.
pub fn apis_listing(query: &Params) -> Listing {
    Listing::new("/admin/apis", query)
}

/// Every problem that an API can have: its field, and its key in the catalogue.
const PROBLEMS: &[(&str, &str)] = &[
    ("audience", "api-bad-audience"),
    ("audience", "api-taken"),
    ("name", "api-bad-name"),
    ("scopes", "api-bad-scope"),
    ("scopes", "api-repeated-scope"),
    ("scopes", "api-reserved-scope"),
    ("scopes", "api-bad-description"),
    ("scopes", "api-too-many-scopes"),
];

impl Page for ApisList {
    const TEMPLATE: &'static str = "admin/apis/list.html";

    fn samples() -> Vec<Self> {
        let listing = |query: &str| apis_listing(&Params::parse(query).unwrap_or_default());
        let scope = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let row = |name: &str, audience: &str, apps| ApiRow {
            audience: audience.into(),
            name: name.into(),
            scopes: vec![scope("orders:read", "Read your orders"), scope("orders:write", "Change your orders")],
            apps,
            query: "https%3A%2F%2Forders.northwind.example%2F".into(),
        };
        let orders = row("Orders", "https://orders.northwind.example/", 3);
        let stock = ApiRow { scopes: Vec::new(), ..row("Stock", "urn:northwind:stock", 1) };
        let full = Self {
            shell: Shell::sample(Section::Apps),
            listing: listing("").pages(Count::new(2), None, Some("2")),
            apis: vec![orders, stock],
        };
        let none = Self { listing: listing(""), apis: Vec::new(), ..full.clone() };
        vec![
            full.clone(),
            none.clone(),
            Self { shell: Shell::sample_auditor(Section::Apps), ..none.clone() },
            Self { listing: listing("q=zzz"), ..none },
            Self {
                shell: Shell::sample_awkward(Section::Apps),
                apis: vec![ApiRow { scopes: vec![scope(MARKUP, MARKUP)], ..row(MARKUP, MARKUP, 0) }],
                ..full
            },
        ]
    }
}

impl Page for ApiForm {
    const TEMPLATE: &'static str = "admin/apis/form.html";

    fn samples() -> Vec<Self> {
        let audience = "https://orders.northwind.example/";
        let fields = Fields::default()
            .with("audience", audience)
            .with("name", "Orders")
            .with("scopes", "orders:read Read your orders\norders:write Change your orders");
        let new =
            Self { shell: Shell::sample(Section::Apps), fields: Fields::default(), was: String::new(), version: 0 };
        let edit = Self { fields: fields.clone(), was: audience.into(), version: 3, ..new.clone() };
        let mut wrong = fields.with("name", MARKUP);
        for (field, key) in PROBLEMS {
            wrong.refuse_because(field, key, 200, MARKUP);
        }
        vec![
            new.clone(),
            edit.clone(),
            Self { fields: wrong.clone(), ..new },
            Self { shell: Shell::sample_awkward(Section::Apps), fields: wrong, was: MARKUP.into(), ..edit },
        ]
    }
}
