//! Subject identifiers (OIDC Core §8): the same for every app, or another for each sector.

use super::super::browser::Browser;
use super::super::report::{Check, Stop, demand};
use super::super::trial::{App, Ask, Lines, Trial};
use super::each_value;
use crate::model::client_metadata::SubjectType;
use std::sync::Arc;

pub(super) async fn run(trial: &Trial, browser: &mut Browser, lines: &mut Lines<'_>) {
    each_value(trial, "subject_types_supported", lines, async |kind| match kind {
        "public" => public(trial, browser).await,
        "pairwise" => pairwise(trial, browser).await,
        other => Err(Stop::unknown(other)),
    })
    .await;
}

async fn sub(trial: &Trial, browser: &mut Browser, app: &App) -> Check {
    let tokens = trial.tokens(browser, app, &Ask::of(app)).await?;
    let token = trial.verify(&tokens.id, "RS256", app).await?;
    let sub = token.text("sub").unwrap_or_default().to_owned();
    let userinfo = trial.userinfo(&tokens.access).await?.json(200)?;
    demand(userinfo["sub"] == *sub, || "userinfo has another sub than the ID token".to_owned())?;
    Ok(sub)
}

async fn public(trial: &Trial, browser: &mut Browser) -> Check {
    let another = trial.cast.app("public-subject", |_| ()).await?;
    let (one, other) = (sub(trial, browser, &trial.app).await?, sub(trial, browser, &another).await?);
    demand(one == other, || "two apps got two subs for one person".to_owned())?;
    demand(one == trial.cast.person.id.as_str(), || "it is somebody else's".to_owned())?;
    Ok("two apps, one sub".to_owned())
}

async fn pairwise(trial: &Trial, browser: &mut Browser) -> Check {
    let mut subs = vec![sub(trial, browser, &trial.app).await?];
    for label in ["pairwise-one", "pairwise-two"] {
        let app = trial.cast.app(label, |client| {
            Arc::make_mut(&mut client.metadata).subject_type = SubjectType::Pairwise;
        });
        let app = app.await?;
        let (first, again) = (sub(trial, browser, &app).await?, sub(trial, browser, &app).await?);
        demand(first == again, || "one app got two subs for one person".to_owned())?;
        demand(!subs.contains(&first), || "two sectors got the same sub".to_owned())?;
        subs.push(first);
    }
    Ok("another sub for each sector, the same each time".to_owned())
}
