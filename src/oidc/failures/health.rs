//! An app's health in a few numbers.

use super::{Cause, DAY};
use crate::model::client::GrantType;
use crate::model::ids::ClientId;
use crate::store::{self, HealthCount, Store};
use serde::Serialize;

/// How an app fares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// When it redeemed a code last (unix seconds), within the days that counts are kept.
    pub last_code_exchange: Option<i64>,
    /// When it refreshed last.
    pub last_refresh: Option<i64>,
    /// When it got tokens for itself last.
    pub last_client_credentials: Option<i64>,
    /// How many token requests succeeded in the days asked for.
    pub succeeded: i64,
    /// How many requests failed in the days asked for.
    pub failed: i64,
    /// The failures by cause, most frequent first.
    pub failures: Vec<TroubleCount>,
}

/// How often something failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TroubleCount {
    /// Why, as one of a closed list.
    pub cause: &'static str,
    /// How often.
    pub count: i64,
    /// When last (unix seconds).
    pub last_at: i64,
    /// What to do about it.
    pub mend: &'static str,
}

/// An app's health over the last `days`, today counted; a few seconds behind what happens.
pub async fn health(store: &Store, client: &ClientId, now: i64, days: i64) -> store::Result<Health> {
    let today = now.div_euclid(DAY);
    let counts = store.read().await?.db().client_health(client, today - super::KEPT_DAYS).await?;
    Ok(summed(&counts, today - days.max(1) + 1))
}

/// The same of several apps, in their order.
pub async fn healths(store: &Store, clients: &[&ClientId], now: i64, days: i64) -> store::Result<Vec<Health>> {
    let today = now.div_euclid(DAY);
    let mut read = store.read().await?;
    let mut all = Vec::with_capacity(clients.len());
    for client in clients {
        let counts = read.db().client_health(client, today - super::KEPT_DAYS).await?;
        all.push(summed(&counts, today - days.max(1) + 1));
    }
    Ok(all)
}

fn summed(counts: &[HealthCount], since: i64) -> Health {
    let of = |what: &'static str| counts.iter().filter(move |count| count.what == what);
    let last = |grant: GrantType| of(grant.as_str()).map(|count| count.last_at).max();
    let recent = |what: &'static str| of(what).filter(move |count| count.day >= since).map(|count| count.count).sum();
    let failures = Cause::ALL.iter().filter_map(|cause| {
        let (count, last_at) = (recent(cause.as_str()), of(cause.as_str()).map(|count| count.last_at).max()?);
        (count > 0).then(|| TroubleCount { cause: cause.as_str(), count, last_at, mend: cause.mend() })
    });
    let mut failures: Vec<_> = failures.collect();
    failures.sort_by_key(|failure| std::cmp::Reverse((failure.count, failure.last_at)));
    Health {
        last_code_exchange: last(GrantType::AuthorizationCode),
        last_refresh: last(GrantType::RefreshToken),
        last_client_credentials: last(GrantType::ClientCredentials),
        succeeded: GrantType::ALL.iter().map(|grant| recent(grant.as_str())).sum(),
        failed: failures.iter().map(|failure| failure.count).sum(),
        failures,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_of_the_asked_days_are_summed_and_the_last_success_is_found_in_all() {
        let count = |day, what: &str, count, last_at| HealthCount {
            client_id: "shop".to_owned(),
            day,
            what: what.to_owned(),
            count,
            last_at,
        };
        let counts = [
            count(1, "authorization_code", 5, 100),
            count(1, "secret_wrong", 50, 110),
            count(8, "refresh_token", 7, 800),
            count(8, "secret_wrong", 2, 810),
            count(9, "redirect_uri", 3, 900),
            count(9, "secret_wrong", 2, 910),
        ];
        let health = summed(&counts, 8);
        assert_eq!((health.last_code_exchange, health.last_refresh), (Some(100), Some(800)));
        assert_eq!((health.succeeded, health.failed, health.last_client_credentials), (7, 7, None));
        let failures: Vec<_> = health.failures.iter().map(|f| (f.cause, f.count, f.last_at)).collect();
        assert_eq!(failures, [("secret_wrong", 4, 910), ("redirect_uri", 3, 900)]);
    }
}
