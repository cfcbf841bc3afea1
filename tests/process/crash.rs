//! `kill -9` at any moment: what was answered stays true.

use super::server::{Engine, Installation};
use super::visitor::{REDIRECT_URI, Tokens, Visitor};
use std::time::Duration;

/// Short runs, each ended by SIGKILL under load.
const RUNS: u32 = 100;
/// Chains of refreshes that go on at once.
const CHAINS: usize = 4;

/// Alice and an app; answers the app's secret.
pub fn furnish(installation: &Installation) -> String {
    installation.run(&["user", "add", "alice", "--password-stdin"], "correct horse battery staple\n");
    let json =
        installation.run(&["client", "add", "app", "--name", "App", "--redirect-uri", REDIRECT_URI, "--json"], "");
    let (_, rest) = json.split_once("\"client_secret\"").expect("a secret is printed");
    rest.split('"').nth(1).expect("the secret is a text").to_owned()
}

/// One chain: every answered refresh token is remembered, every answered code too.
async fn load(mut visitor: Visitor, mut token: Option<String>) -> (Option<String>, Vec<String>) {
    let mut spent = Vec::new();
    for step in 0.. {
        let answer = match &token {
            Some(token) if step % 5 != 4 => visitor.refresh(token).await,
            _ => {
                let Some(code) = visitor.code().await else { break };
                let answer = visitor.redeem(&code).await;
                if let Tokens::Granted { .. } = answer {
                    spent.push(code);
                }
                answer
            }
        };
        match answer {
            Tokens::Granted { refresh_token } => token = Some(refresh_token),
            Tokens::Refused(error) => panic!("an answered token was refused: {error}"),
            Tokens::NoAnswer => break,
        }
    }
    (token, spent)
}

async fn survive(engine: Engine) {
    let installation = Installation::new(engine);
    let secret = furnish(&installation);
    let mut visitor = Visitor::new(installation.port, secret);
    let mut tokens: Vec<Option<String>> = vec![None; CHAINS];
    let mut spent = Vec::new();
    for run in 0..RUNS {
        let server = installation.start();
        if run == 0 {
            visitor.sign_in("alice", "correct%20horse%20battery%20staple").await;
        }
        let chains: Vec<_> = tokens.iter().map(|token| tokio::spawn(load(visitor.clone(), token.clone()))).collect();
        // A different moment each time, over the whole length of a few requests.
        tokio::time::sleep(Duration::from_millis(40 + u64::from(run * 7 % 60))).await;
        server.kill();
        for (token, chain) in tokens.iter_mut().zip(chains) {
            let (last, codes) = chain.await.expect("no chain fails");
            *token = last;
            spent.extend(codes);
        }
    }
    assert!(spent.len() > RUNS as usize / 4, "only {} codes were redeemed: there was no load", spent.len());
    let _server = installation.start();
    for token in tokens.into_iter().flatten() {
        assert!(matches!(visitor.refresh(&token).await, Tokens::Granted { .. }), "an answered refresh token was lost");
    }
    for code in &spent {
        match visitor.redeem(code).await {
            Tokens::Refused(error) => assert_eq!(error, "invalid_grant"),
            _ => panic!("a spent code works again"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answered_token_is_lost_by_a_hundred_kills_on_sqlite() {
    survive(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answered_token_is_lost_by_a_hundred_kills_on_postgres() {
    survive(Engine::Postgres).await;
}
