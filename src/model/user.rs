//! A person.

use super::ids::UserId;
use serde_json::{Map, Value};

/// A person who can sign in.
#[derive(Clone, Debug, PartialEq)]
pub struct User {
    /// Their `sub`, never reused.
    pub id: UserId,
    /// As they type it.
    pub username: String,
    /// E-mail address, as shown.
    pub email: Option<String>,
    /// Whether apps may rely on the address.
    pub email_verified: bool,
    /// Full name.
    pub name: Option<String>,
    /// The other standard claims (OIDC Core §5.1), typed, absent rather than null.
    pub claims: Map<String, Value>,
    /// Argon2 hash with its parameters; none until a password is set.
    pub password_hash: Option<String>,
    /// What they may do to others here.
    pub role: Option<Role>,
    /// Since when they cannot sign in (unix seconds).
    pub disabled_at: Option<i64>,
    /// Unix seconds.
    pub created_at: i64,
    /// Unix seconds; the `updated_at` claim.
    pub updated_at: i64,
    /// Unix seconds.
    pub last_sign_in_at: Option<i64>,
}

impl User {
    /// Whether signing in is refused.
    pub const fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }
}

/// What an administrator may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Everything, and the only one who gives roles.
    Owner,
    /// People and groups.
    PeopleAdmin,
    /// Apps.
    AppAdmin,
    /// Reads only.
    Auditor,
}

/// What an act in the admin area asks of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// To look at everything; every role may.
    View,
    /// To change people and groups.
    ManagePeople,
    /// To end other people's sessions.
    EndSessions,
    /// To change apps.
    ManageApps,
    /// What only owners may: roles, protected groups, settings, keys.
    Own,
}

impl Role {
    /// Whether the role allows an act. Who may act on *whom* is decided besides.
    pub const fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::View => true,
            Permission::ManagePeople | Permission::EndSessions => matches!(self, Self::Owner | Self::PeopleAdmin),
            Permission::ManageApps => matches!(self, Self::Owner | Self::AppAdmin),
            Permission::Own => matches!(self, Self::Owner),
        }
    }

    /// The role as stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::PeopleAdmin => "people_admin",
            Self::AppAdmin => "app_admin",
            Self::Auditor => "auditor",
        }
    }
    /// Reads what [`Role::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Owner, Self::PeopleAdmin, Self::AppAdmin, Self::Auditor].into_iter().find(|role| role.as_str() == text)
    }
}
