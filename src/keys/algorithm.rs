//! The signature algorithms on our list (RFC 7518 §3.1, RFC 8037 §3.1); each has a ring of its own. What is not here has
//! no key of ours: never `none`, never HMAC, whose key is an app's own secret (`shared_secret.rs`).

use aws_lc_rs::digest::{self, SHA256, SHA384, SHA512};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaSigningAlgorithm, RSA_PKCS1_SHA256,
    RSA_PSS_SHA256, RsaEncoding,
};
use std::fmt;

/// A signature algorithm that we sign and verify with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// RSASSA-PKCS1-v1_5 with SHA-256: the one that OIDC Core §15.1 asks of every provider.
    Rs256,
    /// RSASSA-PSS with SHA-256.
    Ps256,
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// ECDSA on P-384 with SHA-384.
    Es384,
    /// EdDSA on Ed25519.
    EdDsa,
}

/// What the keys of an algorithm are made of.
#[derive(Clone, Copy)]
pub(super) enum Family {
    /// An RSA key, and how it pads.
    Rsa(&'static dyn RsaEncoding),
    /// A key on a NIST curve.
    Ec(&'static EcdsaSigningAlgorithm, Curve),
    /// An Ed25519 key.
    Ed,
}

/// A NIST curve (RFC 7518 §6.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Curve {
    /// `crv`.
    pub(super) name: &'static str,
    /// Length of a coordinate.
    pub(super) bytes: usize,
}

pub(super) const P256: Curve = Curve { name: "P-256", bytes: 32 };
pub(super) const P384: Curve = Curve { name: "P-384", bytes: 48 };

impl Algorithm {
    /// Every algorithm, in the order in which their keys are published.
    pub const ALL: [Self; 5] = [Self::Rs256, Self::Ps256, Self::Es256, Self::Es384, Self::EdDsa];

    /// The name in `alg`, in metadata and of the ring.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of that name, if it is on our list.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The hash of `at_hash` (OIDC Core §3.1.3.6): that of the algorithm, and SHA-512 for Ed25519, which uses it inside.
    pub fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 => &SHA256,
            Self::Es384 => &SHA384,
            Self::EdDsa => &SHA512,
        }
    }

    pub(super) const fn as_jwa(self) -> jsonwebtoken::Algorithm {
        match self {
            Self::Rs256 => jsonwebtoken::Algorithm::RS256,
            Self::Ps256 => jsonwebtoken::Algorithm::PS256,
            Self::Es256 => jsonwebtoken::Algorithm::ES256,
            Self::Es384 => jsonwebtoken::Algorithm::ES384,
            Self::EdDsa => jsonwebtoken::Algorithm::EdDSA,
        }
    }

    pub(super) fn family(self) -> Family {
        match self {
            Self::Rs256 => Family::Rsa(&RSA_PKCS1_SHA256),
            Self::Ps256 => Family::Rsa(&RSA_PSS_SHA256),
            Self::Es256 => Family::Ec(&ECDSA_P256_SHA256_FIXED_SIGNING, P256),
            Self::Es384 => Family::Ec(&ECDSA_P384_SHA384_FIXED_SIGNING, P384),
            Self::EdDsa => Family::Ed,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
