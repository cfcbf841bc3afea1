//! The integration tests, one binary, since each binary links the whole tree anew.

mod architecture;
mod authorize_pages;
mod authorize_requests;
mod authorize_sessions;
mod client_authentication;
mod codes;
mod consent;
mod cors;
mod discovery;
mod introspection;
mod jwks;
mod link_pages;
mod refresh;
mod refresh_families;
mod response_modes;
mod revocation;
mod sign_in_pages;
mod support;
mod token_endpoint;
mod userinfo;
