//! The configuration: typed, validated, each value with its source. May be imported by every floor above.
//!
//! `key.rs` is the one table of settings; `load.rs` reads, `reference.rs` writes `docs/configuration.md`.

mod defaults;
mod key;
mod key_table;
mod load;
mod network;
mod problem;
mod reference;
mod source;
mod urls;

pub use key::{Key, Kind};
pub use key_table::KEYS;
pub use load::{Loaded, environment, load};
pub use problem::Problem;
pub use reference::reference;
pub use source::Source;
pub use urls::{check_issuer, mask_password, sqlite_path};

/// All settings, as the rest of the program reads them: already checked. Its `Debug` masks secrets.
#[derive(Clone, PartialEq)]
pub struct Config {
    /// The issuer and the base of every URL that we make, without a trailing slash.
    pub public_url: String,
    /// Address and port to listen on.
    pub listen: std::net::SocketAddr,
    /// `sqlite:PATH` or `postgres://…`.
    pub database_url: String,
    /// Where the master key lies.
    pub master_key_file: std::path::PathBuf,
    /// The master key itself (base64 of 32 bytes) where the environment brings it; wins over the file.
    pub master_key: Option<crate::model::secret::Redacted>,
    /// How people read the name of whoever runs this server: "with your Northwind account".
    pub organization: String,
    /// Whom to ask for help, as shown on the sign-in page: an e-mail address, a URL or a sentence.
    pub contact: Option<String>,
    /// Peers whose forwarded headers are believed: addresses or networks (`10.0.0.0/8`).
    pub trusted_proxies: Vec<Network>,
    /// Token lifetimes.
    pub tokens: Tokens,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Password hashing and rules.
    pub passwords: Passwords,
    /// Removals and invitations of people.
    pub people: People,
    /// Signing keys.
    pub keys: Keys,
    /// The audit log.
    pub audit: AuditLog,
    /// Fetching URLs that others gave us.
    pub fetch: Fetch,
    /// Log output.
    pub log: Log,
    /// SQLite durability.
    pub sqlite: Sqlite,
}

/// What a number setting may be, for what is set for one app in its place; 0 and 0 where there is no such setting.
pub fn bounds(setting: &str) -> (i64, i64) {
    let of_key = |key: &Key| match key.kind {
        Kind::Integer { range, .. } if key.name == setting => Some(range),
        _ => None,
    };
    KEYS.iter().find_map(of_key).unwrap_or_default()
}

/// An address range in CIDR form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address.
    pub address: std::net::IpAddr,
    /// Leading bits that count.
    pub prefix: u8,
}

/// Token lifetimes in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Access tokens and id_tokens; default 300.
    pub access_seconds: i64,
    /// Refresh token families, counted from the sign-in; default 86,400.
    pub refresh_seconds: i64,
    /// Authorization codes; default 60, at most 60 (RFC 6749 §4.1.2 wants them short).
    pub code_seconds: i64,
    /// How long a retired refresh token may be repeated while no successor was used; default 60, 0 = never.
    pub refresh_retry_seconds: i64,
}

/// Browser session lifetimes in seconds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sessions {
    /// Ends after this long without use; default 28,800.
    pub idle_seconds: i64,
    /// Ends this long after it began, whatever happens; default 86,400.
    pub absolute_seconds: i64,
}

/// Argon2id parameters and the bounds of the pool that runs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passwords {
    /// Argon2 memory per hash in KiB; default 19,456, at least 19,456.
    pub memory_kib: u32,
    /// Argon2 passes; default 2.
    pub iterations: u32,
    /// Argon2 lanes; default 1.
    pub parallelism: u32,
    /// Hashes that run at once; default: the number of cores.
    pub slots: usize,
    /// Sign-ins that may wait for a slot before 503; default 64.
    pub queue: usize,
    /// Shortest password accepted; default 8.
    pub min_length: usize,
}

/// Removals and invitations of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// For how many days the removal of a person can be undone; default 7.
    pub undo_days: i64,
    /// For how many days an invitation works; default 7.
    pub invitation_days: i64,
}

/// Signing keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// How long apps may cache the key set, in seconds, 60 to 3,600; default 600.
    pub jwks_max_age_seconds: i64,
    /// Size of new RSA keys: 2048, 3072 or 4096; default 2048.
    pub rsa_bits: u16,
    /// How long a new key is published before it signs, in seconds; default 86,400, never under 2 × `max-age`.
    pub lead_seconds: i64,
    /// Days after which keys rotate by themselves; default 90, 0 = never.
    pub rotate_days: i64,
    /// How far the clocks of servers and apps may differ, in seconds: 60. No setting, but tests shorten it.
    pub clock_skew_seconds: i64,
    /// How far ahead of the tokens their latest expiry is stored, in seconds: 600. No setting, but tests shorten it.
    pub ceiling_ahead_seconds: i64,
}

/// The audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLog {
    /// Where signed heads are written to besides the log; see [`Config::audit_heads_file`].
    pub heads_file: Option<std::path::PathBuf>,
    /// Days that events are kept; default 0 = for ever.
    pub keep_days: i64,
}

impl Config {
    /// The file of signed heads: the one that is set, else one beside the SQLite database; none with PostgreSQL.
    pub fn audit_heads_file(&self) -> Option<std::path::PathBuf> {
        let beside = || sqlite_path(&self.database_url).map(|path| path.with_extension("audit-heads"));
        self.audit.heads_file.clone().or_else(beside)
    }
}

/// Fetching URLs that others gave us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fetch {
    /// Networks that URLs of registered apps may lead to, besides public addresses.
    pub allowed_networks: Vec<Network>,
    /// Certificate authorities that are trusted besides the system's (PEM).
    pub ca_file: Option<std::path::PathBuf>,
}

/// Log output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Log {
    /// Text for people or JSON for machines; default text.
    pub format: LogFormat,
    /// A tracing filter such as `info` or `claviger=debug`; default `info`.
    pub level: String,
}

/// The two forms of log output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line per event.
    Text,
    /// One JSON object per line.
    Json,
}

/// SQLite durability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sqlite {
    /// `true` (default): `synchronous=FULL`, an answered write survives a power cut. `false`: `NORMAL`.
    pub synchronous_full: bool,
}
