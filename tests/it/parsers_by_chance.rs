//! Parsers fed by chance: sound inputs, changed at random as a fuzzer changes them. None panics, and none takes what it
//! must not. The numbers are always the same ones, so that what failed once fails again; a failure shows its input.

use crate::support::{House, Request, SHOP, admin, on_sqlite};
use claviger::keys::export::{self, KeyFormat};
use claviger::keys::generate::PrivateKey;
use claviger::keys::import::read_private_key;
use claviger::keys::jwk::PublicJwk;
use claviger::keys::jwt::{self, VerifyingKey};
use claviger::keys::signer::SigningHandle;
use claviger::keys::{Algorithm, Expected, claimed_audience};
use claviger::model::encryption::EncryptionKey;
use claviger::model::params::Params;
use claviger::model::redirect_uri::{RedirectUri, append_query, matches_registered};
use claviger::model::scope::Scope;
use claviger::model::user::Role;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Pieces that parsers trip over.
const PIECES: &[&str] = &[
    "",
    "%",
    "%00",
    "%ff",
    "&",
    "=",
    "+",
    "#",
    "?",
    "//",
    "\\",
    "@",
    ":",
    ";",
    ",",
    ".",
    "..",
    "\"",
    "'",
    "\r\n",
    "\t",
    "\0",
    "\u{7f}",
    "\u{202e}",
    "\u{1f511}",
    "\u{fffd}",
    "[",
    "]",
    "[::1]",
    "127.0.0.1",
    "localhost",
    "{",
    "}",
    "null",
    "-1",
    "1e400",
    "99999999999999999999",
    "\\u0000",
    "for=",
    "q=",
    "none",
    "HS256",
    "eyJ",
    "-----BEGIN ",
    "-----END ",
    "-----",
    "AAAA",
    "=====",
    "http://",
    "javascript:",
];

/// A generator of numbers that are the same at every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(end.max(1)).expect("a small number")).expect("a small number")
    }

    /// A seed with one to five changes.
    fn change(&mut self, seed: &str) -> String {
        let mut text: Vec<char> = seed.chars().collect();
        for _ in 0..=self.below(5) {
            let (at, end) = (self.below(text.len() + 1), self.below(text.len() + 1));
            match self.below(6) {
                0 => drop(text.splice(at..at, PIECES[self.below(PIECES.len())].chars())),
                1 => drop(text.splice(at.min(end)..at.max(end).min(at.min(end) + 8), [])),
                2 if at < text.len() => {
                    text[at] = char::from_u32(u32::try_from(self.below(0x250)).expect("small")).unwrap_or('?');
                }
                3 if at < text.len() && end < text.len() => text.swap(at, end),
                4 => {
                    let again: Vec<char> = text[at.min(end)..at.max(end).min(at.min(end) + 40)].to_vec();
                    drop(text.splice(at..at, again));
                }
                _ => text.truncate(at.max(1)),
            }
        }
        text.into_iter().collect()
    }
}

/// Feeds changed seeds to a parser, and the seeds themselves first.
#[track_caller]
fn feed(seeds: &[&str], times: usize, parser: impl Fn(&str)) {
    let mut chance = Chance(7);
    let changed = (0..times).map(|number| chance.change(seeds[number % seeds.len()])).collect::<Vec<_>>();
    for input in seeds.iter().map(|seed| (*seed).to_owned()).chain(changed) {
        let outcome = catch_unwind(AssertUnwindSafe(|| parser(&input)));
        assert!(outcome.is_ok(), "this input broke it: {input:?}");
    }
}

