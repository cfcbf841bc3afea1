//! The command line, one file per command. Answers go to stdout, everything else to stderr.

mod api;
mod assets;
mod attribute;
mod audit;
mod backup;
mod check;
mod client;
mod completions;
mod context;
mod drill;
mod group;
mod issuer;
mod keys;
mod logging;
mod open;
mod output;
mod rescue;
mod restore;
mod seed;
mod selftest;
mod serve;
mod session;
mod token;
mod user;

pub use context::{Context, Failure};
pub use open::{Opened, open};

use clap::{Parser, Subcommand};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  claviger                                        start the server
  claviger user add alice --email alice@example.com --admin
  claviger client add shop --name Shop --redirect-uri https://shop.example.com/callback
  claviger check                                  what would be used, and whether it works
  claviger --config /etc/claviger.toml backup /backups/claviger.jsonl

Every command works before the first start and beside a running server, which sees the change within two seconds.
Exit codes: 0 done, 1 refused or failed, 2 wrong usage.";

/// Sign in once, known on every domain: a self-hosted OpenID Connect provider.
#[derive(Parser)]
#[command(name = "claviger", version, after_help = EXAMPLES, disable_help_subcommand = true)]
struct Arguments {
    /// Configuration file [default: CLAVIGER_CONFIG, else ./claviger.toml if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Start the server (what happens when no command is given)
    Serve(serve::Serve),
    /// Add, list and change people
    #[command(subcommand)]
    User(user::User),
    /// Add, list and change groups
    #[command(subcommand)]
    Group(group::Group),
    /// Define attributes of people beside the standard claims
    #[command(subcommand)]
    Attribute(attribute::Attribute),
    /// Add, list and change apps
    #[command(subcommand)]
    Client(client::Client),
    /// Add, list and change APIs that tokens are for
    #[command(subcommand)]
    Api(api::Api),
    /// List and end sign-ins
    #[command(subcommand)]
    Session(session::Session),
    /// Find out what is wrong with a token
    #[command(subcommand)]
    Token(token::Token),
    /// Look at the signing keys
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Read and check the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Show every setting with its source, and try database, keys and permissions
    Check(check::Check),
    /// Exercise every capability that the running server advertises
    Selftest(selftest::SelfTest),
    /// Write everything into one file while the server runs
    Backup(backup::Backup),
    /// Read a backup into an empty database
    Restore(restore::Restore),
    /// Print a link that sets an administrator's password, once, within one hour
    Rescue(rescue::Rescue),
    /// Move to another public URL
    #[command(subcommand)]
    Issuer(issuer::Issuer),
    /// Write the static files for a web server in front
    #[command(subcommand)]
    Assets(assets::Assets),
    /// Print a completion script for your shell
    Completions(completions::Completions),
    /// Prove that keys change without one token that fails
    #[command(subcommand)]
    Drill(drill::Drill),
    /// Fill an empty database, to see how it fares with many people
    #[command(hide = true)]
    Seed(seed::Seed),
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    // clap prints help and usage errors itself, and ends with 0 and 2.
    let arguments = Arguments::parse();
    let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
    let stdin = std::io::stdin();
    let mut cx = Context::new(arguments.config, &stdin, &stdout, &stderr);
    let outcome = run(arguments.command, &mut cx).and_then(|()| Ok(cx.out.flush()?));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our answer has enough of it (`| head`).
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing is left to tell it to when stderr is gone too.
            let _ = writeln!(cx.err, "{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<Command>, cx: &mut Context<'_>) -> Result<(), Failure> {
    match command.unwrap_or(Command::Serve(serve::Serve {})) {
        Command::Serve(serve) => serve.run(cx),
        Command::Assets(assets) => assets.run(cx),
        Command::Drill(drill) => drill.run(cx),
        Command::Completions(completions) => completions.run(cx),
        Command::User(user) => block_on(user.run(cx)),
        Command::Group(group) => block_on(group.run(cx)),
        Command::Attribute(attribute) => block_on(attribute.run(cx)),
        Command::Client(client) => block_on(client.run(cx)),
        Command::Api(api) => block_on(api.run(cx)),
        Command::Session(session) => block_on(session.run(cx)),
        Command::Token(token) => block_on(token.run(cx)),
        Command::Keys(keys) => block_on(keys.run(cx)),
        Command::Audit(audit) => block_on(audit.run(cx)),
        Command::Check(check) => block_on(check.run(cx)),
        Command::Selftest(selftest) => block_on(selftest.run(cx)),
        Command::Backup(backup) => block_on(backup.run(cx)),
        Command::Restore(restore) => block_on(restore.run(cx)),
        Command::Rescue(rescue) => block_on(rescue.run(cx)),
        Command::Issuer(issuer) => block_on(issuer.run(cx)),
        Command::Seed(seed) => block_on(seed.run(cx)),
    }
}

fn block_on(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(command)
}

#[cfg(test)]
mod tests;
