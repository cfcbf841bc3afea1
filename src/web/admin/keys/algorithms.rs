//! Offering algorithms to apps and withdrawing them: the rows on the page of keys, the question with what the act would
//! lead to, and the act.

use super::refusal::exact;
use super::{PATH, names_of};
use crate::keys::SigningAlg;
use crate::model::ids::ClientId;
use crate::model::user::Permission;
use crate::oidc::Provider;
use crate::oidc::key_acts::KeyActError;
use crate::web::admin::refusal::{forbidden, not_found};
use crate::web::answer::Answer;
use crate::web::error::{self, error_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::guards::admin_form::RecentForm;
use crate::web::guards::recent_sign_in::RecentSignIn;
use crate::web::pages::admin::{AlgorithmQuestion, AlgorithmRow, Section};
use crate::web::pages::{ErrorPage, When};
use rocket::http::Status;

/// Apps in the way of an act that its page names.
const MOST_APPS: usize = 20;

/// What an owner may do; `algorithm-<act>-…` in the catalogue.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Enable,
    Disable,
}

impl Act {
    fn parse(text: &str) -> Option<Self> {
        [Self::Enable, Self::Disable].into_iter().find(|act| act.name() == text)
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Enable => "enable",
            Self::Disable => "disable",
        }
    }

    /// What is said where it is so already.
    fn moot(self, alg: SigningAlg) -> Flash {
        let flash = match self {
            Self::Enable => Flash::warn("flash-algorithm-was-on"),
            Self::Disable => Flash::warn("flash-algorithm-was-off"),
        };
        flash.name(alg.name())
    }
}

/// Every algorithm, from memory.
pub(super) fn rows(provider: &Provider) -> Vec<AlgorithmRow> {
    let (offered, apps) = (provider.offered.get(), provider.clients.all());
    let row = |alg: SigningAlg| AlgorithmRow {
        name: alg.name(),
        is_offered: offered.contains(&alg),
        is_fixed: alg == SigningAlg::DEFAULT,
        apps: apps.iter().filter(|app| app.has_chosen(alg.name())).count(),
    };
    SigningAlg::ALL.into_iter().map(row).collect()
}

#[rocket::get("/admin/keys/algorithms/<name>/<act>")]
pub(super) async fn ask(admin: Admin<'_>, _recent: RecentSignIn, name: &str, act: &str) -> Answer {
    let (Some(alg), Some(act)) = (SigningAlg::find(name), Act::parse(act)) else { return not_found(admin) };
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    question(admin, (alg, act), false).await
}

#[rocket::post("/admin/keys/algorithms/<name>/<act>", data = "<_form>")]
pub(super) async fn act(admin: Admin<'_>, name: &str, act: &str, _form: RecentForm) -> Answer {
    let (Some(alg), Some(act)) = (SigningAlg::find(name), Act::parse(act)) else { return not_found(admin) };
    if !admin.may(Permission::Own) {
        return forbidden(admin);
    }
    match carry_out(&admin, (alg, act)).await {
        Ok(flash) => admin.done(PATH, &flash),
        // An app was faster: the question is asked again, and names it.
        Err(KeyActError::InUse { .. }) => question(admin, (alg, act), true).await,
        Err(refusal) => refused(admin, refusal),
    }
}

async fn carry_out(admin: &Admin<'_>, (alg, act): (SigningAlg, Act)) -> Result<Flash, KeyActError> {
    let acts = admin.provider.key_acts();
    Ok(match act {
        Act::Enable => {
            let done = acts.enable(&admin.authority, alg).await?;
            match done.known_from {
                _ if !done.is_new => act.moot(alg),
                Some(at) => Flash::good("flash-algorithm-on-young").name(&exact(admin, at)),
                None => Flash::good("flash-algorithm-on").name(alg.name()),
            }
        }
        Act::Disable if acts.disable(&admin.authority, alg).await? => {
            Flash::good("flash-algorithm-off").name(alg.name())
        }
        Act::Disable => act.moot(alg),
    })
}

async fn question(admin: Admin<'_>, (alg, act): (SigningAlg, Act), is_stale: bool) -> Answer {
    if alg == SigningAlg::DEFAULT {
        return refused(admin, KeyActError::AlwaysOffered);
    }
    let prospect = match admin.provider.key_acts().prospect(alg).await {
        Ok(prospect) => prospect,
        Err(failed) => return error::store_page(admin.chrome, failed),
    };
    if prospect.is_offered == (act == Act::Enable) {
        return admin.done(PATH, &act.moot(alg));
    }
    let shown: Vec<ClientId> = prospect.chosen_by.iter().take(MOST_APPS).cloned().collect();
    let page = AlgorithmQuestion {
        act: act.name(),
        name: alg.name().to_owned(),
        is_secret: alg == SigningAlg::Secret,
        known_from: prospect.known_from.map(|at| When::new(at, admin.now())),
        more: prospect.chosen_by.len() - shown.len(),
        apps: names_of(admin.provider, &shown),
        is_stale,
        shell: admin.into_shell(Section::Keys),
    };
    Answer::with_status(if is_stale { Status::Conflict } else { Status::Ok }, &page)
}

fn refused(admin: Admin<'_>, refusal: KeyActError) -> Answer {
    match refusal {
        KeyActError::Forbidden(_) => forbidden(admin),
        KeyActError::AlwaysOffered => admin.done(PATH, &Flash::warn("flash-algorithm-always")),
        KeyActError::Store(failed) => error::store_page(admin.chrome, failed),
        failed => {
            tracing::error!(reason = &failed as &dyn std::error::Error, "an algorithm could not be switched");
            error_page(&ErrorPage::internal(admin.chrome))
        }
    }
}
