//! Password hashing: Argon2id (RFC 9106) in a pool with a known amount of memory and a bounded queue.

use crate::config::Passwords;
use crate::model::secret::{Redacted, random_bytes};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use unicode_normalization::UnicodeNormalization;

/// Allocations above this size go straight back to the system when they are freed (glibc's
/// `DEFAULT_MMAP_THRESHOLD_MAX`); smaller ones may stay resident for ever.
const RETURNED_ABOVE_BYTES: usize = 33 * 1024 * 1024;

/// Every slot is taken and the queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password pool is busy")]
pub struct Busy {
    /// When to try again.
    pub retry_after_seconds: u64,
}

/// How busy the pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordLoad {
    /// Passwords that can be hashed at once.
    pub slots: usize,
    /// How many are hashed now.
    pub busy: usize,
    /// Places in the queue.
    pub queue: usize,
    /// How many wait now.
    pub waiting: usize,
    /// How many found no place since the start.
    pub refused: u64,
}

/// Hashes passwords on threads of their own, never more at once than there are slots. Clones share the slots.
#[derive(Clone)]
pub(super) struct PasswordPool(Arc<Inner>);

struct Inner {
    params: Params,
    /// How many slots and places in the queue there are.
    size: (usize, usize),
    slots: Arc<Semaphore>,
    /// Slots and places in the queue together.
    places: Arc<Semaphore>,
    buffers: Mutex<Vec<Vec<Block>>>,
    made: AtomicU64,
    made_at_last_release: AtomicU64,
    refused: AtomicU64,
    dummy: String,
}

/// A place in the queue, held until the hash is made.
pub(super) struct Place {
    pool: PasswordPool,
    place: OwnedSemaphorePermit,
}

impl PasswordPool {
    /// A pool that has hashed nothing and holds no memory yet.
    pub(super) fn new(config: &Passwords) -> Self {
        // Checked by the configuration already; the default serves where it was not.
        let params = Params::new(config.memory_kib, config.iterations, config.parallelism, None).unwrap_or_default();
        let dummy = encode(&params, &[0; 16], &random_bytes::<32>()).unwrap_or_default();
        let slots = config.slots.max(1);
        Self(Arc::new(Inner {
            params,
            size: (slots, config.queue),
            slots: Arc::new(Semaphore::new(slots)),
            places: Arc::new(Semaphore::new(slots + config.queue)),
            buffers: Mutex::default(),
            made: AtomicU64::new(0),
            made_at_last_release: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            dummy,
        }))
    }

    /// Takes a place at once or not at all.
    pub(super) fn enter(&self) -> Result<Place, Busy> {
        match Arc::clone(&self.0.places).try_acquire_owned() {
            Ok(place) => Ok(Place { pool: self.clone(), place }),
            Err(_) => {
                self.0.refused.fetch_add(1, Ordering::Relaxed);
                Err(Busy { retry_after_seconds: 2 })
            }
        }
    }

    /// How busy it is; the numbers are read one after the other and may be apart by one or two.
    pub(super) fn load(&self) -> PasswordLoad {
        let (slots, queue) = self.0.size;
        let busy = slots.saturating_sub(self.0.slots.available_permits());
        let inside = (slots + queue).saturating_sub(self.0.places.available_permits());
        let waiting = inside.saturating_sub(busy).min(queue);
        PasswordLoad { slots, busy, queue, waiting, refused: self.0.refused.load(Ordering::Relaxed) }
    }

    /// Whether a stored hash was made with less than what is configured now.
    pub(super) fn is_weaker(&self, phc: &str) -> bool {
        let Some(found) = PasswordHash::new(phc).ok().and_then(|hash| Params::try_from(&hash).ok()) else {
            return true;
        };
        let configured = &self.0.params;
        found.m_cost() < configured.m_cost() || found.t_cost() < configured.t_cost()
    }

