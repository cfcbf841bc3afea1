//! Claviger, a self-hosted OpenID Connect provider.
//!
//! Floors, each of which may import only what stands to its right:
//! `main → cli → lib → web, background → diagnose → oidc → keys, accounts → audit, fetch → store → config → model, clock`

pub mod accounts;
pub mod audit;
pub mod background;
pub mod cli;
pub mod clock;
pub mod config;
pub mod keys;
pub mod model;
pub mod oidc;
pub mod store;
pub mod web;
