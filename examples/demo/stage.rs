//! Sets the demo up: ports, a folder, Claviger with its people and apps, the apps themselves; and down again.

use crate::part::{self, Part};
use crate::{Failure, tour};
use serde_json::Value;
use std::io::Write;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

/// The name by which tokens for the API know it (RFC 8707); nothing has to answer there.
const AUDIENCE: &str = "https://tasks.example.com";
/// So short that the tour shows refreshes: the wiki asks for a new token 30 seconds before the end.
const ACCESS_SECONDS: &str = "40";

/// Somebody who can sign in.
pub struct Person {
    pub username: &'static str,
    pub name: &'static str,
    pub password: &'static str,
    pub is_staff: bool,
}

impl Person {
    /// What tells them apart at the front desk.
    pub const fn note(&self) -> &'static str {
        if self.is_staff { "in the group staff" } else { "in no group" }
    }
}

/// Who is there.
pub const PEOPLE: [Person; 2] = [
    Person { username: "alice", name: "Alice Adams", password: "tall ships at dawn", is_staff: true },
    Person { username: "bob", name: "Bob Brown", password: "quiet harbour lights", is_staff: false },
];

/// Where something is: people go there by name, servers by 127.0.0.1.
///
/// Every name below `.localhost` is this machine to a browser (RFC 6761 §6.3), and another site; not so to Node, to
/// Python and to most resolvers.
pub struct Place {
    host: &'static str,
    port: u16,
}

impl Place {
    /// At this port, or at any other where it is taken.
    fn at(host: &'static str, port: u16) -> Result<Self, Failure> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).or_else(|_| TcpListener::bind("127.0.0.1:0"))?;
        Ok(Self { host, port: free.local_addr()?.port() })
    }

    /// For people.
    pub fn url(&self) -> String {
        format!("http://{}:{}", self.host, self.port)
    }

    /// For servers.
    fn local_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Everything that can be visited.
pub struct Places {
    pub tour: Place,
    /// Its name is one that servers know too.
    pub claviger: Place,
    pub wiki: Place,
    pub board: Place,
    pub api: Place,
    /// Where Python and its libraries are there.
    pub desk: Option<Place>,
}

/// A folder that is removed with what is in it.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("claviger-demo-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts everything, tells the tour, and waits for Ctrl-C.
pub fn run() -> Result<(), Failure> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        let folder = Scratch::new()?;
        // Dropped before the folder.
        let mut parts = Vec::new();
        tokio::select! {
            outcome = perform(&folder.0, &mut parts) => outcome,
            outcome = asked_to_stop() => outcome,
        }
    })
}

async fn perform(folder: &Path, parts: &mut Vec<Part>) -> Result<(), Failure> {
    let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/python");
    let places = Places {
        tour: Place::at("tour.localhost", 7400)?,
        claviger: Place::at("localhost", 7401)?,
        wiki: Place::at("harbor.localhost", 7402)?,
        board: Place::at("bluebird.localhost", 7403)?,
        api: Place::at("tasks.localhost", 7404)?,
        desk: python.exists().then(|| Place::at("frontdesk.localhost", 7405)).transpose()?,
    };
    let claviger = Claviger { folder, url: places.claviger.url(), port: places.claviger.port };
    claviger.add_people()?;
    let mut serve = claviger.command()?;
    serve.arg("serve");
    parts.push(Part::start("Claviger", serve, claviger.port, folder).await?);

    parts.push(Part::start("The API", api(&claviger, &places)?, places.api.port, folder).await?);
    parts.push(Part::start("The wiki", wiki(&claviger, &places)?, places.wiki.port, folder).await?);
    parts.push(Part::start("The board", board(&claviger, &places)?, places.board.port, folder).await?);
    if let Some(desk) = &places.desk {
        parts.push(Part::start("The front desk", front_desk(&claviger, desk, &python)?, desk.port, folder).await?);
    }
    parts.push(Part::start("The tour", tour_page(&places)?, places.tour.port, folder).await?);

    let mut terminal = std::io::stdout();
    write!(terminal, "{}", tour::text(&places))?;
    terminal.flush()?;
    loop {
        tokio::time::sleep(Duration::from_millis(300)).await;
        parts.iter_mut().try_for_each(Part::check)?;
    }
}

fn tour_page(places: &Places) -> Result<Command, Failure> {
    let mut command = part::command(part::TOUR)?;
    command.env("PORT", places.tour.port.to_string()).env("PAGE", tour::page(places));
    Ok(command)
}

fn api(claviger: &Claviger<'_>, places: &Places) -> Result<Command, Failure> {
    let mut command = part::command(part::API)?;
    command.env("ISSUER", &claviger.url).env("API_AUDIENCE", AUDIENCE).env("BROWSER_APP", places.board.url());
    command.env("PORT", places.api.port.to_string());
    Ok(command)
}