    /// Frees the memory of the slots when no hash was made since the last call.
    pub(super) fn release_idle_memory(&self) {
        let made = self.0.made.load(Ordering::Relaxed);
        if self.0.made_at_last_release.swap(made, Ordering::Relaxed) == made {
            self.0.buffers.lock().unwrap_or_else(PoisonError::into_inner).clear();
        }
    }
}

impl Place {
    /// Hashes a password with the configured parameters into a PHC string.
    pub(super) async fn hash(self, password: &Redacted) -> Option<String> {
        let params = self.pool.0.params.clone();
        let salt = random_bytes::<16>();
        let output = self.run(password, params.clone(), salt.to_vec(), Params::DEFAULT_OUTPUT_LEN).await?;
        encode(&params, &salt, &output)
    }

    /// Whether a password belongs to a PHC string, by the parameters inside it. Without a string it takes as long and
    /// the answer is no.
    pub(super) async fn verify(self, password: &Redacted, phc: Option<&str>) -> bool {
        let dummy = self.pool.clone();
        let parsed = PasswordHash::new(phc.unwrap_or(&dummy.0.dummy)).ok();
        let Some((params, salt, expected)) = parsed.as_ref().and_then(parts) else { return false };
        let output = self.run(password, params, salt, expected.len()).await;
        let is_equal = output.is_some_and(|output| constant_time::verify_slices_are_equal(&output, &expected).is_ok());
        is_equal && phc.is_some()
    }

    /// Waits for a slot, then hashes on a thread of its own. None only if the hash cannot be made at all.
    async fn run(self, password: &Redacted, params: Params, salt: Vec<u8>, length: usize) -> Option<Vec<u8>> {
        let inner = Arc::clone(&self.pool.0);
        let slot = Arc::clone(&inner.slots).acquire_owned().await.ok()?;
        let password = Redacted::from(password.expose().nfc().collect::<String>());
        let work = move || {
            // Held by the work itself: a caller that goes away does not make room for one more.
            let _held = (slot, self.place);
            inner.hash(&password, &params, &salt, length)
        };
        tokio::task::spawn_blocking(work).await.ok().flatten()
    }
}

impl Inner {
    fn hash(&self, password: &Redacted, params: &Params, salt: &[u8], length: usize) -> Option<Vec<u8>> {
        let blocks = params.block_count();
        let mut buffer = self.buffers.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        buffer.reserve_exact(blocks.max(RETURNED_ABOVE_BYTES / Block::SIZE).saturating_sub(buffer.len()));
        buffer.resize(blocks.max(buffer.len()), Block::default());
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
        let mut output = vec![0; length];
        let made = argon2.hash_password_into_with_memory(password.expose().as_bytes(), salt, &mut output, &mut buffer);
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner).push(buffer);
        self.made.fetch_add(1, Ordering::Relaxed);
        made.ok().map(|()| output)
    }
}

fn encode(params: &Params, salt: &[u8], output: &[u8]) -> Option<String> {
    let hash = PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).ok()?,
        salt: Some(Salt::new(salt).ok()?),
        hash: Some(Output::new(output).ok()?),
    };
    Some(hash.to_string())
}

