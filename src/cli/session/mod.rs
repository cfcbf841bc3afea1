//! `claviger session`.

mod end;
mod list;
mod notices;

use super::{Context, Failure};
use crate::accounts::EndError;
use clap::Subcommand;

/// Sign-ins of people in their browsers, and what apps hold of them.
#[derive(Subcommand)]
pub enum Session {
    /// List the live sessions, newest first
    List(list::List),
    /// List the notices by which apps are told of ended sessions
    Notices(notices::Notices),
    /// End one session, all of a person, all of an app, or all there are
    End(end::End),
}

impl Session {
    pub(super) async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        match self {
            Self::List(list) => list.run(cx).await,
            Self::Notices(notices) => notices.run(cx).await,
            Self::End(end) => end.run(cx).await,
        }
    }
}

impl From<EndError> for Failure {
    fn from(error: EndError) -> Self {
        match error {
            EndError::Store(error) => error.into(),
            EndError::NotFound => {
                Self::said("There is no such session, or it has ended already. `claviger session list` lists them.")
            }
            EndError::Forbidden(error) => Self::said(format!("Refused: {error}.")),
        }
    }
}
