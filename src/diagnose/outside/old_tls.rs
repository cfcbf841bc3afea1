//! Whether a server still speaks TLS 1.0 or 1.1 (RFC 8996 forbids both): a greeting of that version, and whether the
//! answer is a greeting too. Libraries that we use do not speak them any more.

use crate::model::secret::random_bytes;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const PATIENCE: Duration = Duration::from_secs(5);

/// Second byte of the version on the wire: 3.1 is TLS 1.0.
pub(super) const TLS_1_0: u8 = 1;
pub(super) const TLS_1_1: u8 = 2;

const HANDSHAKE: u8 = 22;
const SERVER_HELLO: u8 = 2;

/// Cipher suites that servers of that time have: AES with RSA or ECDHE, in CBC.
const SUITES: [u16; 8] = [0xc014, 0xc013, 0xc00a, 0xc009, 0x0035, 0x002f, 0x0039, 0x0033];

/// Whether the server goes on in this version; none where it cannot be told.
pub(super) async fn is_spoken(address: SocketAddr, host: &str, minor: u8) -> Option<bool> {
    let hello = client_hello(host, minor);
    let asked = async {
        let mut stream = TcpStream::connect(address).await?;
        stream.write_all(&hello).await?;
        let mut head = [0; 6];
        // A server that wants none of it hangs up or answers with an alert.
        match stream.read_exact(&mut head).await {
            Ok(_) => Ok(head[0] == HANDSHAKE && head[5] == SERVER_HELLO && head[2] == minor),
            Err(_) => Ok(false),
        }
    };
    let asked: Result<std::io::Result<bool>, _> = tokio::time::timeout(PATIENCE, asked).await;
    asked.ok()?.ok()
}

/// RFC 4346 §7.4.1.2 with the name of the server (RFC 6066 §3) and the curves (RFC 8422 §5.1).
fn client_hello(host: &str, minor: u8) -> Vec<u8> {
    let name = host.as_bytes();
    let mut extensions = Vec::new();
    // Addresses have no place there.
    if host.parse::<std::net::IpAddr>().is_err() {
        let entry = [&[0], &length(name.len())[..], name].concat();
        extension(&mut extensions, 0, &[&length(entry.len())[..], &entry].concat());
    }
    extension(&mut extensions, 10, &[0, 6, 0, 23, 0, 24, 0, 25]);
    extension(&mut extensions, 11, &[1, 0]);
    let suites: Vec<u8> = SUITES.iter().flat_map(|suite| suite.to_be_bytes()).collect();
    let body = [
        &[3, minor][..],
        &random_bytes::<32>(),
        &[0],
        &length(suites.len()),
        &suites,
        &[1, 0],
        &length(extensions.len()),
        &extensions,
    ]
    .concat();
    let message = [&[1, 0], &length(body.len())[..], &body].concat();
    [&[HANDSHAKE, 3, 1], &length(message.len())[..], &message].concat()
}

fn extension(all: &mut Vec<u8>, kind: u8, content: &[u8]) {
    all.extend([0, kind]);
    all.extend(length(content.len()));
    all.extend_from_slice(content);
}

fn length(bytes: usize) -> [u8; 2] {
    u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::net::TcpListener;

    async fn told_by(answer: &'static [u8]) -> Option<bool> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut some = [0; 1024];
            let count = stream.read(&mut some).await.unwrap();
            assert_eq!((some[0], usize::from(some[3]) * 256 + usize::from(some[4])), (HANDSHAKE, count - 5));
            stream.write_all(answer).await.unwrap();
        });
        is_spoken(address, "id.example", TLS_1_1).await
    }

    #[tokio::test]
    async fn only_a_greeting_of_that_version_means_that_it_is_spoken() {
        assert_eq!(told_by(&[HANDSHAKE, 3, 2, 0, 90, SERVER_HELLO]).await, Some(true));
        assert_eq!(told_by(&[21, 3, 2, 0, 2, 2, 70]).await, Some(false), "an alert");
        assert_eq!(told_by(&[HANDSHAKE, 3, 3, 0, 90, SERVER_HELLO]).await, Some(false), "another version");
        assert_eq!(told_by(b"HTTP/1.1 400").await, Some(false));
        assert_eq!(told_by(b"").await, Some(false));
    }
}
