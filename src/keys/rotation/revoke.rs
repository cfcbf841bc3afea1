//! The emergency: a private key may be in other hands. Its tokens are refused here at once, and by apps as soon as their
//! copy of the key set is too old.

use super::plan::Ringful;
use super::{By, Rotation, RotationError, upkeep};
use crate::audit::Kind;
use crate::keys::algorithm::Algorithm;
use crate::keys::generate::PrivateKey;
use crate::keys::lifecycle::{Dates, State, check_mac, seal_row};
use crate::keys::store_key;
use crate::keys::timing::Timing;
use crate::model::ids::ClientId;
use crate::model::signing_key::SigningKey;
use crate::store::{Affected, Db, Ended};

/// What becomes of the sessions and refresh tokens of those whose tokens the key may have signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They end: everybody signs in again.
    End,
    /// They stay.
    Keep,
}

/// What a revocation reaches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Radius {
    /// The key.
    pub kid: String,
    /// Its ring: the name of its algorithm.
    pub ring: String,
    /// What it does until then.
    pub state: State,
    /// When (unix seconds).
    pub at: i64,
    /// Until when honest tokens of it would have been good; none where it never signed or all have expired.
    pub tokens_valid_until: Option<i64>,
    /// Until when apps believe it at the most, since they hold a copy of the key set: forged tokens too.
    pub accepted_until: i64,
    /// Sessions from which its tokens came.
    pub sessions: i64,
    /// What apps hold from these: refresh tokens.
    pub families: i64,
    /// The people behind them.
    pub people: i64,
    /// The apps, by id.
    pub apps: Vec<ClientId>,
    /// What was ended; nothing in a preview, or where it was kept.
    pub ended: Ended,
    /// Which key signs instead; none where another signs already.
    pub successor: Option<Successor>,
}

/// The key that signs in the place of a revoked one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successor {
    /// None where it has still to be made.
    pub kid: Option<String>,
    /// Until when apps may meet it as an unknown key (unix seconds); none where all know it.
    pub fails_until: Option<i64>,
}

/// Which rows a revocation changes, and whether it needs a key that is not there yet.
#[derive(Debug)]
pub(super) struct Revocation {
    pub(super) changed: Vec<SigningKey>,
    pub(super) needs_key: bool,
    pub(super) successor: Option<Successor>,
}

/// Works a revocation out. `is_sound` tells rows that may be relied upon; the one that is revoked need not be.
pub(super) fn revocation(
    ring: &Ringful<'_>,
    target: &SigningKey,
    timing: &Timing,
    is_sound: impl Fn(&SigningKey) -> bool,
) -> Result<Revocation, RotationError> {
    let state = State::of(target, ring.now);
    if matches!(state, State::Removed | State::Revoked) && is_sound(target) {
        return Err(RotationError::Over { kid: target.kid.clone(), state });
    }
    let has_signed = target.sign_from.is_some_and(|from| from <= ring.now);
    let revoked = SigningKey {
        revoked_at: Some(ring.now),
        sign_from: target.sign_from.filter(|_| has_signed),
        sign_until: has_signed.then(|| target.sign_until.map_or(ring.now, |until| until.min(ring.now))),
        staged_for: Vec::new(),
        sealed: None,
        ..target.clone()
    };
    let mut changed = vec![revoked];
    let others = ring.without(&target.kid);
    let next = others.next().filter(|row| is_sound(row));
    if let Some(active) = others.active().filter(|row| is_sound(row)) {
        // It was to hand over to the revoked key.
        if active.sign_until.is_some() && next.is_none_or(|next| next.sign_from.is_none()) {
            changed.push(SigningKey { sign_until: None, ..active.clone() });
        }
        return Ok(Revocation { changed, needs_key: false, successor: None });
    }
    let Some(next) = next else {
        let successor = Successor { kid: None, fails_until: Some(ring.now + timing.ripening()) };
        return Ok(Revocation { changed, needs_key: true, successor: Some(successor) });
    };
    changed.push(SigningKey { sign_from: Some(ring.now), staged_for: Vec::new(), ..next.clone() });
    let known_from = next.publish_at + timing.ripening();
    let successor =
        Successor { kid: Some(next.kid.clone()), fails_until: (known_from > ring.now).then_some(known_from) };
    Ok(Revocation { changed, needs_key: false, successor: Some(successor) })
}

