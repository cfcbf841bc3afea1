//! Changing what describes a person, their role and their groups.

use super::{check_owner_is_left, described, differences, hold};
use crate::accounts::act_error::{FieldError, FieldFault, FormField, Present};
use crate::accounts::{Accounts, ActError, Authority};
use crate::audit::Kind;
use crate::model::attribute::{AttributeDefinition, AttributeError, parse_value};
use crate::model::ids::{GroupId, UserId};
use crate::model::standard_claims::set_claim;
use crate::model::user::{Permission, Role, User};
use crate::model::username::{check_email, check_name, check_username, username_key};
use crate::store::{self, Db};
use serde_json::Value;

/// What to change; what is absent stays, and an empty text removes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PersonChange {
    /// Another username.
    pub username: Option<String>,
    /// Another e-mail address.
    pub email: Option<String>,
    /// Whether apps may rely on the address. Where this is absent, another address is not verified.
    pub email_verified: Option<bool>,
    /// Another full name.
    pub name: Option<String>,
    /// Standard claims by name, as [`set_claim`] takes them.
    pub claims: Vec<(String, String)>,
    /// The installation's own attributes by name, as [`parse_value`] takes them.
    pub attributes: Vec<(String, String)>,
    /// Another role, or none; owners only.
    pub role: Option<Option<Role>>,
    /// Whether they keep, with a higher role, a password that somebody else may know.
    pub keeps_password: bool,
    /// Groups to be in.
    pub join: Vec<GroupId>,
    /// Groups to leave.
    pub leave: Vec<GroupId>,
}

impl Accounts {
    /// Changes a person; all of it or nothing. `version` is that of the person as they were read, so that a change by
    /// somebody else in between is not lost ([`ActError::Stale`]); without one the present state is changed.
    ///
    /// Answers the person afterwards, and whether anything was changed.
    pub async fn change_person(
        &self,
        authority: &Authority,
        id: &UserId,
        version: Option<i64>,
        change: &PersonChange,
    ) -> Result<(User, bool), ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let before = hold(&mut db, authority, id).await?;
        if before.deleted_at.is_some() {
            return Err(ActError::Gone);
        }
        if version.is_some_and(|version| version != before.version) {
            return Err(ActError::Stale(Present::Person(Box::new(before))));
        }
        let mut user = before.clone();
        let mut errors = change.apply(&mut user, &db.list_attributes().await?);
        errors.extend(taken(&mut db, &user).await?);
        if !errors.is_empty() {
            return Err(ActError::Fields(errors));
        }
        let demands = !change.keeps_password;
        let is_described_anew = self.write_described(&mut db, authority, (&before, &mut user), demands).await?;
        let is_regrouped = self.regroup(&mut db, authority, &user, change).await?;
        if is_described_anew || is_regrouped {
            self.commit_end(write).await?;
        }
        Ok((user, is_described_anew || is_regrouped))
    }

    /// Gives a person a role, or takes it away; owners only. Links that were made for them before are worthless after, and
    /// whoever rises must choose another password where somebody else may know the present one.
    pub async fn set_role(&self, authority: &Authority, id: &UserId, role: Option<Role>) -> Result<bool, ActError> {
        let change = PersonChange { role: Some(role), ..PersonChange::default() };
        Ok(self.change_person(authority, id, None, &change).await?.1)
    }

    async fn write_described(
        &self,
        db: &mut Db<'_>,
        authority: &Authority,
        (before, user): (&User, &mut User),
        demands_password: bool,
    ) -> Result<bool, ActError> {
        let mut changes = differences(&described(before), &described(user));
        if changes.is_empty() {
            return Ok(false);
        }
        let has_new_role = user.role != before.role;
        let mut must_change = false;
        if has_new_role {
            authority.require(Permission::Own)?;
            check_owner_is_left(db, before).await?;
            // Whoever made a link for a plain person must not come in by it as one with a role.
            db.void_links_of(&user.id, self.clock.now()).await?;
            // Nor whoever is signed in as them already: who rises signs in anew.
            if user.role.is_some_and(|role| before.role.is_none_or(|held| !held.covers(role))) {
                db.end_all_of_user(&user.id, self.clock.now()).await?;
                must_change = demands_password && before.password_is_known && db.demand_new_password(&user.id).await?;
            }
        }
        if (&user.username, &user.email) != (&before.username, &before.email) {
            authority.check_entry(db, before).await?;
        }
        user.updated_at = self.clock.now();
        write_back(db, user).await?;
        user.version += 1;
        let of_role = changes.iter().position(|(name, _)| name == "role").map(|position| changes.remove(position));
        if let Some((name, change)) = of_role {
            let event = authority.event(Kind::RoleChanged).user(&user.id).detail(&name, change);
            let event = if must_change { event.detail("must_change_password", true) } else { event };
            self.audit.record(db, event).await?;
            user.must_change_password |= must_change;
        }
        if !changes.is_empty() {
            let event = authority.event(Kind::UserChanged).user(&user.id);
            let event = changes.into_iter().fold(event, |event, (name, change)| event.detail(&name, change));
            self.audit.record(db, event).await?;
        }
        Ok(true)
    }

    async fn regroup(
        &self,
        db: &mut Db<'_>,
        authority: &Authority,
        user: &User,
        change: &PersonChange,
    ) -> Result<bool, ActError> {
        let mut is_changed = false;
        for group in &change.join {
            is_changed |= self.set_membership(db, authority, (group, user), true).await?;
        }
        for group in &change.leave {
            is_changed |= self.set_membership(db, authority, (group, user), false).await?;
        }
        Ok(is_changed)
    }

    /// Puts a person into a group or takes them out, in the transaction of `db`; false when it was so already.
    pub(in crate::accounts) async fn set_membership(
        &self,
        db: &mut Db<'_>,
        authority: &Authority,
        (group, user): (&GroupId, &User),
        is_member: bool,
    ) -> Result<bool, ActError> {
        let group = db.find_group_by_id(group).await?.ok_or(ActError::Gone)?;
        let (kind, is_changed) = if is_member {
            (Kind::GroupMemberAdded, db.add_group_member(&group.id, &user.id).await?)
        } else {
            (Kind::GroupMemberRemoved, db.remove_group_member(&group.id, &user.id).await?)
        };
        if !is_changed {
            return Ok(false);
        }
        // What changes nothing needs no right: the transaction of a refusal is dropped.
        authority.check_group(&group)?;
        if is_member && group.is_protected {
            // Whoever made a link for them before must not come in by it as a member.
            db.void_links_of(&user.id, self.clock.now()).await?;
        }
        let event = authority.event(kind).user(&user.id);
        let event = event.detail("group", group.name.as_str()).detail("group_id", group.id.as_str());
        self.audit.record(db, event).await?;
        Ok(true)
    }
}

