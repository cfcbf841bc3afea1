//! The closed list of what can be recorded.

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Kind {
            $($(#[$doc])* $name,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The kind as stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// The kind of a stored text, unless a later release wrote it.
            pub fn parse(text: &str) -> Option<Self> {
                match text {
                    $($text => Some(Self::$name),)*
                    _ => None,
                }
            }
        }
    };
}

impl Kind {
    /// What stands before the dot: `sign_in`, `user`, `client` …
    pub fn group(self) -> &'static str {
        self.as_str().split('.').next().unwrap_or_default()
    }

    /// The kinds that somebody means by `user.created` or by the group `user`; none where there is nothing of that name.
    pub fn named(text: &str) -> Vec<Self> {
        Self::ALL.iter().copied().filter(|kind| kind.as_str() == text || kind.group() == text).collect()
    }

    /// Every group, in the order of [`Kind::ALL`].
    pub fn groups() -> Vec<&'static str> {
        let mut groups: Vec<_> = Self::ALL.iter().map(|kind| kind.group()).collect();
        groups.dedup();
        groups
    }
}

kinds! {
    /// A person signed in.
    SignInSucceeded = "sign_in.succeeded",
    /// A try to sign in failed; tries that the throttle refused are not recorded.
    SignInFailed = "sign_in.failed",
    /// A session ended before its time.
    SessionEnded = "session.ended",
    /// All sessions of everybody were ended.
    AllSessionsEnded = "session.all_ended",
    /// An app was given its first tokens of a sign-in.
    FamilyBegun = "family.begun",
    /// A spent code or refresh token came again.
    FamilyReused = "family.reused",
    /// A family ended with its session.
    FamilyEnded = "family.ended",
    /// A family was revoked.
    FamilyRevoked = "family.revoked",
    /// A person was added.
    UserCreated = "user.created",
    /// What describes a person was changed.
    UserChanged = "user.changed",
    /// A person was switched off.
    UserDisabled = "user.disabled",
    /// A person was switched on again.
    UserEnabled = "user.enabled",
    /// A person was removed; it can be undone for a while.
    UserRemoved = "user.removed",
    /// A removal of a person was undone.
    UserRestored = "user.restored",
    /// A person who was removed is gone for good.
    UserPurged = "user.purged",
    /// A person was given a link by which they choose a password.
    UserInvited = "user.invited",
    /// All sessions and tokens of a person were ended.
    UserSessionsEnded = "user.sessions_ended",
    /// A person's password was set.
    UserPasswordSet = "user.password_set",
    /// A person must choose another password.
    UserPasswordDemanded = "user.password_demanded",
    /// A person was given a role, or lost it.
    RoleChanged = "role.changed",
    /// A group was added.
    GroupCreated = "group.created",
    /// A group was changed.
    GroupChanged = "group.changed",
    /// A group was removed.
    GroupRemoved = "group.removed",
    /// A person was put into a group.
    GroupMemberAdded = "group.member_added",
    /// A person was taken out of a group.
    GroupMemberRemoved = "group.member_removed",
    /// An attribute of people was defined.
    AttributeCreated = "attribute.created",
    /// An attribute of people was removed, with everybody's value.
    AttributeRemoved = "attribute.removed",
    /// An app was added.
    ClientCreated = "client.created",
    /// An app registered itself.
    ClientRegistered = "client.registered",
    /// An app was changed.
    ClientChanged = "client.changed",
    /// An app was switched off.
    ClientDisabled = "client.disabled",
    /// An app was switched on again.
    ClientEnabled = "client.enabled",
    /// An app was removed.
    ClientRemoved = "client.removed",
    /// All that an app held of people's sign-ins was ended.
    ClientSessionsEnded = "client.sessions_ended",
    /// An app was given a secret.
    ClientSecretAdded = "client.secret_added",
    /// A secret of an app was removed.
    ClientSecretRemoved = "client.secret_removed",
    /// A token was made that lets apps register themselves.
    InitialTokenMade = "initial_token.made",
    /// Such a token was ended.
    InitialTokenEnded = "initial_token.ended",
    /// An API was added.
    ApiCreated = "api.created",
    /// An API was changed.
    ApiChanged = "api.changed",
    /// An API was removed.
    ApiRemoved = "api.removed",
    /// A signing key was made.
    KeyCreated = "key.created",
    /// A signing key was given the date from which it signs.
    KeyRotationPlanned = "key.rotation_planned",
    /// That date was taken back.
    KeyRotationCancelled = "key.rotation_cancelled",
    /// It was changed which apps receive tokens of the next key first.
    KeyStaged = "key.staged",
    /// A signing key was activated.
    KeyActivated = "key.activated",
    /// A signing key was retired.
    KeyRetired = "key.retired",
    /// A signing key left the key set, and its private part is gone.
    KeyRemoved = "key.removed",
    /// A signing key was revoked.
    KeyRevoked = "key.revoked",
    /// The master key was changed: everything at rest was sealed anew.
    MasterKeyChanged = "key.master_changed",
    /// A signing key was brought along.
    KeyImported = "key.imported",
    /// The private part of a signing key was handed out.
    KeyExported = "key.exported",
    /// A link that works once was made.
    LinkMade = "link.made",
    /// A link that works once was used.
    LinkUsed = "link.used",
    /// A setting of the installation was changed.
    SettingsChanged = "settings.changed",
    /// A person agreed that an app may learn something.
    ConsentGiven = "consent.given",
    /// A person took it back, with all that the app held of them.
    ConsentWithdrawn = "consent.withdrawn",
    /// A person refused it.
    ConsentRefused = "consent.refused",
    /// Events that were kept long enough were removed from the audit log.
    AuditTrimmed = "audit.trimmed",
    /// Events of the audit log were handed out as a file.
    AuditExported = "audit.exported",
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn a_kind_is_named_by_its_text_and_a_group_names_all_of_its_kinds() {
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
            assert_eq!(Kind::named(kind.as_str()), [*kind]);
            assert!(Kind::named(kind.group()).contains(kind));
        }
        assert_eq!(Kind::named("sign_in"), [Kind::SignInSucceeded, Kind::SignInFailed]);
        assert!(Kind::named("sign").is_empty() && Kind::named("").is_empty());
        let mut groups = Kind::groups();
        groups.sort_unstable();
        groups.dedup();
        assert_eq!(groups.len(), Kind::groups().len(), "the kinds of a group stand together");
    }

    #[test]
    fn no_two_kinds_share_a_text() {
        let mut texts: Vec<_> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), Kind::ALL.len());
    }
}
