//! `/account/data`: what is kept about me, and its download.

use super::{AccountFrame, AccountSection};
use crate::web::page::Page;
use serde::Serialize;

/// My data.
#[derive(Clone, Debug, Serialize)]
pub struct AccountData {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AccountFrame,
}

impl Page for AccountData {
    const TEMPLATE: &'static str = "account/data.html";

    fn samples() -> Vec<Self> {
        let section = AccountSection::Data;
        vec![Self { frame: AccountFrame::sample(section) }, Self { frame: AccountFrame::sample_awkward(section) }]
    }
}