fn parts(hash: &PasswordHash) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    if hash.algorithm != argon2::ARGON2ID_IDENT {
        return None;
    }
    let params = Params::try_from(hash).ok()?;
    Some((params, hash.salt.as_ref()?.to_vec(), hash.hash.as_ref()?.as_bytes().to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pool(slots: usize, queue: usize) -> PasswordPool {
        let mut config = crate::config::Config::default().passwords;
        (config.memory_kib, config.iterations) = (64, 1);
        (config.slots, config.queue) = (slots, queue);
        PasswordPool::new(&config)
    }

    fn password(text: &str) -> Redacted {
        Redacted::from(text.to_owned())
    }

    #[tokio::test]
    async fn a_hash_verifies_its_own_password_only() {
        let pool = pool(2, 2);
        let phc = pool.enter().unwrap().hash(&password("correct horse")).await.unwrap();
        assert!(phc.starts_with("$argon2id$v=19$m=64,t=1,p=1$"), "{phc}");
        assert!(pool.enter().unwrap().verify(&password("correct horse"), Some(&phc)).await);
        assert!(!pool.enter().unwrap().verify(&password("correct horsf"), Some(&phc)).await);
        assert!(!pool.enter().unwrap().verify(&password("correct horse"), None).await);
        assert!(!pool.enter().unwrap().verify(&password("correct horse"), Some("plain")).await);
    }

    #[tokio::test]
    async fn the_two_ways_of_writing_an_accent_are_one_password() {
        let pool = pool(1, 0);
        let phc = pool.enter().unwrap().hash(&password("caf\u{e9} au lait")).await.unwrap();
        assert!(pool.enter().unwrap().verify(&password("cafe\u{301} au lait"), Some(&phc)).await);
    }

    #[tokio::test]
    async fn a_hash_with_other_parameters_verifies_and_is_known_as_weaker() {
        let mut config = crate::config::Config::default().passwords;
        (config.memory_kib, config.iterations, config.slots) = (128, 2, 1);
        let strong = PasswordPool::new(&config);
        let weak = pool(1, 0);
        let phc = weak.enter().unwrap().hash(&password("correct horse")).await.unwrap();
        assert!(strong.enter().unwrap().verify(&password("correct horse"), Some(&phc)).await);
        assert!(strong.is_weaker(&phc) && !weak.is_weaker(&phc));
        let better = strong.enter().unwrap().hash(&password("correct horse")).await.unwrap();
        assert!(weak.enter().unwrap().verify(&password("correct horse"), Some(&better)).await);
        assert!(!weak.is_weaker(&better));
    }

    #[tokio::test]
    async fn past_slots_and_queue_the_pool_is_busy_and_a_place_left_is_free_again() {
        let pool = pool(1, 1);
        let held = [pool.enter().unwrap(), pool.enter().unwrap()];
        assert!(pool.enter().is_err());
        drop(held);
        assert!(pool.enter().is_ok());
    }

    #[tokio::test]
    async fn the_load_tells_who_works_who_waits_and_how_many_were_refused() {
        let pool = pool(2, 1);
        let load = |busy, waiting, refused| PasswordLoad { slots: 2, busy, queue: 1, waiting, refused };
        assert_eq!(pool.load(), load(0, 0, 0));
        let slot = Arc::clone(&pool.0.slots).acquire_owned().await.unwrap();
        let held = [pool.enter().unwrap(), pool.enter().unwrap(), pool.enter().unwrap()];
        assert!(pool.enter().is_err());
        assert_eq!(pool.load(), load(1, 1, 1), "of three inside, one works; no more wait than have room");
        drop((slot, held));
        assert_eq!(pool.load(), load(0, 0, 1));
    }

    #[tokio::test]
    async fn memory_is_taken_at_the_first_hash_and_given_back_when_idle() {
        let pool = pool(1, 4);
        let kept = |pool: &PasswordPool| pool.0.buffers.lock().unwrap().len();
        assert_eq!(kept(&pool), 0);
        for _ in 0..3 {
            pool.enter().unwrap().hash(&password("correct horse")).await.unwrap();
        }
        assert_eq!(kept(&pool), 1);
        pool.release_idle_memory();
        assert_eq!(kept(&pool), 1);
        pool.release_idle_memory();
        assert_eq!(kept(&pool), 0);
    }

    #[test]
    fn the_dummy_costs_what_a_hash_of_today_costs() {
        let pool = pool(1, 0);
        let dummy = PasswordHash::new(&pool.0.dummy).unwrap();
        let (params, salt, output) = parts(&dummy).unwrap();
        assert_eq!((params.m_cost(), params.t_cost(), params.p_cost()), (64, 1, 1));
        assert_eq!((salt.len(), output.len()), (16, 32));
    }
}
