//! Before an act on a ring: one sentence of what will happen and when, and who may notice.

use super::key_samples::{self, ACTIVE, NEXT, at};
use super::keys::{SeenRow, short};
use super::{Section, Shell};
use crate::web::page::Page;
use crate::web::pages::{MARKUP, When};
use serde::Serialize;

/// The question before an act.
#[derive(Clone, Debug, Serialize)]
pub struct KeyQuestion {
    /// Surroundings.
    #[serde(flatten)]
    pub shell: Shell,
    /// What is asked.
    #[serde(flatten)]
    pub asked: Asked,
    /// Whether nothing was chosen.
    pub is_wrong: bool,
    /// Whether somebody changed the ring since the question was asked first.
    pub is_stale: bool,
}

/// What is asked. The texts are `key-<act>-title`, `-text` and `-do` in the catalogue.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// `rotate`, `sooner`, `cancel`, `stage`, `unstage`.
    pub act: &'static str,
    /// The ring.
    pub ring: String,
    /// The beginning of the name of the key that signs now.
    pub from: Option<String>,
    /// The beginning of the name of the next key.
    pub to: String,
    /// When the next key signs for all: as this act would have it, or as it is planned.
    pub at: Option<When>,
    /// Whether that is at once.
    pub is_now: bool,
    /// When the switch would be made without haste, where that is later.
    pub otherwise: Option<When>,
    /// Apps that have not surely seen the next key, the silent ones first; to choose from where apps are staged.
    pub apps: Vec<SeenRow>,
    /// What the ring was like when this was asked.
    pub version: String,
}

impl Page for KeyQuestion {
    const TEMPLATE: &'static str = "admin/keys/question.html";

    fn samples() -> Vec<Self> {
        let risky = key_samples::apps().into_iter().filter(|app| app.verdict != "seen");
        let rotate = Asked {
            act: "rotate",
            ring: "RS256".into(),
            from: Some(short(ACTIVE)),
            to: short(NEXT),
            at: Some(at(86_400)),
            is_now: false,
            otherwise: None,
            apps: risky.collect(),
            version: "1".into(),
        };
        let sooner = Asked { act: "sooner", is_now: true, otherwise: Some(at(86_400)), ..rotate.clone() };
        let stage = Asked { act: "stage", at: None, apps: key_samples::apps(), ..rotate.clone() };
        let page = |asked| Self { shell: Shell::sample(Section::Keys), asked, is_wrong: false, is_stale: false };
        let awkward = Asked {
            apps: vec![SeenRow { name: MARKUP.into(), id: MARKUP.into(), ..key_samples::apps().remove(2) }],
            ring: MARKUP.into(),
            ..rotate.clone()
        };
        vec![
            page(rotate.clone()),
            page(Asked { apps: vec![], is_now: true, from: None, ..rotate.clone() }),
            page(sooner.clone()),
            Self { is_stale: true, ..page(Asked { apps: vec![], is_now: false, otherwise: None, ..sooner }) },
            page(Asked { act: "cancel", apps: vec![], ..rotate.clone() }),
            page(stage.clone()),
            Self { is_wrong: true, ..page(Asked { at: Some(at(86_400)), ..stage.clone() }) },
            page(Asked { apps: vec![], ..stage.clone() }),
            page(Asked { act: "unstage", ..stage }),
            Self { shell: Shell::sample_awkward(Section::Keys), ..page(awkward) },
        ]
    }
}
