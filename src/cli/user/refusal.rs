//! Why an act on a person is refused, in words for a terminal.

use crate::accounts::{ActError, FieldError, FieldFault, FormField, PersonChange};
use crate::cli::Failure;
use crate::cli::output::plain;

/// The refusal of an act on somebody.
pub(super) fn refused(error: ActError, username: &str) -> Failure {
    match error {
        ActError::LastOwner => Failure::said(format!(
            "{} is the last owner, and without one nobody could manage this installation. Make another owner first: \
             `claviger user role USERNAME owner`.",
            plain(username)
        )),
        ActError::HasPassword => {
            let name = plain(username);
            Failure::said(format!("{name} has a password already. Use `claviger user reset-password`."))
        }
        error => error.into(),
    }
}

/// The refusal of a change, each bad field with what was given for it.
pub(super) fn refused_change(error: ActError, username: &str, change: &PersonChange) -> Failure {
    match error {
        ActError::Fields(errors) => {
            Failure::said(errors.iter().map(|error| sentence(error, change)).collect::<Vec<_>>().join("\n"))
        }
        error => refused(error, username),
    }
}

fn sentence(error: &FieldError, change: &PersonChange) -> String {
    let (what, given) = match &error.field {
        FormField::Username => ("username", &change.username),
        FormField::Email => ("e-mail address", &change.email),
        FormField::Name => ("name", &change.name),
        _ => return format!("{}.", capitalized(&error.to_string())),
    };
    let given = plain(given.as_deref().unwrap_or_default());
    match (&error.field, &error.fault) {
        (FormField::Username, FieldFault::Taken(_)) => format!("Somebody is called {given} already."),
        (FormField::Email, FieldFault::Taken(_)) => format!("Somebody has the e-mail address {given} already."),
        (_, fault) => format!("The {what} {given} {fault}."),
    }
}

/// The first letter of a sentence; claims stay as they are written.
fn capitalized(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}
