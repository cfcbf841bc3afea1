//! Putting together what a server works with.

use super::clients::Clients;
use super::documents::Documents;
use super::failures::Failures;
use super::registration::KeptMode;
use super::{Parts, Provider, forget_former};
use crate::accounts::Accounts;
use crate::audit::{Actor, Event, Kind};
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{BadAuthorities, Fetcher};
use crate::keys::reseal::take_back;
use crate::keys::{Evidence, FirstKeysError, MasterKey, Offered, Purpose, Ring, Timing, audit_log, ensure_first_keys};
use crate::store::{self, Store};
use std::sync::Arc;
use std::time::Duration;

/// Why a server cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No signing keys.
    #[error(transparent)]
    Keys(#[from] FirstKeysError),
    /// No certificate authorities.
    #[error(transparent)]
    Authorities(#[from] BadAuthorities),
    /// No database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Puts together what a server works with, over a migrated store: signing keys (made where there are none), apps,
/// people.
pub async fn provider(
    config: Config,
    store: Store,
    master_key: MasterKey,
    clock: Clock,
) -> Result<Provider, StartError> {
    let audit = audit_log(&master_key, clock.clone());
    let made = ensure_first_keys(&store, &master_key, config.keys.rsa_bits, &clock).await?;
    if !made.is_empty() {
        let mut write = store.write().await?;
        for key in made {
            let mut event = Event::new(Kind::KeyCreated, Actor::System)
                .detail("kid", key.kid)
                .detail("ring", key.ring)
                .detail("signs_from", key.sign_from);
            if key.sign_from.is_some() {
                event = event.detail("exception", "the first key of its ring signs at once");
            }
            audit.record(&mut write.db(), event).await?;
        }
        write.commit().await?;
    }
    take_back_what_travels(&store, &master_key, &clock).await?;
    let ring = Ring::load(&store, master_key.clone(), Timing::of(&config.keys), &clock).await?;
    let offered = Offered::load(&store).await?;
    let clients = Clients::load(&store).await?;
    let registration = KeptMode::load(&store).await?;
    let failures = Failures::new(clock.clone());
    let evidence = Evidence::load(&store, &clients.all(), clock.now()).await?;
    let config = Arc::new(config);
    let device_key = master_key.mac(Purpose::Device, &[b"accounts"]);
    let accounts = Accounts::new(store.clone(), clock.clone(), Arc::clone(&config), audit.clone(), &device_key);
    let fetcher = Fetcher::new(&config.fetch)?;
    Ok(Provider::new(Parts {
        config,
        store,
        clock,
        ring,
        offered,
        master_key,
        accounts,
        audit,
        clients,
        registration,
        failures,
        fetcher,
        documents: Documents::default(),
        request_documents: Documents::default(),
        evidence,
    }))
}

/// A form that was opened before the master key was changed and the server started anew is not lost.
async fn take_back_what_travels(store: &Store, master_key: &MasterKey, clock: &Clock) -> store::Result<()> {
    if let Some(seconds) = take_back(&mut store.read().await?.db(), master_key, clock.now()).await? {
        tokio::spawn(forget_former(master_key.clone(), Duration::from_secs(seconds.cast_unsigned())));
    }
    Ok(())
}
