//! What holds when nothing is set, and the printable form of a [`Config`].

use super::{AuditLog, Config, Fetch, KEYS, Keys, Log, LogFormat, Passwords, People, Sessions, Sqlite, Tokens};
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};

impl Default for Config {
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8000".to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 8000)),
            database_url: "sqlite:data/claviger.db".to_owned(),
            master_key_file: "keys/master.key".into(),
            master_key: None,
            organization: "Claviger".to_owned(),
            contact: None,
            trusted_proxies: Vec::new(),
            tokens: Tokens {
                access_seconds: 300,
                refresh_seconds: 86_400,
                code_seconds: 60,
                refresh_retry_seconds: 60,
            },
            sessions: Sessions { idle_seconds: 28_800, absolute_seconds: 86_400 },
            passwords: Passwords {
                memory_kib: 19_456,
                iterations: 2,
                parallelism: 1,
                slots: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
                queue: 64,
                min_length: 8,
            },
            people: People { undo_days: 7, invitation_days: 7 },
            keys: Keys {
                jwks_max_age_seconds: 600,
                rsa_bits: 2048,
                lead_seconds: 86_400,
                rotate_days: 90,
                clock_skew_seconds: 60,
                ceiling_ahead_seconds: 600,
            },
            audit: AuditLog { heads_file: None, keep_days: 0 },
            fetch: Fetch::default(),
            log: Log { format: LogFormat::Text, level: "info".to_owned() },
            sqlite: Sqlite { synchronous_full: true },
        }
    }
}

impl fmt::Debug for Config {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(KEYS.iter().map(|key| (key.name, key.shown(self)))).finish()
    }
}
