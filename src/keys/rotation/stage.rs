//! One app or a few receive tokens of the next key before all others do.

use super::plan::Ringful;
use super::{By, Rotation, RotationError, Work};
use crate::audit::Kind;
use crate::keys::algorithm::Algorithm;
use crate::keys::timing::Timing;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use serde_json::json;

/// Which apps receive tokens of the next key first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staging {
    /// The next key.
    pub kid: String,
    /// All of them now, in the order in which they were named; none: nobody.
    pub clients: Vec<ClientId>,
    /// When the key is for all, where that is planned (unix seconds).
    pub for_all_at: Option<i64>,
}

impl Rotation {
    /// Lets apps receive tokens of the next key from now on, besides those that do already. Refused before the key has
    /// been published for twice `max-age`.
    pub async fn stage(&self, algorithm: Algorithm, clients: &[ClientId], by: &By) -> Result<Staging, RotationError> {
        if clients.is_empty() {
            return Err(RotationError::NobodyNamed);
        }
        let mut read = self.store.read().await?;
        for client in clients {
            if read.db().find_client(client).await?.is_none() {
                return Err(RotationError::UnknownClient(client.clone()));
            }
        }
        drop(read);
        self.act(algorithm.name(), by, |ring| staged(ring, self.ring.timing(), clients, by)).await
    }

    /// Takes apps back to the present key; no names: all of them.
    pub async fn unstage(&self, algorithm: Algorithm, clients: &[ClientId], by: &By) -> Result<Staging, RotationError> {
        self.act(algorithm.name(), by, |ring| unstaged(ring, clients, by)).await
    }
}

pub(super) fn staged(
    ring: &Ringful<'_>,
    timing: &Timing,
    clients: &[ClientId],
    by: &By,
) -> Result<Work<Staging>, RotationError> {
    let next = ring.next().ok_or(RotationError::NoStandby)?;
    let ripe_at = next.publish_at + timing.ripening();
    if ring.now < ripe_at {
        return Err(RotationError::TooYoung { kid: next.kid.clone(), at: ripe_at });
    }
    let mut all = next.staged_for.clone();
    for client in clients {
        if !all.contains(client) {
            all.push(client.clone());
        }
    }
    Ok(with_staged(next, all, by))
}

pub(super) fn unstaged(ring: &Ringful<'_>, clients: &[ClientId], by: &By) -> Result<Work<Staging>, RotationError> {
    let next = ring.next().ok_or(RotationError::NoStandby)?;
    let stays = |client: &&ClientId| !clients.is_empty() && !clients.contains(client);
    let left = next.staged_for.iter().filter(stays).cloned().collect();
    Ok(with_staged(next, left, by))
}

fn with_staged(next: &SigningKey, clients: Vec<ClientId>, by: &By) -> Work<Staging> {
    let event = by
        .event(Kind::KeyStaged)
        .detail("kid", &*next.kid)
        .detail("staged_for", json!({ "before": next.staged_for, "after": clients }));
    let staging = Staging { kid: next.kid.clone(), clients: clients.clone(), for_all_at: next.sign_from };
    let is_same = clients == next.staged_for;
    let changed = SigningKey { staged_for: clients, ..next.clone() };
    (staging, if is_same { Vec::new() } else { vec![changed] }, Some(event))
}
