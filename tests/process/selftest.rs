//! `claviger selftest` against a running server: everything that it advertises works and has a line, and a server that is
//! broken on purpose fails.

use super::server::{Engine, Installation};
use super::visitor::{Visitor, hidden};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

/// The report, whether it passed or not.
fn report(installation: &Installation) -> (Value, Option<i32>) {
    let (out, code) = installation.outcome(&["selftest", "--json"]);
    (serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}")), code)
}

fn lines(report: &Value) -> &Vec<Value> {
    report["lines"].as_array().expect("lines")
}

fn failed(report: &Value) -> Vec<String> {
    let failed = lines(report).iter().filter(|line| line["result"] == "failed");
    failed.map(|line| format!("{} · {}: {}", line["member"], line["capability"], line["evidence"])).collect()
}

/// The discovery document, by the shortest way.
fn document(installation: &Installation) -> Value {
    let request = format!(
        "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        installation.public_port
    );
    let answer = ask(installation.port, request.as_bytes());
    let text = String::from_utf8(answer).expect("a text");
    serde_json::from_str(text.split_once("\r\n\r\n").expect("a body").1).expect("JSON")
}

fn ask(port: u16, request: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
    stream.write_all(request).expect("a request");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    answer
}

/// Every algorithm is offered, so that every one is tried.
fn offer_everything(installation: &Installation) {
    for algorithm in ["PS256", "ES256", "ES384", "EdDSA", "HS256"] {
        installation.run(&["keys", "enable", algorithm], "");
    }
}

fn is_left_behind(installation: &Installation) -> bool {
    let apps = installation.run(&["client", "list", "--json"], "");
    let people = installation.run(&["user", "list", "--json"], "");
    let groups = installation.run(&["group", "list", "--json"], "");
    [apps, people, groups].iter().any(|list| list.contains("selftest-"))
}

fn everything_works(engine: Engine) {
    let installation = Installation::new(engine);
    offer_everything(&installation);
    let _server = installation.start();
    let (report, code) = report(&installation);
    assert_eq!((failed(&report), code), (Vec::new(), Some(0)));
    let document = document(&installation);
    for member in document.as_object().expect("an object").keys() {
        let is_covered = lines(&report).iter().any(|line| line["member"] == **member && line["result"] != "skipped");
        assert!(is_covered, "{member} was not tried");
    }
    for (member, value) in document.as_object().expect("an object") {
        for value in value.as_array().into_iter().flatten() {
            let has_line = |line: &&Value| line["member"] == **member && line["capability"] == *value;
            assert!(lines(&report).iter().any(|line| has_line(&line)), "{member} {value} has no line of its own");
        }
    }
    assert!(!is_left_behind(&installation), "apps, people or groups are left behind");
}

#[test]
fn everything_that_is_advertised_works_on_sqlite_and_nothing_is_left_behind() {
    everything_works(Engine::Sqlite);
}

#[test]
fn everything_that_is_advertised_works_on_postgres_and_nothing_is_left_behind() {
    everything_works(Engine::Postgres);
}

#[test]
fn what_a_killed_run_left_is_removed_by_the_next_one() {
    let installation = Installation::new(Engine::Sqlite);
    let _server = installation.start();
    let run = installation.begin(&["selftest"]);
    wait_until(|| is_left_behind(&installation));
    run.kill();
    assert!(is_left_behind(&installation), "it was killed in the middle");
    let (report, code) = report(&installation);
    assert_eq!((failed(&report), code), (Vec::new(), Some(0)));
    assert!(!is_left_behind(&installation), "what the killed run left is still there");
}

#[test]
fn an_interrupted_run_removes_what_it_made() {
    let installation = Installation::new(Engine::Sqlite);
    let _server = installation.start();
    let run = installation.begin(&["selftest"]);
    wait_until(|| is_left_behind(&installation));
    assert_eq!(run.interrupt(), Some(1));
    assert!(!is_left_behind(&installation));
}

#[test]
fn a_key_row_that_is_gone_from_the_database_is_noticed() {
    let installation = Installation::new(Engine::Postgres);
    let _server = installation.start();
    assert_eq!(report(&installation).1, Some(0));
    let gone = Command::new("psql")
        .args([installation.database_url(), "-qc", "DELETE FROM signing_keys WHERE sign_from IS NOT NULL"])
        .args(["-qc", "UPDATE revisions SET revision = revision + 1 WHERE topic = 'signing_keys'"])
        .status();
    assert!(gone.expect("psql is installed").success());
    // Servers see what others change within two seconds.
    std::thread::sleep(Duration::from_secs(3));
    let (report, code) = report(&installation);
    let failed = failed(&report);
    assert!(code == Some(1) && !failed.is_empty(), "{failed:?}");
    assert!(!is_left_behind(&installation));
}

#[test]
fn a_wrong_issuer_in_redirects_is_noticed() {
    let failed = failed_behind(|path, answer| {
        if path.starts_with("/oauth2/authorize") { answer.replace("iss=http%3A", "iss=https%3A") } else { answer }
    });
    assert!(failed.iter().any(|line| line.contains("iss is")), "{failed:?}");
}

#[test]
fn a_wrong_issuer_in_one_of_the_two_documents_is_noticed() {
    let failed = failed_behind(|path, answer| match path {
        "/.well-known/oauth-authorization-server" => answer.replace("\"issuer\":\"http:", "\"issuer\":\"https:"),
        _ => answer,
    });
    assert!(failed.len() == 1 && failed[0].contains("both well-known documents"), "{failed:?}");
}

