//! A person edits what describes themselves: name, standard claims, and the attributes that are open to them. Username,
//! e-mail address and what counts as verified are for admins, since apps match people by them.

use super::sessions::by_themselves;
use super::{Accounts, Caller, SignedIn};
use crate::audit::Kind;
use crate::model::attribute::{AttributeDefinition, AttributeError, parse_value, value_text};
use crate::model::secret::TokenHash;
use crate::model::standard_claims::set_claim;
use crate::model::user::User;
use crate::model::username::{NameError, check_name, is_invisible};
use crate::store;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What people may edit of themselves, in the order of the page; claims by the names that [`set_claim`] takes.
pub const PROFILE_FIELDS: [&str; 18] = [
    "name",
    "given_name",
    "middle_name",
    "family_name",
    "nickname",
    "gender",
    "birthdate",
    "picture",
    "website",
    "profile",
    "locale",
    "zoneinfo",
    "phone_number",
    "address.street_address",
    "address.postal_code",
    "address.locality",
    "address.region",
    "address.country",
];

/// What stands before the name of an attribute where fields of the profile are named.
pub const ATTRIBUTE: &str = "attribute.";

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProfileProblem {
    /// More characters than are kept.
    TooLong,
    /// A control character, one that shows nothing, or one that turns the direction of the text.
    Invisible,
    /// Not of the form that the claim has (OIDC Core §5.1).
    Malformed,
    /// An attribute that takes a number.
    NotANumber,
    /// An attribute that takes a day.
    NotADate,
    /// An attribute that takes a list of fewer texts.
    TooMany,
}

impl From<AttributeError> for ProfileProblem {
    fn from(error: AttributeError) -> Self {
        match error {
            AttributeError::TooLong => Self::TooLong,
            AttributeError::Invisible => Self::Invisible,
            AttributeError::NotANumber => Self::NotANumber,
            AttributeError::NotADate => Self::NotADate,
            AttributeError::TooMany => Self::TooMany,
            _ => Self::Malformed,
        }
    }
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// Fields that are wrong, all at once.
    #[error("{} fields are wrong", .0.len())]
    Wrong(Vec<(String, ProfileProblem)>),
    /// Somebody changed the profile since the form was shown; this is how the person is now.
    #[error("the profile was changed meanwhile")]
    Stale(Box<User>),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What a field of [`PROFILE_FIELDS`] holds; empty where it holds nothing.
pub fn profile_value<'u>(user: &'u User, field: &str) -> &'u str {
    let value = match field.split_once('.') {
        _ if field == "name" => return user.name.as_deref().unwrap_or_default(),
        Some((claim, member)) => user.claims.get(claim).and_then(|claim| claim.get(member)),
        None => user.claims.get(field),
    };
    value.and_then(Value::as_str).unwrap_or_default()
}

/// The attributes that people may set for themselves.
pub fn open_attributes(all: &[AttributeDefinition]) -> impl Iterator<Item = &AttributeDefinition> {
    all.iter().filter(|attribute| attribute.is_person_editable)
}

/// What stands in the field of an attribute; empty where nothing does.
pub fn attribute_text(user: &User, name: &str) -> String {
    user.attributes.get(name).map(value_text).unwrap_or_default()
}

/// Tells one state of a profile from another; for a hidden field of the form. `attributes` are all that there are.
pub fn profile_version(user: &User, attributes: &[AttributeDefinition]) -> String {
    let claims = PROFILE_FIELDS.iter().map(|field| profile_value(user, field).to_owned());
    let attributes = open_attributes(attributes).map(|open| attribute_text(user, &open.name));
    let all: Vec<String> = claims.chain(attributes).collect();
    TokenHash::of(&all.join("\u{0}")).to_hex()[..24].to_owned()
}

impl Accounts {
    /// What the installation's own attributes are.
    pub async fn attributes(&self) -> store::Result<Vec<AttributeDefinition>> {
        self.store.read().await?.db().list_attributes().await
    }

