//! What tokens can be signed with: a key of one of our rings, or the app's own secret (HS256, RFC 7518 §3.2). Which of
//! these apps may choose is a setting of the installation; RS256 always is among them.

use crate::keys::Algorithm;
use crate::store::{self, Db, Store};
use aws_lc_rs::digest::{self, SHA256};
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

/// The setting that names what is offered besides RS256, separated by spaces.
const SETTING: &str = "signing_algorithms";

/// What a token is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SigningAlg {
    /// A key of the ring of this algorithm.
    Key(Algorithm),
    /// HS256 with the secret of the app that the token is for.
    Secret,
}

impl SigningAlg {
    /// Every one, in the order of metadata and forms.
    pub const ALL: [Self; 6] = [
        Self::DEFAULT,
        Self::Key(Algorithm::Ps256),
        Self::Key(Algorithm::Es256),
        Self::Key(Algorithm::Es384),
        Self::Key(Algorithm::EdDsa),
        Self::Secret,
    ];

    /// What is used where nothing is said (OIDC Dynamic Registration §2).
    pub const DEFAULT: Self = Self::Key(Algorithm::Rs256);

    /// The `alg`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key(algorithm) => algorithm.name(),
            Self::Secret => "HS256",
        }
    }

    /// The one of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.name() == name)
    }

    /// The hash of `at_hash` (OIDC Core §3.1.3.6).
    pub fn hash(self) -> &'static digest::Algorithm {
        match self {
            Self::Key(algorithm) => algorithm.hash(),
            Self::Secret => &SHA256,
        }
    }
}

impl fmt::Display for SigningAlg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What apps may choose, in memory: fresh within the time that [`Offered::refresh`] is called in. A clone shares it.
#[derive(Clone)]
pub struct Offered(Arc<RwLock<Arc<[SigningAlg]>>>);

impl Offered {
    /// Reads the setting.
    pub async fn load(store: &Store) -> store::Result<Self> {
        let offered = Self(Arc::new(RwLock::new([SigningAlg::DEFAULT].into())));
        offered.refresh(store).await?;
        Ok(offered)
    }

    /// Reads the setting anew. What is unchanged stays the same allocation, so that a caller can tell by comparing pointers.
    pub async fn refresh(&self, store: &Store) -> store::Result<()> {
        let read = offered(&mut store.read().await?.db()).await?;
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if **kept != *read {
            *kept = read.into();
        }
        Ok(())
    }

    /// All of them, RS256 first.
    pub fn get(&self) -> Arc<[SigningAlg]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What apps may choose, as the database has it: RS256 first.
pub async fn offered(db: &mut Db<'_>) -> store::Result<Vec<SigningAlg>> {
    Ok(parse(&db.find_setting(SETTING).await?.unwrap_or_default()))
}

/// As [`offered`]; until the transaction ends nobody else changes it.
pub async fn hold_offered(db: &mut Db<'_>, now: i64) -> store::Result<Vec<SigningAlg>> {
    db.find_or_set_setting(SETTING, "", now).await?;
    Ok(parse(&db.hold_setting(SETTING).await?.unwrap_or_default()))
}

/// Sets what apps may choose besides RS256.
pub async fn set_offered(db: &mut Db<'_>, offered: &[SigningAlg], now: i64) -> store::Result<()> {
    let is_on = |alg: &SigningAlg| *alg != SigningAlg::DEFAULT && offered.contains(alg);
    let names: Vec<_> = SigningAlg::ALL.into_iter().filter(is_on).map(SigningAlg::name).collect();
    db.set_setting(SETTING, &names.join(" "), now).await
}

/// Names that this release does not know are left out: no key of ours could serve them.
fn parse(text: &str) -> Vec<SigningAlg> {
    let is_on = |alg: &SigningAlg| *alg == SigningAlg::DEFAULT || text.split(' ').any(|name| name == alg.name());
    SigningAlg::ALL.into_iter().filter(is_on).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    #[test]
    fn each_name_finds_its_own_and_none_finds_nothing() {
        for alg in SigningAlg::ALL {
            assert_eq!(SigningAlg::find(alg.name()), Some(alg));
        }
        for name in ["none", "", "rs256", "HS512", "RS512", "ES512"] {
            assert_eq!(SigningAlg::find(name), None, "{name}");
        }
    }

    #[test]
    fn rs256_is_always_offered_and_what_is_unknown_never() {
        assert_eq!(parse(""), [SigningAlg::DEFAULT]);
        assert_eq!(parse("none HS512"), [SigningAlg::DEFAULT]);
        assert_eq!(parse("HS256 ES256"), [SigningAlg::DEFAULT, SigningAlg::Key(Algorithm::Es256), SigningAlg::Secret]);
    }

    #[tokio::test]
    async fn what_is_set_on_one_node_is_offered_on_another_after_its_refresh() {
        for db in testing::stores().await {
            let node = Offered::load(&db.store).await.unwrap();
            let before = node.get();
            assert_eq!(*before, [SigningAlg::DEFAULT], "{}", db.name);
            node.refresh(&db.store).await.unwrap();
            assert!(Arc::ptr_eq(&before, &node.get()), "{}", db.name);
            let mut write = db.store.write().await.unwrap();
            set_offered(&mut write.db(), &[SigningAlg::Secret], 7).await.unwrap();
            write.commit().await.unwrap();
            node.refresh(&db.store).await.unwrap();
            assert_eq!(*node.get(), [SigningAlg::DEFAULT, SigningAlg::Secret], "{}", db.name);
        }
    }
}
