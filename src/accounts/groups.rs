//! What administrators do to groups: one function for each act. Who is in a group: see `people`.

use super::act_error::{FieldError, FieldFault, FormField, Present};
use super::people::differences;
use super::{Accounts, ActError, Authority};
use crate::audit::Kind;
use crate::model::ids::{GroupId, random_id};
use crate::model::people_list::{Page, PageRequest};
use crate::model::user::Permission;
use crate::model::username::{NameError, check_name, is_invisible};
use crate::store::{self, Db, Group, GroupRow};
use serde_json::{Map, Value, json};

/// Longest description (characters).
const LONGEST_DESCRIPTION: usize = 500;

/// What to change about a group; what is absent stays, and an empty text removes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupChange {
    /// Another name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Only owners change it and who is in it; owners only.
    pub is_protected: Option<bool>,
    /// Whether the `groups` claim names it.
    pub in_claim: Option<bool>,
}

impl Accounts {
    /// One page of the groups whose name or description holds `q`, with how many people are in each.
    pub async fn list_groups(
        &self,
        authority: &Authority,
        q: &str,
        page: &PageRequest,
    ) -> Result<Page<GroupRow>, ActError> {
        authority.require(Permission::View)?;
        Ok(self.store.read().await?.db().list_groups(q, page).await?)
    }

    /// The first groups by name, for choosing one: without a count of who is in them, which takes its time.
    pub async fn first_groups(&self, authority: &Authority, limit: i64) -> Result<Vec<Group>, ActError> {
        authority.require(Permission::View)?;
        Ok(self.store.read().await?.db().first_groups(limit).await?)
    }

    /// Adds a group; a protected one only for owners.
    pub async fn add_group(&self, authority: &Authority, change: &GroupChange) -> Result<Group, ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let mut group = Group::new(GroupId::from(random_id()), "", self.clock.now());
        self.apply(&mut db, authority, &mut group, change).await?;
        db.insert_group(&group).await.map_err(taken_meanwhile)?;
        let event = authority.event(Kind::GroupCreated).detail("group", group.name.as_str());
        let event = described(&group).into_iter().fold(event, |event, (name, value)| event.detail(&name, value));
        self.audit.record(&mut db, event).await?;
        write.commit().await?;
        Ok(group)
    }

    /// Changes a group; `version` is that of the group as it was read. Answers the group afterwards, and whether anything
    /// was changed.
    pub async fn change_group(
        &self,
        authority: &Authority,
        id: &GroupId,
        version: Option<i64>,
        change: &GroupChange,
    ) -> Result<(Group, bool), ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let before = db.hold_group(id).await?.ok_or(ActError::Gone)?;
        authority.check_group(&before)?;
        if version.is_some_and(|version| version != before.version) {
            return Err(ActError::Stale(Present::Group(Box::new(before))));
        }
        let mut group = before.clone();
        self.apply(&mut db, authority, &mut group, change).await?;
        let changes = differences(&described(&before), &described(&group));
        if changes.is_empty() {
            return Ok((group, false));
        }
        db.update_group(&group).await.map_err(taken_meanwhile)?;
        group.version += 1;
        // A new name, if there is one, stands among the changes.
        let event = authority.event(Kind::GroupChanged).detail("group_id", id.as_str());
        let event = event.detail("group", before.name.as_str());
        let event = changes.into_iter().fold(event, |event, (name, change)| event.detail(&name, change));
        self.audit.record(&mut db, event).await?;
        write.commit().await?;
        Ok((group, true))
    }

    /// Removes a group; its members stay, without it.
    pub async fn remove_group(&self, authority: &Authority, id: &GroupId) -> Result<Group, ActError> {
        let mut write = self.begin_act(authority, Permission::ManagePeople).await?;
        let mut db = write.db();
        let group = db.hold_group(id).await?.ok_or(ActError::Gone)?;
        authority.check_group(&group)?;
        db.delete_group(id).await?;
        let event = authority.event(Kind::GroupRemoved).detail("group", group.name.as_str());
        self.audit.record(&mut db, event.detail("group_id", id.as_str())).await?;
        write.commit().await?;
        Ok(group)
    }

    async fn apply(
        &self,
        db: &mut Db<'_>,
        authority: &Authority,
        group: &mut Group,
        change: &GroupChange,
    ) -> Result<(), ActError> {
        if change.is_protected.is_some_and(|is_protected| is_protected != group.is_protected) {
            authority.require(Permission::Own)?;
        }
        if let Some(name) = &change.name {
            group.name.clone_from(name);
        }
        if let Some(description) = &change.description {
            group.description = Some(description.trim().to_owned()).filter(|text| !text.is_empty());
        }
        group.is_protected = change.is_protected.unwrap_or(group.is_protected);
        group.in_claim = change.in_claim.unwrap_or(group.in_claim);
        let mut errors = faults(group);
        if let Some(other) = db.find_group(&group.name).await?.filter(|other| other.id != group.id) {
            errors.push(FieldError::new(FormField::Name, FieldFault::Taken(Some(other.name))));
        }
        if errors.is_empty() { Ok(()) } else { Err(ActError::Fields(errors)) }
    }
}

fn faults(group: &Group) -> Vec<FieldError> {
    let description = group.description.as_deref().unwrap_or_default();
    let of_description = match description {
        text if text.chars().count() > LONGEST_DESCRIPTION => Err(NameError::TooLong),
        text if text.chars().any(|c| is_invisible(c) && c != '\n' && c != '\r') => Err(NameError::Invisible),
        _ => Ok(()),
    };
    let checks = [(FormField::Name, check_name(&group.name)), (FormField::Description, of_description)];
    let failed = checks.into_iter().filter_map(|(field, check)| Some((field, check.err()?)));
    failed.map(|(field, error)| FieldError::new(field, error)).collect()
}

/// What the audit log keeps of a group.
fn described(group: &Group) -> Map<String, Value> {
    let described = json!({
        "name": group.name, "description": group.description, "protected": group.is_protected,
        "in_claim": group.in_claim,
    });
    if let Value::Object(members) = described { members } else { Map::new() }
}

/// A name that somebody took between the look and the write.
fn taken_meanwhile(error: store::Error) -> ActError {
    match error {
        store::Error::Taken(_) => ActError::Fields(vec![FieldError::new(FormField::Name, FieldFault::Taken(None))]),
        error => error.into(),
    }
}
