//! A person.

use super::ids::UserId;
use super::username::username_key;
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
    /// Whether somebody else set that password, or could have by a link that they made.
    pub password_is_known: bool,
    /// Whether they must choose another password before anything else.
    pub must_change_password: bool,
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
    /// When they or one of their apps last did something, kept to five minutes (unix seconds).
    pub last_seen_at: Option<i64>,
    /// Values of the installation's own attributes, by the name of each; absent rather than null.
    pub attributes: Map<String, Value>,
    /// The language that they chose for our own pages (BCP 47).
    pub locale_ui: Option<String>,
    /// Since when they count as removed (unix seconds); until the sweeper comes it can be undone.
    pub deleted_at: Option<i64>,
    /// Raised with every change to what describes them.
    pub version: i64,
}

impl User {
    /// Somebody of whom nothing is known but the username, and who has no password yet.
    pub fn new(id: UserId, username: impl Into<String>, now: i64) -> Self {
        Self {
            id,
            username: username.into(),
            email: None,
            email_verified: false,
            name: None,
            claims: Map::new(),
            password_hash: None,
            password_is_known: false,
            must_change_password: false,
            role: None,
            disabled_at: None,
            created_at: now,
            updated_at: now,
            last_sign_in_at: None,
            last_seen_at: None,
            attributes: Map::new(),
            locale_ui: None,
            deleted_at: None,
            version: 1,
        }
    }

    /// Whether signing in is refused: switched off, or removed.
    pub const fn is_disabled(&self) -> bool {
        self.disabled_at.is_some() || self.deleted_at.is_some()
    }

    /// The name that they are shown by.
    pub fn shown_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.username)
    }

    /// What lists of people are sorted by: the folded name, or username where there is none.
    pub fn name_key(&self) -> String {
        username_key(self.shown_name())
    }

    /// What people are found by: each word of username, e-mail and name, folded, after a line break.
    pub fn search_text(&self) -> String {
        let texts = [Some(&*self.username), self.email.as_deref(), self.name.as_deref()];
        let words = texts.into_iter().flatten().map(username_key);
        words.flat_map(|text| text.split_whitespace().map(|word| format!("\n{word}")).collect::<Vec<_>>()).collect()
    }

    /// Where they stand.
    pub const fn status(&self) -> Status {
        match (self.deleted_at, self.disabled_at, &self.password_hash) {
            (Some(_), ..) => Status::Deleted,
            (None, Some(_), _) => Status::Disabled,
            (None, None, None) => Status::Invited,
            (None, None, Some(_)) => Status::Active,
        }
    }
}

/// Where a person stands; each is in one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Can sign in.
    Active,
    /// Could sign in, but has no password yet.
    Invited,
    /// Switched off.
    Disabled,
    /// Removed; it can still be undone.
    Deleted,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 4] = [Self::Active, Self::Invited, Self::Disabled, Self::Deleted];

    /// The status in URLs, commands and JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Invited => "invited",
            Self::Disabled => "disabled",
            Self::Deleted => "deleted",
        }
    }

    /// Reads what [`Status::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
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
    /// To have the audit log checked, which is long work but changes nothing.
    VerifyLog,
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
            Permission::VerifyLog => matches!(self, Self::Owner | Self::Auditor),
            Permission::ManagePeople | Permission::EndSessions => matches!(self, Self::Owner | Self::PeopleAdmin),
            Permission::ManageApps => matches!(self, Self::Owner | Self::AppAdmin),
            Permission::Own => matches!(self, Self::Owner),
        }
    }

    /// Whether whoever holds this role holds the other one too: an owner holds every one.
    pub const fn covers(self, other: Self) -> bool {
        matches!(
            (self, other),
            (Self::Owner, _)
                | (Self::PeopleAdmin, Self::PeopleAdmin)
                | (Self::AppAdmin, Self::AppAdmin)
                | (Self::Auditor, Self::Auditor)
        )
    }

    /// Every role.
    pub const ALL: [Self; 4] = [Self::Owner, Self::PeopleAdmin, Self::AppAdmin, Self::Auditor];

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
        Self::ALL.into_iter().find(|role| role.as_str() == text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_each_word_whatever_its_case() {
        let mut alice = User::new(UserId::from("1"), "Alice", 0);
        assert_eq!((alice.search_text(), alice.name_key()), ("\nalice".to_owned(), "alice".to_owned()));
        alice.email = Some("A.Stone@Example.com".to_owned());
        alice.name = Some("Alice  STONE".to_owned());
        assert_eq!(alice.search_text(), "\nalice\na.stone@example.com\nalice\nstone");
        assert_eq!(alice.name_key(), "alice  stone");
    }

    #[test]
    fn a_status_and_a_role_read_back_as_written() {
        assert!(Status::ALL.iter().all(|status| Status::parse(status.as_str()) == Some(*status)));
        assert!(Role::ALL.iter().all(|role| Role::parse(role.as_str()) == Some(*role)));
        assert_eq!((Status::parse("Active"), Role::parse("")), (None, None));
    }
}
