//! An installation of the binary in a folder of its own.

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Where an installation keeps its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A folder, a port and a database.
pub struct Installation {
    pub folder: PathBuf,
    pub port: u16,
    /// The port in its public URL: another one where something stands in front.
    pub public_port: u16,
    database_url: String,
    settings: Vec<(&'static str, String)>,
}

/// A running server; dropped, it is killed.
pub struct Server(Child);

impl Installation {
    pub fn new(engine: Engine) -> Self {
        let name = format!("claviger-process-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(&name);
        std::fs::create_dir_all(&folder).expect("a folder for the test");
        let port = free_port();
        let database_url = match engine {
            Engine::Sqlite => format!("sqlite:{}", folder.join("claviger.db").display()),
            Engine::Postgres => create_postgres_database(&name.replace('-', "_")),
        };
        Self { folder, port, public_port: port, database_url, settings: Vec::new() }
    }

    /// With a setting of its own, as a variable.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claviger"));
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("CLAVIGER_PUBLIC_URL", format!("http://localhost:{}", self.public_port))
            .env("CLAVIGER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("CLAVIGER_DATABASE_URL", &self.database_url)
            .env("CLAVIGER_LOG__LEVEL", "warn")
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end and answers its stdout.
    pub fn run(&self, arguments: &[&str], input: &str) -> String {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the command reads its input");
        let output = child.wait_with_output().expect("the command ends");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "claviger {arguments:?} failed: {stderr}");
        String::from_utf8(output.stdout).expect("stdout is text")
    }

    /// The database.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// Starts the server, which must fail, and answers its stderr.
    pub fn fail_to_start(&self) -> String {
        self.fail(&["serve"])
    }

    /// Runs a command, which must fail, and answers its stderr.
    pub fn fail(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).stdin(Stdio::null()).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(1), "claviger {arguments:?} should have failed");
        String::from_utf8(output.stderr).expect("stderr is text")
    }

    /// Runs a command to its end; its stdout and its exit code.
    pub fn outcome(&self, arguments: &[&str]) -> (String, Option<i32>) {
        let output = self.command(arguments).stdin(Stdio::null()).output().expect("the binary starts");
        (String::from_utf8(output.stdout).expect("stdout is text"), output.status.code())
    }

    /// Starts a command that goes on by itself; killed when it is dropped.
    pub fn begin(&self, arguments: &[&str]) -> Server {
        let mut command = self.command(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Server(command.spawn().expect("the binary starts"))
    }

    /// What the last [`Installation::start`] has written on stderr so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("stderr")).expect("the log is readable")
    }

    /// Starts the server and waits until it is ready.
    pub fn start(&self) -> Server {
        self.start_at(self.port, "stderr")
    }

    /// Starts a second server of the same installation; answers the port that it listens on.
    pub fn start_beside(&self) -> (Server, u16) {
        let port = free_port();
        (self.start_at(port, "stderr-beside"), port)
    }

    fn start_at(&self, port: u16, log: &str) -> Server {
        let log = std::fs::File::create(self.folder.join(log)).expect("a file for the log");
        let child = self
            .command(&["serve"])
            .env("CLAVIGER_LISTEN", format!("127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("the server starts");
        let server = Server(child);
        let begun = Instant::now();
        while !self.is_ready(port) {
            assert!(begun.elapsed() < Duration::from_secs(30), "the server is not ready after 30 s: {}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
        server
    }

    fn is_ready(&self, port: u16) -> bool {
        use std::io::Read;
        let Ok(mut stream) = std::net::TcpStream::connect(("127.0.0.1", port)) else { return false };
        let request =
            format!("GET /readyz HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.public_port);
        let mut answer = String::new();
        let asked = stream.write_all(request.as_bytes()).and_then(|()| stream.read_to_string(&mut answer));
        asked.is_ok() && answer.starts_with("HTTP/1.1 200")
    }
}

impl Server {
    /// SIGKILL: nothing is flushed, nothing is said.
    pub fn kill(mut self) {
        self.0.kill().expect("the server can be killed");
        self.0.wait().expect("the server has ended");
    }

    /// SIGTERM, and waits; answers the exit code.
    pub fn terminate(self) -> Option<i32> {
        self.signal("-TERM")
    }

    /// SIGINT, as Ctrl-C sends it, and waits; answers the exit code.
    pub fn interrupt(self) -> Option<i32> {
        self.signal("-INT")
    }

    fn signal(mut self, signal: &str) -> Option<i32> {
        let pid = self.0.id().to_string();
        let sent = Command::new("kill").args([signal, &pid]).status().expect("kill is installed");
        assert!(sent.success(), "the server has gone before");
        self.0.wait().expect("the server has ended").code()
    }

    /// The process, for /proc.
    pub fn pid(&self) -> u32 {
        self.0.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port()
}

fn create_postgres_database(name: &str) -> String {
    let url = std::env::var("CLAVIGER_TEST_POSTGRES")
        .expect("CLAVIGER_TEST_POSTGRES is not set: ./scripts/test starts a PostgreSQL for the tests");
    let done = Command::new("psql")
        .args([&url, "-qc", &format!("CREATE DATABASE {name} TEMPLATE template0 LOCALE 'en_US.UTF-8'")])
        .status()
        .expect("psql is installed");
    assert!(done.success(), "the test database could not be made");
    let (server, _) = url.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{name}")
}
