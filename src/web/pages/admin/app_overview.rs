//! `/admin/clients/<id>`: what an app is and how it is doing, at one glance.

use super::{AppFrame, AppTab};
use crate::model::client::ClientKind;
use crate::web::page::Page;
use crate::web::pages::When;
use serde::Serialize;

/// An app at one glance.
#[derive(Clone, Debug, Serialize)]
pub struct AppOverview {
    /// Surroundings.
    #[serde(flatten)]
    pub frame: AppFrame,
    /// When it was added.
    pub created: When,
    /// When it was changed last.
    pub changed: When,
}

impl Page for AppOverview {
    const TEMPLATE: &'static str = "admin/clients/overview.html";

    fn samples() -> Vec<Self> {
        let full = Self {
            frame: AppFrame::sample(AppTab::Overview),
            created: When::new(1_780_000_000, 1_795_269_789),
            changed: When::new(1_795_169_789, 1_795_269_789),
        };
        let of_kind = |kind| Self { frame: full.frame.clone().of_kind(kind), ..full.clone() };
        vec![
            full.clone(),
            of_kind(ClientKind::Native),
            of_kind(ClientKind::Service),
            Self { frame: AppFrame::sample_auditor(AppTab::Overview), ..full.clone() },
            Self { frame: AppFrame::sample_public(AppTab::Overview), ..full.clone() },
            Self { frame: AppFrame::sample_awkward(AppTab::Overview), ..full },
        ]
    }
}
