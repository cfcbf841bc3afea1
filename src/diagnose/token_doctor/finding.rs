//! One thing that was found out about a token.

use serde::{Serialize, Serializer};

/// What a finding means for whoever wants the token accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// It may be refused, or soon.
    Warning,
    /// It is refused for this.
    Wrong,
}

macro_rules! codes {
    (fine { $($fine:ident = $fine_text:literal,)* } trouble { $($trouble:ident = $trouble_text:literal,)* }) => {
        /// What was found, as one of a closed list: the catalogue says it as `doctor-<name>`, and of trouble the mend as
        /// `doctor-<name>-mend`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[expect(missing_docs, reason = "the catalogue says what each means")]
        pub enum Code {
            $($fine,)*
            $($trouble,)*
        }

        impl Code {
            /// Every one that means nothing bad.
            pub const FINE: &[Self] = &[$(Self::$fine,)*];
            /// Every one that needs mending.
            pub const TROUBLE: &[Self] = &[$(Self::$trouble,)*];

            /// Its name.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$fine => $fine_text,)*
                    $(Self::$trouble => $trouble_text,)*
                }
            }
        }
    };
}

codes! {
    fine {
        KeyActive = "key-active",
        KeyNext = "key-next",
        KeyRetired = "key-retired",
        SignatureGood = "signature-good",
        SecretGood = "secret-good",
        IssuerGood = "issuer-good",
        TimeGood = "time-good",
        AudienceGood = "audience-good",
        AudienceIs = "audience-is",
        IssuedTo = "issued-to",
        ScopeIs = "scope-is",
        ScopeFits = "scope-fits",
        Alive = "alive",
        AliveService = "alive-service",
        EncryptedFor = "encrypted-for",
        RefreshUsable = "refresh-usable",
        CodeUsable = "code-usable",
    }
    trouble {
        Empty = "empty",
        TooLong = "too-long",
        Bearer = "bearer",
        Blanks = "blanks",
        Quotes = "quotes",
        Json = "json",
        Cut = "cut",
        Opaque = "opaque",
        Unreadable = "unreadable",
        Encrypted = "encrypted",
        RefreshToken = "refresh-token",
        RefreshUsed = "refresh-used",
        RefreshUnknown = "refresh-unknown",
        AuthorizationCode = "code",
        CodeUsed = "code-used",
        CodeExpired = "code-expired",
        CodeUnknown = "code-unknown",
        Unsigned = "unsigned",
        SharedSecret = "shared-secret",
        OtherAlgorithm = "other-algorithm",
        OddHeader = "odd-header",
        KeyMissing = "key-missing",
        KeyUnknown = "key-unknown",
        KeyRemoved = "key-removed",
        KeyRevoked = "key-revoked",
        KeyUnsound = "key-unsound",
        SignatureBad = "signature-bad",
        SignatureUnchecked = "signature-unchecked",
        TypeMissing = "type-missing",
        TypeOther = "type-other",
        IssuerMissing = "issuer-missing",
        IssuerSlash = "issuer-slash",
        IssuerScheme = "issuer-scheme",
        IssuerCase = "issuer-case",
        IssuerPort = "issuer-port",
        IssuerHost = "issuer-host",
        IssuerPath = "issuer-path",
        Expired = "expired",
        ExpiryMissing = "expiry-missing",
        NotYetValid = "not-yet-valid",
        FromTheFuture = "from-the-future",
        AudienceOther = "audience-other",
        AudienceUserinfo = "audience-userinfo",
        AudienceMissing = "audience-missing",
        NoApi = "no-api",
        IdTokenForApi = "id-token-for-api",
        UserinfoForApi = "userinfo-for-api",
        ScopeNone = "scope-none",
        ScopeLacks = "scope-lacks",
        ScopeTaken = "scope-taken",
        Revoked = "revoked",
        ClientGone = "client-gone",
        ClientDisabled = "client-disabled",
        FamilyEnded = "family-ended",
        FamilyGone = "family-gone",
        SessionEnded = "session-ended",
        PersonDisabled = "person-disabled",
        PersonGone = "person-gone",
        PersonNotAllowed = "person-not-allowed",
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One thing that was found out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What it means.
    pub verdict: Verdict,
    /// What it is.
    pub code: Code,
    /// What the token says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub came: Option<String>,
    /// What it should say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Whom or what it is about: a key, an app, a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How long, where time matters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
}

/// Longer values are told by their beginning: a token must not come back whole.
const LONGEST_VALUE: usize = 200;

impl Finding {
    /// Something that is as it should be.
    pub fn ok(code: Code) -> Self {
        Self::new(Verdict::Ok, code)
    }

    /// Something that may cause a refusal.
    pub fn warning(code: Code) -> Self {
        Self::new(Verdict::Warning, code)
    }

    /// Something that causes a refusal.
    pub fn wrong(code: Code) -> Self {
        Self::new(Verdict::Wrong, code)
    }

    const fn new(verdict: Verdict, code: Code) -> Self {
        Self { verdict, code, came: None, expected: None, name: None, seconds: None }
    }

    /// With what the token says.
    #[must_use]
    pub fn came(self, text: &str) -> Self {
        Self { came: Some(shortened(text)), ..self }
    }

    /// With what it should say.
    #[must_use]
    pub fn expected(self, text: &str) -> Self {
        Self { expected: Some(shortened(text)), ..self }
    }

    /// With whom or what it is about.
    #[must_use]
    pub fn name(self, text: &str) -> Self {
        Self { name: Some(shortened(text)), ..self }
    }

    /// With how long.
    #[must_use]
    pub fn seconds(self, seconds: i64) -> Self {
        Self { seconds: Some(seconds), ..self }
    }
}

/// A value of a token as it is told.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
