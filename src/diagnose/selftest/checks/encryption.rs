//! Encrypted ID tokens and userinfo (RFC 7516), each pair of `alg` and `enc`, read with a throw-away key.

use super::super::browser::Browser;
use super::super::decrypt::Decryptor;
use super::super::report::{Check, Stop};
use super::super::trial::{Ask, Lines, Trial};
use super::signatures::check_userinfo;
use crate::model::encryption::Encryption;

/// What can be encrypted, and what the members about it begin with.
const PLACES: [&str; 2] = ["id_token", "userinfo"];

/// What came of one pair.
struct Tried {
    alg: String,
    enc: String,
    outcome: Check,
}

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    for place in PLACES {
        let [algs, encs] = ["alg", "enc"].map(|part| format!("{place}_encryption_{part}_values_supported"));
        if !trial.document.has(&algs) && !trial.document.has(&encs) {
            continue;
        }
        let mut tried = Vec::new();
        for alg in trial.document.list(&algs) {
            for enc in trial.document.list(&encs) {
                let outcome = try_pair(trial, browser, place, (&alg, &enc)).await;
                tried.push(Tried { alg: alg.clone(), enc, outcome });
            }
        }
        for alg in trial.document.list(&algs) {
            lines.note(&algs, &alg, together(tried.iter().filter(|one| one.alg == alg), |one| &one.enc));
        }
        for enc in trial.document.list(&encs) {
            lines.note(&encs, &enc, together(tried.iter().filter(|one| one.enc == enc), |one| &one.alg));
        }
    }
}

/// All that was tried with one half of a pair, or the first that failed.
fn together<'t>(tried: impl Iterator<Item = &'t Tried>, other: impl Fn(&'t Tried) -> &'t String) -> Check {
    let mut with = Vec::new();
    for one in tried {
        one.outcome.clone()?;
        with.push(other(one).as_str());
    }
    if with.is_empty() {
        return Err(Stop::answer("advertised without the other half"));
    }
    Ok(format!("opened and verified, with {}", with.join(", ")))
}

async fn try_pair(trial: &Trial, browser: &mut Browser, place: &str, (alg, enc): (&str, &str)) -> Check {
    let how = Encryption::parse(&format!("{alg}/{enc}")).ok_or_else(|| Stop::unknown(&format!("{alg}/{enc}")))?;
    let decryptor = Decryptor::new().ok_or_else(|| Stop::Skipped("no key could be made here".to_owned()))?;
    let app = trial.cast.app(format!("{place}-{alg}-{enc}"), |client| {
        client.encryption_keys = decryptor.keys();
        if place == "id_token" {
            client.id_token_encryption = Some(how);
        } else {
            client.userinfo_alg = Some("RS256".to_owned());
            client.userinfo_encryption = Some(how);
        }
    });
    let app = app.await?;
    let ask = Ask::of(&app);
    let tokens = trial.tokens(browser, &app, &ask).await?;
    if place == "id_token" {
        let inside = decryptor.open(&tokens.id, alg, enc)?;
        let token = trial.verify(&inside, "RS256", &app).await?;
        trial.check_id_token(&token, &app)?;
    } else {
        let answer = trial.userinfo(&tokens.access).await?;
        answer.demand_status(200)?;
        let inside = decryptor.open(answer.text().trim(), alg, enc)?;
        check_userinfo(trial, &app, (&inside, &tokens.id), "RS256").await?;
    }
    Ok(String::new())
}
