//! Acts on one person or on many: switching off and on, removing and restoring, ending sessions, groups.

use super::change::write_back;
use super::{check_owner_is_left, hold};
use crate::accounts::{Accounts, ActError, Authority};
use crate::audit::Kind;
use crate::model::ids::{GroupId, UserId};
use crate::model::user::Permission;
use crate::store::Db;
use crate::store::Ended;

/// What is done to each person of a selection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PersonAct {
    /// Stop them from signing in, and end all they have.
    Disable,
    /// Let them sign in again.
    Enable,
    /// Remove them; it can be undone until the sweeper comes.
    Delete,
    /// Undo their removal.
    Restore,
    /// End their sessions and tokens.
    EndSessions,
    /// Have them choose another password before anything else.
    DemandPassword,
    /// Put them into a group.
    Join(GroupId),
    /// Take them out of a group.
    Leave(GroupId),
}

/// What became of a selection.
#[derive(Debug, Default)]
pub struct ActedOn {
    /// How many were changed.
    pub done: usize,
    /// How many were so already.
    pub unchanged: usize,
    /// Who was passed over, and why.
    pub refused: Vec<(UserId, ActError)>,
}

impl ActedOn {
    /// Adds the outcome of the next part of the selection.
    pub fn extend(&mut self, other: Self) {
        self.done += other.done;
        self.unchanged += other.unchanged;
        self.refused.extend(other.refused);
    }
}

impl PersonAct {
    /// The right that it needs.
    pub const fn permission(&self) -> Permission {
        match self {
            Self::EndSessions => Permission::EndSessions,
            Self::Disable
            | Self::Enable
            | Self::Delete
            | Self::Restore
            | Self::DemandPassword
            | Self::Join(_)
            | Self::Leave(_) => Permission::ManagePeople,
        }
    }

    const fn kind(&self) -> Kind {
        match self {
            Self::Disable => Kind::UserDisabled,
            Self::Enable => Kind::UserEnabled,
            Self::Delete => Kind::UserRemoved,
            Self::Restore => Kind::UserRestored,
            Self::EndSessions => Kind::UserSessionsEnded,
            Self::DemandPassword => Kind::UserPasswordDemanded,
            Self::Join(_) => Kind::GroupMemberAdded,
            Self::Leave(_) => Kind::GroupMemberRemoved,
        }
    }
}

impl Accounts {
    /// How many people [`Accounts::act_on_people`] should be given at once: a page shows progress between the parts, and
    /// nobody waits long for the rows.
    pub const PEOPLE_AT_ONCE: usize = 100;

    /// Does something to one person; false when it was so already.
    pub async fn act_on_person(&self, authority: &Authority, id: &UserId, act: &PersonAct) -> Result<bool, ActError> {
        let acted = self.act_on_people(authority, std::slice::from_ref(id), act).await?;
        acted.refused.into_iter().next().map_or(Ok(acted.done > 0), |(_, error)| Err(error))
    }

    /// Does the same to several people in one transaction. Who may not be acted on is passed over and named; an error
    /// of the database leaves all as it was.
    pub async fn act_on_people(
        &self,
        authority: &Authority,
        ids: &[UserId],
        act: &PersonAct,
    ) -> Result<ActedOn, ActError> {
        // One order for everybody, so that two who act on the same people do not wait for each other.
        let mut ids = ids.to_vec();
        ids.sort_unstable();
        ids.dedup();
        let mut acted = ActedOn::default();
        let mut write = self.begin_act(authority, act.permission()).await?;
        if let PersonAct::Join(group) | PersonAct::Leave(group) = act {
            let group = write.db().hold_group(group).await?.ok_or(ActError::Gone)?;
            authority.check_group(&group)?;
        }
        for id in ids {
            match self.act_in(&mut write.db(), authority, &id, act).await {
                Ok(true) => acted.done += 1,
                Ok(false) => acted.unchanged += 1,
                Err(ActError::Store(error)) => return Err(error.into()),
                Err(error) => acted.refused.push((id, error)),
            }
        }
        self.commit_end(write).await?;
        Ok(acted)
    }

    /// Refuses before it writes: the transaction goes on to the next person.
    async fn act_in(
        &self,
        db: &mut Db<'_>,
        authority: &Authority,
        id: &UserId,
        act: &PersonAct,
    ) -> Result<bool, ActError> {
        let before = hold(db, authority, id).await?;
        let mut user = before.clone();
        if user.deleted_at.is_some() && !matches!(act, PersonAct::Delete | PersonAct::Restore) {
            return Err(ActError::Gone);
        }
        let now = self.clock.now();
        let event = authority.event(act.kind()).user(id);
        match act {
            PersonAct::Join(group) => return self.set_membership(db, authority, (group, &user), true).await,
            PersonAct::Leave(group) => return self.set_membership(db, authority, (group, &user), false).await,
            PersonAct::EndSessions => {
                let ended = db.end_all_of_user(id, now).await?;
                if ended == Ended::default() {
                    return Ok(false);
                }
                self.audit
                    .record(db, event.detail("sessions", ended.sessions).detail("families", ended.families))
                    .await?;
                return Ok(true);
            }
            PersonAct::DemandPassword => {
                let is_new = db.demand_new_password(id).await?;
                if is_new {
                    self.audit.record(db, event).await?;
                }
                return Ok(is_new);
            }
            PersonAct::Disable if user.disabled_at.is_none() => user.disabled_at = Some(now),
            PersonAct::Enable if user.disabled_at.is_some() => user.disabled_at = None,
            PersonAct::Delete if user.deleted_at.is_none() => user.deleted_at = Some(now),
            PersonAct::Restore if user.deleted_at.is_some() => user.deleted_at = None,
            PersonAct::Disable | PersonAct::Enable | PersonAct::Delete | PersonAct::Restore => return Ok(false),
        }
        if matches!(act, PersonAct::Disable | PersonAct::Delete) {
            check_owner_is_left(db, &before).await?;
            db.end_all_of_user(id, now).await?;
            db.void_links_of(id, now).await?;
        }
        user.updated_at = now;
        write_back(db, &user).await?;
        self.audit.record(db, event.detail("username", user.username.as_str())).await?;
        Ok(true)
    }
}
