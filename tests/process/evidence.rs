//! Who fetched the key set is kept in memory that does not grow, and in no row of a stranger's.

use super::server::{Engine, Installation};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// Each from an address of its own.
const STRANGERS: u32 = 40_000;
/// Enough to fill every place that strangers have.
const FIRST: u32 = 10_000;
/// What the allocator may take meanwhile, bytes.
const ROOM: u64 = 4_000_000;

#[test]
fn a_flood_of_fetches_from_ever_new_addresses_grows_neither_memory_nor_database() {
    let installation = Installation::new(Engine::Sqlite).with("CLAVIGER_TRUSTED_PROXIES", "127.0.0.1");
    let server = installation.start();
    let mut proxy = Proxy::to(installation.port);
    proxy.fetch(0..FIRST);
    let before = memory(server.pid());
    proxy.fetch(FIRST..STRANGERS);
    let grown = memory(server.pid()).saturating_sub(before);
    assert!(grown < ROOM, "{grown} bytes more");
    assert_eq!(server.terminate(), Some(0), "what was seen is written at the end");
    assert_eq!(installation.run(&["keys", "evidence", "--json"], "").matches("192.").count(), 0);
}

/// A connection on which a proxy asks for many.
struct Proxy {
    stream: BufReader<TcpStream>,
    port: u16,
}

impl Proxy {
    fn to(port: u16) -> Self {
        Self { stream: BufReader::new(TcpStream::connect(("127.0.0.1", port)).expect("a connection")), port }
    }

    fn fetch(&mut self, addresses: std::ops::Range<u32>) {
        for n in addresses {
            let address = std::net::Ipv4Addr::from_bits(0xc000_0000 + n);
            let request = format!(
                "GET /.well-known/jwks.json HTTP/1.1\r\nHost: localhost:{}\r\nX-Forwarded-For: {address}\r\n\r\n",
                self.port
            );
            self.stream.get_mut().write_all(request.as_bytes()).expect("a request");
            self.take_answer();
        }
    }

    fn take_answer(&mut self) {
        let mut length = 0;
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a status line");
        assert!(line.contains(" 200 "), "{line}");
        while line != "\r\n" {
            line.clear();
            self.stream.read_line(&mut line).expect("a header");
            if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = text.trim().parse().expect("a length");
            }
        }
        self.stream.read_exact(&mut vec![0; length]).expect("the body");
    }
}

/// What the process holds in memory.
fn memory(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the server runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS");
    let kilobytes: u64 = line.split_whitespace().nth(1).and_then(|text| text.parse().ok()).expect("a number");
    kilobytes * 1024
}
