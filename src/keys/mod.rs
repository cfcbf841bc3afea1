//! Signing keys: the master key and sealing, the ring, JWK (RFC 7517), JWT (RFC 7519) and JWE (RFC 7516). Nothing else
//! touches a private key. May be imported by every floor above.

pub mod algorithm;
mod audit_keys;
pub mod ceiling;
mod choice;
pub mod evidence;
pub mod export;
mod foreign;
pub mod generate;
pub mod import;
pub mod jwe;
pub mod jwk;
pub mod jwt;
pub mod lifecycle;
pub mod master_file;
mod offered;
mod pace;
pub mod published;
pub mod reseal;
pub mod ring;
mod ring_store;
pub mod rotation;
pub mod seal;
mod shared_secret;
pub mod signer;
mod timing;

pub use algorithm::Algorithm;
pub use audit_keys::{audit_head_key, audit_log};
pub use evidence::Evidence;
pub use foreign::{ForeignJwt, check_client_key};
pub use jwt::{Expected, VerifyError};
pub use lifecycle::{Flaw, State, check_row, open_private};
pub use master_file::{MasterKeyError, Origin, is_open_to_others, open_master_key};
pub use offered::{Offered, SigningAlg, hold_offered, offered, set_offered};
pub use published::PublishedSet;
pub use ring::{Alarm, ListedKey, Ring, SignError};
pub use ring_store::{
    FirstKeysError, OpenError, ensure_first_keys, first_keys_of, make_first_keys, open_master_key_of, store_key,
};
pub use seal::{MasterKey, Purpose};
pub use shared_secret::{SharedSecret, claimed_audience};
pub use signer::install_provider;
pub use timing::Timing;

/// Why a private key cannot be made, read or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not a private key of its algorithm, or its parts contradict each other.
    #[error("not a sound private key")]
    Malformed,
    /// The library could not make a key, or the new key failed its first check.
    #[error("no key could be made")]
    Generation,
    /// An RSA size that we do not make.
    #[error("RSA keys have 2048, 3072 or 4096 bits, not {0}")]
    Size(u16),
    /// Something used `jsonwebtoken` before [`install_provider`] was called.
    #[error("another provider was installed in jsonwebtoken first")]
    Provider,
    /// The claims do not serialize, or the signature failed.
    #[error("a token could not be signed")]
    Signing,
    /// An app's key cannot be encrypted to, or is of another kind than was asked for.
    #[error("a token could not be encrypted")]
    Encryption,
}
