//! What an app's tokens say besides the standard, `/admin/clients/<id>/claims`: its rules, and the tokens as they would
//! be.

use super::{AppFrame, AppTab, TokenPreview};
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// The rules and their effect.
#[derive(Clone, Debug, Serialize)]
pub struct AppClaims {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// The app's own claims.
    pub rules: Vec<RuleRow>,
    /// What its tokens would say.
    pub preview: TokenPreview,
}

/// One rule in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRow {
    /// The name in the token.
    pub claim: String,
    /// Where its value comes from: `claim-from-<source>` in the catalogue.
    pub source: &'static str,
    /// Which claim, attribute, groups or value.
    pub detail: String,
    /// Where it goes: `id-token`, `access-token`, `userinfo`.
    pub places: Vec<&'static str>,
    /// What follows `?claim=` in the addresses of its form and of its removal.
    pub query: String,
}

impl Page for AppClaims {
    const TEMPLATE: &'static str = "admin/clients/claims.html";

    fn samples() -> Vec<Self> {
        let rule = |claim: &str, source, detail: &str, places: &[&'static str]| RuleRow {
            claim: claim.into(),
            source,
            detail: detail.into(),
            places: places.to_vec(),
            query: "department".into(),
        };
        let full = Self {
            frame: AppFrame::sample(AppTab::Claims),
            rules: vec![
                rule("department", "attribute", "department", &["id-token", "access-token"]),
                rule("mail", "standard", "email", &["userinfo"]),
                rule("roles", "groups-all", "", &["access-token"]),
                rule("roles2", "groups-prefix", "wiki-", &["access-token"]),
                rule("roles3", "groups-cut", "wiki-", &["access-token"]),
                rule("roles4", "groups-chosen", "Editors, Staff", &["access-token"]),
                rule("https://northwind.example/tier", "constant", "\"gold\"", &["id-token", "userinfo"]),
            ],
            preview: TokenPreview::sample(),
        };
        let you = TokenPreview { is_you: true, ..TokenPreview::sample() };
        let service = TokenPreview { person: None, scopes: Vec::new(), apis: Vec::new(), ..TokenPreview::sample() };
        let nobody = TokenPreview { q: "zzz".into(), ..TokenPreview::sample() };
        let nothing = TokenPreview { tokens: Vec::new(), ..TokenPreview::sample() };
        vec![
            full.clone(),
            Self { rules: Vec::new(), preview: you, ..full.clone() },
            Self { frame: AppFrame::sample_auditor(AppTab::Claims), preview: service, ..full.clone() },
            Self { preview: nobody, ..full.clone() },
            Self { frame: AppFrame::sample_auditor(AppTab::Claims), rules: Vec::new(), preview: nothing },
            Self {
                frame: AppFrame::sample_awkward(AppTab::Claims),
                rules: vec![rule(MARKUP, "constant", MARKUP, &["userinfo"])],
                preview: TokenPreview::sample_awkward(),
            },
        ]
    }
}