impl Rotation {
    /// What [`Rotation::revoke`] would reach.
    pub async fn radius(&self, kid: &str) -> Result<Radius, RotationError> {
        let mut read = self.store.read().await?;
        let rows = read.db().signing_keys().await?;
        let target = find(&rows, kid)?;
        let ring = Ringful::new(&rows, &target.ring, self.now_of(&rows));
        let worked = revocation(&ring, target, self.ring.timing(), |row| self.is_usable(row))?;
        self.measure(&mut read.db(), target, (ring.now, worked.successor)).await
    }

    /// Revokes a key in one transaction: it is believed no more, its private part is gone, the next key signs, and the
    /// sessions and refresh tokens that it reaches end or stay. Then the key after the next is made.
    pub async fn revoke(&self, kid: &str, ending: Ending, by: &By) -> Result<Radius, RotationError> {
        self.ring.reload(&self.store).await?;
        let mut fresh = None;
        for _ in 0..super::TRIES {
            match self.try_to_revoke(kid, ending, by, fresh.as_ref()).await {
                // A key is made outside the transaction.
                Ok(None) => fresh = Some(self.generate(self.algorithm_of(kid).await?).await?),
                Ok(Some(radius)) => {
                    self.ring.reload(&self.store).await?;
                    self.follow_up(&radius.ring).await;
                    return Ok(radius);
                }
                Err(RotationError::Outrun) => {}
                Err(error) => return Err(error),
            }
        }
        Err(RotationError::Outrun)
    }

    /// None where a key has to be made first.
    async fn try_to_revoke(
        &self,
        kid: &str,
        ending: Ending,
        by: &By,
        fresh: Option<&PrivateKey>,
    ) -> Result<Option<Radius>, RotationError> {
        let mut write = self.store.write().await?;
        by.confirm(&mut write.db()).await?;
        let rows = write.db().signing_keys().await?;
        let target = find(&rows, kid)?;
        let ring = Ringful::new(&rows, &target.ring, self.now_of(&rows));
        let Revocation { changed, needs_key, mut successor } =
            revocation(&ring, target, self.ring.timing(), |row| self.is_usable(row))?;
        let made = match (needs_key, fresh) {
            (true, None) => return Ok(None),
            (true, Some(key)) => {
                let dates =
                    Dates { generation: ring.newest_generation() + 1, now: ring.now, sign_from: Some(ring.now) };
                Some(seal_row(self.ring.master(), key, dates)?)
            }
            (false, _) => None,
        };
        self.replace(&mut write.db(), changed).await?;
        if let Some(row) = &made {
            store_key(&mut write.db(), self.ring.master(), row).await?;
            self.audit.record(&mut write.db(), upkeep::created(row)).await?;
            successor = successor.map(|successor| Successor { kid: Some(row.kid.clone()), ..successor });
        }
        let mut radius = self.measure(&mut write.db(), target, (ring.now, successor)).await?;
        if ending == Ending::End {
            radius.ended = write.db().end_affected(&affected(target, ring.now)).await?;
        }
        self.record(&mut write.db(), &radius, (ending, by)).await?;
        write.commit().await?;
        Ok(Some(radius))
    }

    async fn measure(
        &self,
        db: &mut Db<'_>,
        target: &SigningKey,
        (now, successor): (i64, Option<Successor>),
    ) -> Result<Radius, RotationError> {
        let reach = affected(target, now);
        let (sessions, families, people) = db.count_affected(&reach).await?;
        Ok(Radius {
            kid: target.kid.clone(),
            ring: target.ring.clone(),
            state: State::of(target, now),
            at: now,
            tokens_valid_until: Some(target.exp_ceiling).filter(|exp| *exp > now),
            accepted_until: now + self.ring.timing().max_age,
            sessions,
            families,
            people,
            apps: db.affected_clients(&reach).await?,
            ended: Ended::default(),
            successor,
        })
    }

