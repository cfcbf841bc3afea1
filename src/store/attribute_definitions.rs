//! What the installation's own attributes are. Their values stand with the people.

use super::{Db, Error, Result, both};
use crate::model::attribute::{AttributeDefinition, AttributeKind};

#[derive(sqlx::FromRow)]
struct Row {
    name: String,
    label: String,
    kind: String,
    is_person_editable: bool,
    created_at: i64,
}

impl TryFrom<Row> for AttributeDefinition {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            kind: AttributeKind::parse(&row.kind).ok_or(Error::Damaged("attribute_definitions.kind"))?,
            name: row.name,
            label: row.label,
            is_person_editable: row.is_person_editable,
            created_at: row.created_at,
        })
    }
}

impl Db<'_> {
    /// Adds an attribute; [`Error::Taken`] when its name is taken.
    pub async fn insert_attribute(&mut self, attribute: &AttributeDefinition) -> Result<()> {
        Ok(both!(self, c => sqlx::query(
            "INSERT INTO attribute_definitions (name, label, kind, is_person_editable, created_at) \
             VALUES ($1, $2, $3, $4, $5)")
            .bind(&*attribute.name).bind(&*attribute.label).bind(attribute.kind.as_str())
            .bind(attribute.is_person_editable).bind(attribute.created_at).execute(c).await.map(drop))?)
    }

    /// Every attribute, by name.
    pub async fn list_attributes(&mut self) -> Result<Vec<AttributeDefinition>> {
        let rows: Vec<Row> = both!(self, c => sqlx::query_as("SELECT * FROM attribute_definitions ORDER BY name")
            .fetch_all(c).await)?;
        rows.into_iter().map(AttributeDefinition::try_from).collect()
    }

    /// Removes an attribute; false when there was none. Values of it stay with the people.
    pub async fn delete_attribute(&mut self, name: &str) -> Result<bool> {
        let gone = both!(self, c => sqlx::query("DELETE FROM attribute_definitions WHERE name = $1")
            .bind(name).execute(c).await.map(|done| done.rows_affected()))?;
        Ok(gone > 0)
    }
}
