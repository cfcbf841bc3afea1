//! The table of settings.

use super::problem::Refusal;
use super::urls::{check_database_url, check_public_url, mask_password};
use super::{Key, Kind, LogFormat, Network};
use crate::model::secret::Redacted;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

const DAY: i64 = 86_400;
const YEAR: i64 = 365 * DAY;

/// A whole number kept in the named field of `Config`. The bounds fit the field's type.
macro_rules! integer {
    ($($field:ident).+ as $type:ty, $range:expr, $unit:literal) => {
        Kind::Integer {
            range: $range,
            unit: $unit,
            get: |c| i64::try_from(c.$($field).+).unwrap_or(i64::MAX),
            set: |c, n| c.$($field).+ = <$type>::try_from(n).unwrap_or(<$type>::MAX),
        }
    };
}

const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, doc, secret: false, default_note: None }
}

/// Every setting, in the order of the reference.
pub static KEYS: &[Key] = &[
    key(
        "public_url",
        Kind::Text {
            form: "URL without a path",
            get: |c| c.public_url.clone(),
            set: |c, text| {
                check_public_url(text)?;
                c.public_url = text.to_owned();
                Ok(())
            },
        },
        "Where people and apps reach this server: the issuer in every token. https, or http for localhost, \
         *.localhost and loopback addresses. Once it has been used, change it with `claviger issuer change`.",
    ),
    key(
        "listen",
        Kind::Text {
            form: "address and port",
            get: |c| c.listen.to_string(),
            set: |c, text| {
                let mend = "Write an address and a port such as `127.0.0.1:8000`";
                c.listen = text.parse().map_err(|_| Refusal::new("is not an address and a port", mend))?;
                Ok(())
            },
        },
        "Where the server listens. TLS belongs to the proxy in front of it. On localhost, without that proxy, another \
         port here needs the same port in `public_url`.",
    ),
    key(
        "database_url",
        Kind::Text {
            form: "`sqlite:PATH` or `postgres://…`",
            get: |c| mask_password(&c.database_url),
            set: |c, text| {
                check_database_url(text)?;
                c.database_url = text.to_owned();
                Ok(())
            },
        },
        "The database. A relative path starts at the working folder; the file is made if it is missing.",
    ),
    key(
        "master_key_file",
        Kind::Text {
            form: "path",
            get: |c| c.master_key_file.display().to_string(),
            set: |c, text| {
                c.master_key_file = text.into();
                Ok(())
            },
        },
        "The file of the master key that seals the signing keys in the database; made at the first start, \
         readable by its owner only. Keep a copy outside the backups.",
    ),
    Key {
        name: "master_key",
        kind: Kind::Text {
            form: "base64 or base64url of 32 bytes, or the line that a master key file holds",
            get: |c| c.master_key.as_ref().map_or_else(String::new, |_| "****".to_owned()),
            set: |c, text| {
                let mend = "Write the base64 of 32 random bytes, as `openssl rand -base64 32` prints it";
                if !is_master_key(text.trim()) {
                    return Err(Refusal::new("is not the base64 of 32 bytes", mend));
                }
                c.master_key = Some(Redacted::from(text.trim().to_owned()));
                Ok(())
            },
        },
        doc: "The master key itself, for those who keep it in a secret store; wins over `master_key_file`.",
        secret: true,
        default_note: None,
    },
    key(
        "organization",
        Kind::Text {
            form: "text",
            get: |c| c.organization.clone(),
            set: |c, text| {
                c.organization = text.trim().to_owned();
                Ok(())
            },
        },
        "The name that people read: \"Sign in with your Northwind account\".",
    ),
    key(
        "contact",
        Kind::Text {
            form: "e-mail address, URL or sentence",
            get: |c| c.contact.clone().unwrap_or_default(),
            set: |c, text| {
                c.contact = Some(text.trim().to_owned());
                Ok(())
            },
        },
        "Whom people ask for help, as shown on the sign-in page.",
    ),
    key(
        "trusted_proxies",
        Kind::List {
            form: "addresses or networks (`10.0.0.0/8`)",
            get: |c| c.trusted_proxies.iter().map(ToString::to_string).collect(),
            add: |c, text| {
                c.trusted_proxies.push(network(text)?);
                Ok(())
            },
            clear: |c| c.trusted_proxies.clear(),
        },
        "Peers whose X-Forwarded-For is believed: your reverse proxies, nobody else.",
    ),
    key(
        "tokens.access_seconds",
        integer!(tokens.access_seconds as i64, (30, DAY), "seconds"),
        "How long access tokens and id_tokens are valid.",
    ),
    key(
        "tokens.refresh_seconds",
        integer!(tokens.refresh_seconds as i64, (300, YEAR), "seconds"),
        "How long an app may refresh after a sign-in; rotation does not lengthen it.",
    ),
    key(
        "tokens.code_seconds",
        integer!(tokens.code_seconds as i64, (5, 60), "seconds"),
        "How long an authorization code may be redeemed.",
    ),
    key(
        "tokens.refresh_retry_seconds",
        integer!(tokens.refresh_retry_seconds as i64, (0, 600), "seconds"),
        "How long a used refresh token may be repeated (lost replies, two tabs) while no successor was used; 0 = never.",
    ),
    key(
        "sessions.idle_seconds",
        integer!(sessions.idle_seconds as i64, (60, YEAR), "seconds"),
        "A browser session ends after this long without use; at most `sessions.absolute_seconds`.",
    ),
    key(
        "sessions.absolute_seconds",
        integer!(sessions.absolute_seconds as i64, (60, YEAR), "seconds"),
        "A browser session ends this long after it began, used or not.",
    ),
    key(
        "passwords.memory_kib",
        integer!(passwords.memory_kib as u32, (19_456, 4_194_304), "KiB"),
        "Argon2id memory for one password hash; `slots` times this is the most that hashing takes.",
    ),
    key(
        "passwords.iterations",
        integer!(passwords.iterations as u32, (2, 100), "passes"),
        "Argon2id passes over the memory.",
    ),
    key("passwords.parallelism", integer!(passwords.parallelism as u32, (1, 64), "lanes"), "Argon2id lanes."),
    Key {
        name: "passwords.slots",
        kind: integer!(passwords.slots as usize, (1, 1024), "hashes"),
        doc: "Password hashes that run at the same time.",
        secret: false,
        default_note: Some("number of cores"),
    },
    key(
        "passwords.queue",
        integer!(passwords.queue as usize, (0, 100_000), "sign-ins"),
        "Sign-ins that may wait for a slot; past that they are answered with 503 and Retry-After.",
    ),
    key(
        "passwords.min_length",
        integer!(passwords.min_length as usize, (8, 64), "characters"),
        "The shortest password that is accepted.",
    ),
    key(
        "people.undo_days",
        integer!(people.undo_days as i64, (1, 365), "days"),
        "For how long the removal of a person can be undone; then everything of theirs goes for good.",
    ),
    key(
        "people.invitation_days",
        integer!(people.invitation_days as i64, (1, 90), "days"),
        "How long the link of an invitation works.",
    ),
    key(
        "keys.jwks_max_age_seconds",
        integer!(keys.jwks_max_age_seconds as i64, (60, 3600), "seconds"),
        "How long apps may cache the key set; a new key is published for at least twice as long before it signs.",
    ),
    key(
        "keys.lead_seconds",
        integer!(keys.lead_seconds as i64, (0, 30 * DAY), "seconds"),
        "How long a new key is published before it signs, for apps that cache the key set for longer than they may. \
         Never less than twice `keys.jwks_max_age_seconds`, whatever is set here.",
    ),
    key(
        "keys.rotate_days",
        integer!(keys.rotate_days as i64, (0, 3650), "days"),
        "Keys rotate by themselves when they have signed for so long; 0: only by hand.",
    ),
    key(
        "keys.rsa_bits",
        Kind::Choice {
            values: &[2048, 3072, 4096],
            unit: "bits",
            get: |c| c.keys.rsa_bits.into(),
            set: |c, n| c.keys.rsa_bits = u16::try_from(n).unwrap_or(2048),
        },
        "Size of new RSA signing keys.",
    ),
    Key {
        name: "audit.heads_file",
        kind: Kind::Text {
            form: "path",
            get: |c| c.audit.heads_file.as_ref().map_or_else(String::new, |path| path.display().to_string()),
            set: |c, text| {
                c.audit.heads_file = Some(text.into());
                Ok(())
            },
        },
        doc: "Where signed heads of the audit log are written to, outside the database: whoever removes its newest \
              events is then found out. Keep copies on another machine; see docs/audit.md.",
        secret: false,
        default_note: Some("beside the SQLite database, with the ending `.audit-heads`; none with PostgreSQL"),
    },
    key(
        "audit.keep_days",
        integer!(audit.keep_days as i64, (0, 36_500), "days"),
        "Events of the audit log that are older are removed, up to a signed head of that age; 0 = never.",
    ),
    key(
        "fetch.allowed_networks",
        Kind::List {
            form: "addresses or networks (`10.0.0.0/8`)",
            get: |c| c.fetch.allowed_networks.iter().map(ToString::to_string).collect(),
            add: |c, text| {
                c.fetch.allowed_networks.push(network(text)?);
                Ok(())
            },
            clear: |c| c.fetch.allowed_networks.clear(),
        },
        "Where URLs that registered apps gave us may lead, besides public addresses over https: your intranet. What an \
         admin typed may lead to private addresses in any case.",
    ),
    Key {
        name: "fetch.ca_file",
        kind: Kind::Text {
            form: "path",
            get: |c| c.fetch.ca_file.as_ref().map_or_else(String::new, |path| path.display().to_string()),
            set: |c, text| {
                c.fetch.ca_file = Some(text.into());
                Ok(())
            },
        },
        doc: "Certificate authorities (PEM) that are trusted besides the system's when Claviger fetches: those of your \
              intranet.",
        secret: false,
        default_note: Some("none"),
    },
    key(
        "log.format",
        Kind::Text {
            form: "`text` or `json`",
            get: |c| match c.log.format {
                LogFormat::Text => "text".to_owned(),
                LogFormat::Json => "json".to_owned(),
            },
            set: |c, text| {
                c.log.format = match text {
                    "text" => LogFormat::Text,
                    "json" => LogFormat::Json,
                    _ => return Err(Refusal::new("is neither text nor json", "Write `text` or `json`")),
                };
                Ok(())
            },
        },
        "Log lines for people or one JSON object per line.",
    ),
    key(
        "log.level",
        Kind::Text {
            form: "filter",
            get: |c| c.log.level.clone(),
            set: |c, text| {
                let mend =
                    "Write `error`, `warn`, `info`, `debug` or `trace`, or a filter such as `info,claviger=debug`";
                if tracing_subscriber::EnvFilter::try_new(text).is_err() || !names_a_level(text) {
                    return Err(Refusal::new("is not a log filter", mend));
                }
                c.log.level = text.to_owned();
                Ok(())
            },
        },
        "What is logged: `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `info,claviger=debug`.",
    ),
    key(
        "sqlite.synchronous_full",
        Kind::Boolean { get: |c| c.sqlite.synchronous_full, set: |c, is_full| c.sqlite.synchronous_full = is_full },
        "`true`: an answered write survives a power cut. `false`: it survives a crash of the process only, \
         and writes are faster. SQLite only.",
    ),
];

fn network(text: &str) -> Result<Network, Refusal> {
    Network::parse(text)
        .map_err(|mend| Refusal::new(format!("has `{text}`, which is no trustworthy network"), capitalized(&mend)))
}

/// A bare word that is no level would silently become the name of a target.
fn names_a_level(filter: &str) -> bool {
    let levels = ["off", "error", "warn", "info", "debug", "trace"];
    filter.split(',').all(|part| part.contains('=') || levels.contains(&part.trim().to_ascii_lowercase().as_str()))
}

fn capitalized(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Either alphabet of base64, padded or not, with or without the label that a key file has before it.
fn is_master_key(text: &str) -> bool {
    let text = text.strip_prefix("claviger-master-key-v1:").unwrap_or(text).trim_end_matches('=');
    URL_SAFE_NO_PAD.decode(text.replace('+', "-").replace('/', "_")).is_ok_and(|bytes| bytes.len() == 32)
}
