//! Values without I/O. May be imported by every floor.

pub mod api;
pub mod attribute;
pub mod claim_rule;
pub mod client;
pub mod client_metadata;
pub mod client_rules;
pub mod color;
pub mod encryption;
pub mod family_token;
pub mod ids;
pub mod metadata_rules;
pub mod params;
pub mod people_list;
pub mod pkce;
pub mod redirect_uri;
pub mod scope;
pub mod secret;
pub mod secret_name;
pub mod sector;
pub mod signing_key;
pub mod standard_claims;
pub mod strict_json;
pub mod url_rules;
pub mod user;
pub mod username;
