//! The control: a switch to a key without its lead. The ring refuses that, so the drill writes rows that lie about when
//! the key was published, which only whoever holds the master key can.

use super::DrillError;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, seal_row, sign_row};
use crate::keys::rotation::RotationError;
use crate::keys::{Algorithm, State};
use crate::model::signing_key::SigningKey;
use crate::oidc::Provider;
use crate::store::Db;

/// How long ago the new key claims to have been published (seconds).
const LIE: i64 = 3600;

/// Makes a key that signs from now on in place of the present one; answers its kid.
pub(super) async fn switch_without_lead(provider: &Provider) -> Result<String, DrillError> {
    let key = PrivateKey::generate(Algorithm::Rs256, provider.config.keys.rsa_bits).await?;
    let ring = Algorithm::Rs256.name();
    let mut write = provider.store.write().await?;
    let rows = write.db().signing_keys().await?;
    let rows: Vec<_> = rows.into_iter().filter(|row| row.ring == ring).collect();
    let now = provider.clock.now();
    for row in &rows {
        match State::of(row, now) {
            State::Active => {
                let closed = SigningKey { sign_until: Some(now), ..row.clone() };
                replace(&mut write.db(), provider, closed).await?;
            }
            State::Standby | State::Staged => {
                let discarded = SigningKey { remove_at: Some(now), sealed: None, ..row.clone() };
                replace(&mut write.db(), provider, discarded).await?;
            }
            State::Retired | State::Removed | State::Revoked => {}
        }
    }
    let generation = rows.iter().map(|row| row.generation).max().unwrap_or_default() + 1;
    let row = seal_row(&provider.master_key, &key, Dates { generation, now: now - LIE, sign_from: Some(now) })?;
    write.db().insert_signing_key(&row).await?;
    write.commit().await?;
    Ok(row.kid)
}

/// Writes a changed row, which still carries the MAC that it was read with.
async fn replace(db: &mut Db<'_>, provider: &Provider, row: SigningKey) -> Result<(), DrillError> {
    let mut renewed = row.clone();
    sign_row(&provider.master_key, &mut renewed);
    if db.replace_signing_key(&row, &renewed.mac).await? { Ok(()) } else { Err(RotationError::Outrun.into()) }
}