#[test]
fn a_document_of_another_issuer_is_believed_in_nothing() {
    let failed = failed_behind(|path, answer| match path {
        "/.well-known/openid-configuration" => answer.replace("\"issuer\":\"http:", "\"issuer\":\"https:"),
        _ => answer,
    });
    assert!(failed.len() == 1 && failed[0].contains("public_url"), "{failed:?}");
}

#[test]
fn what_is_advertised_and_not_done_is_noticed() {
    let failed = failed_behind(|path, answer| {
        if !path.starts_with("/.well-known/o") {
            return answer;
        }
        let answer = answer.replace("[\"query\",", "[\"jwt\",\"query\",");
        let answer = answer.replace("\"refresh_token\"", "\"refresh_token\",\"urn:ietf:params:oauth:grant-type:none\"");
        answer.replace("{\"issuer\"", "{\"made_up_supported\":true,\"check_session_iframe\":\"x\",\"issuer\"")
    });
    for wanted in ["\"response_modes_supported\" · \"jwt\"", "grant-type:none", "made_up_supported", "check_session"] {
        assert!(failed.iter().any(|line| line.contains(wanted)), "{wanted} is not in {failed:?}");
    }
    assert_eq!(failed.len(), 4, "{failed:?}");
}

#[test]
fn answers_that_a_proxy_lets_others_keep_are_noticed() {
    let failed = failed_behind(|_, answer| answer.replace("no-store", "max-age=60"));
    assert!(failed.iter().any(|line| line.contains("may be kept")), "{failed:?}");
}

/// The failures of a server behind a proxy that changes answers by their path.
fn failed_behind(change: fn(&str, String) -> String) -> Vec<String> {
    let mut installation = Installation::new(Engine::Sqlite);
    let proxy = TcpListener::bind("127.0.0.1:0").expect("a free port");
    installation.public_port = proxy.local_addr().expect("an address").port();
    let behind = installation.port;
    std::thread::spawn(move || {
        for stream in proxy.incoming().flatten() {
            std::thread::spawn(move || pass_on(stream, behind, change));
        }
    });
    let _server = installation.start();
    let (report, code) = report(&installation);
    assert_eq!(code, Some(1), "{report}");
    assert!(!is_left_behind(&installation));
    failed(&report)
}

/// One request and its answer, changed.
fn pass_on(mut stream: TcpStream, behind: u16, change: fn(&str, String) -> String) {
    let mut request = Vec::new();
    let mut some = [0; 16 * 1024];
    let end = loop {
        if let Some(end) = request.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        match stream.read(&mut some) {
            Ok(count @ 1..) => request.extend_from_slice(&some[..count]),
            _ => return,
        }
    };
    let head = String::from_utf8_lossy(&request[..end]).into_owned();
    let length = head.to_ascii_lowercase().lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
    while request.len() < end + length.unwrap_or(0) {
        match stream.read(&mut some) {
            Ok(count @ 1..) => request.extend_from_slice(&some[..count]),
            _ => return,
        }
    }
    let path = head.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
    let asked = head.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    let answer = ask(behind, &[asked.as_bytes(), &request[end..]].concat());
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let (head, body) = (change(&path, head.to_owned()), change(&path, body.to_owned()));
    let kept: Vec<_> = head.lines().filter(|line| !line.to_ascii_lowercase().starts_with("content-length:")).collect();
    let answer = format!("{}\r\nContent-Length: {}\r\n\r\n{body}", kept.join("\r\n"), body.len());
    // Whoever asked may have gone.
    drop(stream.write_all(answer.as_bytes()));
}

fn wait_until(is_so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < Duration::from_secs(30), "it did not happen in time");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[tokio::test]
async fn an_owner_runs_it_on_its_page_through_the_public_address() {
    let installation = Installation::new(Engine::Sqlite);
    let password = "correct horse battery staple";
    installation.run(&["user", "add", "alice", "--admin", "--password-stdin"], password);
    let _server = installation.start();
    let mut alice = Visitor::new(installation.port, String::new());
    alice.sign_in("alice", &password.replace(' ', "+")).await;
    let page = text(alice.get("/admin/selftest").await).await;
    assert!(page.contains("It has not run since this server was started"), "{page}");
    let form = format!("csrf={}", hidden(&page, "csrf"));
    let answer = alice.post("/admin/selftest", &form).await.expect("the server answers");
    assert_eq!(answer.status(), 303);
    let begun = Instant::now();
    let page = loop {
        let page = text(alice.get("/admin/selftest").await).await;
        if !page.contains("data-refresh") {
            break page;
        }
        assert!(page.contains("It runs; this page follows it") && begun.elapsed() < Duration::from_secs(60), "{page}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    assert!(page.contains("All that is advertised works") && !page.contains(r#"data-result="failed""#), "{page}");
    assert!(page.contains("code_challenge_methods_supported") && page.contains("Run it again"), "{page}");
    assert!(!is_left_behind(&installation));
    // Stopped at once, it cleans up all the same.
    alice.post("/admin/selftest", &form).await.expect("the server answers");
    alice.post("/admin/selftest/stop", &form).await.expect("the server answers");
    while text(alice.get("/admin/selftest").await).await.contains("data-refresh") {
        assert!(begun.elapsed() < Duration::from_secs(90), "it does not stop");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(text(alice.get("/admin/selftest").await).await.contains("It was stopped"));
    assert!(!is_left_behind(&installation));
}

async fn text(answer: Option<reqwest::Response>) -> String {
    answer.expect("the server answers").text().await.expect("a page").replace("&#x2F;", "/")
}
