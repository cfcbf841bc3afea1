//! `/language`: the person chooses what pages speak; the choice stays with this browser, and with whoever is signed in.

use crate::oidc::Provider;
use crate::web::answer::Answer;
use crate::web::guards::csrf::FormSource;
use crate::web::guards::language;
use crate::web::guards::local_path::LocalPath;
use crate::web::guards::params::Query;
use crate::web::guards::session::MaybeSignedIn;
use crate::web::messages;
use rocket::State;
use rocket::http::CookieJar;

/// A link and no form, since it stands on every page and harms nobody: `?to=de&return_to=/…`.
///
/// The page comes back with `ui_locales`, which outweighs what the app asked for.
#[rocket::get("/language")]
pub(super) async fn get(
    query: Query,
    provider: &State<Provider>,
    source: FormSource,
    signed_in: MaybeSignedIn,
    jar: &CookieJar<'_>,
) -> Answer {
    let params = query.params().unwrap_or_default();
    let back = params.get("return_to").and_then(LocalPath::parse).unwrap_or_else(LocalPath::account);
    let Some(code) = params.get("to").and_then(messages::find) else {
        return Answer::SeeOther(back.as_str().to_owned());
    };
    language::remember(jar, provider.issuer(), code);
    // Another site may lead here, but what is kept about a person is not for it to change.
    if let Ok(Some(person)) = signed_in.0
        && source != FormSource::Foreign
        && let Err(error) = provider.accounts.set_ui_language(&person.user.id, Some(code)).await
    {
        tracing::warn!(%error, "a person's language could not be kept");
    }
    Answer::SeeOther(back.with("ui_locales", code))
}
