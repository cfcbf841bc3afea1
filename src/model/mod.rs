//! Values without I/O. May be imported by every floor.

pub mod client;
pub mod ids;
pub mod pkce;
pub mod scope;
pub mod secret;
pub mod signing_key;
pub mod user;
pub mod url_rules;
