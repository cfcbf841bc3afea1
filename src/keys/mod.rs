//! Signing keys: the ring, sealing at rest, JWK and JWT.

pub mod master_file;
pub mod seal;

pub use master_file::{MasterKeyError, Origin, open_master_key};
pub use seal::{MasterKey, Purpose};
