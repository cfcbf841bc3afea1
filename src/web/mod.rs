//! The only Rocket code.
