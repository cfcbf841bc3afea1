//! `claviger keys reseal` while two servers run: tokens, the key set, sign-ins and refreshes go on, during and after.
//! While none runs: whoever was signing in goes on where they were.

use super::crash::furnish;
use super::server::{Engine, Installation};
use super::visitor::{REDIRECT_URI, Tokens, Visitor, hidden};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const PASSWORD: &str = "correct%20horse%20battery%20staple";
const JWKS: &str = "/.well-known/jwks.json";
/// Servers follow within 2 s; this is longer.
const FOLLOWING: Duration = Duration::from_secs(4);

/// Refreshes without pause, and takes a new code now and then; answers how many tokens came. Not one may be refused.
async fn refresh(mut visitor: Visitor, is_over: Arc<AtomicBool>) -> u32 {
    let (mut token, mut count): (Option<String>, u32) = (None, 0);
    while !is_over.load(Ordering::Relaxed) {
        let answer = match &token {
            Some(token) if count % 5 != 4 => visitor.refresh(token).await,
            _ => {
                let code = visitor.code().await.expect("a code");
                visitor.redeem(&code).await
            }
        };
        match answer {
            Tokens::Granted { refresh_token } => (token, count) = (Some(refresh_token), count + 1),
            Tokens::Refused(error) => panic!("refused after {count} tokens: {error}"),
            Tokens::NoAnswer => panic!("no answer after {count} tokens"),
        }
    }
    count
}

/// Signs in again and again, each time as a new browser; every page that is fetched is sent.
async fn sign_in(installation_port: u16, port: u16, is_over: Arc<AtomicBool>) -> u32 {
    let mut count = 0;
    while !is_over.load(Ordering::Relaxed) {
        let mut visitor = Visitor::new(installation_port, String::new()).at(port);
        visitor.sign_in("alice", PASSWORD).await;
        count += 1;
    }
    count
}

async fn go_on(engine: Engine) {
    let installation = Arc::new(Installation::new(engine));
    let secret = furnish(&installation);
    // What it calls people is made with a secret that is sealed under the master key.
    installation.run(&["client", "set", "app", "--subject", "pairwise"], "");
    let _first = installation.start();
    let (_second, beside) = installation.start_beside();
    let mut visitor = Visitor::new(installation.port, secret);
    visitor.sign_in("alice", PASSWORD).await;
    let master_key = || std::fs::read(installation.folder.join("keys/master.key")).expect("the master key");
    let (keys, master, sub) = (visitor.document(JWKS).await, master_key(), visitor.sub().await);
    assert_eq!(sub.len(), 43, "{sub}: an identifier for this app alone");

    let is_over = Arc::new(AtomicBool::new(false));
    let ports = [installation.port, beside];
    let tokens: Vec<_> =
        ports.map(|port| tokio::spawn(refresh(visitor.at(port), Arc::clone(&is_over)))).into_iter().collect();
    let people: Vec<_> =
        ports.map(|port| tokio::spawn(sign_in(installation.port, port, Arc::clone(&is_over)))).into_iter().collect();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let resealing = Arc::clone(&installation);
    let said = tokio::task::spawn_blocking(move || resealing.run(&["keys", "reseal", "--yes", "--json"], ""));
    let said = said.await.expect("the command ends well");
    assert!(said.contains("\"left\""), "{said}");
    tokio::time::sleep(FOLLOWING).await;
    is_over.store(true, Ordering::Relaxed);
    for chain in tokens {
        let count = chain.await.expect("no token is refused");
        assert!(count > 20, "{count} tokens are no load");
    }
    for chain in people {
        assert!(chain.await.expect("nobody is turned away") > 0);
    }

    assert_ne!(master_key(), master, "the master key is another");
    for port in ports {
        let mut visitor = visitor.at(port);
        assert_eq!(visitor.document(JWKS).await, keys, "the same keys at {port}");
        assert_eq!(visitor.sub().await, sub, "nobody becomes a stranger to the app at {port}");
        let code = visitor.code().await.expect("the session is alive");
        assert!(matches!(visitor.redeem(&code).await, Tokens::Granted { .. }), "at {port}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_changes_under_load_on_two_servers_without_one_refusal_on_sqlite() {
    go_on(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_master_key_changes_under_load_on_two_servers_without_one_refusal_on_postgres() {
    go_on(Engine::Postgres).await;
}

/// A person has the sign-in page of an app before them while the server is stopped, given another master key and started.
async fn sign_in_across_a_restart(engine: Engine) {
    let installation = Installation::new(engine);
    let secret = furnish(&installation);
    let server = installation.start();
    let mut visitor = Visitor::new(installation.port, secret);
    let asked = visitor.get(&Visitor::authorize_path()).await.expect("the server answers");
    let login = asked.headers()["location"].to_str().expect("a URL").to_owned();
    let page = visitor.get(&login).await.expect("the server answers").text().await.expect("a page");
    server.terminate();
    installation.run(&["keys", "reseal", "--yes"], "");
    let _server = installation.start();
    let fields = ["csrf", "flow"].map(|name| format!("{name}={}", hidden(&page, name)));
    let form = format!("{}&username=alice&password={PASSWORD}", fields.join("&"));
    let answer = visitor.post("/login", &form).await.expect("the server answers");
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap_or_default());
    let onward = answer.headers()["location"].to_str().expect("a URL").to_owned();
    assert!(onward.contains("/oauth2/authorize"), "the sign-in goes on to the app: {onward}");
    let path = onward.strip_prefix(&format!("http://localhost:{}", installation.port)).unwrap_or(&onward);
    let back = visitor.get(path).await.expect("the server answers");
    let location = back.headers()["location"].to_str().expect("a URL").to_owned();
    assert!(location.starts_with(REDIRECT_URI) && location.contains("code="), "{location}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_goes_on_across_a_restart_with_another_master_key_on_sqlite() {
    sign_in_across_a_restart(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sign_in_goes_on_across_a_restart_with_another_master_key_on_postgres() {
    sign_in_across_a_restart(Engine::Postgres).await;
}
