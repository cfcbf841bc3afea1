//! The libraries alone: no server, no network.

use crate::cost::{Cost, Failure};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey};
use claviger::clock::Clock;
use claviger::config::Config;
use claviger::keys::ceiling::CeilingStore;
use claviger::keys::evidence::{Asker, Evidence};
use claviger::keys::generate::PrivateKey;
use claviger::keys::signer::SigningHandle;
use claviger::keys::{MasterKey, PublishedSet, Ring, Timing, first_keys_of, jwt};
use claviger::store::{self, Store};
use serde_json::{Value, json};
use std::net::Ipv4Addr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A signing input is about this long (bytes).
const MESSAGE: [u8; 500] = [b'a'; 500];

/// Everything, each for this long.
pub fn report(folder: &Path, time: Duration) -> Result<Value, Failure> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048)?;
    Ok(json!({
        "cores": std::thread::available_parallelism()?.get(),
        "signature": Cost::of(time, signature(&pair))?.to_json(),
        "signatures_per_second_all_cores": Cost::rate_of_all_cores(time, || signature(&pair))?,
        "verification": Cost::of(time, verification(&pair)?)?.to_json(),
        "token": token(time)?,
        "tracking": tracking(time)?,
        "hash": Cost::of(time, hash()?)?.to_json(),
        "hashes_per_second_all_cores": all_hashes(time)?,
        "durable_insert": durable_insert(folder, time)?,
        "evidence": evidence(folder, time)?,
    }))
}

fn signature(pair: &RsaKeyPair) -> impl FnMut() -> Result<(), Failure> {
    let random = SystemRandom::new();
    let mut signature = vec![0; pair.public_modulus_len()];
    move || Ok(pair.sign(&RSA_PKCS1_SHA256, &random, &MESSAGE, &mut signature)?)
}

fn verification(pair: &RsaKeyPair) -> Result<impl FnMut() -> Result<(), Failure>, Failure> {
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &MESSAGE, &mut signature)?;
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref().to_vec());
    Ok(move || Ok(key.verify(&MESSAGE, &signature)?))
}

/// What a token costs besides its signature: its key is chosen, and the latest `exp` of the key's tokens kept. Signed by
/// the fastest of the algorithms, so that the difference is seen.
fn tracking(time: Duration) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (master, clock, alg) = (MasterKey::random(), Clock::system(), claviger::keys::Algorithm::EdDsa);
    let (now, timing) = (clock.now(), Timing::of(&Config::default().keys));
    let rows = runtime.block_on(first_keys_of(&master, alg, 0, || now))?;
    let ring = Ring::from_rows(master, rows, timing, Arc::new(AlwaysKept), clock)?;
    let handle = SigningHandle::new(&PrivateKey::generate_blocking(alg, 0)?, "floor")?;
    let claims = crate::bare::claims(1_800_000_000);
    let bare = Cost::of(time, || Ok(jwt::sign(&handle, "at+jwt", &claims).map(drop)?))?;
    let tracked =
        Cost::of(time, || Ok(runtime.block_on(ring.sign(now, alg, "at+jwt", &claims, now + 300)).map(drop)?))?;
    let cpu = |cost: Cost| cost.to_json()["cpu_us"].as_f64();
    let difference = cpu(tracked).zip(cpu(bare)).map(|(tracked, bare)| (tracked - bare).max(0.0));
    Ok(json!({ "cpu_us": difference }))
}

/// The server writes a ceiling once in ten minutes for each key; that write is not in here.
struct AlwaysKept;

impl CeilingStore for AlwaysKept {
    fn raise<'a>(&'a self, _: &'a str, _: i64) -> Pin<Box<dyn Future<Output = store::Result<bool>> + Send + 'a>> {
        Box::pin(async { Ok(true) })
    }
}

