//! `/language`: the person chooses what pages speak; the choice stays with this browser.

use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::guards::language;
use crate::web::guards::local_path::LocalPath;
use crate::web::guards::params::Query;
use crate::web::messages;
use rocket::State;
use rocket::http::CookieJar;

/// A link and no form, since it stands on every page and harms nobody: `?to=de&return_to=/…`.
///
/// The page comes back with `ui_locales`, which outweighs what the app asked for.
#[rocket::get("/language")]
pub(super) fn get(query: Query, provider: &State<Provider>, jar: &CookieJar<'_>) -> Answer {
    let params = query.params().unwrap_or_default();
    let back = params.get("return_to").and_then(LocalPath::parse).unwrap_or_else(LocalPath::account);
    match params.get("to").and_then(messages::find) {
        Some(code) => {
            language::remember(jar, provider.issuer(), code);
            Answer::SeeOther(back.with("ui_locales", code))
        }
        None => Answer::SeeOther(back.as_str().to_owned()),
    }
}
