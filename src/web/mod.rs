//! The only Rocket code.

pub mod answer;
pub mod assets;
pub mod cached;
pub mod cors;
pub mod error;
pub mod guards;
pub mod headers;
pub mod page;
pub mod pages;
pub mod protocol;
pub mod sign_in;
pub mod templates;
pub mod visit;
