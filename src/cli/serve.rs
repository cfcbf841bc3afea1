//! `claviger serve`: from the configuration to a server that listens, and down again without cutting anybody off.

use super::context::chain;
use super::{Context, Failure, Opened, logging};
use crate::audit::Actor;
use crate::background::Background;
use crate::config::Config;
use crate::oidc::Provider;
use crate::web::admin::SettingSources;
use crate::web::health::Readiness;
use clap::Args;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// Connections that may be open at once, where the system allows it.
const OPEN_FILES: u64 = 65_536;

/// Between saying that the server stops and stopping to listen.
const WITHDRAWAL: Duration = Duration::from_millis(500);

/// Starts the server.
#[derive(Args)]
pub struct Serve {}

impl Serve {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let Self {} = self;
        tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(serve(cx, async |_| Ok(())))
    }
}

/// Serves until it is asked to stop; `prepare` may refuse what was opened, or change its settings.
pub(super) async fn serve(
    cx: &mut Context<'_>,
    prepare: impl AsyncFnOnce(&mut Opened) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let loaded = cx.load()?;
    try_to_listen(loaded.config.listen)?;
    warn_of_ports(cx, &loaded.config)?;
    let sources = SettingSources(loaded.sources.clone());
    let mut opened = cx.open().await?;
    prepare(&mut opened).await?;
    let is_first_start = opened.pin_issuer().await?;
    logging::start(&opened.config.log).map_err(Failure::said)?;
    if let Err(error) = rlimit::increase_nofile_limit(OPEN_FILES) {
        tracing::warn!(%error, "the limit of open files could not be raised");
    }
    let provider = crate::provider(opened.config, opened.store, opened.master_key, opened.clock)
        .await
        .map_err(|error| Failure::said(chain(&error)))?;
    offer_first_administrator(cx, &provider, is_first_start).await?;
    let rocket = crate::build(&provider).manage(sources).ignite().await.map_err(|error| failed(&provider, &error))?;
    let background = Background::start(&provider);
    let config = &provider.config;
    cx.notice(format!("Claviger listens on {}; people and apps reach it at {}.", config.listen, config.public_url))?;
    let readiness = rocket.state::<Readiness>().cloned().unwrap_or_default();
    let stop = rocket.shutdown();
    tokio::spawn(async move {
        asked_to_stop().await;
        // Load balancers and those who keep connections open look elsewhere first; then no new connection is taken.
        readiness.withdraw();
        tokio::time::sleep(WITHDRAWAL).await;
        stop.notify();
    });
    let outcome = rocket.launch().await;
    background.stop().await;
    provider.store.close().await;
    outcome.map(drop).map_err(|error| failed(&provider, &error))
}

/// The link of the first start: printed once, and never where there is an owner already.
async fn offer_first_administrator(
    cx: &mut Context<'_>,
    provider: &Provider,
    is_first_start: bool,
) -> Result<(), Failure> {
    if provider.store.read().await?.db().count_enabled_owners().await? > 0 {
        return Ok(());
    }
    if !is_first_start {
        // The log of a later start may be read by more people than the terminal of the first.
        return cx.notice("There is no administrator yet: `claviger rescue` prints a link to create the first.");
    }
    let Some(link) = provider.accounts.first_administrator_link(Actor::System).await? else { return Ok(()) };
    cx.notice(format!("Create the first administrator here (works once, within one hour):\n\n    {link}\n"))
}

fn failed(provider: &Provider, error: &rocket::Error) -> Failure {
    match error.kind() {
        rocket::error::ErrorKind::Bind(cause) => cannot_listen(provider.config.listen, cause),
        kind => Failure::said(format!("The server failed: {kind}.")),
    }
}

/// Before anything is made, pinned or printed: the one link must not lead to whoever has the port.
fn try_to_listen(listen: SocketAddr) -> Result<(), Failure> {
    TcpListener::bind(listen).map(drop).map_err(|cause| cannot_listen(listen, &cause))
}

fn cannot_listen(listen: SocketAddr, cause: &std::io::Error) -> Failure {
    use std::io::ErrorKind;
    let mend = match cause.kind() {
        ErrorKind::AddrInUse => {
            "Another server is there: stop it, or set listen (and public_url with it) to another port."
        }
        ErrorKind::AddrNotAvailable => "This machine has no such address: set listen to one that it has.",
        ErrorKind::PermissionDenied => "Ports below 1024 belong to root: set listen to a higher one behind a proxy.",
        _ => "Set listen to another address.",
    };
    Failure::said(format!("Cannot listen on {listen}: {cause}. {mend}"))
}

/// People on this machine would be sent to a port where nobody listens.
fn warn_of_ports(cx: &mut Context<'_>, config: &Config) -> Result<(), Failure> {
    let port = config.listen.port();
    let public_port = config.public_url.strip_prefix("http://").map(|rest| match rest.rsplit_once(':') {
        Some((_, port)) => port.to_owned(),
        None => "80".to_owned(),
    });
    match public_port {
        Some(public) if public != port.to_string() => cx.notice(format!(
            "Note: public_url is {}, but the server listens on port {port}. Unless a proxy stands between them, set \
             public_url to the same port before people and apps use it.",
            config.public_url
        )),
        _ => Ok(()),
    }
}

/// Waits for SIGTERM or Ctrl-C.
async fn asked_to_stop() {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::warn!("signals cannot be listened for; stop the server by killing it");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
}
