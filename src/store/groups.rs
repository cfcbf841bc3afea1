//! Groups and who is in them.

use super::{Db, Result, both};
use crate::model::ids::{GroupId, UserId};

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
    /// Unix seconds.
    pub created_at: i64,
}

impl Db<'_> {
    /// Adds a group.
    pub async fn insert_group(&mut self, group: &Group) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO user_groups (id, name, description, created_at) VALUES ($1, $2, $3, $4)")
            .bind(group.id.as_str()).bind(&*group.name).bind(group.description.as_deref()).bind(group.created_at)
            .execute(c).await.map(drop))?)
    }

    /// The group of a name.
    pub async fn find_group(&mut self, name: &str) -> Result<Option<Group>> {
        Ok(both!(self, c => sqlx::query_as("SELECT * FROM user_groups WHERE name = $1")
            .bind(name).fetch_optional(c).await)?)
    }

    /// Every group by name, with how many people are in it.
    pub async fn list_groups(&mut self) -> Result<Vec<(Group, i64)>> {
        let groups: Vec<Group> = both!(self, c => sqlx::query_as("SELECT * FROM user_groups ORDER BY name")
            .fetch_all(c).await)?;
        let counts: Vec<(String, i64)> = both!(self, c => sqlx::query_as(
            "SELECT group_id, COUNT(*) FROM group_members GROUP BY group_id").fetch_all(c).await)?;
        let count = |id: &GroupId| counts.iter().find(|(group, _)| group == id.as_str()).map_or(0, |(_, n)| *n);
        Ok(groups.into_iter().map(|group| (group.clone(), count(&group.id))).collect())
    }

    /// Removes a group; its members stay.
    pub async fn delete_group(&mut self, id: &GroupId) -> Result<()> {
        Ok(both!(self, c => sqlx::query("DELETE FROM user_groups WHERE id = $1")
            .bind(id.as_str()).execute(c).await.map(drop))?)
    }

    /// Puts a person into a group; already there is fine.
    pub async fn add_group_member(&mut self, group: &GroupId, user: &UserId) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO group_members (group_id, user_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(group.as_str()).bind(user.as_str()).execute(c).await.map(drop))?)
    }

    /// Takes a person out of a group.
    pub async fn remove_group_member(&mut self, group: &GroupId, user: &UserId) -> Result<()> {
        Ok(both!(self, c => sqlx::query("DELETE FROM group_members WHERE group_id = $1 AND user_id = $2")
            .bind(group.as_str()).bind(user.as_str()).execute(c).await.map(drop))?)
    }

    /// Ids of the groups that a person is in.
    pub async fn group_ids_of(&mut self, user: &UserId) -> Result<Vec<GroupId>> {
        let ids: Vec<String> = both!(self, c => sqlx::query_scalar("SELECT group_id FROM group_members WHERE user_id = $1")
            .bind(user.as_str()).fetch_all(c).await)?;
        Ok(ids.into_iter().map(GroupId::from).collect())
    }

    /// Names of the groups that a person is in, sorted by bytes.
    pub async fn groups_of(&mut self, user: &UserId) -> Result<Vec<String>> {
        let mut names: Vec<String> = both!(self, c => sqlx::query_scalar(
            "SELECT user_groups.name FROM user_groups JOIN group_members ON group_members.group_id = user_groups.id \
             WHERE group_members.user_id = $1")
            .bind(user.as_str()).fetch_all(c).await)?;
        // Databases sort each in their own way, and apps compare the claim.
        names.sort_unstable();
        Ok(names)
    }
}
