//! What is too frequent for the audit log: counted in memory, written by the hour in batches, never by a request.

use crate::store::{Result, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const SECONDS_PER_HOUR: i64 = 3600;

macro_rules! counts {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)*) => {
        /// What is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Count {
            $($(#[$doc])* $name,)*
        }

        impl Count {
            /// Everything that is counted.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The name as stored.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

counts! {
    /// Somebody signed in.
    SignInGood = "sign_in.good",
    /// A try to sign in failed.
    SignInBad = "sign_in.bad",
    /// A try to sign in was refused unheard: too many before it, or no room.
    SignInRefused = "sign_in.refused",
    /// A code was redeemed.
    CodeGood = "token.authorization_code.good",
    /// A code was refused.
    CodeBad = "token.authorization_code.bad",
    /// A refresh token was rotated.
    RefreshGood = "token.refresh_token.good",
    /// A refresh token was refused.
    RefreshBad = "token.refresh_token.bad",
    /// An app got a token of its own.
    ClientCredentialsGood = "token.client_credentials.good",
    /// An app got no token of its own.
    ClientCredentialsBad = "token.client_credentials.bad",
    /// An app got tokens for a username and a password.
    PasswordGood = "token.password.good",
    /// An app got no tokens for a username and a password.
    PasswordBad = "token.password.bad",
    /// A token request failed before its grant was looked at: an unknown app, a wrong secret, an unknown grant.
    TokenRequestBad = "token.request.bad",
}

/// Counts since the last flush. Clones share them; adding is one atomic addition.
#[derive(Clone, Default)]
pub struct Counters(Arc<[AtomicI64; Count::ALL.len()]>);

impl Counters {
    /// Counts one.
    pub fn add(&self, count: Count) {
        self.0[count as usize].fetch_add(1, Ordering::Relaxed);
    }

    /// Writes what was counted to the hour of `now` (unix seconds) in one transaction; after a failure it is kept for
    /// the next call. Called about every second, so a count may fall into the hour after its own by that much.
    pub async fn flush(&self, store: &Store, now: i64) -> Result<()> {
        let taken: Vec<_> =
            Count::ALL.iter().map(|count| (*count, self.take(*count))).filter(|(_, n)| *n > 0).collect();
        if taken.is_empty() {
            return Ok(());
        }
        let outcome = write(store, now.div_euclid(SECONDS_PER_HOUR), &taken).await;
        if outcome.is_err() {
            for (count, n) in taken {
                self.0[count as usize].fetch_add(n, Ordering::Relaxed);
            }
        }
        outcome
    }

    fn take(&self, count: Count) -> i64 {
        self.0[count as usize].swap(0, Ordering::Relaxed)
    }
}

async fn write(store: &Store, hour: i64, counts: &[(Count, i64)]) -> Result<()> {
    let mut write = store.write().await?;
    for (count, n) in counts {
        write.db().add_hourly_count(hour, count.as_str(), *n).await?;
    }
    write.commit().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    async fn stored(store: &Store) -> Vec<(i64, String, i64)> {
        let counts = store.read().await.unwrap().db().hourly_counts(0).await.unwrap();
        counts.into_iter().map(|count| (count.hour, count.name, count.count)).collect()
    }

    #[tokio::test]
    async fn counts_of_several_servers_add_up_by_the_hour() {
        for db in testing::stores().await {
            let (one, other) = (Counters::default(), Counters::default());
            one.add(Count::SignInGood);
            one.clone().add(Count::SignInGood);
            other.add(Count::SignInGood);
            other.add(Count::RefreshBad);
            for counters in [&one, &other, &one] {
                counters.flush(&db, 7199).await.unwrap();
            }
            one.add(Count::SignInGood);
            one.flush(&db, 7200).await.unwrap();
            let expected = [(1, "sign_in.good", 3), (1, "token.refresh_token.bad", 1), (2, "sign_in.good", 1)];
            assert_eq!(stored(&db).await, expected.map(|(hour, name, n)| (hour, name.to_owned(), n)), "{}", db.name);
        }
    }

    #[tokio::test]
    async fn what_could_not_be_written_is_kept() {
        for db in testing::stores().await {
            let counters = Counters::default();
            counters.add(Count::CodeGood);
            db.store.close().await;
            assert!(counters.flush(&db, 0).await.is_err(), "{}", db.name);
            assert_eq!(counters.take(Count::CodeGood), 1, "{}", db.name);
        }
    }
}
