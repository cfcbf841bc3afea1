//! How an app is told of logouts, as commands take it.

use crate::model::client::Client;
use clap::Args;

/// Options of `client add` and `client set`.
#[derive(Args)]
pub(super) struct Logout {
    /// Where logout tokens are posted to when a session of the app's ends; an empty text: nowhere
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Whether the app demands the session in logout tokens; ours always name it
    #[arg(long, value_name = "true|false")]
    backchannel_logout_session_required: Option<bool>,
    /// What the person's browser loads in a frame when they sign out; an empty text: nothing
    #[arg(long, value_name = "URI")]
    frontchannel_logout_uri: Option<String>,
    /// Whether that address carries iss and sid
    #[arg(long, value_name = "true|false")]
    frontchannel_logout_session_required: Option<bool>,
}

impl Logout {
    /// Changes what was named.
    pub(super) fn apply(self, client: &mut Client) {
        client.tell(|changed| {
            let some = |text: String| (!text.is_empty()).then_some(text);
            if let Some(uri) = self.backchannel_logout_uri {
                changed.backchannel_logout_uri = some(uri);
            }
            if let Some(uri) = self.frontchannel_logout_uri {
                changed.frontchannel_logout_uri = some(uri);
            }
            if let Some(is_required) = self.backchannel_logout_session_required {
                changed.backchannel_logout_session_required = is_required;
            }
            if let Some(is_required) = self.frontchannel_logout_session_required {
                changed.frontchannel_logout_session_required = is_required;
            }
        });
    }
}
