//! A throw-away app's own web server on this machine's loopback: it hands out one body and keeps what is posted to it.

use super::report::{Check, Stop};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Longer requests are none of ours.
const LONGEST: usize = 64 * 1024;

/// Whoever has not sent their request by then does not.
const PATIENCE: Duration = Duration::from_secs(5);

/// The server; it ends when this is dropped.
pub(super) struct Listener {
    /// `http://127.0.0.1:…`
    pub(super) origin: String,
    posted: mpsc::Receiver<String>,
    task: tokio::task::JoinHandle<()>,
}

impl Listener {
    /// On any free port; `body` is handed out to everybody.
    pub(super) async fn start(body: String) -> Check<Self> {
        Self::start_at((Ipv4Addr::LOCALHOST, 0).into(), body).await
    }

    /// On a port that was chosen before.
    pub(super) async fn start_at(place: SocketAddr, body: String) -> Check<Self> {
        let failed = |error: std::io::Error| Stop::Skipped(format!("no port could be opened on this machine: {error}"));
        let listener = TcpListener::bind(place).await.map_err(failed)?;
        let origin = format!("http://{}", listener.local_addr().map_err(failed)?);
        let (sender, posted) = mpsc::channel(16);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                if let Ok(Some(came)) = tokio::time::timeout(PATIENCE, answer(stream, &body)).await {
                    // Nobody waits any more: the server ends soon.
                    drop(sender.try_send(came));
                }
            }
        });
        Ok(Self { origin, posted, task })
    }

    /// The next body that is posted, if one comes in time.
    pub(super) async fn posted(&mut self, within: Duration) -> Option<String> {
        tokio::time::timeout(within, self.posted.recv()).await.ok().flatten()
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers one request; the body that it brought.
async fn answer(mut stream: TcpStream, body: &str) -> Option<String> {
    let mut came = Vec::new();
    let (head, length) = loop {
        let end = came.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            break (end + 4, length_of(&came[..end]));
        }
        read_more(&mut stream, &mut came).await?;
    };
    while came.len() < head + length {
        read_more(&mut stream, &mut came).await?;
    }
    let kind = "Content-Type: application/oauth-authz-req+jwt\r\nCache-Control: no-store\r\nConnection: close";
    let answer = format!("HTTP/1.1 200 OK\r\n{kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.ok()?;
    let posted = String::from_utf8(came[head..].to_vec()).ok()?;
    Some(posted).filter(|text| !text.is_empty())
}

async fn read_more(stream: &mut TcpStream, came: &mut Vec<u8>) -> Option<()> {
    let mut some = [0; 4096];
    let count = stream.read(&mut some).await.ok().filter(|count| *count > 0)?;
    came.extend_from_slice(&some[..count]);
    (came.len() <= LONGEST).then_some(())
}

fn length_of(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    length.unwrap_or(0).min(LONGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_posted_is_kept_and_the_body_is_handed_out() {
        let mut listener = Listener::start("hello".to_owned()).await.unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let answer = client.post(format!("{}/x", listener.origin)).body("logout_token=a").send().await.unwrap();
        assert_eq!(answer.text().await.unwrap(), "hello");
        assert_eq!(listener.posted(PATIENCE).await.as_deref(), Some("logout_token=a"));
        client.get(&listener.origin).send().await.unwrap();
        assert_eq!(listener.posted(Duration::from_millis(50)).await, None);
    }
}
