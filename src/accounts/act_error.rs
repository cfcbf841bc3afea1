//! Why an administrator's act on people, groups or attributes is refused.

use super::{Busy, Forbidden, PasswordProblem};
use crate::model::attribute::AttributeError;
use crate::model::standard_claims::ClaimError;
use crate::model::user::{Permission, User};
use crate::model::username::NameError;
use crate::store::{self, Group};
use std::fmt;

/// Why an act is refused.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The role does not allow it, or is not theirs any more.
    #[error("this needs another role")]
    Forbidden(Permission),
    /// The person holds a role that whoever asks lacks.
    #[error("they hold a role that you do not: only an owner may do this")]
    HigherRole,
    /// A protected group, and no owner asks.
    #[error("the group is protected: only an owner may do this")]
    ProtectedGroup,
    /// Nobody could manage the installation any more.
    #[error("this is the last owner who can sign in")]
    LastOwner,
    /// There is no such person, group or attribute, or no longer.
    #[error("it is not there any more")]
    Gone,
    /// They have a password already: an invitation would be a way around it.
    #[error("they have a password already")]
    HasPassword,
    /// Fields of the form are refused, each with its reason; never empty.
    #[error("{}", sentences(.0))]
    Fields(Vec<FieldError>),
    /// Somebody else changed it since it was read; nothing was written. This is how it is now.
    #[error("somebody else changed it meanwhile")]
    Stale(Present),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// What somebody else made of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Present {
    /// A person.
    Person(Box<User>),
    /// A group.
    Group(Box<Group>),
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormField {
    /// The username of a person.
    Username,
    /// The name of a person or group.
    Name,
    /// The e-mail address of a person.
    Email,
    /// The password of a person.
    Password,
    /// What a group is for.
    Description,
    /// The label of an attribute.
    Label,
    /// A standard claim, by its name as [`crate::model::standard_claims::set_claim`] takes it.
    Claim(String),
    /// An attribute, or the value of one, by its name.
    Attribute(String),
}

/// What is wrong with a field; the text completes "the username …".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldFault {
    /// It does not have the right form.
    #[error(transparent)]
    Malformed(#[from] NameError),
    /// Somebody else, or another group or attribute, has it: given is how it is written there, where that may be told.
    #[error("is taken")]
    Taken(Option<String>),
    /// The password is refused.
    #[error(transparent)]
    Password(#[from] PasswordProblem),
    /// The claim is refused; this text is a sentence of its own.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// The attribute or its value is refused.
    #[error(transparent)]
    Attribute(#[from] AttributeError),
}

/// A field with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field.
    pub field: FormField,
    /// The fault.
    pub fault: FieldFault,
}

impl FieldError {
    /// A fault of a field.
    pub fn new(field: FormField, fault: impl Into<FieldFault>) -> Self {
        Self { field, fault: fault.into() }
    }
}

impl fmt::Display for FormField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Username => f.write_str("the username"),
            Self::Name => f.write_str("the name"),
            Self::Email => f.write_str("the e-mail address"),
            Self::Password => f.write_str("the password"),
            Self::Description => f.write_str("the description"),
            Self::Label => f.write_str("the label"),
            Self::Claim(name) | Self::Attribute(name) => write!(f, "the attribute {name}"),
        }
    }
}

impl fmt::Display for FieldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            FieldFault::Claim(error) => error.fmt(f),
            fault => write!(f, "{} {fault}", self.field),
        }
    }
}

fn sentences(errors: &[FieldError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<Forbidden> for ActError {
    fn from(Forbidden(permission): Forbidden) -> Self {
        Self::Forbidden(permission)
    }
}
