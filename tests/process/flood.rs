//! Strangers may ask as often as they like: nothing that they ask is kept.

use super::server::{Engine, Installation};
use super::visitor::{REDIRECT_URI, Visitor};
use std::time::Duration;

const REQUESTS: usize = 2_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_anonymous_flood_of_authorize_requests_leaves_the_database_as_it_was() {
    let installation = Installation::new(Engine::Sqlite);
    installation.run(&["client", "add", "app", "--name", "App", "--redirect-uri", REDIRECT_URI, "--json"], "");
    let server = installation.start();
    let before = settled_size(&installation).await;
    let askers: Vec<_> = (0..8)
        .map(|_| {
            let mut stranger = Visitor::new(installation.port, String::new());
            tokio::spawn(async move {
                for at in 0..REQUESTS / 8 {
                    let path = format!(
                        "/oauth2/authorize?client_id=app&response_type=code&scope=openid&state={at}\
                         &redirect_uri={REDIRECT_URI}&code_challenge_method=S256\
                         &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
                    );
                    let answer = stranger.get(&path).await.expect("the server answers");
                    let location = answer.headers().get("location").expect("a redirect").to_str().expect("ASCII");
                    assert!(location.starts_with("/login?flow="), "{location}");
                }
            })
        })
        .collect();
    for asker in askers {
        asker.await.expect("no asker fails");
    }
    assert_eq!(size_of_database(&installation), before);
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.pid())).expect("the server still runs");
    assert!(status.contains("VmRSS"));
}

/// The size once the server has done what it does after a start, such as linking the audit log.
async fn settled_size(installation: &Installation) -> u64 {
    let mut size = size_of_database(installation);
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let now = size_of_database(installation);
        if now == size {
            return size;
        }
        size = now;
    }
    size
}

/// The file and its write-ahead log.
fn size_of_database(installation: &Installation) -> u64 {
    ["claviger.db", "claviger.db-wal"]
        .iter()
        .map(|name| std::fs::metadata(installation.folder.join(name)).map_or(0, |data| data.len()))
        .sum()
}
