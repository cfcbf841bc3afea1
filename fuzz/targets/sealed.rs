//! Flows, cookies and forms come back from browsers: nothing opens but what was sealed, for what it was sealed.

#![no_main]

use claviger::keys::{MasterKey, Purpose};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

static KEY: LazyLock<MasterKey> = LazyLock::new(MasterKey::random);
static SEALED: LazyLock<Vec<u8>> = LazyLock::new(|| KEY.seal(Purpose::Flow, &["one"], b"what was sealed"));

fuzz_target!(|changes: &[u8]| {
    assert!(KEY.open(Purpose::Flow, &["one"], changes).is_err(), "nobody guesses a seal");
    // What was sealed is compared with nothing here: libFuzzer learns what a comparison sees.
    let mut difference = vec![0; SEALED.len()];
    for pair in changes.chunks_exact(2) {
        difference[usize::from(pair[0]) % SEALED.len()] ^= pair[1];
    }
    let changed: Vec<u8> = SEALED.iter().zip(&difference).map(|(byte, change)| byte ^ change).collect();
    let is_as_sealed = difference.iter().all(|change| *change == 0);
    assert_eq!(KEY.open(Purpose::Flow, &["one"], &changed).is_ok(), is_as_sealed);
    assert!(KEY.open(Purpose::Flow, &["two"], &SEALED).is_err());
});
