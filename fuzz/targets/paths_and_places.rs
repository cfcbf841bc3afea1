//! Where people are led back to, places in lists, and tokens as they come back: nothing leads away from us, and what we
//! wrote ourselves is read as it was meant.

#![no_main]

use claviger::model::family_token::{RefreshToken, family_of_code};
use claviger::model::people_list::Cursor;
use claviger::web::guards::local_path::LocalPath;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|text: &str| {
    let home = Url::parse("https://id.example/login").expect("a URL");
    if let Some(path) = LocalPath::parse(text) {
        for target in [path.as_str().to_owned(), path.with("from", "2026-01-01")] {
            let led = home.join(&target).expect("a path leads somewhere");
            assert_eq!(led.origin(), home.origin(), "{target}");
        }
    }
    if let Some(cursor) = Cursor::decode(text, "name") {
        assert_eq!(Cursor::decode(&cursor.encode(), "name"), Some(cursor));
    }
    if let Some(token) = RefreshToken::parse(text) {
        assert!(token.expose() == text && text.starts_with(token.family().as_str()));
        assert_eq!(token.successor().family(), token.family());
    }
    if let Some(family) = family_of_code(text) {
        assert!(text.starts_with(family.as_str()));
    }
});
