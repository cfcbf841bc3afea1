//! Request guards: what a handler's signature demands.

pub mod authorization;
pub mod browser;
pub mod cookie;
pub mod csrf;
pub mod device;
pub mod params;
pub mod peer;
pub mod session;
