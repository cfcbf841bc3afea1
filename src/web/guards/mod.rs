//! Request guards: what a handler's signature demands.

pub mod admin;
pub mod admin_form;
pub mod admin_upload;
pub mod authorization;
pub mod browser;
pub mod cookie;
pub mod csrf;
pub mod device;
pub mod json_body;
pub mod language;
pub mod local_path;
pub mod params;
pub mod peer;
mod prove;
pub mod recent_sign_in;
pub mod refusal;
pub mod session;
pub mod source;
