//! The first start, the ones after it, and the end of each.

use super::server::{Engine, Installation};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

#[test]
fn the_first_start_prints_one_link_and_later_ones_nothing_secret() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.start();
    assert_eq!(installation.log().matches("/setup?token=").count(), 1, "{}", installation.log());
    assert_eq!(server.terminate(), Some(0));
    let _server = installation.start();
    assert!(!installation.log().contains("token="), "{}", installation.log());
}

#[test]
fn a_taken_port_is_said_before_anything_is_made_or_printed() {
    let installation = Installation::new(Engine::Sqlite);
    let other = TcpListener::bind(("127.0.0.1", installation.port)).expect("the port is free");
    let said = installation.fail_to_start();
    assert!(said.contains("Another server is there") && !said.contains("token="), "{said}");
    assert!(!installation.folder.join("claviger.db").exists() && !installation.folder.join("keys").exists());
    drop(other);
    let _server = installation.start();
    assert!(installation.log().contains("/setup?token="), "the first real start prints the link");
}

#[test]
fn sigterm_ends_a_server_whose_clients_keep_connections_open() {
    let installation = Installation::new(Engine::Sqlite);
    let server = installation.start();
    let mut kept = TcpStream::connect(("127.0.0.1", installation.port)).expect("the server listens");
    write!(kept, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("a request goes out");
    let mut begin = [0; 12];
    kept.read_exact(&mut begin).expect("an answer comes");
    assert_eq!(&begin, b"HTTP/1.1 200");
    let begun = Instant::now();
    assert_eq!(server.terminate(), Some(0));
    // Not a bar for speed: an orchestrator kills after ten.
    assert!(begun.elapsed() < Duration::from_secs(9), "it took {:?}", begun.elapsed());
}
