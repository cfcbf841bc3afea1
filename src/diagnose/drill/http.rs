//! A small HTTP/1.1 client (RFC 9112) for the drill's own servers on this machine: one kept connection, answers with a
//! length. It goes on to the next server when one is gone.

use super::DrillError;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

/// A server that has not answered by then is gone.
const PATIENCE: Duration = Duration::from_secs(5);

/// Longer answers are none of ours.
const LONGEST_BODY: usize = 1 << 20;

/// One connection to the servers of a drill, as a load balancer would hand it on.
pub(super) struct Client {
    servers: Vec<SocketAddr>,
    host: String,
    at: usize,
    open: Option<BufReader<TcpStream>>,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Answer {
    /// The status.
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    /// The body.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The value of a header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| &**value)
    }
}

impl Client {
    /// Nothing is connected yet; `first` tells where to begin.
    pub(super) fn new(servers: &[SocketAddr], host: &str, first: usize) -> Self {
        Self { servers: servers.to_vec(), host: host.to_owned(), at: first, open: None }
    }

    /// Asks with these headers, and with a form where there is one.
    pub(super) async fn send(
        &mut self,
        path: &str,
        headers: &[(&str, &str)],
        form: Option<&str>,
    ) -> Result<Answer, DrillError> {
        let mut request = format!("{} {path} HTTP/1.1\r\nHost: {}\r\n", form.map_or("GET", |_| "POST"), self.host);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        if let Some(form) = form {
            let kind = "Content-Type: application/x-www-form-urlencoded";
            request.push_str(&format!("{kind}\r\nContent-Length: {}\r\n", form.len()));
        }
        request.push_str("\r\n");
        request.push_str(form.unwrap_or_default());
        let answered = tokio::time::timeout(PATIENCE, self.exchange(&request)).await;
        let answered = answered.unwrap_or_else(|late| Err(std::io::Error::from(late)));
        if answered.is_err() {
            self.open = None;
            self.at += 1;
        }
        Ok(answered?)
    }

    async fn exchange(&mut self, request: &str) -> std::io::Result<Answer> {
        if self.open.is_none() {
            let stream = TcpStream::connect(self.servers[self.at % self.servers.len()]).await?;
            stream.set_nodelay(true)?;
            self.open = Some(BufReader::new(stream));
        }
        let Some(stream) = &mut self.open else { return Err(std::io::ErrorKind::NotConnected.into()) };
        stream.get_mut().write_all(request.as_bytes()).await?;
        read(stream).await
    }
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Answer> {
    let first = line(stream).await?;
    let status = first.split(' ').nth(1).and_then(|text| text.parse().ok()).ok_or(std::io::ErrorKind::InvalidData)?;
    let mut answer = Answer { status, ..Answer::default() };
    loop {
        let line = line(stream).await?;
        let Some((name, value)) = line.split_once(':') else { break };
        answer.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    // RFC 9110 §15.4.5: a 304 has no body, whatever length it tells.
    if status != 304 {
        let length = answer.header("content-length").and_then(|text| text.parse().ok()).unwrap_or(usize::MAX);
        if length > LONGEST_BODY {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        answer.body.resize(length, 0);
        stream.read_exact(&mut answer.body).await?;
    }
    Ok(answer)
}

async fn line(stream: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    if stream.read_line(&mut line).await? == 0 {
        return Err(std::io::ErrorKind::UnexpectedEof.into());
    }
    Ok(line.trim_end().to_owned())
}
