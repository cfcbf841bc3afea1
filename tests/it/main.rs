//! The integration tests, one binary, since each binary links the whole tree anew.

#![expect(clippy::panic, reason = "a test fails by a panic, in what it stands on too")]

mod account;
mod account_pages;
mod admin_app_settings;
mod admin_apps;
mod admin_guards;
mod allowed_groups;
mod app_claims;
mod app_look;
mod architecture;
mod audit_log;
mod authorize_pages;
mod authorize_requests;
mod authorize_sessions;
mod bad_input;
mod client_authentication;
mod codes;
mod consent;
mod cors;
mod discovery;
mod documented_errors;
mod ended_sessions;
mod failed_requests;
mod first_administrator;
mod introspection;
mod jwks;
mod languages;
mod link_pages;
mod logout;
mod people;
mod races;
mod refresh;
mod refresh_families;
mod refresh_families_by_chance;
mod removed_app;
mod response_modes;
mod revocation;
mod routes;
mod sign_in;
mod sign_in_pages;
mod support;
mod token_endpoint;
mod trouble;
mod userinfo;