    /// Changes what a person typed about themselves, by the names of [`PROFILE_FIELDS`], and an attribute's behind
    /// [`ATTRIBUTE`]; `version` is the [`profile_version`] of the form. False where all of it stands there already, so
    /// that sending a form twice is sending it once.
    pub async fn edit_own_profile(
        &self,
        person: &SignedIn,
        version: &str,
        typed: &[(String, String)],
        caller: &Caller,
    ) -> Result<bool, ProfileError> {
        let old = &person.user;
        let attributes = self.attributes().await?;
        let new = User { updated_at: self.clock.now(), ..edited(old, typed, &attributes)? };
        let (before, after) = differences(old, &new);
        if after.is_empty() {
            return Ok(false);
        }
        if version != profile_version(old, &attributes) {
            return Err(ProfileError::Stale(Box::new(old.clone())));
        }
        let mut write = self.store.write().await?;
        let mut db = write.db();
        if !db.exchange_profile(old, &new).await? {
            let now = db.find_user(&old.id).await?;
            return Err(ProfileError::Stale(Box::new(now.unwrap_or_else(|| old.clone()))));
        }
        let event = by_themselves(Kind::UserChanged, person, caller).sid(&person.session.sid);
        self.audit.record(&mut db, event.detail("before", before).detail("after", after)).await?;
        write.commit().await?;
        Ok(true)
    }
}

/// The person with what was typed, or everything that is wrong with it.
fn edited(old: &User, typed: &[(String, String)], attributes: &[AttributeDefinition]) -> Result<User, ProfileError> {
    let mut new = old.clone();
    let mut wrong = Vec::new();
    for (field, value) in typed {
        // Browsers send lines of a text area with CR and LF.
        let value = value.replace("\r\n", "\n");
        let outcome = match field.strip_prefix(ATTRIBUTE) {
            Some(name) => set_attribute(&mut new, open_attributes(attributes).find(|open| open.name == name), &value),
            None if field == "name" => set_name(&mut new, value.trim()),
            None => set(&mut new, field, &value),
        };
        if let Err(problem) = outcome {
            wrong.push((field.clone(), problem));
        }
    }
    if wrong.is_empty() { Ok(new) } else { Err(ProfileError::Wrong(wrong)) }
}

fn set_attribute(user: &mut User, open: Option<&AttributeDefinition>, value: &str) -> Result<(), ProfileProblem> {
    // Closed or removed since the form was shown.
    let attribute = open.ok_or(ProfileProblem::Malformed)?;
    match parse_value(attribute.kind, value)? {
        Some(value) => user.attributes.insert(attribute.name.clone(), value),
        None => user.attributes.shift_remove(&attribute.name),
    };
    Ok(())
}

fn set_name(user: &mut User, name: &str) -> Result<(), ProfileProblem> {
    if name.is_empty() {
        user.name = None;
        return Ok(());
    }
    check_name(name).map_err(|error| match error {
        NameError::TooLong => ProfileProblem::TooLong,
        NameError::Invisible => ProfileProblem::Invisible,
        _ => ProfileProblem::Malformed,
    })?;
    user.name = Some(name.to_owned());
    Ok(())
}

fn set(user: &mut User, claim: &str, value: &str) -> Result<(), ProfileProblem> {
    let is_long = value.trim().chars().count() > 500;
    set_claim(user, &format!("{claim}={value}")).map_err(|_| {
        if is_long {
            ProfileProblem::TooLong
        } else if value.chars().any(|c| c != '\n' && is_invisible(c)) {
            ProfileProblem::Invisible
        } else {
            ProfileProblem::Malformed
        }
    })
}

/// The fields that differ, before and after; absent ones are null.
fn differences(old: &User, new: &User) -> (Map<String, Value>, Map<String, Value>) {
    let (mut before, mut after) = (Map::new(), Map::new());
    let mut note = |field: String, was: Value, is: Value| {
        if was != is {
            before.insert(field.clone(), was);
            after.insert(field, is);
        }
    };
    let shown = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    for field in PROFILE_FIELDS {
        note(field.to_owned(), shown(profile_value(old, field)), shown(profile_value(new, field)));
    }
    let names: BTreeSet<&String> = old.attributes.keys().chain(new.attributes.keys()).collect();
    let value = |user: &User, name: &str| user.attributes.get(name).cloned().unwrap_or_default();
    for name in names {
        note(format!("{ATTRIBUTE}{name}"), value(old, name), value(new, name));
    }
    (before, after)
}

#[cfg(test)]
mod tests;
