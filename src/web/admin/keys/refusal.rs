//! An act on keys that is refused, as the owner who asked for it sees it.

use super::PATH;
use crate::keys::rotation::RotationError;
use crate::web::admin::refusal::{forbidden, not_found};
use crate::web::answer::Answer;
use crate::web::error::{self, error_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::messages;
use crate::web::pages::ErrorPage;
use crate::web::pages::When;
use crate::web::pages::admin::short;

/// What cannot be done now is said on the page of keys; what may not be done by this role is a page of its own.
pub(super) fn refused(admin: Admin<'_>, refusal: RotationError) -> Answer {
    let flash = match refusal {
        RotationError::Forbidden => return forbidden(admin),
        RotationError::UnknownKey(_) => return not_found(admin),
        RotationError::Store(failed) => return error::store_page(admin.chrome, failed),
        RotationError::Key(ref broken) => {
            tracing::error!(reason = broken as &dyn std::error::Error, "no signing key could be made");
            return error_page(&ErrorPage::internal(admin.chrome));
        }
        RotationError::NoStandby => Flash::warn("flash-key-no-standby"),
        RotationError::NothingPending => Flash::warn("flash-key-nothing-pending"),
        RotationError::TooYoung { at, .. } => Flash::warn("flash-key-too-young").name(&exact(&admin, at)),
        RotationError::Pending { at, .. } => Flash::warn("flash-key-pending").name(&exact(&admin, at)),
        RotationError::InUse { at, .. } => Flash::warn("flash-key-in-use").name(&exact(&admin, at)),
        RotationError::NobodyNamed => Flash::warn("flash-key-nobody-named"),
        RotationError::UnknownClient(_) => Flash::warn("flash-gone"),
        RotationError::Over { kid, .. } => Flash::warn("flash-key-over").name(&short(&kid)),
        RotationError::Flawed { kid, .. } => Flash::warn("flash-key-flawed").name(&short(&kid)),
        RotationError::Outrun => Flash::warn("flash-key-outrun"),
    };
    admin.done(PATH, &flash)
}

/// A moment in words, with its zone, in the language of the page.
pub(super) fn exact(admin: &Admin<'_>, at: i64) -> String {
    let When { day, month, year, time, exact, .. } = When::new(at, admin.now());
    messages::exact(&admin.chrome.lang, (day, month, &year), &time).unwrap_or(exact)
}
