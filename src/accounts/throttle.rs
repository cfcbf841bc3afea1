//! How often somebody may try to sign in: per account, per network, in all. Only failures count in the end; a try is
//! counted before it is made, so that racing tries cannot get around it.

use super::{Accounts, SignInError};
use crate::store::{Db, Result};
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::net::IpAddr;

/// Failures on one account from one network, or of one known device, before the first delay.
const FREE: i64 = 5;
const LONGEST_DELAY_MS: i64 = 15 * 60 * 1000;

/// Failures on one account from all networks together. Strangers who come from many are slowed down, but only so far
/// that the person, who may be on a new device, still gets through between them.
const FREE_ON_ACCOUNT: i64 = 30;
const LONGEST_ACCOUNT_DELAY_MS: i64 = 10 * 1000;
/// An account's failures are forgotten after this long without one (seconds).
const ACCOUNT_MEMORY: i64 = 24 * 3600;

/// Wide enough for 200 people behind one address, each with a bad morning.
const FREE_ON_NETWORK: i64 = 300;
const LONGEST_NETWORK_DELAY_MS: i64 = 30 * 1000;

/// Beyond this, strangers of all networks together are slowed to a steady trickle, never shut out.
const FREE_IN_ALL: i64 = 5000;
const DELAY_IN_ALL_MS: i64 = 50;

/// Apps that one network may register in an hour where nobody has to vouch for them.
const REGISTRATIONS_OF_NETWORK: i64 = 20;

/// Failures of networks and in all are counted per hour (seconds).
const WINDOW: i64 = 3600;

/// Tries on one account under way at once on one server: fewer than are free, so that they cannot block each other.
pub(super) const TRIES_AT_ONCE: usize = 4;

/// The counters that a try runs against. Their names are MACs: what people type by mistake is not kept.
pub(super) struct Allowance {
    /// The known device's or, for any other, the account's as seen from one network.
    pub(super) own: String,
    /// The account's, the network's and everybody's; none for a known device.
    wide: Option<[String; 3]>,
}

impl Accounts {
    /// The counters for a try on the account of a folded name, which need not exist.
    pub(super) fn allowance(&self, account: &str, address: IpAddr, known_device: Option<&str>) -> Allowance {
        let network = network(address);
        match known_device {
            Some(device) => Allowance { own: self.bucket("device", device), wide: None },
            None => Allowance {
                own: self.bucket("account from network", &format!("{network} {account}")),
                wide: Some([self.bucket("account", account), self.bucket("network", &network), self.bucket("all", "")]),
            },
        }
    }

    /// Counts that a network registers an app which nobody vouches for; an error once it has registered too many.
    pub async fn count_registration(&self, address: IpAddr) -> std::result::Result<(), SignInError> {
        let bucket = self.bucket("registrations of network", &network(address));
        let (now, now_ms) = (self.clock.now(), self.clock.now_ms());
        self.check_bucket(&bucket).await?;
        let mut write = self.store.write().await?;
        if write.db().count_failure(&bucket, now, now + WINDOW).await? >= REGISTRATIONS_OF_NETWORK {
            write.db().block_bucket(&bucket, now_ms + WINDOW * 1000).await?;
        }
        Ok(write.commit().await?)
    }

    async fn check_bucket(&self, bucket: &str) -> std::result::Result<(), SignInError> {
        let found = self.store.read().await?.db().throttle_bucket(bucket, self.clock.now()).await?;
        self.refuse_until(found.blocked_until_ms)
    }

    fn bucket(&self, kind: &str, name: &str) -> String {
        let mac = hmac::sign(&self.device_key, format!("throttle:{kind}:{name}").as_bytes());
        URL_SAFE_NO_PAD.encode(mac)
    }

    /// Refuses a try that would be refused anyway, before it costs more than reading.
    pub(super) async fn check_allowance(&self, allowance: &Allowance) -> std::result::Result<(), SignInError> {
        let now = self.clock.now();
        // A known device has one counter: it is asked for four times over in the same statement.
        let [account, network, all] =
            allowance.wide.as_ref().map_or([&allowance.own; 3], |[account, network, all]| [account, network, all]);
        let buckets = [&*allowance.own, account, network, all];
        let until = self.store.read().await?.db().blocked_until_ms(buckets, now).await?;
        self.refuse_until(until)
    }

