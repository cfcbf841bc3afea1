//! What tells whether all is well, and finds out why something does not work, for pages and commands alike. May be
//! imported by `web`, `background` and what stands above them.

pub mod drill;
pub mod outside;
pub mod selftest;
pub mod token_doctor;
