//! x
mod consent;
mod select_account;
