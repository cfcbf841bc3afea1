//! `claviger drill`.

use super::context::chain;
use super::output::plain;
use super::{Context, Failure, Opened, open, serve};
use crate::config::{Config, Loaded, mask_password};
use crate::diagnose::drill::{self, Launch, Outcome, Outside, Stage};
use crate::keys::MasterKey;
use crate::model::client::{Client, ClientKind, ClientSecret, GrantType};
use crate::model::ids::random_id;
use crate::model::secret::{Redacted, Token, random_bytes};
use crate::store::{self, drop_schema, make_schema};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use std::collections::BTreeMap;
use std::fs::DirBuilder;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::time::Duration;

const CLIENT: &str = "drill";

/// Between two requests of one who asks for tokens: a steady load that leaves room for others on the machine.
const PAUSE: Duration = Duration::from_millis(15);

/// Tries that prove something on servers and a database of their own.
#[derive(Subcommand)]
pub enum Drill {
    /// Change signing keys under load and kill -9, with strict relying parties; passes only if no token fails
    Rotation(Rotation),
    /// Serve a drill's own database
    #[command(hide = true)]
    Server,
}

#[derive(Args)]
pub struct Rotation {
    /// A PostgreSQL, for two servers on one database: a schema is made there and removed afterwards; without, one
    /// server on SQLite
    #[arg(long, value_name = "URL")]
    database_url: Option<String>,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
    /// Ask for tokens as fast as they are answered
    #[arg(long, hide = true)]
    full_load: bool,
    /// A program that verifies beside the drill's own relying parties
    #[arg(long, value_name = "COMMAND", hide = true)]
    beside: Vec<String>,
}

impl Drill {
    pub(super) fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        match self {
            Self::Rotation(rotation) => runtime.block_on(rotation.run(cx)),
            Self::Server => runtime.block_on(serve::serve(cx, async |opened| prepare(opened).await)),
        }
    }
}

/// Only a database that a drill has made may be served with its short durations.
async fn prepare(opened: &mut Opened) -> Result<(), Failure> {
    if !drill::is_marked(&opened.store).await? {
        return Err(Failure::said("This is no database of a drill. Start the server by `claviger serve`."));
    }
    drill::shorten(&mut opened.config);
    Ok(())
}

impl Rotation {
    async fn run(self, cx: &mut Context<'_>) -> Result<(), Failure> {
        let place = Place::make(self.database_url.clone()).await?;
        let outcome = tokio::select! {
            outcome = self.drill(cx, &place) => outcome,
            // What was made is removed in any case; the servers end with their part of the drill.
            _ = tokio::signal::ctrl_c() => Err(Failure::said("The drill was interrupted.")),
        };
        let removed = place.remove().await;
        let outcome = outcome?;
        removed?;
        self.tell(cx, &outcome)?;
        if outcome.is_passed() {
            return Ok(());
        }
        let first =
            outcome.first_rejection.as_deref().map(|reason| format!(" The first rejection: {}.", plain(reason)));
        Err(Failure::said(format!("The drill failed.{}", first.unwrap_or_default())))
    }

    async fn drill(&self, cx: &mut Context<'_>, place: &Place) -> Result<Outcome, Failure> {
        let opened = place.open(cx).await?;
        let authorization = add_client(&opened).await?;
        drill::mark(&opened.store, opened.clock.now()).await?;
        let provider = opened.provider().await?;
        let outside = self.beside.iter().map(|line| Outside(line.split_whitespace().map(str::to_owned).collect()));
        let pause = if self.full_load { Duration::ZERO } else { PAUSE };
        let servers = place.launches(cx)?;
        let stage = Stage { servers, provider, authorization, outside: outside.collect(), pause };
        // Whoever does not listen any more still gets the outcome.
        let outcome = drill::run(stage, &mut |line| drop(cx.notice(line))).await;
        opened.store.close().await;
        outcome.map_err(|error| Failure::said(chain(&error)))
    }

    fn tell(&self, cx: &mut Context<'_>, outcome: &Outcome) -> Result<(), Failure> {
        if self.json {
            return cx.print_json(outcome);
        }
        let rows = [
            ("accepted", outcome.accepted.to_string()),
            ("rejected", outcome.rejected.to_string()),
            ("control_rejected", outcome.control_rejected.to_string()),
            ("p99_ms", format!("{:.1}", outcome.p99_ms)),
            ("keys", outcome.keys.to_string()),
            ("kills", outcome.kills.to_string()),
            ("seconds", format!("{:.1}", outcome.seconds)),
        ];
        cx.print_table(&rows.map(|(name, value)| vec![name.to_owned(), value]))
    }
}