    /// Everything that a report about the revocation has to say.
    async fn record(&self, db: &mut Db<'_>, radius: &Radius, (ending, by): (Ending, &By)) -> Result<(), RotationError> {
        let successor = radius.successor.as_ref();
        let event = by
            .event(Kind::KeyRevoked)
            .detail("kid", &*radius.kid)
            .detail("ring", &*radius.ring)
            .detail("state", radius.state.name())
            .detail("accepted_until", radius.accepted_until)
            .detail("tokens_valid_until", radius.tokens_valid_until)
            .detail("successor", successor.and_then(|successor| successor.kid.as_deref()))
            .detail("apps_may_fail_until", successor.and_then(|successor| successor.fails_until))
            .detail("sessions", radius.sessions)
            .detail("families", radius.families)
            .detail("people", radius.people)
            .detail("apps", radius.apps.iter().map(ClientId::as_str).collect::<Vec<_>>())
            .detail("ending", if ending == Ending::End { "end" } else { "keep" })
            .detail("sessions_ended", radius.ended.sessions)
            .detail("families_ended", radius.ended.families);
        self.audit.record(db, event).await?;
        if let Some(successor) = &radius.successor {
            let mut event = by.event(Kind::KeyActivated).detail("kid", successor.kid.as_deref());
            event = event.detail("signs_from", radius.at).detail("instead_of", &*radius.kid);
            if let Some(until) = successor.fails_until {
                let why = "it follows a revoked key before apps can know it";
                event = event.detail("exception", why).detail("apps_may_fail_until", until);
            }
            self.audit.record(db, event).await?;
        }
        Ok(())
    }

    /// The next standby key. What fails here the schedule makes good, so the revocation counts as done.
    async fn follow_up(&self, ring: &str) {
        let Some(algorithm) = Algorithm::find(ring) else { return };
        let rows = self.ring.rows();
        let ring = Ringful::new(&rows, ring, self.ring.time(self.clock.now()));
        let has_gap = ring.active().is_some() && ring.may_take_standby();
        if has_gap && let Err(error) = self.make_standby(algorithm).await {
            tracing::warn!(%error, "no next signing key could be made yet");
        }
    }

    async fn algorithm_of(&self, kid: &str) -> Result<Algorithm, RotationError> {
        let rows = self.rows().await?;
        Algorithm::find(&find(&rows, kid)?.ring).ok_or_else(|| RotationError::UnknownKey(kid.to_owned()))
    }

    /// Whether a key's row is ours and its private part opens.
    fn is_usable(&self, row: &SigningKey) -> bool {
        let is_flawed = self.ring.alarms().iter().any(|alarm| alarm.kid == row.kid);
        !is_flawed && check_mac(self.ring.master(), row).is_ok()
    }
}

fn find<'r>(rows: &'r [SigningKey], kid: &str) -> Result<&'r SigningKey, RotationError> {
    rows.iter().find(|row| row.kid == kid).ok_or_else(|| RotationError::UnknownKey(kid.to_owned()))
}

/// Whom tokens of the key may have been given to: since it began to sign, or, staged, since it was published.
fn affected(target: &SigningKey, now: i64) -> Affected<'_> {
    let has_signed = target.exp_ceiling > 0 || target.sign_from.is_some_and(|from| from <= now);
    let since = if target.exp_ceiling > 0 { target.publish_at } else { target.sign_from.unwrap_or(now) };
    Affected {
        ring: &target.ring,
        is_default_ring: target.ring == Algorithm::Rs256.name(),
        since: if has_signed { since } else { i64::MAX },
        until: target.sign_until.unwrap_or(i64::MAX),
        now,
    }
}
