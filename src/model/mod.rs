//! Values without I/O. May be imported by every floor.

pub mod ids;
pub mod secret;
pub mod signing_key;
