//! The servers of a drill: child processes, started, killed by SIGKILL, and started again.

use super::DrillError;
use super::http::Client;
use std::fs::File;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that is not ready by then does not start.
const PATIENCE: Duration = Duration::from_secs(20);

/// Between two looks whether it is ready.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// How to start a server.
#[derive(Clone, Debug)]
pub struct Launch {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Variables that it is given.
    pub environment: Vec<(String, String)>,
    /// Variables that it must not inherit.
    pub without: Vec<String>,
    /// Where it runs.
    pub folder: PathBuf,
    /// What it says.
    pub log: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    /// The host that it answers for.
    pub host: String,
}

/// A server; dropped, it is killed.
pub(super) struct Server {
    launch: Launch,
    child: Option<Child>,
    started: Instant,
}

impl Server {
    /// Not started yet.
    pub(super) fn new(launch: Launch) -> Self {
        Self { launch, child: None, started: Instant::now() }
    }

    /// Starts it; see [`Server::wait`].
    pub(super) fn start(&mut self) -> Result<(), DrillError> {
        let launch = &self.launch;
        let log = File::options().create(true).append(true).open(&launch.log)?;
        let (program, arguments) = launch.command.split_first().ok_or(DrillError::Died)?;
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&launch.folder);
        for name in &launch.without {
            command.env_remove(name);
        }
        command.envs(launch.environment.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.started = Instant::now();
        self.child = Some(command.spawn()?);
        Ok(())
    }

    /// Waits until it is ready; answers how long that took since it was started.
    pub(super) async fn wait(&mut self) -> Result<Duration, DrillError> {
        let mut client = Client::new(&[self.launch.address], &self.launch.host, 0);
        while self.started.elapsed() < PATIENCE {
            if client.send("/readyz", &[], None).await.is_ok_and(|answer| answer.status == 200) {
                return Ok(self.started.elapsed());
            }
            if self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None))) {
                break;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        let log = std::fs::read_to_string(&self.launch.log).unwrap_or_default();
        Err(DrillError::NotReady(log.lines().last().unwrap_or("it says nothing").to_owned()))
    }

    /// SIGKILL: nothing is flushed, nothing is said.
    pub(super) fn kill(&mut self) -> std::io::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        child.kill()?;
        child.wait().map(drop)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Nothing is left to do about a process that cannot be killed.
        let _ = self.kill();
    }
}
