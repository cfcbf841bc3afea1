//! The only Rocket code.

pub mod assets;
pub mod page;
pub mod pages;
pub mod templates;
