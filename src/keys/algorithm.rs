//! The signature algorithms on our list (RFC 7518 §3.1); each has a ring of its own. What is not here is neither made
//! nor believed: never `none`, never HMAC.

use std::fmt;

/// A signature algorithm that we sign and verify with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: the one that OIDC Core §15.1 asks of every provider.
    Rs256,
}

impl Algorithm {
    /// Every algorithm, in the order in which their keys are published.
    pub const ALL: [Self; 1] = [Self::Rs256];

    /// The name in `alg`, in metadata and of the ring.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
        }
    }

    /// The algorithm of that name, if it is on our list.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    pub(super) const fn as_jwa(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