impl PersonChange {
    /// Applies everything but the groups; answers every field that is refused, as far as it can be told without asking
    /// for the names of others.
    pub(super) fn apply(&self, user: &mut User, definitions: &[AttributeDefinition]) -> Vec<FieldError> {
        let mut errors = self.apply_names(user);
        for (name, value) in &self.claims {
            if let Err(error) = set_claim(user, &format!("{name}={value}")) {
                errors.push(FieldError::new(FormField::Claim(name.clone()), error));
            }
        }
        // What was defined once and is no more goes at the next change.
        user.attributes.retain(|name, _| definitions.iter().any(|definition| definition.name == *name));
        for (name, text) in &self.attributes {
            if let Err(error) = set_attribute(user, definitions, name, text) {
                errors.push(FieldError::new(FormField::Attribute(name.clone()), error));
            }
        }
        if let Some(role) = self.role {
            user.role = role;
        }
        errors
    }

    fn apply_names(&self, user: &mut User) -> Vec<FieldError> {
        if let Some(username) = &self.username {
            user.username.clone_from(username);
        }
        if let Some(email) = &self.email {
            let email = Some(email.clone()).filter(|email| !email.is_empty());
            if user.email != email {
                user.email_verified = false;
            }
            user.email = email;
        }
        if let Some(is_verified) = self.email_verified {
            user.email_verified = is_verified && user.email.is_some();
        }
        if let Some(name) = &self.name {
            user.name = Some(name.clone()).filter(|name| !name.is_empty());
        }
        let checks = [
            (FormField::Username, check_username(&user.username, user.email.as_deref())),
            (FormField::Email, user.email.as_deref().map_or(Ok(()), check_email)),
            (FormField::Name, user.name.as_deref().map_or(Ok(()), check_name)),
        ];
        let failed = checks.into_iter().filter_map(|(field, check)| Some((field, check.err()?)));
        failed.map(|(field, error)| FieldError::new(field, error)).collect()
    }
}

fn set_attribute(
    user: &mut User,
    definitions: &[AttributeDefinition],
    name: &str,
    text: &str,
) -> Result<(), AttributeError> {
    let definition = definitions.iter().find(|definition| definition.name == name).ok_or(AttributeError::Unknown)?;
    let value: Option<Value> = parse_value(definition.kind, text)?;
    match value {
        Some(value) => user.attributes.insert(name.to_owned(), value),
        None => user.attributes.shift_remove(name),
    };
    Ok(())
}

/// Which of a person's names somebody else has.
pub(super) async fn taken(db: &mut Db<'_>, user: &User) -> Result<Vec<FieldError>, ActError> {
    let email_key = user.email.as_deref().map(username_key);
    let (has_username, has_email) =
        db.taken_keys(&user.id, &username_key(&user.username), email_key.as_deref()).await?;
    let fields = [(FormField::Username, has_username), (FormField::Email, has_email)];
    let taken = fields.into_iter().filter(|(_, is_taken)| *is_taken);
    Ok(taken.map(|(field, _)| FieldError::new(field, FieldFault::Taken(None))).collect())
}

pub(super) async fn write_back(db: &mut Db<'_>, user: &User) -> Result<(), ActError> {
    let email_key = user.email.as_deref().map(username_key);
    let written = db.update_user(user, (&username_key(&user.username), email_key.as_deref())).await;
    written.map_err(taken_meanwhile)
}

/// A name that somebody took between the look and the write, told by its field.
pub(super) fn taken_meanwhile(error: store::Error) -> ActError {
    let field = match &error {
        store::Error::Taken(name) if name.contains("email_key") => FormField::Email,
        store::Error::Taken(name) if name.contains("username_key") => FormField::Username,
        _ => return error.into(),
    };
    ActError::Fields(vec![FieldError::new(field, FieldFault::Taken(None))])
}
