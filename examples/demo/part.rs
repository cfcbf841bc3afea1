//! The demo's processes: how one is started, watched and ended.

use crate::Failure;
use std::fs::File;
use std::net::{Ipv4Addr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The variable that says which part a process is.
pub const WHICH: &str = "DEMO_PART";
/// The provider, and its command line.
pub const CLAVIGER: &str = "claviger";
/// A web app on `openidconnect`.
pub const WEB_APP: &str = "web-app";
/// An app that is only JavaScript.
pub const BROWSER_APP: &str = "browser-app";
/// An API that verifies tokens.
pub const API: &str = "api";
/// The tour as a page.
pub const TOUR: &str = "tour";

const PATIENCE: Duration = Duration::from_secs(30);

/// This binary as one of the parts.
///
/// Settings and proxies of the shell are none of its business: it gets no variable but those given here.
pub fn command(which: &str) -> Result<Command, Failure> {
    let mut command = Command::new(std::env::current_exe()?);
    command.env_clear().env(WHICH, which);
    Ok(command)
}

/// A running process; dropped, it is ended.
pub struct Part {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Part {
    /// Starts it, and waits until it answers on its port. What it prints goes into a file of the folder.
    pub async fn start(name: &'static str, mut command: Command, port: u16, folder: &Path) -> Result<Self, Failure> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        // Ctrl-C at the terminal goes to the demo alone, which then ends its parts in order.
        command.process_group(0);
        let mut part = Self { name, child: command.spawn()?, log };
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            part.check()?;
            if begun.elapsed() > PATIENCE {
                return Err(part.failure("does not answer"));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(part)
    }

    /// Fails when it has ended by itself.
    pub fn check(&mut self) -> Result<(), Failure> {
        match self.child.try_wait()? {
            Some(status) => Err(self.failure(&format!("has ended ({status})"))),
            None => Ok(()),
        }
    }

    fn failure(&self, what: &str) -> Failure {
        let printed = std::fs::read_to_string(&self.log).unwrap_or_default();
        format!("{} {what}. It printed:\n{printed}", self.name).into()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Its data goes with the demo, so there is nothing that it could still put in order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
