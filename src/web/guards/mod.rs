//! Request guards: what a handler's signature demands.

pub mod authorization;
pub mod browser;
pub mod params;
pub mod session;
