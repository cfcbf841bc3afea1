//! What this machine does at best through the libraries that Claviger stands on: raw signatures, raw password hashes,
//! one durable insert, and bare Rocket routes. `bench/run` starts it and compares.
//!
//! `floor raw FOLDER SECONDS` measures and prints one JSON object; `floor serve PORT DISCOVERY_FILE JWKS_FILE` listens;
//! `floor key FOLDER` and `floor assertions FOLDER ISSUER CLIENT SECONDS` are an app that signs.

mod assertions;
mod bare;
mod cost;
mod raw;

use std::io::Write;
use std::path::Path;
use std::time::Duration;

fn main() -> Result<(), cost::Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["raw", folder, seconds] => {
            let report = raw::report(Path::new(folder), Duration::from_secs_f64(seconds.parse()?))?;
            Ok(writeln!(std::io::stdout(), "{report}")?)
        }
        ["serve", port, discovery, jwks] => bare::serve(port.parse()?, std::fs::read(discovery)?, std::fs::read(jwks)?),
        ["key", folder] => assertions::make_key(Path::new(folder)),
        ["assertions", folder, issuer, client, seconds] => {
            let time = Duration::from_secs_f64(seconds.parse()?);
            let lines = assertions::lines(Path::new(folder), issuer, client, time)?;
            Ok(std::io::stdout().write_all(lines.as_bytes())?)
        }
        _ => Err("usage: floor raw FOLDER SECONDS | serve PORT DISCOVERY_FILE JWKS_FILE | key FOLDER | assertions FOLDER ISSUER CLIENT SECONDS".into()),
    }
}
