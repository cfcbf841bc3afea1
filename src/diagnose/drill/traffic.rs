//! The load of a drill: tokens are asked for without pause, and every verifier checks each when it is handed out and
//! once more just before it expires.

use super::http::Client;
use super::verifier::{Refusal, Verifier};
use super::{DrillError, Launch, Outside};
use crate::oidc::Provider;
use serde::Deserialize;
use std::collections::{HashSet, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// Those who ask for tokens.
const ASKERS: usize = 4;

/// Before a server that is gone is tried again.
const RETRY: Duration = Duration::from_millis(20);

/// Relying parties, each on an origin of its own.
const ORIGINS: [&str; 3] = ["https://shop.example", "https://wiki.example.org", "https://drive.example.net"];

/// How long before its expiry a token is checked again.
const BEFORE_EXPIRY: Duration = Duration::from_millis(1500);

/// Where the traffic goes.
#[derive(Clone)]
pub(super) struct Site {
    pub(super) issuer: String,
    servers: Vec<SocketAddr>,
    host: String,
    authorization: String,
    pause: Duration,
}

impl Site {
    /// The path of the key set.
    pub(super) const KEY_SET: &'static str = "/.well-known/jwks.json";

    pub(super) fn new(provider: &Provider, servers: &[Launch], (authorization, pause): (String, Duration)) -> Self {
        let issuer = provider.issuer().to_owned();
        let host = issuer.split("://").nth(1).unwrap_or_default().to_owned();
        Self { issuer, servers: servers.iter().map(|launch| launch.address).collect(), host, authorization, pause }
    }

    fn client(&self, first: usize) -> Client {
        Client::new(&self.servers, &self.host, first)
    }
}

/// A token that was handed out.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) text: Arc<str>,
    again_at: Instant,
}

/// What was counted.
#[derive(Default)]
pub(super) struct Tally(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    accepted: u64,
    rejected: u64,
    unknown_key: u64,
    latencies: Vec<Duration>,
    keys: HashSet<String>,
    first_rejection: Option<String>,
}

/// What came of the traffic.
#[derive(Clone, Debug, Default)]
pub(super) struct Totals {
    pub(super) accepted: u64,
    /// For other reasons than an unknown key.
    pub(super) rejected: u64,
    pub(super) unknown_key: u64,
    pub(super) p99_ms: f64,
    pub(super) keys: usize,
    pub(super) first_rejection: Option<String>,
}

impl Tally {
    /// Counts a check.
    pub(super) fn note(&self, token: &Token, outcome: Result<(), Refusal>) {
        let kid = jsonwebtoken::decode_header(&*token.text).ok().and_then(|head| head.kid).unwrap_or_default();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match outcome {
            Ok(()) => {
                counts.accepted += 1;
                counts.keys.insert(kid);
            }
            // It waited for a server that was gone; nobody would have been shown it.
            Err(Refusal::Expired) => {}
            Err(Refusal::UnknownKey) => {
                counts.unknown_key += 1;
                counts.first_rejection.get_or_insert_with(|| format!("the key {kid} was not known"));
            }
            Err(Refusal::Other(reason)) => counts.reject(reason),
        }
    }

    fn refused(&self, status: u16) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.reject(format!("the token endpoint answered {status}"));
    }

    fn took(&self, latency: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).latencies.push(latency);
    }

    fn totals(&self) -> Totals {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.latencies.sort_unstable();
        let slow = counts.latencies.get(counts.latencies.len() * 99 / 100).copied().unwrap_or_default();
        Totals {
            accepted: counts.accepted,
            rejected: counts.rejected,
            unknown_key: counts.unknown_key,
            p99_ms: (slow.as_secs_f64() * 10_000.0).round() / 10.0,
            keys: counts.keys.len(),
            first_rejection: counts.first_rejection.clone(),
        }
    }
}

impl Counts {
    fn reject(&mut self, reason: String) {
        self.rejected += 1;
        self.first_rejection.get_or_insert(reason);
    }
}

/// Traffic under way.
pub(super) struct Traffic {
    tasks: JoinSet<Result<(), DrillError>>,
    is_over: Arc<AtomicBool>,
    tally: Arc<Tally>,
}

