//! Names, scopes, addresses and attributes as people type them: one person has one key, and nothing invisible is taken.

#![no_main]

use claviger::config::Network;
use claviger::model::attribute::{AttributeKind, parse_value};
use claviger::model::color::Color;
use claviger::model::scope::Scope;
use claviger::model::username::{check_email, check_name, check_username, username_key};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let key = username_key(text);
    assert_eq!(username_key(&key), key, "a key is its own key");
    if check_name(text).is_ok() {
        assert!(text == text.trim() && !text.chars().any(char::is_control) && text.chars().count() <= 128);
    }
    if check_username(text, None).is_ok() {
        assert!(!username_key(text).contains('@'));
    }
    if check_email(text).is_ok() {
        assert!(text.contains('@') && !text.chars().any(|c| c.is_control() || c.is_whitespace()));
    }
    let scope = Scope::parse(text);
    assert_eq!(Scope::parse(&scope.to_string()), scope);
    for kind in AttributeKind::ALL {
        let _ = parse_value(kind, text);
    }
    let _ = (Color::parse(text), Network::parse(text));
});
