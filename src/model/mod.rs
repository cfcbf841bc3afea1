//! Values without I/O. May be imported by every floor.

pub mod ids;
pub mod secret;
pub mod url_rules;
