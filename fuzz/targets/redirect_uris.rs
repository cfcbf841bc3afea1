//! Redirect URIs: none that is taken leads anywhere but where an admin registered it.

#![no_main]

use claviger::model::redirect_uri::{RedirectUri, append_fragment, append_query, matches_registered, origin};
use libfuzzer_sys::fuzz_target;
use url::Url;

const REGISTERED: [&str; 4] =
    ["https://shop.example/callback?x=1", "http://127.0.0.1:8080/cb", "http://[::1]/cb", "com.example.app:/callback"];

fuzz_target!(|text: &str| {
    for registered in REGISTERED {
        if matches_registered(registered, text) && registered != text {
            // RFC 8252 §7.3: a loopback address with another port.
            let (own, given) = (Url::parse(registered).expect("a URI"), Url::parse(text).expect("a URI"));
            assert_eq!((own.scheme(), own.host(), own.path()), (given.scheme(), given.host(), given.path()));
            assert!(own.query() == given.query() && given.username().is_empty() && given.fragment().is_none());
            assert!(given.host_str().is_some_and(|host| ["127.0.0.1", "[::1]"].contains(&host)));
        }
    }
    for is_public in [false, true] {
        let Ok(taken) = RedirectUri::parse(text, is_public) else { continue };
        assert_eq!(taken.as_str(), text);
        assert!(
            text.is_ascii() && !text.contains(['#', '*', '\\', ' ']) && !text.bytes().any(|b| b.is_ascii_control())
        );
        let parsed = Url::parse(text).expect("a taken URI is one");
        assert!(!["javascript", "data", "vbscript", "file"].contains(&parsed.scheme()), "{text}");
        for answer in [append_query(text, &[("state", "a&b=c#d")]), append_fragment(text, &[("state", "a&b#d")])] {
            let led = Url::parse(&answer).expect("an answer is a URI");
            assert!(answer.starts_with(text) && (led.host_str(), led.port()) == (parsed.host_str(), parsed.port()));
        }
        assert_eq!(origin(text).is_some(), ["http", "https"].contains(&parsed.scheme()), "{text}");
    }
});