fn wiki(claviger: &Claviger<'_>, places: &Places) -> Result<Command, Failure> {
    let app = App { id: "harbor", name: "Harbor Wiki", place: &places.wiki, callback: "/callback" };
    let mut command = part::command(part::WEB_APP)?;
    claviger.add_app(&app, &["--resource", AUDIENCE, "--scope", "tasks:read"], &mut command)?;
    command.env("API_URL", places.api.local_url()).env("API_AUDIENCE", AUDIENCE);
    Ok(command)
}

fn board(claviger: &Claviger<'_>, places: &Places) -> Result<Command, Failure> {
    let app = App { id: "bluebird", name: "Bluebird Board", place: &places.board, callback: "/callback" };
    let mut command = part::command(part::BROWSER_APP)?;
    let more = ["--public", "--consent", "--resource", AUDIENCE, "--scope", "tasks:read"];
    claviger.add_app(&app, &more, &mut command)?;
    command.env("API_URL", places.api.url()).env("API_AUDIENCE", AUDIENCE);
    Ok(command)
}

/// The site that the tests run too, in the demo's clothes.
fn front_desk(claviger: &Claviger<'_>, place: &Place, python: &Path) -> Result<Command, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let app = App { id: "frontdesk", name: "Front Desk", place, callback: "/oidc/callback/" };
    let mut command = Command::new(python);
    command.env_clear().current_dir(root.join("tests/relying_parties/python/django_site"));
    claviger.add_app(&app, &[], &mut command)?;
    command
        .env("PYTHONPATH", root.join("examples/demo/desk"))
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DJANGO_SETTINGS_MODULE", "demo_settings")
        .env("RENEW_SECONDS", "10")
        .env("DATABASE", claviger.folder.join("frontdesk.sqlite3"))
        .env("SESSION_SECRET", format!("{}, which ends with the demo", std::process::id()));
    let script = format!(
        "from django.core.management import execute_from_command_line as run\n\
         run(['manage.py', 'migrate', '--verbosity', '0'])\n\
         run(['manage.py', 'runserver', '--noreload', '127.0.0.1:{}'])",
        place.port
    );
    command.args(["-c", &script]);
    Ok(command)
}

/// An app as Claviger knows it.
struct App<'a> {
    id: &'static str,
    name: &'static str,
    place: &'a Place,
    callback: &'static str,
}

/// Claviger's own command line, over the demo's data.
struct Claviger<'a> {
    folder: &'a Path,
    url: String,
    port: u16,
}

impl Claviger<'_> {
    fn command(&self) -> Result<Command, Failure> {
        let mut command = part::command(part::CLAVIGER)?;
        command
            .current_dir(self.folder)
            .env("CLAVIGER_PUBLIC_URL", &self.url)
            .env("CLAVIGER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("CLAVIGER_TOKENS__ACCESS_SECONDS", ACCESS_SECONDS)
            .env("CLAVIGER_LOG__LEVEL", "warn");
        Ok(command)
    }

    /// Runs a command to its end, and answers its output.
    fn run(&self, arguments: &[&str], input: &str) -> Result<String, Failure> {
        let mut command = self.command()?;
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            stdin.write_all(input.as_bytes())?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(String::from_utf8(output.stdout)?);
        }
        Err(format!("claviger {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)).into())
    }

    fn add_people(&self) -> Result<(), Failure> {
        self.run(&["group", "add", "staff"], "")?;
        for Person { username, name, password, is_staff } in &PEOPLE {
            let email = format!("{username}@example.com");
            let mut arguments = vec!["user", "add", username, "--name", name, "--email", &email, "--password-stdin"];
            if *is_staff {
                arguments.extend(["--group", "staff", "--admin"]);
            }
            self.run(&arguments, password)?;
        }
        Ok(())
    }

    /// Registers an app, and tells the command that will start it who it is.
    fn add_app(&self, app: &App<'_>, more: &[&str], command: &mut Command) -> Result<(), Failure> {
        let url = app.place.url();
        let (callback, signed_out) = (format!("{url}{}", app.callback), format!("{url}/signed-out"));
        let mut arguments = vec!["client", "add", app.id, "--name", app.name, "--url", &url, "--json"];
        arguments.extend(["--redirect-uri", &callback, "--post-logout-redirect-uri", &signed_out]);
        arguments.extend(["openid", "profile", "email", "groups"].iter().flat_map(|scope| ["--scope", scope]));
        arguments.extend(more);
        let answer: Value = serde_json::from_str(&self.run(&arguments, "")?)?;
        if let Some(secret) = answer["client_secret"].as_str() {
            command.env("CLIENT_SECRET", secret);
        }
        command.env("ISSUER", &self.url).env("CLIENT_ID", app.id).env("APP_URL", &url);
        command.env("PORT", app.place.port.to_string());
        Ok(())
    }
}

/// Ctrl-C, a polite kill, or a terminal that was closed.
async fn asked_to_stop() -> Result<(), Failure> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hangup = signal(SignalKind::hangup())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
    Ok(())
}
