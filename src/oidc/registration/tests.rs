//! The laws of registration that need no HTTP.
