//! `/signed-out`: what became of the apps of the session, and the way on. Asked again, it shows what has changed.

use super::logout::back_to;
use crate::oidc::farewell::{Farewell, Told, told};
use crate::oidc::{Error, Provider};
use crate::store::{self, NoticeState};
use crate::web::answer::Answer;
use crate::web::guards::params::Query;
use crate::web::pages::{AppReceipt, LogoutFrame, SignedOut};
use crate::web::visit::Visit;

/// The page of a farewell; the way straight on where it needs none.
pub(super) async fn way_on(provider: &Provider, farewell: &Farewell) -> Result<Answer, Error> {
    if let (true, Some(url)) = (farewell.goes_on, &farewell.back_url) {
        let has_frames = match &farewell.sid {
            Some(sid) => !told(provider, sid).await?.frames.is_empty(),
            None => false,
        };
        if !has_frames {
            return Ok(Answer::SeeOther(url.clone()));
        }
    }
    Ok(Answer::SeeOther(address(&farewell.seal(provider)?)))
}

fn address(sealed: &str) -> String {
    format!("/signed-out?ended={sealed}")
}

#[rocket::get("/signed-out")]
pub(super) async fn get(query: Query, mut visit: Visit<'_>) -> Answer {
    let params = query.params().unwrap_or_default();
    let sealed = params.get("ended").unwrap_or_default();
    let Some((farewell, is_fresh)) = Farewell::open(visit.provider, sealed) else {
        return Answer::page(&SignedOut::new(visit.chrome));
    };
    visit.speak_as_asked(farewell.ui_locales.as_deref());
    // Frames are loaded once, and not again by each look at what became of the rest.
    let is_first = is_fresh && params.get("again").is_none();
    match page(visit, &farewell, (sealed, is_first)).await {
        Ok(answer) => answer,
        Err((chrome, failed)) => crate::web::error::store_page(*chrome, failed),
    }
}

type Failed = (Box<crate::web::pages::Chrome>, store::Error);

async fn page(visit: Visit<'_>, farewell: &Farewell, (sealed, is_first): (&str, bool)) -> Result<Answer, Failed> {
    let provider = visit.provider;
    let found = match &farewell.sid {
        Some(sid) => told(provider, sid).await,
        None => Ok(Told::default()),
    };
    let Told { receipts, frames, untold } = match found {
        Ok(found) => found,
        Err(failed) => return Err((Box::new(visit.chrome), failed)),
    };
    let is_waiting = receipts.iter().any(|receipt| receipt.state == NoticeState::Pending);
    let client = farewell.client_id.as_ref().and_then(|id| provider.clients.get(id));
    let back = back_to(client.as_deref(), farewell.back_url.as_deref());
    let page = SignedOut {
        receipts: receipts.into_iter().map(AppReceipt::from).collect(),
        goes_on: farewell.goes_on && is_first && back.is_some(),
        refresh_url: is_waiting.then(|| format!("{}&again=yes", address(sealed))),
        frames: frames.iter().map(|frame| LogoutFrame::of(frame, is_first)).collect(),
        apps: untold,
        back,
        ..SignedOut::new(visit.chrome)
    };
    if !is_first {
        return Ok(Answer::page(&page));
    }
    let origins: Vec<_> = frames.into_iter().map(|frame| frame.origin).collect();
    Ok(Answer::framing(&page, &origins))
}
