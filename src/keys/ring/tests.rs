//! What the ring does with its rows as time passes, without a database.

use super::*;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, seal_row, sign_row};
use serde_json::{Value, json};
use std::pin::Pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

const NOW: i64 = 1_800_000_000;
const TIMING: Timing = Timing { max_age: 600, lead: 86_400, skew: 60, ahead: 600, rotate_every: 0 };
const ISSUER: &str = "https://id.example";

/// Remembers what was raised, and is slow or broken on demand.
#[derive(Default)]
struct Ceilings {
    raised: Mutex<Vec<(String, i64)>>,
    is_broken: AtomicBool,
}

impl CeilingStore for Ceilings {
    fn raise<'a>(&'a self, kid: &'a str, exp: i64) -> Pin<Box<dyn Future<Output = store::Result<bool>> + Send + 'a>> {
        Box::pin(async move {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            if self.is_broken.load(Ordering::SeqCst) {
                return Err(store::Error::Damaged("test"));
            }
            self.raised.lock().unwrap().push((kid.to_owned(), exp));
            Ok(true)
        })
    }
}

struct House {
    master: MasterKey,
    rows: Vec<SigningKey>,
    ceilings: Arc<Ceilings>,
}

impl House {
    /// Generation 1 signs since `NOW`, generation 2 stands by.
    fn new() -> Self {
        let master = MasterKey::random();
        let row = |generation, sign_from| {
            let dates = Dates { generation, now: NOW, sign_from };
            seal_row(&master, &PrivateKey::nth_sample(usize::try_from(generation).unwrap()), dates).unwrap()
        };
        let rows = vec![row(1, Some(NOW)), row(2, None)];
        Self { master, rows, ceilings: Arc::default() }
    }
    fn ring(&self) -> Ring {
        Ring::from_rows(self.master.clone(), self.rows.clone(), TIMING, self.ceilings.clone(), Clock::fixed(NOW))
            .unwrap()
    }
    fn change(&mut self, generation: usize, change: impl FnOnce(&mut SigningKey)) {
        change(&mut self.rows[generation - 1]);
        sign_row(&self.master, &mut self.rows[generation - 1]);
    }
    /// Generation 2 takes over at `switch`, and generation 1 leaves at `remove`.
    fn rotate(&mut self, switch: i64, remove: i64) {
        self.change(1, |row| (row.sign_until, row.remove_at) = (Some(switch), Some(remove)));
        self.change(2, |row| row.sign_from = Some(switch));
    }
    fn kid(&self, generation: usize) -> &str {
        &self.rows[generation - 1].kid
    }
    fn raised(&self) -> Vec<(String, i64)> {
        self.ceilings.raised.lock().unwrap().clone()
    }
}