/// A service that asks for tokens of its own; answers its `Authorization` header.
async fn add_client(opened: &Opened) -> Result<String, Failure> {
    let (secret, now) = (Token::random(), opened.clock.now());
    let kept = ClientSecret {
        id: random_id(),
        hash: secret.hash(),
        sealed: None,
        hint: secret.expose().chars().take(4).collect(),
        created_at: now,
        expires_at: None,
        last_used_at: None,
    };
    let mut client = Client::new(CLIENT, ClientKind::Service, now);
    client.grant_types = vec![GrantType::ClientCredentials];
    client.secrets = vec![kept];
    let mut write = opened.store.write().await?;
    write.db().insert_client(&client).await?;
    write.commit().await?;
    Ok(format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{}", secret.expose()))))
}

/// Where a drill takes place: a folder, a database, ports.
struct Place {
    folder: PathBuf,
    /// With a schema of the drill's own, where it is a PostgreSQL.
    database_url: String,
    /// Of the PostgreSQL, and the schema.
    schema: Option<(String, String)>,
    master_key: Redacted,
    addresses: Vec<SocketAddr>,
}

impl Place {
    async fn make(postgres: Option<String>) -> Result<Self, Failure> {
        let name = format!("claviger_drill_{}", random_id().replace('-', ""));
        let folder = std::env::temp_dir().join(&name);
        let count = if postgres.is_some() { 2 } else { 1 };
        let mut place = Self {
            database_url: format!("sqlite:{}", folder.join("drill.db").display()),
            schema: None,
            master_key: Redacted::from(MasterKey::random().to_text().trim().to_owned()),
            addresses: free_addresses(count)?,
            folder,
        };
        if let Some(url) = postgres {
            let refused = |error: store::Error| Failure::said(format!("{}: {}", mask_password(&url), chain(&error)));
            place.database_url = make_schema(&url, &name).await.map_err(refused)?;
            place.schema = Some((url, name));
        }
        DirBuilder::new().mode(0o700).create(&place.folder)?;
        Ok(place)
    }

    async fn remove(&self) -> Result<(), Failure> {
        if let Some((url, name)) = &self.schema {
            drop_schema(url, name).await?;
        }
        Ok(std::fs::remove_dir_all(&self.folder)?)
    }

    /// All servers are one issuer, as behind a load balancer.
    fn host(&self) -> String {
        format!("localhost:{}", self.addresses.first().map_or(0, SocketAddr::port))
    }

    async fn open(&self, cx: &mut Context<'_>) -> Result<Opened, Failure> {
        let mut config = Config {
            public_url: format!("http://{}", self.host()),
            database_url: self.database_url.clone(),
            master_key: Some(self.master_key.clone()),
            ..Config::default()
        };
        drill::shorten(&mut config);
        let loaded = Loaded { config, sources: BTreeMap::new(), file: None };
        open(loaded, cx.clock.clone(), &mut std::io::sink()).await
    }

    fn launches(&self, cx: &Context<'_>) -> Result<Vec<Launch>, Failure> {
        let program = std::env::current_exe()?.display().to_string();
        let ours = cx.environment.iter().map(|(name, _)| name.clone());
        let ours: Vec<_> = ours.filter(|name| name.starts_with("CLAVIGER_")).collect();
        let launch = |(place, address): (usize, &SocketAddr)| Launch {
            command: vec![program.clone(), "drill".to_owned(), "server".to_owned()],
            environment: vec![
                ("CLAVIGER_PUBLIC_URL".to_owned(), format!("http://{}", self.host())),
                ("CLAVIGER_LISTEN".to_owned(), address.to_string()),
                ("CLAVIGER_DATABASE_URL".to_owned(), self.database_url.clone()),
                ("CLAVIGER_MASTER_KEY".to_owned(), self.master_key.expose().to_owned()),
                ("CLAVIGER_LOG__LEVEL".to_owned(), "warn".to_owned()),
            ],
            without: ours.clone(),
            folder: self.folder.clone(),
            log: self.folder.join(format!("server-{place}.log")),
            address: *address,
            host: self.host(),
        };
        Ok(self.addresses.iter().enumerate().map(launch).collect())
    }
}

/// Addresses that nobody listens on now. Below the range from which systems take ports for outgoing connections (Linux
/// from 32768 on): one of those could take the port while its server is down.
fn free_addresses(count: usize) -> std::io::Result<Vec<SocketAddr>> {
    const PORTS: std::ops::Range<u16> = 10_000..32_000;
    const TRIES: usize = 200;
    let bind = || {
        let port = PORTS.start + u16::from_be_bytes(random_bytes::<2>()) % (PORTS.end - PORTS.start);
        TcpListener::bind((Ipv4Addr::LOCALHOST, port))
    };
    // Held together, so that no port is given twice.
    let held: Vec<_> = std::iter::repeat_with(bind).take(TRIES).filter_map(Result::ok).take(count).collect();
    if held.len() < count {
        return Err(std::io::ErrorKind::AddrInUse.into());
    }
    held.iter().map(TcpListener::local_addr).collect()
}
