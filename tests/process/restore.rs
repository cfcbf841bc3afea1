//! A backup, restored into the other engine: whoever was signed in still is, and apps notice nothing.

use super::crash::furnish;
use super::server::{Engine, Installation};
use super::visitor::{Tokens, Visitor};

const PASSWORD: &str = "correct%20horse%20battery%20staple";
const JWKS: &str = "/.well-known/jwks.json";

async fn move_house(from: Engine, to: Engine) {
    let before = Installation::new(from);
    let secret = furnish(&before);
    // What it calls people is made with a secret that is sealed under the master key.
    before.run(&["client", "set", "app", "--subject", "pairwise"], "");
    let server = before.start();
    let mut visitor = Visitor::new(before.port, secret);
    visitor.sign_in("alice", PASSWORD).await;
    let (keys, sub) = (visitor.document(JWKS).await, visitor.sub().await);
    assert_eq!(sub.len(), 43, "{sub}: an identifier for this app alone");
    let code = visitor.code().await.expect("a code");
    let Tokens::Granted { refresh_token } = visitor.redeem(&code).await else { panic!("no tokens") };
    before.run(&["backup", "house.jsonl"], "");
    server.terminate();

    let new = Installation::new(to);
    let after = before.with("CLAVIGER_DATABASE_URL", new.database_url());
    after.run(&["restore", "house.jsonl"], "");
    let _server = after.start();
    assert_eq!(visitor.document(JWKS).await, keys, "the same keys");
    assert_eq!(visitor.sub().await, sub, "she is signed in still, and no stranger to the app");
    assert!(matches!(visitor.refresh(&refresh_token).await, Tokens::Granted { .. }), "her refresh token goes on");
    assert!(matches!(visitor.redeem(&code).await, Tokens::Refused(_)), "a code that was spent stays so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_moves_from_sqlite_to_postgres_and_nobody_notices() {
    move_house(Engine::Sqlite, Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_house_moves_from_postgres_to_sqlite_and_nobody_notices() {
    move_house(Engine::Postgres, Engine::Sqlite).await;
}
