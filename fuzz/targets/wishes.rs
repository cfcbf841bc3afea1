//! The `claims` parameter and what apps say of themselves: kept as it was read, and no name is believed twice.

#![no_main]

use claviger::model::claims_request::ClaimsRequest;
use claviger::model::client_metadata::ClientMetadata;
use claviger::model::strict_json::Strict;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    if let Ok(wishes) = ClaimsRequest::parse(text) {
        let kept = wishes.to_text().map(|text| ClaimsRequest::from_text(&text).expect("what was kept is read"));
        assert_eq!(kept.unwrap_or_default(), wishes);
    }
    if let Some(told) = ClientMetadata::parse(text) {
        let kept = told.to_text().map(|text| ClientMetadata::parse(&text).expect("what was kept is read"));
        assert_eq!(kept.unwrap_or_default(), told);
    }
    if let Ok(Strict(strict)) = serde_json::from_str(text) {
        assert_eq!(
            serde_json::from_str::<Value>(text).ok(),
            Some(strict),
            "a strict reader reads what every other reads"
        );
    }
});
