//! `kill -9` between the end of a session and the delivery of its notice: no app is left untold, and whoever is told
//! twice sees the same `jti`.

use super::server::{Engine, Installation};
use super::visitor::{REDIRECT_URI, Visitor};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Sessions that end, each followed by SIGKILL.
const KILLS: u64 = 100;
/// Longer than a server that was killed holds a notice back.
const PATIENCE: Duration = Duration::from_secs(40);

/// The `jti`s that came for each `sid`.
type Told = Arc<Mutex<BTreeMap<String, BTreeSet<String>>>>;

/// An app that takes its time and remembers what it was told; answers its address.
fn listen(told: &Told) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let uri = format!("http://{}/told", listener.local_addr().expect("an address"));
    let told = Arc::clone(told);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let told = Arc::clone(&told);
            std::thread::spawn(move || take(stream, &told));
        }
    });
    uri
}

fn take(mut stream: TcpStream, told: &Told) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    while let Ok(count @ 1..) = stream.read(&mut part) {
        bytes.extend_from_slice(&part[..count]);
        let Some((sid, jti)) = read_notice(&String::from_utf8_lossy(&bytes)) else { continue };
        std::thread::sleep(Duration::from_millis(5));
        told.lock().expect("the list").entry(sid).or_default().insert(jti);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        bytes.clear();
    }
}

/// Session and name of a notice, once all of it has come.
fn read_notice(request: &str) -> Option<(String, String)> {
    let (head, body) = request.split_once("\r\n\r\n")?;
    let length = head.to_lowercase().lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    let claims = body.split('.').nth(1).filter(|_| length == Some(body.len()))?;
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).ok()?).ok()?;
    Some((claims["sid"].as_str()?.to_owned(), claims["jti"].as_str()?.to_owned()))
}

async fn survive(engine: Engine) {
    let told = Told::default();
    let uri = listen(&told);
    let installation = Installation::new(engine);
    installation.run(&["user", "add", "alice", "--password-stdin"], "correct horse battery staple\n");
    let add = ["client", "add", "app", "--redirect-uri", REDIRECT_URI, "--backchannel-logout-uri", &uri];
    installation.run(&add, "");
    let server = installation.start();
    let mut visitors = Vec::new();
    for _ in 0..KILLS {
        let mut visitor = Visitor::new(installation.port, String::new());
        visitor.sign_in("alice", "correct%20horse%20battery%20staple").await;
        visitor.code().await.expect("a code");
        visitors.push(visitor);
    }
    server.kill();
    for (run, mut visitor) in (0..).zip(visitors) {
        let server = installation.start();
        visitor.sign_out().await;
        // Each time another moment: before it is sent, while it is on its way, before it is written down, after.
        tokio::time::sleep(Duration::from_millis(run * 7 % 30)).await;
        server.kill();
    }
    let _server = installation.start();
    let begun = Instant::now();
    let expected = usize::try_from(KILLS).expect("a small number");
    while told.lock().expect("the list").len() < expected {
        let so_far = told.lock().expect("the list").len();
        assert!(begun.elapsed() < PATIENCE, "{} notices of {expected} were lost", expected - so_far);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // What was on its way when its server was killed has come again by now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let told = told.lock().expect("the list");
    let twice: Vec<_> = told.iter().filter(|(_, jtis)| jtis.len() > 1).collect();
    assert!(twice.is_empty(), "told twice under different names: {twice:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_logout_notice_is_lost_by_a_hundred_kills_on_sqlite() {
    survive(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_logout_notice_is_lost_by_a_hundred_kills_on_postgres() {
    survive(Engine::Postgres).await;
}
