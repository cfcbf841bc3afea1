//! Queries and forms: what was read is written and read again as the same.

#![no_main]

use claviger::model::params::{Params, decode};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(params) = Params::parse_bytes(bytes) else { return };
    assert!(params.iter().all(|(name, value)| !name.contains('\0') && !value.contains('\0')));
    let pairs: Vec<_> = params.iter().collect();
    let written = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
    assert_eq!(Params::parse(&written).as_ref(), Ok(&params), "{written}");
    for (name, value) in params.iter() {
        let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
        assert_eq!(decode(&encoded).as_deref(), Ok(value));
        assert!(params.is_repeated(name) || params.get(name) == Some(value).filter(|value| !value.is_empty()));
    }
});
