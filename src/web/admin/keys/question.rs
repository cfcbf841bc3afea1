//! What an act on a ring would do, worked out by the very functions that act.

use super::refusal::exact;
use super::view::{names_of, seen_row};
use crate::keys::Algorithm;
use crate::keys::evidence::{Seen, Sighting, Verdict, seen_by};
use crate::keys::rotation::{Haste, NextKey, NextSwitch, RingOutlook, RotationError, Switch};
use crate::model::ids::ClientId;
use crate::store;
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::pages::When;
use crate::web::pages::admin::{Asked, short};

/// A switch that is no further ahead than this (seconds) is made at once.
const AT_ONCE: i64 = 1;

/// What an owner may do to a ring; `key-<act>-…` in the catalogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Rotate,
    Sooner,
    Cancel,
    Stage,
    Unstage,
}

impl Act {
    const ALL: [Self; 5] = [Self::Rotate, Self::Sooner, Self::Cancel, Self::Stage, Self::Unstage];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Rotate => "rotate",
            Self::Sooner => "sooner",
            Self::Cancel => "cancel",
            Self::Stage => "stage",
            Self::Unstage => "unstage",
        }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == text)
    }

    pub(super) const fn haste(self) -> Haste {
        if matches!(self, Self::Sooner) { Haste::Sooner } else { Haste::WhenSafe }
    }
}

/// Why there is nothing to ask.
pub(super) enum Unasked {
    /// It is so already.
    Moot(Flash),
    /// It cannot be done.
    Refused(RotationError),
}

impl<E: Into<RotationError>> From<E> for Unasked {
    fn from(refusal: E) -> Self {
        Self::Refused(refusal.into())
    }
}

/// How a ring stands, with what other servers changed a moment ago.
pub(super) async fn outlook(admin: &Admin<'_>, algorithm: Algorithm) -> Result<RingOutlook, RotationError> {
    admin.provider.ring.reload(&admin.provider.store).await?;
    let rings = admin.provider.rotation().outlook();
    rings.into_iter().find(|ring| ring.algorithm == Some(algorithm)).ok_or(RotationError::NoStandby)
}

/// Everything about a ring that an act on it depends on.
pub(super) fn version(ring: &RingOutlook) -> String {
    let next = ring.next.as_ref();
    let staged = next.map(|next| next.staged_for.iter().map(ClientId::as_str).collect::<Vec<_>>().join(" "));
    let pending = pending(ring).map(|at| at.to_string());
    let parts = [ring.active.as_deref(), next.map(|next| &*next.kid), pending.as_deref(), staged.as_deref()];
    parts.map(Option::unwrap_or_default).join("|")
}

fn pending(ring: &RingOutlook) -> Option<i64> {
    match ring.switch {
        NextSwitch::Pending { at } => Some(at),
        NextSwitch::Scheduled { .. } | NextSwitch::NotScheduled => None,
    }
}

pub(super) fn planned_before(admin: &Admin<'_>, switch: &Switch) -> Flash {
    Flash::warn("flash-key-planned-before").name(&exact(admin, switch.at))
}

/// The question before an act.
pub(super) async fn prepare(admin: &Admin<'_>, (algorithm, act): (Algorithm, Act)) -> Result<Asked, Unasked> {
    let ring = outlook(admin, algorithm).await?;
    let Some(next) = &ring.next else {
        let is_cancel = act == Act::Cancel;
        return Err(if is_cancel { RotationError::NothingPending } else { RotationError::NoStandby }.into());
    };
    let asked = Asked {
        act: act.name(),
        from: ring.active.as_deref().map(short),
        to: short(&next.kid),
        at: pending(&ring).map(|at| When::new(at, ring.now)),
        is_now: false,
        otherwise: None,
        apps: Vec::new(),
        version: version(&ring),
        ring: ring.ring.clone(),
    };
    match act {
        Act::Rotate | Act::Sooner => rotating(admin, (algorithm, act), (&ring, next), asked).await,
        Act::Cancel if asked.at.is_none() => Err(RotationError::NothingPending.into()),
        Act::Cancel => Ok(asked),
        Act::Stage => staging(admin, (&ring, next), asked).await,
        Act::Unstage => unstaging(admin, (&ring, next), asked).await,
    }
}

async fn rotating(
    admin: &Admin<'_>,
    (algorithm, act): (Algorithm, Act),
    (ring, next): (&RingOutlook, &NextKey),
    asked: Asked,
) -> Result<Asked, Unasked> {
    let rotation = admin.provider.rotation();
    let switch = rotation.plan(algorithm, act.haste()).await?;
    if !switch.is_new {
        return Err(Unasked::Moot(planned_before(admin, &switch)));
    }
    let patient = rotation.plan(algorithm, Haste::WhenSafe).await?.at;
    let seen = evidence(admin, &next.kid).await?;
    let unsure = seen.apps.into_iter().filter(|app| app.verdict != Verdict::Seen);
    Ok(Asked {
        at: Some(When::new(switch.at, ring.now)),
        is_now: switch.at <= ring.now + AT_ONCE,
        otherwise: (patient > switch.at).then(|| When::new(patient, ring.now)),
        apps: unsure.map(|app| seen_row(app, ring.now)).collect(),
        ..asked
    })
}

async fn staging(admin: &Admin<'_>, (ring, next): (&RingOutlook, &NextKey), asked: Asked) -> Result<Asked, Unasked> {
    if ring.now < next.ripe_at {
        return Err(RotationError::TooYoung { kid: next.kid.clone(), at: next.ripe_at }.into());
    }
    let is_staged = |app: &Sighting| next.staged_for.iter().any(|id| id.as_str() == app.client);
    let seen = evidence(admin, &next.kid).await?;
    let apps = seen.apps.into_iter().rev().filter(|app| !is_staged(app));
    Ok(Asked { apps: apps.map(|app| seen_row(app, ring.now)).collect(), ..asked })
}

async fn unstaging(admin: &Admin<'_>, (ring, next): (&RingOutlook, &NextKey), asked: Asked) -> Result<Asked, Unasked> {
    if next.staged_for.is_empty() {
        return Err(Unasked::Moot(Flash::warn("flash-key-nobody-staged")));
    }
    let seen = evidence(admin, &next.kid).await?;
    let known = |id: &str| seen.apps.iter().find(|app| app.client == id).cloned();
    let unknown =
        |client, name| Sighting { client, name, verdict: Verdict::Silent, when: None, by: None, through: None };
    let staged = names_of(admin.provider, &next.staged_for).into_iter();
    let apps = staged.map(|app| known(&app.id).unwrap_or_else(|| unknown(app.id, app.name)));
    Ok(Asked { apps: apps.map(|app| seen_row(app, ring.now)).collect(), ..asked })
}

async fn evidence(admin: &Admin<'_>, kid: &str) -> store::Result<Seen> {
    seen_by(&admin.provider.store, kid, admin.now()).await
}