/// The same key size by Claviger's own way through `jsonwebtoken`, with the encoding that makes a token of it.
fn token(time: Duration) -> Result<Value, Failure> {
    let handle = SigningHandle::new(&PrivateKey::generate_blocking(claviger::keys::Algorithm::Rs256, 2048)?, "floor")?;
    let claims = crate::bare::claims(1_800_000_000);
    let cost = Cost::of(time, || {
        jwt::sign(&handle, "at+jwt", &claims)?;
        Ok(())
    })?;
    Ok(cost.to_json())
}

/// What it costs a fetch of the key set that it is noted: by the same app again, and by ever new strangers. The worse of
/// the two, per fetch.
fn evidence(folder: &Path, time: Duration) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let store = runtime.block_on(Store::connect(&format!("sqlite:{}", folder.join("evidence.db").display()), false))?;
    runtime.block_on(store.migrate())?;
    let evidence = runtime.block_on(Evidence::load(&store, &[], 0))?;
    runtime.block_on(store.close());
    let set = |etag: &str| Arc::new(PublishedSet { bytes: vec![], etag: etag.to_owned(), max_age: 600, kids: vec![] });
    let (set, home) = (set("\"a-validator-of-some-length\""), Ipv4Addr::new(192, 0, 2, 1));
    evidence.authenticated(&"app".into(), home.into(), 0);
    let again = per_fetch(time, |_| evidence.fetched(Asker::Address(home.into()), &set, None, 0))?;
    let strangers = per_fetch(time, |n| {
        evidence.fetched(Asker::Address(Ipv4Addr::from_bits(n % 100_000).into()), &set, None, 0);
    })?;
    Ok(if again["cpu_us"].as_f64() > strangers["cpu_us"].as_f64() { again } else { strangers })
}

/// A thousand at a time: to look at the clock costs more than one of them.
fn per_fetch(time: Duration, mut fetch: impl FnMut(u32)) -> Result<Value, Failure> {
    const AT_A_TIME: u32 = 1000;
    let mut begun = 0_u32;
    let cost = Cost::of(time, || {
        (0..AT_A_TIME).for_each(|n| fetch(begun.wrapping_add(n)));
        begun = begun.wrapping_add(AT_A_TIME);
        Ok(())
    })?;
    Ok(cost.divided_by(AT_A_TIME).to_json())
}

/// The server's default parameters, in memory that is used again.
fn hash() -> Result<impl FnMut() -> Result<(), Failure>, Failure> {
    let defaults = Config::default().passwords;
    let params = Params::new(defaults.memory_kib, defaults.iterations, defaults.parallelism, None)?;
    let mut memory = vec![Block::default(); params.block_count()];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(move || {
        let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
        let password = b"correct horse battery staple";
        Ok(argon2.hash_password_into_with_memory(password, &[7; 16], &mut output, &mut memory)?)
    })
}

fn all_hashes(time: Duration) -> Result<f64, Failure> {
    // One that cannot be made fails on its thread, as every other failure does.
    Cost::rate_of_all_cores(time, || {
        let mut made = hash();
        move || made.as_mut().map_err(|error| error.to_string())?()
    })
}

/// One row in a transaction of its own, flushed to the disk, as the server opens SQLite.
fn durable_insert(folder: &Path, time: Duration) -> Result<Value, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let url = format!("sqlite:{}", folder.join("floor.db").display());
    let store = runtime.block_on(Store::connect(&url, true))?;
    let Store::Sqlite { writer, .. } = &store else { return Err("not an SQLite".into()) };
    let mut taken = runtime.block_on(writer.take())?;
    runtime.block_on(sqlx::query("CREATE TABLE rows (value TEXT NOT NULL)").execute(&mut *taken))?;
    let cost = Cost::of(time, || {
        let insert = sqlx::query("INSERT INTO rows VALUES (?)").bind("x".repeat(200));
        runtime.block_on(insert.execute(&mut *taken))?;
        Ok(())
    })?;
    drop(taken);
    runtime.block_on(store.close());
    // The statement runs on a thread of SQLite's own, whose processor time is not in here.
    Ok(json!({ "wall_us": cost.to_json()["wall_us"] }))
}
