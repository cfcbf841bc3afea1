//! Groups and who is in them. Lists of groups: see `search`.

use super::{Db, Result, both};
use crate::model::ids::{GroupId, UserId};
use crate::model::username::username_key;

/// A group.
#[derive(sqlx::FromRow, Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    #[sqlx(try_from = "String")]
    pub id: GroupId,
    /// Its name: a value of the `groups` claim.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Only owners change it and who is in it.
    pub is_protected: bool,
    /// Whether the `groups` claim names it.
    pub in_claim: bool,
    /// Unix seconds.
    pub created_at: i64,
    /// Raised with every change of the group itself.
    pub version: i64,
}

impl Group {
    /// An unprotected group that the claim names.
    pub fn new(id: GroupId, name: impl Into<String>, now: i64) -> Self {
        let name = name.into();
        Self { id, name, description: None, is_protected: false, in_claim: true, created_at: now, version: 1 }
    }
}

impl Db<'_> {
    /// Adds a group; [`super::Error::Taken`] when another one's name cannot be told from its own.
    pub async fn insert_group(&mut self, group: &Group) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO user_groups (id, name, name_key, description, is_protected, in_claim, created_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)")
            .bind(group.id.as_str()).bind(&*group.name).bind(username_key(&group.name))
            .bind(group.description.as_deref()).bind(group.is_protected).bind(group.in_claim).bind(group.created_at)
            .execute(c).await.map(drop))?)
    }

    /// The group of a name, whatever its case.
    pub async fn find_group(&mut self, name: &str) -> Result<Option<Group>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM user_groups WHERE name_key = $1")
            .bind(username_key(name)).fetch_optional(c).await)?)
    }

    /// The group of an id.
    pub async fn find_group_by_id(&mut self, id: &GroupId) -> Result<Option<Group>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM user_groups WHERE id = $1")
            .bind(id.as_str()).fetch_optional(c).await)?)
    }

    /// The group of an id, which stays as it is until the transaction ends.
    pub async fn hold_group(&mut self, id: &GroupId) -> Result<Option<Group>> {
        Ok(both!(self, c => sqlx::query_as("UPDATE user_groups SET version = version WHERE id = $1 RETURNING *")
            .bind(id.as_str()).fetch_optional(c).await)?)
    }

    /// Writes back what describes a group, and raises its version.
    pub async fn update_group(&mut self, group: &Group) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "UPDATE user_groups SET name = $2, name_key = $3, description = $4, is_protected = $5, in_claim = $6, \
             version = version + 1 WHERE id = $1")
            .bind(group.id.as_str()).bind(&*group.name).bind(username_key(&group.name))
            .bind(group.description.as_deref()).bind(group.is_protected).bind(group.in_claim)
            .execute(c).await.map(drop))?)
    }

    /// Removes a group; its members stay.
    pub async fn delete_group(&mut self, id: &GroupId) -> Result<()> {
        Ok(both!(self, c => sqlx::query("DELETE FROM user_groups WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(drop))?)
    }

    /// Puts a person into a group; false when they were there already.
    pub async fn add_group_member(&mut self, group: &GroupId, user: &UserId) -> Result<bool> {
        let added = both!(self, c => sqlx::query(
            "INSERT INTO group_members (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(group.as_str()).bind(user.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(added > 0)
    }

    /// Takes a person out of a group; false when they were not there.
    pub async fn remove_group_member(&mut self, group: &GroupId, user: &UserId) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM group_members WHERE group_id = $1 AND user_id = $2")
            .bind(group.as_str()).bind(user.as_str()).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }

    /// The groups that a person is in, by name in the order of its bytes.
    pub async fn list_groups_of(&mut self, user: &UserId) -> Result<Vec<Group>> {
        let mut groups: Vec<Group> = both!(self, c => sqlx::query_as(
            "SELECT user_groups.* FROM user_groups JOIN group_members ON group_members.group_id = user_groups.id \
             WHERE group_members.user_id = $1")
            .bind(user.as_str()).fetch_all(c).await)?;
        // Databases sort each in their own way, and apps compare the claim.
        groups.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        Ok(groups)
    }

    /// Ids of the groups that a person is in.
    pub async fn group_ids_of(&mut self, user: &UserId) -> Result<Vec<GroupId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar("SELECT group_id FROM group_members WHERE user_id = $1")
            .bind(user.as_str()).fetch_all(c).await)?;
        Ok(ids.into_iter().map(GroupId::from).collect())
    }

    /// Names of the groups that a person is in, sorted by bytes.
    pub async fn groups_of(&mut self, user: &UserId) -> Result<Vec<String>> {
        Ok(self.list_groups_of(user).await?.into_iter().map(|group| group.name).collect())
    }

    /// What the `groups` claim says of a person: names, sorted by bytes.
    pub async fn claimed_groups_of(&mut self, user: &UserId) -> Result<Vec<String>> {
        let groups = self.list_groups_of(user).await?;
        Ok(groups.into_iter().filter(|group| group.in_claim).map(|group| group.name).collect())
    }
}
