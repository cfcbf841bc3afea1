//! The self-test: every capability that a running server advertises is exercised over HTTP, as apps and browsers would,
//! with throw-away apps and people that are removed afterwards. A member of the discovery document that nothing here
//! checks is a failure by itself, so that what discovery says and what the server does cannot differ.

mod acts;
mod browser;
mod cast;
mod checks;
mod decrypt;
mod document;
mod html;
mod http;
mod jose;
mod lease;
mod listener;
mod proof;
mod report;
mod trial;

pub use report::{Line, Mend, Outcome, Report};

use crate::accounts::{ActError, Authority};
use crate::oidc::Provider;
use crate::oidc::apps::{AppError, InitialTokenError};
use crate::store;
use acts::Acts;
use cast::Cast;
use document::Document;
use http::Http;
use lease::Lease;
use report::{Check, Stop};
use std::time::Instant;
use trial::{Lines, Trial};
use url::Url;

/// Why a self-test did not come to its end. What it had made is removed all the same, by the next one if need be.
#[derive(Debug, thiserror::Error)]
pub enum SelfTestError {
    /// Another one runs.
    #[error("another self-test is running: wait for its end")]
    Busy,
    /// Somebody stopped it.
    #[error("the self-test was interrupted; the apps and people that it had made are removed")]
    Interrupted,
    /// People could not be made or removed.
    #[error(transparent)]
    People(#[from] ActError),
    /// Apps could not be made or removed.
    #[error(transparent)]
    Apps(#[from] AppError),
    /// Initial access tokens could not be made or ended.
    #[error(transparent)]
    InitialTokens(#[from] InitialTokenError),
    /// A part of it died.
    #[error("a part of the self-test died")]
    Died,
    /// The database.
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Tests the server at an address, over the database that it shares with `provider`. `tell` hears each line at once;
/// when `stop` is done, the test breaks off and cleans up.
pub async fn run(
    provider: &Provider,
    by: &Authority,
    url: &str,
    stop: impl Future<Output = ()>,
    tell: &(dyn Fn(&Line) + Send + Sync),
) -> Result<Report, SelfTestError> {
    let begun = Instant::now();
    let mut lines = Lines { all: Vec::new(), tell };
    let found = find(provider, url, &mut lines).await;
    if let Some((http, document)) = found {
        let (lease, left) = Lease::take(&provider.store, &provider.clock).await?;
        let acts = Acts::default();
        let stage = Stage { provider, by, lease: &lease, acts: acts.clone() };
        let outcome = tokio::select! {
            outcome = stage.test((http, document), &left, &mut lines) => outcome,
            () = stop => Err(SelfTestError::Interrupted),
            error = lease.keep() => Err(error),
        };
        acts.settled().await;
        let removed = cast::remove(provider, by, &lease.run).await;
        if removed.is_ok() {
            lease.forget(&lease.run).await?;
        }
        lease.give_back().await?;
        outcome?;
        removed?;
    }
    Ok(Report::of(url, lines.all, begun.elapsed().as_secs_f64()))
}

/// The document at the address, if it is this installation's: nothing of ours is shown to anybody else.
async fn find(provider: &Provider, url: &str, lines: &mut Lines<'_>) -> Option<(Http, Document)> {
    let found = async {
        let http = Http::new(provider.config.fetch.ca_file.as_deref())?;
        let address = format!("{url}/.well-known/openid-configuration");
        let address = Url::parse(&address).map_err(|_| Stop::answer(format!("{url} is no address")))?;
        let document = http.get(&address).await?.json(200)?;
        let members = document.as_object().cloned();
        Ok((http, Document(members.ok_or_else(|| Stop::answer("the discovery document is no object"))?)))
    };
    let (http, document) = match found.await {
        Ok(found) => found,
        Err(stop) => {
            lines.note("", "discovery document", Err(stop));
            return None;
        }
    };
    let issuer = check_issuer(provider, url, &document);
    let is_ours = issuer.is_ok();
    lines.note("issuer", "the address that was asked, and public_url", issuer);
    is_ours.then_some((http, document))
}

/// OIDC Discovery §4.3, byte for byte.
fn check_issuer(provider: &Provider, url: &str, document: &Document) -> Check {
    let wrong = |seen: String| Err(Stop::Failed(seen, Mend::Issuer));
    let issuer = document.text("issuer").unwrap_or_default();
    if issuer != provider.issuer() {
        return wrong(format!("the document says {issuer:?}, public_url is {:?}", provider.issuer()));
    }
    if issuer != url {
        return wrong(format!("the document says {issuer:?}, and was asked for at {url:?}"));
    }
    // Wherever an endpoint stands, a throw-away password would be sent there.
    let foreign = document.0.iter().find(|(name, value)| {
        let is_address = name.ends_with("_endpoint") || *name == "jwks_uri";
        is_address
            && !value.as_str().is_some_and(|text| text.strip_prefix(issuer).is_some_and(|path| path.starts_with('/')))
    });
    match foreign {
        Some((name, _)) => wrong(format!("{name} is not below the issuer {issuer}")),
        None => Ok(format!("{issuer}, and every endpoint is below it")),
    }
}

/// What a run works with.
struct Stage<'s> {
    provider: &'s Provider,
    by: &'s Authority,
    lease: &'s Lease,
    acts: Acts,
}

impl Stage<'_> {
    /// Cleans up after killed runs, makes what this one needs, and runs every check.
    async fn test(self, found: (Http, Document), left: &[String], lines: &mut Lines<'_>) -> Result<(), SelfTestError> {
        for run in left {
            cast::remove(self.provider, self.by, run).await?;
            self.lease.forget(run).await?;
        }
        let cast = Cast::make(self.provider, self.by, (&self.lease.run, self.acts)).await?;
        match prepare(cast, found).await {
            Ok(trial) => checks::run(&trial, lines).await,
            Err(stop) => lines.note("", "a throw-away app", Err(stop)),
        }
        Ok(())
    }
}

async fn prepare(cast: Cast, (http, document): (Http, Document)) -> Check<Trial> {
    let issuer = cast.provider.issuer().to_owned();
    let home = Url::parse(&issuer).map_err(|_| Stop::answer("the issuer is no address"))?;
    let app = cast.app("app", |client| {
        client.requires_pkce = false;
        client.audiences.push(issuer.clone());
    });
    let app = app.await?;
    Ok(Trial { http, document, issuer, home, cast, app })
}
