//! What tells whether all is well. May be imported by `web`, `background` and what stands above them.

pub mod drill;