impl Traffic {
    /// Starts to ask and to verify.
    pub(super) fn start(site: &Site, outside: Vec<Outside>) -> Self {
        let (tally, is_over, mut tasks) = (Arc::<Tally>::default(), Arc::<AtomicBool>::default(), JoinSet::new());
        let mut verifiers = Vec::new();
        for (place, origin) in ORIGINS.into_iter().enumerate() {
            let (give, take) = unbounded_channel();
            verifiers.push(give);
            tasks.spawn(verify(site.clone(), (place, origin), take, Arc::clone(&tally)));
        }
        for program in outside {
            let (give, take) = unbounded_channel();
            verifiers.push(give);
            let (site, tally) = (site.clone(), Arc::clone(&tally));
            tasks.spawn_blocking(move || Ok(program.run(&site, take, &tally)?));
        }
        for place in 0..ASKERS {
            tasks.spawn(ask(site.clone(), place, verifiers.clone(), (Arc::clone(&tally), Arc::clone(&is_over))));
        }
        Self { tasks, is_over, tally }
    }

    /// Asks for no more, and waits until every token has been checked.
    pub(super) async fn stop(mut self) -> Result<Totals, DrillError> {
        self.is_over.store(true, Ordering::Release);
        while let Some(ended) = self.tasks.join_next().await {
            ended.map_err(|_| DrillError::Died)??;
        }
        Ok(self.tally.totals())
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: u64,
}

/// Asks for tokens and hands each to every verifier.
async fn ask(
    site: Site,
    place: usize,
    verifiers: Vec<UnboundedSender<Token>>,
    (tally, is_over): (Arc<Tally>, Arc<AtomicBool>),
) -> Result<(), DrillError> {
    let mut client = site.client(place);
    while !is_over.load(Ordering::Acquire) {
        let begun = Instant::now();
        let headers = [("Authorization", &*site.authorization)];
        match client.send("/oauth2/token", &headers, Some("grant_type=client_credentials")).await {
            // A server that was killed; what it had not answered yet was never handed out.
            Err(_) => tokio::time::sleep(RETRY).await,
            Ok(answer) => match (answer.status, serde_json::from_slice::<TokenAnswer>(&answer.body)) {
                (200, Ok(found)) => {
                    tally.took(begun.elapsed());
                    let again_at = begun + Duration::from_secs(found.expires_in).saturating_sub(BEFORE_EXPIRY);
                    let token = Token { text: found.access_token.into(), again_at };
                    // A verifier that has ended has told why.
                    verifiers.iter().for_each(|give| drop(give.send(token.clone())));
                }
                (status, _) => tally.refused(status),
            },
        }
        tokio::time::sleep(site.pause).await;
    }
    Ok(())
}

/// Checks tokens as they come, and again later.
async fn verify(
    site: Site,
    (place, origin): (usize, &'static str),
    mut tokens: UnboundedReceiver<Token>,
    tally: Arc<Tally>,
) -> Result<(), DrillError> {
    let mut party = Party { verifier: Verifier::new(&site.issuer, &site.issuer), client: site.client(place), origin };
    let mut later: VecDeque<Token> = VecDeque::new();
    loop {
        let due = later.front().map_or_else(|| Instant::now() + BEFORE_EXPIRY, |token| token.again_at);
        tokio::select! {
            () = tokio::time::sleep_until(due.into()) => {
                if let Some(token) = later.pop_front() {
                    party.check(&token, &tally).await?;
                }
            }
            token = tokens.recv() => match token {
                Some(token) => {
                    party.check(&token, &tally).await?;
                    later.push_back(token);
                }
                None => break,
            }
        }
    }
    for token in &later {
        party.check(token, &tally).await?;
    }
    Ok(())
}

/// A relying party: its verifier, and how it fetches the keys.
struct Party {
    verifier: Verifier,
    client: Client,
    origin: &'static str,
}

impl Party {
    async fn check(&mut self, token: &Token, tally: &Tally) -> Result<(), DrillError> {
        while !self.verifier.is_fresh(Instant::now()) {
            let mut headers = vec![("Origin", self.origin)];
            let etag = self.verifier.etag().map(str::to_owned);
            headers.extend(etag.as_deref().map(|etag| ("If-None-Match", etag)));
            match self.client.send(Site::KEY_SET, &headers, None).await {
                Ok(answer) => self.verifier.take(&answer, Instant::now())?,
                Err(_) => tokio::time::sleep(RETRY).await,
            }
        }
        tally.note(token, self.verifier.check(&token.text));
        Ok(())
    }
}
