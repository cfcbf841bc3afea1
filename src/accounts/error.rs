//! Why something about a person cannot be done.

use super::{Busy, PasswordProblem};
use crate::model::username::NameError;
use crate::store;

/// A field of a form about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The username.
    Username,
    /// The full name.
    Name,
    /// The e-mail address.
    Email,
}

/// Why it cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// A field does not have the right form.
    #[error("the {0:?} {1}")]
    Malformed(Field, NameError),
    /// Somebody has this value already.
    #[error("the {0:?} is taken")]
    Taken(Field),
    /// The password is refused.
    #[error("the password {0}")]
    Password(#[from] PasswordProblem),
    /// The link was used, is too old, or never was one.
    #[error("the link does not work any more")]
    LinkUsed,
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}
