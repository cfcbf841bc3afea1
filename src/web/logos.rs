//! Logos that were asked for lately, in memory: anybody may ask for one as often as they like.

use crate::model::ids::ClientId;
use crate::oidc::Provider;
use crate::oidc::apps::logo_tag;
use crate::store;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Most bytes of all logos that are kept; each has some tens of thousands at most.
const MOST_BYTES: usize = 1024 * 1024;

/// The PNG of a logo.
pub type Png = Arc<[u8]>;

/// Logos by app and by what names their content, the one that was asked for last at the end.
#[derive(Default)]
pub struct Logos(Mutex<VecDeque<(ClientId, String, Png)>>);

impl Logos {
    /// The logo of an app that a tag names, from memory where it is there.
    pub async fn find(&self, provider: &Provider, app: &ClientId, tag: &str) -> store::Result<Option<Png>> {
        if let Some(kept) = self.kept(app, tag) {
            return Ok(Some(kept));
        }
        let Some(png) = provider.apps().logo(app).await?.map(Png::from) else { return Ok(None) };
        // What another server changed a moment ago has another tag than the app has here.
        if logo_tag(&png) == tag {
            self.keep(app, tag, &png);
        }
        Ok(Some(png))
    }

    fn kept(&self, app: &ClientId, tag: &str) -> Option<Png> {
        let mut logos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let position = logos.iter().position(|(own, own_tag, _)| own == app && own_tag == tag)?;
        let logo = logos.remove(position)?;
        let png = Arc::clone(&logo.2);
        logos.push_back(logo);
        Some(png)
    }

    fn keep(&self, app: &ClientId, tag: &str, png: &Png) {
        let mut logos = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        logos.retain(|(own, ..)| own != app);
        logos.push_back((app.clone(), tag.to_owned(), Arc::clone(png)));
        let mut bytes: usize = logos.iter().map(|(.., png)| png.len()).sum();
        while bytes > MOST_BYTES {
            let Some((.., gone)) = logos.pop_front() else { break };
            bytes -= gone.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_logos_asked_for_last_stay_and_no_app_has_two() {
        let logos = Logos::default();
        let third: Png = vec![0; MOST_BYTES / 3].into();
        let [a, b, c, d] = ["a", "b", "c", "d"].map(ClientId::from);
        for app in [&a, &b, &c] {
            logos.keep(app, "1", &third);
        }
        assert!(logos.kept(&a, "1").is_some() && logos.kept(&a, "2").is_none());
        logos.keep(&d, "1", &third);
        let is_kept = [&a, &b, &c, &d].map(|app| logos.kept(app, "1").is_some());
        assert_eq!(is_kept, [true, false, true, true]);
        logos.keep(&a, "2", &third);
        assert!(logos.kept(&a, "1").is_none() && logos.kept(&a, "2").is_some());
        logos.keep(&a, "3", &vec![0; MOST_BYTES + 1].into());
        assert!([&a, &b, &c, &d].iter().all(|app| logos.kept(app, "1").is_none()) && logos.kept(&a, "3").is_none());
    }
}
