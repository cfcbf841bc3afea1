//! `/admin/users/<id>/role`: what somebody may do in the admin area. Posts `role`, empty for none.

use super::{Section, Shell};
use crate::model::user::Role;
use crate::web::page::Page;
use crate::web::pages::MARKUP;
use serde::Serialize;

/// A person's role, to be chosen: `role-…` and `role-…-text` of the catalogue say what each may do.
#[derive(Clone, Debug, Serialize)]
pub struct PersonRole {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// Whose.
    pub id: String,
    /// What they are called.
    pub name: String,
    /// The role that they have; empty for none.
    pub held: &'static str,
    /// Whether they are the last owner, who stays one.
    pub is_last_owner: bool,
    /// Whether it is one's own.
    pub is_self: bool,
}

impl Page for PersonRole {
    const TEMPLATE: &'static str = "admin/people/role.html";

    fn samples() -> Vec<Self> {
        let plain = Self {
            shell: Shell::sample(Section::People),
            id: "1".into(),
            name: "Alice Adams".into(),
            held: "",
            is_last_owner: false,
            is_self: false,
        };
        let with = |role: Role| Self { held: role.as_str(), ..plain.clone() };
        vec![
            plain.clone(),
            with(Role::PeopleAdmin),
            with(Role::AppAdmin),
            with(Role::Auditor),
            Self { is_self: true, ..with(Role::Owner) },
            Self { is_last_owner: true, is_self: true, ..with(Role::Owner) },
            Self { shell: Shell::sample_awkward(Section::People), name: MARKUP.into(), ..plain },
        ]
    }
}