#[test]
fn parameters_by_chance_read_as_they_are_written() {
    feed(&["a=1&b=%41+c&resource=x&resource=y", "state=%F0%9F%94%91", "a==&&=b"], 20_000, |text| {
        let Ok(params) = Params::parse(text) else { return };
        assert!(params.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
        let pairs: Vec<_> = params.iter().collect();
        let written = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
        let again = Params::parse(&written);
        // A pair of nothing with nothing is written as `=`, and read so.
        assert_eq!(again.as_ref(), Ok(&params), "{written}");
    });
}

#[test]
fn redirect_uris_by_chance_lead_nowhere_else() {
    let seeds = [
        "https://shop.example/callback?x=1",
        "http://127.0.0.1:8080/cb",
        "http://[::1]/cb",
        "com.example.app:/callback",
    ];
    feed(&seeds, 20_000, |text| {
        for registered in seeds {
            if matches_registered(registered, text) && registered != text {
                let (own, given) = (url::Url::parse(registered).expect("a URI"), url::Url::parse(text).expect("a URI"));
                assert_eq!(
                    (own.scheme(), own.host(), own.path(), own.query()),
                    (given.scheme(), given.host(), given.path(), given.query())
                );
                assert!(
                    given.username().is_empty()
                        && given.host_str().is_some_and(|host| ["127.0.0.1", "[::1]"].contains(&host))
                );
            }
        }
        let Ok(taken) = RedirectUri::parse(text, true) else { return };
        assert_eq!(taken.as_str(), text);
        assert!(!text.contains(['#', '*', '\r', '\n', '\\', ' ', '\0']) && text.is_ascii());
        let answer = append_query(text, &[("state", "a&b=c#d")]);
        assert!(answer.starts_with(text) && !answer.contains('#'));
        assert!(url::Url::parse(&answer).is_ok());
    });
}

#[test]
fn scopes_by_chance_name_nothing_twice() {
    feed(&["openid profile email", "a  b a", "orders:read openid"], 20_000, |text| {
        let scope = Scope::parse(text);
        let names: Vec<_> = scope.iter().collect();
        assert!(names.iter().enumerate().all(|(at, name)| !names[..at].contains(name) && !name.is_empty()));
        assert_eq!(Scope::parse(&scope.to_string()), scope);
    });
}

#[test]
fn of_tokens_by_chance_only_the_one_that_was_signed_is_taken() {
    let key = PrivateKey::generate_blocking(Algorithm::EdDsa, 2048).expect("a key");
    let jwk = PublicJwk::of(&key).expect("its public half");
    let verifying = VerifyingKey::new(&jwk, Algorithm::EdDsa).expect("a key to verify with");
    let handle = SigningHandle::new(&key, jwk.kid()).expect("a key to sign with");
    let claims = json!({ "iss": "https://id.example", "aud": "shop", "sub": "alice", "exp": 2000, "iat": 1000 });
    let token = jwt::sign(&handle, "JWT", &claims).expect("a token");
    let expected =
        Expected { issuer: "https://id.example", types: &["JWT"], now: 1500, leeway: 0, is_expired_accepted: false };
    feed(&[&token, "a.b.c", "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJzaG9wIn0.AAAA"], 20_000, |text| {
        let taken = jwt::verify::<Value>(text, |_| Some(&verifying), &expected);
        assert_eq!(taken.is_ok(), text == token);
        let _ = claimed_audience(text);
    });
}

#[test]
fn private_keys_by_chance_are_read_whole_or_refused() {
    let key = PrivateKey::generate_blocking(Algorithm::EdDsa, 2048).expect("a key");
    let pem = export::private(&key, KeyFormat::Pem).expect("a PEM file");
    let jwk = export::private(&key, KeyFormat::Jwk).expect("a JWK");
    feed(
        &[&pem, &jwk, "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n", "{\"kty\":\"EC\"}"],
        3000,
        |text| {
            if let Ok(read) = read_private_key(text.as_bytes(), None, None) {
                assert!(PublicJwk::of(&read).is_ok(), "a key that was taken has a public half");
            }
        },
    );
}

#[test]
fn public_keys_by_chance_are_read_whole_or_refused() {
    let set = "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\",\"kid\":\"1\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\
               \"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}]}";
    feed(&[set, "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"], 5000, |text| {
        if let Ok(keys) = EncryptionKey::parse_all(text) {
            assert!(!text.contains("\"d\":") || keys.is_empty(), "no private half is taken");
        }
    });
}

on_sqlite! {
    async fn authorization_requests_by_chance_lead_to_the_app_to_a_page_or_on(house: &House) {
        let (seed, mut chance) = (SHOP.ask().url(), Chance(11));
        for _ in 0..600 {
            let target: String = chance.change(seed.split_once('?').expect("a query").1);
            let target: String = target.chars().filter(|c| c.is_ascii_graphic() && *c != '#').collect();
            let answer = house.get(&format!("/oauth2/authorize?{target}")).await;
            assert!(answer.status < 500, "{target}: {}", answer.text());
            if let Some(location) = answer.header("Location") {
                let is_ours = location.starts_with('/') && !location.starts_with("//");
                let is_the_apps = location.starts_with(SHOP.redirect_uri) || location.starts_with("https://shop.example/other?");
                assert!(is_ours || is_the_apps, "{target} leads to {location}");
                assert!(!location.contains("code="), "{target}: nobody is signed in");
            }
        }
    }

    async fn headers_by_chance_break_nothing(house: &House) {
        let mut chance = Chance(13);
        let seeds = [
            ("Cookie", "claviger-session=abc; claviger-browser=def; lang=de"), ("Accept-Language", "de-CH, de;q=0.9, en;q=0.8, *;q=0.5"),
            ("X-Forwarded-For", "203.0.113.9, 127.0.0.1, [::1]:80"), ("Forwarded", "for=\"[2001:db8::1]:80\";proto=https;host=x, for=_hidden"),
            ("Authorization", "Basic c2hvcDp4"), ("Authorization", "Bearer a.b.c"), ("If-None-Match", "\"x\", W/\"y\""), ("Sec-Fetch-Site", "same-origin"),
        ];
        for number in 0..800 {
            let (name, seed) = seeds[number % seeds.len()];
            let value: String = chance.change(seed).chars().filter(|c| !matches!(c, '\r' | '\n' | '\0')).collect();
            let path = if name == "Authorization" { "/oauth2/userinfo" } else { "/login" };
            let answer = house.send(Request::get(path).header(name, &value)).await;
            assert!(answer.status < 500, "{name}: {value:?}: {}", answer.text());
            assert!(answer.status != 200 || path == "/login", "{name}: {value:?}");
        }
    }

    async fn cursors_and_filters_by_chance_break_nothing(house: &House) {
        let (owner, mut chance) = (admin(house, Role::Owner).await, Chance(17));
        let seeds = ["after=100.200&from=2026-01-01&kind=sign-in&q=alice", "before=1&page=2&sort=name&dir=desc", "cursor=MTAwLjIwMA&role=owner"];
        for number in 0..300 {
            let query: String = chance.change(seeds[number % seeds.len()]).chars().filter(|c| c.is_ascii_graphic() && *c != '#').collect();
            for path in ["/admin/audit", "/admin/people", "/admin/sessions", "/admin/clients"] {
                let answer = owner.get(&format!("{path}?{query}")).await;
                assert!(answer.status < 500, "{path}?{query}: {}", answer.text());
            }
        }
    }
}
