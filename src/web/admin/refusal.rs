//! An act on people, groups or attributes that is refused, as the person who asked for it sees it.

use crate::accounts::ActError;
use crate::web::answer::Answer;
use crate::web::error::{self, error_page};
use crate::web::flash::Flash;
use crate::web::guards::admin::Admin;
use crate::web::pages::ErrorPage;

/// The answer to an act that was refused: what cannot be done now is said on the page at `back`, what may not be done
/// by this role is a page of its own.
pub(super) fn refused(admin: Admin<'_>, refusal: ActError, back: &str) -> Answer {
    match refusal {
        ActError::Forbidden(_) | ActError::HigherRole | ActError::ProtectedGroup => forbidden(admin),
        ActError::LastOwner => admin.done(back, &Flash::warn("flash-last-owner")),
        ActError::HasPassword => admin.done(back, &Flash::warn("flash-has-password")),
        ActError::Gone => admin.done(back, &Flash::warn("flash-gone")),
        ActError::Stale(_) => admin.done(back, &Flash::warn("flash-stale")),
        ActError::Fields(_) => error_page(&ErrorPage::form_unreadable(admin.chrome, refusal.to_string())),
        ActError::Busy(busy) => error_page(&ErrorPage::too_busy(admin.chrome, busy.retry_after_seconds)),
        ActError::Store(failed) => error::store_page(admin.chrome, failed),
    }
}

/// 403: the role does not reach that far.
pub(super) fn forbidden(admin: Admin<'_>) -> Answer {
    error_page(&ErrorPage::forbidden(admin.chrome))
}

/// 404: nobody and nothing has this id.
pub(super) fn not_found(admin: Admin<'_>) -> Answer {
    error_page(&ErrorPage::not_found(admin.chrome))
}
