//! The admin area's first page, `/admin`.

use super::keys::sample_rings;
use super::{RingView, Section, Shell};
use crate::model::user::Role;
use crate::web::flash::Flash;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// How it stands.
#[derive(Clone, Debug, Serialize)]
pub struct Overview {
    /// Surroundings; its counts are the page's numbers.
    #[serde(flatten)]
    pub shell: Shell,
    /// The keys in small.
    pub rings: Vec<RingView>,
    /// What somebody should look at, the most urgent first.
    pub attention: Vec<Attention>,
}

/// Something that somebody should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Attention {
    /// Which texts of the catalogue: `attention-…-title`, `-text`.
    pub kind: &'static str,
    /// What it concerns.
    pub name: String,
}

impl Attention {
    /// Something to look at, and what it concerns.
    pub fn new(kind: &'static str, name: impl Into<String>) -> Self {
        Self { kind, name: name.into() }
    }
}

impl Page for Overview {
    const TEMPLATE: &'static str = "admin/overview.html";

    fn samples() -> Vec<Self> {
        let attention = [
            ("key-flaw", "8Wm3kq"),
            ("no-standby", "RS256"),
            ("plain-http", "http://localhost:8000"),
            ("no-apps", ""),
            ("no-contact", ""),
        ];
        let quiet = Self { shell: Shell::sample(Section::Overview), rings: sample_rings(), attention: Vec::new() };
        let auditor = Shell::sample_auditor(Section::Overview);
        let role = |role: Role| Self { shell: Shell { role: role.as_str(), ..auditor.clone() }, ..quiet.clone() };
        let done = Flash::good("flash-person-deleted").name("Dmitri Orlov").undo("/admin/users/1/restore");
        vec![
            quiet.clone(),
            role(Role::Auditor),
            role(Role::PeopleAdmin),
            Self { shell: role(Role::AppAdmin).shell.with(done), ..quiet.clone() },
            Self { attention: attention.map(|(kind, name)| Attention::new(kind, name)).into(), ..quiet.clone() },
            Self {
                shell: Shell::sample_awkward(Section::Overview),
                attention: vec![Attention::new("key-flaw", MARKUP)],
                rings: vec![],
            },
        ]
    }
}
