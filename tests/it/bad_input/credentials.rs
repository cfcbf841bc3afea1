//! Client credentials that cannot be read, or that are tried for luck.

use super::table::{Demand, refused};
use crate::support::{House, Request, SPA, on_every_engine};

/// The Authorization header instead of the body.
const BASIC: &[(&str, &str)] = &[
    ("no base64", "Basic !!!"),
    ("base64 without a colon", "Basic c2hvcA=="),
    ("base64 of bytes that are no text", "Basic //79"),
    ("the other alphabet", "Basic c2hvcDpfLV8tXw_-"),
    ("without padding", "Basic c2hvcDp4"),
    ("with a NUL", "Basic c2hvcAA6eA=="),
    ("an empty name", "Basic OnNlY3JldA=="),
    ("an empty secret", "Basic c2hvcDo="),
    ("an escape that breaks off", "Basic c2hvcCU6eA=="),
    ("twice base64", "Basic WXpKb2IzQTZlQT09"),
];

on_every_engine! {
    async fn credentials_that_cannot_be_read_are_401_and_leave_nothing(house: &House) {
        for path in ["/oauth2/token", "/oauth2/introspect", "/oauth2/revoke", "/oauth2/par"] {
            for (what, header) in BASIC {
                let request = Request::post(path, &[("grant_type", "refresh_token"), ("token", "x")]).header("Authorization", header);
                let answer = refused(house, &format!("{path}: {what}"), request, Demand::Error(401, "invalid_client", "")).await;
                assert_eq!(answer.header("WWW-Authenticate"), Some("Basic realm=\"claviger\""), "{what}");
            }
            let long = format!("Basic {}", "A".repeat(40_000));
            let request = Request::post(path, &[("token", "x")]).header("Authorization", long);
            refused(house, "Basic of 40,000", request, Demand::Http(&[401, 431])).await;
        }
    }

    async fn a_public_client_cannot_try_its_luck_by_bad_input_either(house: &House) {
        for (what, fields) in [
            ("a secret of its own", &[("client_id", "spa"), ("client_secret", "x"), ("grant_type", "refresh_token"), ("refresh_token", "x")][..]),
            ("nobody", &[("grant_type", "refresh_token"), ("refresh_token", "x")]),
            ("an unknown name", &[("client_id", "nobody"), ("grant_type", "refresh_token"), ("refresh_token", "x")]),
            ("another case", &[("client_id", "SPA"), ("grant_type", "refresh_token"), ("refresh_token", "x")]),
            ("a blank behind", &[("client_id", "spa "), ("grant_type", "refresh_token"), ("refresh_token", "x")]),
            ("SQL", &[("client_id", "spa' OR '1'='1"), ("grant_type", "refresh_token"), ("refresh_token", "x")]),
            ("a confidential app's name", &[("client_id", "shop"), ("grant_type", "refresh_token"), ("refresh_token", "x")]),
        ] {
            refused(house, what, Request::post("/oauth2/token", fields), Demand::Error(401, "invalid_client", "")).await;
        }
        let fields = [("grant_type", "client_credentials")];
        refused(house, "spa for itself", SPA.post("/oauth2/token", &fields), Demand::Error(400, "unauthorized_client", "")).await;
    }
}