fn published_kids(ring: &Ring, now: i64) -> Vec<String> {
    let document: Value = serde_json::from_slice(&ring.jwks(now).bytes).unwrap();
    document["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

async fn token(ring: &Ring, now: i64) -> String {
    let claims = json!({ "iss": ISSUER, "exp": now + 300 });
    ring.sign(now, Algorithm::Rs256, "at+jwt", &claims, now + 300).await.unwrap()
}

fn verify(ring: &Ring, token: &str, now: i64) -> Result<Value, VerifyError> {
    ring.verify(token, &Expected { issuer: ISSUER, types: &["at+jwt"], now, leeway: 0, is_expired_accepted: false })
}

fn kid_of(token: &str) -> String {
    jsonwebtoken::decode_header(token).unwrap().kid.unwrap()
}

#[tokio::test]
async fn the_active_key_signs_and_the_standby_key_is_published_behind_it() {
    let house = House::new();
    let ring = house.ring();
    assert_eq!(kid_of(&token(&ring, NOW).await), house.kid(1));
    assert_eq!(published_kids(&ring, NOW), [house.kid(1), house.kid(2)]);
    assert_eq!(ring.alarms(), []);
}

#[tokio::test]
async fn through_a_rotation_each_token_verifies_until_its_key_is_removed() {
    let mut house = House::new();
    house.rotate(NOW + 2000, NOW + 3000);
    let ring = house.ring();
    let (old, new) = (token(&ring, NOW + 1999).await, token(&ring, NOW + 2000).await);
    assert_eq!((kid_of(&old), kid_of(&new)), (house.kid(1).to_owned(), house.kid(2).to_owned()));
    for now in [NOW + 1999, NOW + 2000, NOW + 2298] {
        assert!(verify(&ring, &old, now).is_ok() && verify(&ring, &new, now).is_ok(), "{now}");
    }
    let claims = json!({ "iss": ISSUER, "exp": NOW + 9000 });
    let late = ring.sign(NOW + 1999, Algorithm::Rs256, "at+jwt", &claims, NOW + 9000).await.unwrap();
    assert!(verify(&ring, &late, NOW + 2999).is_ok());
    assert_eq!(verify(&ring, &late, NOW + 3000), Err(VerifyError::UnknownKey));
}

#[tokio::test]
async fn the_key_set_follows_the_time_without_being_told() {
    let mut house = House::new();
    house.rotate(NOW + 2000, NOW + 3000);
    let ring = house.ring();
    let [before, during, after] = [NOW + 1999, NOW + 2000, NOW + 3000].map(|now| ring.jwks(now));
    assert_eq!(published_kids(&ring, NOW + 1999), [house.kid(1), house.kid(2)]);
    assert_eq!(published_kids(&ring, NOW + 2999), [house.kid(2), house.kid(1)]);
    assert_eq!(published_kids(&ring, NOW + 3000), [house.kid(2)]);
    assert!(before.etag != during.etag && during.etag != after.etag);
    assert!(Arc::ptr_eq(&ring.jwks(NOW + 3000), &ring.jwks(NOW + 9999)), "nothing changed, nothing is made anew");
}

#[test]
fn a_key_stays_published_when_the_clock_jumps_back_to_before_it_was_made() {
    let house = House::new();
    assert_eq!(published_kids(&house.ring(), NOW - 3600), [house.kid(1), house.kid(2)]);
}

#[test]
fn a_date_that_comes_too_early_is_not_followed_while_another_key_is_known() {
    let mut house = House::new();
    house.change(1, |row| row.publish_at = NOW - 9000);
    house.rotate(NOW + 10, NOW + 9000);
    let ring = house.ring();
    let signer = |now| ring.find_signer(Algorithm::Rs256, now).unwrap();
    assert_eq!(signer(NOW + 10 + 1), house.kid(1), "its own date is over, but apps know it");
    assert_eq!(signer(NOW + 2 * TIMING.max_age - 1), house.kid(1));
    assert_eq!(signer(NOW + 2 * TIMING.max_age), house.kid(2));
}

#[test]
fn the_successor_of_a_revoked_key_signs_at_once() {
    let mut house = House::new();
    house.change(1, |row| (row.sign_until, row.revoked_at, row.sealed) = (Some(NOW + 10), Some(NOW + 10), None));
    house.change(2, |row| row.sign_from = Some(NOW + 10));
    assert_eq!(house.ring().find_signer(Algorithm::Rs256, NOW + 10).as_deref(), Some(house.kid(2)));
    // A revocation that somebody wrote past us excuses nothing.
    house.rows[0].mac[0] ^= 1;
    assert_eq!(house.ring().find_signer(Algorithm::Rs256, NOW + 10), None);
}

#[test]
fn the_etag_is_strong_and_the_same_on_every_node() {
    let house = House::new();
    let (one, other) = (house.ring().jwks(NOW), house.ring().jwks(NOW + 7));
    assert_eq!(one, other);
    assert!(one.etag.starts_with('"') && one.etag.ends_with('"') && one.etag.len() == 24);
    assert_eq!(one.max_age, 600);
}

#[tokio::test]
async fn a_revoked_key_is_neither_published_nor_believed_at_once() {
    let mut house = House::new();
    let ring = house.ring();
    let token = token(&ring, NOW).await;
    house.change(1, |row| (row.revoked_at, row.sealed) = (Some(NOW + 10), None));
    ring.replace(house.rows.clone());
    assert_eq!(published_kids(&ring, NOW + 10), [house.kid(2)]);
    assert_eq!(verify(&ring, &token, NOW + 10), Err(VerifyError::UnknownKey));
    assert!(ring.find_signer(Algorithm::Rs256, NOW + 10).is_none());
}

#[tokio::test]
async fn a_revocation_is_not_undone_by_putting_the_old_row_back() {
    let mut house = House::new();
    let ring = house.ring();
    let (token, old_rows) = (token(&ring, NOW).await, house.rows.clone());
    house.change(1, |row| row.revoked_at = Some(NOW + 10));
    ring.replace(house.rows.clone());
    for _ in 0..2 {
        ring.replace(old_rows.clone());
        assert_eq!(verify(&ring, &token, NOW + 10), Err(VerifyError::UnknownKey));
        assert_eq!(ring.alarms(), [Alarm { kid: house.kid(1).to_owned(), flaw: Flaw::Revived }]);
    }
}

#[test]
fn a_changed_row_is_neither_published_nor_used_and_raises_an_alarm() {
    let mut house = House::new();
    house.rows[0].sign_from = Some(NOW - 1);
    let ring = house.ring();
    assert_eq!(ring.alarms(), [Alarm { kid: house.kid(1).to_owned(), flaw: Flaw::Mac }]);
    assert_eq!(published_kids(&ring, NOW), [house.kid(2)]);
    assert!(ring.find_signer(Algorithm::Rs256, NOW).is_none());
    assert_eq!(ring.list(NOW)[0].flaw, Some(Flaw::Mac));
}

#[test]
fn what_is_published_comes_from_the_private_key_and_not_from_the_row() {
    let mut house = House::new();
    let honest = house.ring().jwks(NOW);
    house.change(1, |row| row.public_jwk = "{\"kty\":\"oct\"}".to_owned());
    assert_eq!(house.ring().jwks(NOW), honest);
}

#[test]
fn another_master_key_opens_nothing() {
    let mut house = House::new();
    house.master = MasterKey::random();
    let ring = house.ring();
    assert_eq!(ring.alarms().len(), 2);
    assert_eq!(published_kids(&ring, NOW), [] as [String; 0]);
}

#[tokio::test]
async fn without_a_key_that_signs_the_error_says_so() {
    let mut house = House::new();
    house.rows.remove(0);
    let refused = house.ring().sign(NOW, Algorithm::Rs256, "JWT", &json!({}), NOW).await.unwrap_err();
    assert!(matches!(refused, SignError::NoKey(Algorithm::Rs256)), "{refused}");
}

#[tokio::test]
async fn the_ceiling_is_raised_ahead_once_and_then_tokens_cost_no_write() {
    let house = House::new();
    let ring = house.ring();
    for now in [NOW, NOW + 1, NOW + 600] {
        token(&ring, now).await;
    }
    assert_eq!(house.raised(), [(house.kid(1).to_owned(), NOW + 300 + 600)]);
    token(&ring, NOW + 601).await;
    assert_eq!(house.raised().len(), 2);
    assert_eq!(ring.list(NOW)[0].exp_ceiling, NOW + 601 + 300 + 600);
}

#[tokio::test]
async fn many_tokens_at_once_wait_for_one_write() {
    let house = House::new();
    let ring = house.ring();
    let tokens: Vec<_> = (0..20)
        .map(|_| {
            let ring = ring.clone();
            tokio::spawn(async move { token(&ring, NOW).await })
        })
        .collect();
    for token in tokens {
        token.await.unwrap();
    }
    assert_eq!(house.raised().len(), 1);
}

#[tokio::test]
async fn no_token_is_signed_whose_expiry_could_not_be_stored() {
    let house = House::new();
    let ring = house.ring();
    house.ceilings.is_broken.store(true, Ordering::SeqCst);
    let sign = || ring.sign(NOW, Algorithm::Rs256, "JWT", &Value::Null, NOW + 300);
    assert!(matches!(sign().await, Err(SignError::Ceiling(_))));
    assert!(matches!(sign().await, Err(SignError::Ceiling(_))));
    house.ceilings.is_broken.store(false, Ordering::SeqCst);
    assert!(sign().await.is_ok());
}

#[tokio::test]
async fn a_stored_ceiling_is_respected_and_survives_a_reload() {
    let mut house = House::new();
    house.rows[0].exp_ceiling = NOW + 300;
    let ring = house.ring();
    token(&ring, NOW).await;
    assert_eq!(house.raised(), []);
    token(&ring, NOW + 1).await;
    ring.replace(house.rows.clone());
    token(&ring, NOW + 2).await;
    assert_eq!(house.raised().len(), 1, "the reading was older than our own write");
}

#[tokio::test]
async fn dropping_one_ring_leaves_another_with_the_same_keys_working() {
    let house = House::new();
    let (first, second) = (house.ring(), house.ring());
    let theirs = token(&first, NOW).await;
    drop(first);
    assert!(verify(&second, &theirs, NOW).is_ok());
    assert!(verify(&second, &token(&second, NOW).await, NOW).is_ok());
}
