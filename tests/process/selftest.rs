//! `claviger selftest` against a running server: everything that it advertises works and has a line, and a server that is
//! broken on purpose fails.

use super::server::{Engine, Installation};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

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
