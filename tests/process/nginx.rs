//! Debian's nginx in front of an installation: the shipped deploy/nginx/claviger.conf on free ports of 127.0.0.1, with a
//! throw-away certificate authority, as it is or with lines changed on purpose.

use super::server::Installation;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running nginx; dropped, it is stopped.
pub struct Nginx {
    pub origin: String,
    pub http_port: u16,
    pub ca_file: PathBuf,
    process: Child,
}

/// The ports, before anything listens on them: the installation needs its public URL first.
pub struct Place {
    pub port: u16,
    http_port: u16,
}

impl Place {
    pub fn find() -> Self {
        let free = || TcpListener::bind("127.0.0.1:0").expect("a free port");
        // Held together, so that they differ.
        let held = [free(), free()];
        let [port, http_port] = held.map(|one| one.local_addr().expect("an address").port());
        Self { port, http_port }
    }

    /// Starts nginx with lines of the shipped file changed; the certificate is good for so many days.
    pub fn start(&self, installation: &Installation, changes: &[(&str, &str)], days: u32) -> Nginx {
        let folder = installation.folder.join("nginx");
        for name in ["log", "temp", "assets"] {
            std::fs::create_dir_all(folder.join(name)).expect("a folder");
        }
        make_certificates(&folder, days);
        let origin = format!("https://localhost:{}", self.port);
        std::fs::write(folder.join("claviger.conf"), self.configuration(&folder, installation.port, changes))
            .expect("the configuration is written");
        std::fs::write(folder.join("nginx.conf"), surroundings(&folder)).expect("the configuration is written");
        let program = std::env::var("CLAVIGER_NGINX").unwrap_or_else(|_| "/usr/sbin/nginx".to_owned());
        let process = Command::new(program)
            .args(["-p", &format!("{}/", folder.display()), "-c", "nginx.conf", "-e", "stderr", "-g", "daemon off;"])
            .stdin(Stdio::null())
            .stderr(std::fs::File::create(folder.join("stderr")).expect("a file for the log"))
            .spawn()
            .expect("nginx is installed");
        let nginx = Nginx { origin, http_port: self.http_port, ca_file: folder.join("ca.pem"), process };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let log = || std::fs::read_to_string(folder.join("stderr")).unwrap_or_default();
            assert!(begun.elapsed() < Duration::from_secs(20), "nginx does not listen: {}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        nginx
    }

    fn configuration(&self, folder: &Path, behind: u16, changes: &[(&str, &str)]) -> String {
        let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/nginx/claviger.conf");
        let text = std::fs::read_to_string(shipped).expect("the shipped configuration");
        // One address is enough.
        let kept: Vec<_> = text.lines().filter(|line| !line.trim_start().starts_with("listen [::]")).collect();
        let places = [
            ("https://id.example.com".to_owned(), format!("https://localhost:{}", self.port)),
            ("server_name id.example.com;".to_owned(), "server_name localhost;".to_owned()),
            ("/etc/letsencrypt/live/id.example.com/".to_owned(), format!("{}/", folder.display())),
            ("listen 80;".to_owned(), format!("listen 127.0.0.1:{};", self.http_port)),
            ("listen 443 ".to_owned(), format!("listen 127.0.0.1:{} ", self.port)),
            ("127.0.0.1:8000".to_owned(), format!("127.0.0.1:{behind}")),
            ("/var/cache/claviger/assets".to_owned(), folder.join("assets").display().to_string()),
            ("/var/log/nginx/".to_owned(), format!("{}/log/", folder.display())),
        ];
        let changes = changes.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned()));
        places.into_iter().chain(changes).fold(kept.join("\n"), |text, (from, to)| {
            assert!(text.contains(&from), "the shipped configuration has nothing like {from}");
            text.replace(&from, &to)
        })
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // The master ends its workers; killed, it would leave them.
        let pid = self.process.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.process.wait();
    }
}

fn surroundings(folder: &Path) -> String {
    let temp: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("  {kind}_temp_path {}/temp/{kind};\n", folder.display()))
        .collect();
    format!(
        "pid {0}/nginx.pid;\nworker_processes 1;\nevents {{ worker_connections 256; }}\nhttp {{\n{temp}  \
         include {0}/claviger.conf;\n}}\n",
        folder.display()
    )
}

/// An authority, and what it signs for localhost.
fn make_certificates(folder: &Path, days: u32) {
    let run = |arguments: &[&str]| {
        let done = Command::new("openssl").args(arguments).current_dir(folder).stderr(Stdio::null()).status();
        assert!(done.expect("openssl is installed").success(), "openssl {arguments:?}");
    };
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
    let authority =
        ["req", "-x509", "-subj", "/CN=Test authority", "-days", "30", "-keyout", "ca.key", "-out", "ca.pem"];
    run(&[&authority[..], &key].concat());
    let request = ["req", "-subj", "/CN=localhost", "-keyout", "privkey.pem", "-out", "request.pem"];
    run(&[&request[..], &key].concat());
    std::fs::write(folder.join("names"), "subjectAltName=DNS:localhost\n").expect("a file");
    let days = days.to_string();
    let sign = ["x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    run(&[&sign[..], &["-extfile", "names", "-days", &days, "-out", "fullchain.pem"]].concat());
}
