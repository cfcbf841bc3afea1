//! What is checked, by area. Each check makes what it needs, asks, and says what it saw; each value of a list in the
//! discovery document has a line of its own, and one that is not known here fails loudly.

mod authorization;
mod claims;
mod client_auth;
mod documents;
mod encryption;
mod errors;
mod grants;
mod introspection;
mod languages;
mod logout;
mod logout_notices;
mod prompts;
mod pushed;
mod registration;
mod request_objects;
mod response_modes;
mod signatures;
mod subjects;
mod userinfo;

use super::browser::{Landing, described};
use super::report::{Check, Mend, Stop};
use super::trial::{Ask, Lines, Trial};

/// Runs all of them, and then looks for members that none has dealt with.
pub(super) async fn run(trial: &Trial, lines: &mut Lines<'_>) {
    documents::run(trial, lines).await;
    let known = knows_app(trial).await;
    if known.is_err() {
        // Nothing else could work, and each would say the same.
        return lines.note("", "the throw-away app is known to the server", known);
    }
    let mut browser = match trial.signed_in().await {
        Ok(browser) => browser,
        Err(stop) => return lines.note("authorization_endpoint", "signing in", Err(stop)),
    };
    authorization::run(trial, &mut browser, lines).await;
    response_modes::run(trial, &mut browser, lines).await;
    prompts::run(trial, lines).await;
    languages::run(trial, &mut browser, lines).await;
    client_auth::run(trial, &mut browser, lines).await;
    grants::run(trial, &mut browser, lines).await;
    signatures::run(trial, &mut browser, lines).await;
    encryption::run(trial, &mut browser, lines).await;
    userinfo::run(trial, &mut browser, lines).await;
    claims::run(trial, &mut browser, lines).await;
    subjects::run(trial, &mut browser, lines).await;
    introspection::run(trial, &mut browser, lines).await;
    registration::run(trial, &mut browser, lines).await;
    request_objects::run(trial, &mut browser, lines).await;
    pushed::run(trial, &mut browser, lines).await;
    errors::run(trial, &mut browser, lines).await;
    logout::run(trial, lines).await;
    logout_notices::run(trial, lines).await;
    uncovered(trial, lines);
}

/// Whether the server reads the database that the app was written to.
async fn knows_app(trial: &Trial) -> Check {
    match trial.authorize(&mut trial.browser(), &Ask::of(&trial.app)).await? {
        Landing::Page(page) if page.status >= 400 => {
            let seen = format!("{}: {}", page.shown(), described(&page));
            Err(Stop::Failed(seen, Mend::Database))
        }
        _ => Ok("its sign-in page is shown".to_owned()),
    }
}

/// What is advertised and has no line is not known to work.
fn uncovered(trial: &Trial, lines: &mut Lines<'_>) {
    let missing: Vec<_> = trial
        .document
        .0
        .keys()
        .filter(|name| !lines.all.iter().any(|line| line.member.as_ref() == Some(name)))
        .cloned()
        .collect();
    for name in missing {
        lines.note(&name, "a check of this member", Err(Stop::unknown(&name)));
    }
}

/// Every value of a member's list, each with its own line; `known` checks it, or says that it is not known.
async fn each_value(trial: &Trial, member: &str, lines: &mut Lines<'_>, mut known: impl AsyncFnMut(&str) -> Check) {
    for value in trial.document.list(member) {
        let outcome = known(&value).await;
        lines.note(member, &value, outcome);
    }
}

/// A capability that is advertised as true or false: the line says what is so, and fails where it is not.
fn flagged(trial: &Trial, member: &str, lines: &mut Lines<'_>, capability: &str, outcome: Check) {
    if trial.document.has(member) {
        lines.note(member, capability, outcome);
    }
}