    fn refuse_until(&self, until_ms: i64) -> std::result::Result<(), SignInError> {
        let wait = until_ms - self.clock.now_ms();
        let retry_after_seconds = u64::try_from(wait).unwrap_or_default().div_ceil(1000);
        if wait > 0 { Err(SignInError::TooMany { retry_after_seconds }) } else { Ok(()) }
    }

    /// Counts the try on its own counter; of racing tries no more get through than are free.
    pub(super) async fn reserve(&self, allowance: &Allowance) -> std::result::Result<(), SignInError> {
        let now_ms = self.clock.now_ms();
        let mut write = self.store.write().await?;
        let mut db = write.db();
        let Some(failures) = db.reserve_try(&allowance.own, now_ms, self.clock.now() + ACCOUNT_MEMORY).await? else {
            let bucket = db.throttle_bucket(&allowance.own, self.clock.now()).await?;
            self.refuse_until(bucket.blocked_until_ms)?;
            // It was unblocked between the two statements: one more second is the safe answer.
            return Err(SignInError::TooMany { retry_after_seconds: 1 });
        };
        if let Some(delay) = delay_ms(failures, FREE, LONGEST_DELAY_MS) {
            db.block_bucket(&allowance.own, now_ms + delay).await?;
        }
        Ok(write.commit().await?)
    }

    /// Counts a failure on the wide counters; its own has been counted already.
    pub(super) async fn count_failure(&self, db: &mut Db<'_>, allowance: &Allowance) -> Result<()> {
        let Some([account, network, all]) = &allowance.wide else { return Ok(()) };
        let (now, now_ms) = (self.clock.now(), self.clock.now_ms());
        let failures = db.count_failure(account, now, now + ACCOUNT_MEMORY).await?;
        if let Some(delay) = delay_ms(failures, FREE_ON_ACCOUNT, LONGEST_ACCOUNT_DELAY_MS) {
            db.block_bucket(account, now_ms + delay).await?;
        }
        let failures = db.count_failure(network, now, now + WINDOW).await?;
        if let Some(delay) = delay_ms(failures, FREE_ON_NETWORK, LONGEST_NETWORK_DELAY_MS) {
            db.block_bucket(network, now_ms + delay).await?;
        }
        if db.count_failure(all, now, now + WINDOW).await? >= FREE_IN_ALL {
            db.block_bucket(all, now_ms + DELAY_IN_ALL_MS).await?;
        }
        Ok(())
    }

    /// Forgets what was counted on the try's own counter and on the account's.
    pub(super) async fn forgive(&self, db: &mut Db<'_>, allowance: &Allowance) -> Result<()> {
        let account = allowance.wide.as_ref().map_or(&allowance.own, |[account, ..]| account);
        db.clear_buckets(&allowance.own, account).await
    }
}

/// How long the next try must wait: nothing while failures are free, then 1 s, 2 s, 4 s … up to the longest.
fn delay_ms(failures: i64, free: i64, longest_ms: i64) -> Option<i64> {
    let doublings = u32::try_from((failures - free).min(30)).ok()?;
    Some((1000_i64 << doublings).min(longest_ms))
}

/// IPv4 /32, IPv6 /64: what one household or server is usually given.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => format!("{:016x}", address.to_bits() >> 64),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_five_are_free_then_delays_double_up_to_a_quarter_of_an_hour() {
        let delays: Vec<_> = (1..=9).map(|failures| delay_ms(failures, FREE, LONGEST_DELAY_MS)).collect();
        let seconds = |n: i64| Some(n * 1000);
        assert_eq!(delays, [None, None, None, None, seconds(1), seconds(2), seconds(4), seconds(8), seconds(16)]);
        for failures in [15, 36, 70, i64::MAX] {
            assert_eq!(delay_ms(failures, FREE, LONGEST_DELAY_MS), seconds(900));
        }
    }

    #[test]
    fn a_network_is_one_ipv4_address_or_64_bits_of_ipv6() {
        let of = |text: &str| network(text.parse().unwrap());
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }
}
