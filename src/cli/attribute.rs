//! `claviger attribute`.

use super::output::plain;
use super::{Context, Failure};
use crate::accounts::{ActError, Authority};
use crate::model::attribute::{AttributeDefinition, AttributeKind};
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::json;

/// Attributes of people beside the standard claims.
#[derive(Subcommand)]
pub enum Attribute {
    /// Define an attribute
    Add(Add),
    /// List the attributes
    List(List),
    /// Remove an attribute, with everybody's value of it
    Remove(Remove),
}

const EXAMPLES: &str = "\
Examples:
  claviger attribute add department --label Department
  claviger attribute add start_date --label 'First day' --type date
  claviger user set alice --attribute department=Sales

A list has one text on each line. A name that looks like a secret is refused: attributes may go into tokens, which
whoever holds them can read.";

/// Defines an attribute.
#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub struct Add {
    /// Its name: small letters, digits and `_`
    name: String,
    /// Its name on pages
    #[arg(long)]
    label: Option<String>,
    /// The type of its values
    #[arg(long = "type", default_value = "text",
          value_parser = PossibleValuesParser::new(["text", "number", "boolean", "date", "list"]))]
    kind: String,
    /// People may set their own
    #[arg(long)]
    person_editable: bool,
}

/// Lists the attributes.
#[derive(Args)]
pub struct List {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Removes an attribute, with everybody's value of it.
#[derive(Args)]
pub struct Remove {
    /// Its name
    name: String,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
}

impl Attribute {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Remove(remove) => remove.run(cx).await,
        }
    }
}

impl Add {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let attribute = AttributeDefinition {
            label: self.label.unwrap_or_else(|| self.name.clone()),
            name: self.name,
            kind: AttributeKind::parse(&self.kind).unwrap_or(AttributeKind::Text),
            is_person_editable: self.person_editable,
            created_at: opened.clock.now(),
        };
        opened.accounts().add_attribute(&Authority::command_line(), &attribute).await?;
        cx.notice(format!("Added the attribute {}.", attribute.name))
    }
}

impl List {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let attributes = opened.accounts().list_attributes(&Authority::command_line()).await?;
        if self.json {
            let shown = attributes.iter().map(|attribute| {
                json!({"name": attribute.name, "label": attribute.label, "type": attribute.kind.as_str(),
                       "person_editable": attribute.is_person_editable, "created_at": attribute.created_at})
            });
            return cx.print_json(&shown.collect::<Vec<_>>());
        }
        let mut rows = vec![["NAME", "TYPE", "LABEL", "SET BY"].map(str::to_owned).to_vec()];
        rows.extend(attributes.iter().map(|attribute| {
            let by = if attribute.is_person_editable { "everybody for themselves" } else { "administrators" };
            vec![attribute.name.clone(), attribute.kind.as_str().to_owned(), plain(&attribute.label), by.to_owned()]
        }));
        cx.print_table(&rows)
    }
}

impl Remove {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let opened = cx.open().await?;
        let accounts = opened.accounts();
        let missing = || Failure::said(format!("There is no attribute {}.", plain(&self.name)));
        let known = accounts.list_attributes(&Authority::command_line()).await?;
        if !known.iter().any(|attribute| attribute.name == self.name) {
            return Err(missing());
        }
        cx.confirm(&format!("This removes the attribute {} with everybody's value of it.", self.name), self.yes)?;
        match accounts.remove_attribute(&Authority::command_line(), &self.name).await {
            Err(ActError::Gone) => Err(missing()),
            Err(error) => Err(error.into()),
            Ok(()) => cx.notice(format!("Removed the attribute {}.", self.name)),
        }
    }
}
