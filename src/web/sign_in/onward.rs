//! What waits behind the sign-in page: an app's request, or a page of ours.

use crate::model::params::Params;
use crate::oidc::Error;
use crate::oidc::flow::{Flow, Kind};
use crate::web::guards::local_path::LocalPath;
use crate::web::protocol::resume_url;
use crate::web::visit::Visit;

/// What waits behind the sign-in page.
#[derive(Default)]
pub(super) struct Onward {
    /// The request of an app.
    pub(super) flow: Option<Flow>,
    /// A page of ours.
    pub(super) return_to: Option<LocalPath>,
    /// Whether that page wants a fresh sign-in of somebody who is signed in.
    pub(super) is_again: bool,
    /// A flow was named that does not open.
    pub(super) is_lost: bool,
}

impl Onward {
    /// Reads it from the page's address, or from its form.
    pub(super) fn of(visit: &mut Visit<'_>, params: &Params) -> Self {
        let sealed = params.get("flow");
        let flow = sealed.and_then(|sealed| visit.open_flow(sealed));
        Self {
            is_lost: sealed.is_some() && flow.is_none(),
            flow,
            return_to: params.get("return_to").and_then(LocalPath::parse),
            is_again: params.get("again").is_some(),
        }
    }

    /// Where a person goes who has signed in.
    pub(super) fn url(self, visit: &Visit<'_>) -> Result<String, Error> {
        match self.flow {
            Some(flow) => Ok(resume_url(&visit.provider.seal_flow(Kind::Authorize, &flow)?)),
            None => Ok(self.return_to.unwrap_or_else(LocalPath::account).as_str().to_owned()),
        }
    }
}
