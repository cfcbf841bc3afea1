//! A small HTTP/1.1 client of our own: it sends bytes exactly as a test wrote them, wrong ones too, and follows no
//! redirect.

use serde_json::Value;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// No answer takes longer than this, however busy the machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A request as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    is_chunked: bool,
    host: String,
}

impl Request {
    pub fn new(method: &str, target: &str) -> Self {
        Self {
            method: method.to_owned(),
            target: target.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
            is_chunked: false,
            host: "localhost:8000".to_owned(),
        }
    }

    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// A posted form.
    pub fn post(target: &str, fields: &[(&str, &str)]) -> Self {
        Self::post_raw(target, encode(fields))
    }

    /// A posted form whose body is not encoded any more.
    pub fn post_raw(target: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", target).header("Content-Type", "application/x-www-form-urlencoded").body(body)
    }

    pub fn header(mut self, name: &str, value: impl AsRef<str>) -> Self {
        self.headers.push((name.to_owned(), value.as_ref().to_owned()));
        self
    }

    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// A body in these chunks (RFC 9112 §7.1), with the length of none of them told beforehand.
    pub fn chunked(mut self, chunks: &[&str]) -> Self {
        let chunks = chunks.iter().chain([&""]).map(|chunk| format!("{:x}\r\n{chunk}\r\n", chunk.len()));
        self.body = chunks.collect::<String>().into_bytes();
        self.is_chunked = true;
        self
    }

    pub fn host(mut self, host: &str) -> Self {
        host.clone_into(&mut self.host);
        self
    }

    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", format!("Bearer {token}"))
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head =
            format!("{} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.method, self.target, self.host);
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if self.is_chunked {
            head.push_str("Transfer-Encoding: chunked\r\n");
        } else if !self.body.is_empty() || self.method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("\r\n");
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// Sends it on a connection of its own.
    pub async fn send(&self, to: SocketAddr) -> Response {
        let exchange = async {
            let (mut from_server, mut to_server) =
                TcpStream::connect(to).await.expect("the server takes connections").into_split();
            let bytes = self.bytes();
            // A server may answer and hang up before it has read everything.
            let writing = async {
                let _ = to_server.write_all(&bytes).await;
            };
            let reading = async {
                let mut answer = Vec::new();
                let mut part = [0; 16 * 1024];
                while let Ok(count @ 1..) = from_server.read(&mut part).await {
                    answer.extend_from_slice(&part[..count]);
                }
                answer
            };
            tokio::join!(writing, reading).1
        };
        let answer = tokio::time::timeout(PATIENCE, exchange).await;
        let answer = answer.unwrap_or_else(|_| panic!("{} {} was not answered", self.method, self.target));
        Response::parse(&answer, &format!("{} {}", self.method, self.target))
    }
}

/// Sends bytes that need not be HTTP; the status of the answer, unless the server just hangs up.
pub async fn send_raw(to: SocketAddr, bytes: &[u8]) -> Option<u16> {
    let mut stream = TcpStream::connect(to).await.expect("the server takes connections");
    stream.write_all(bytes).await.expect("the server reads");
    stream.shutdown().await.expect("the end is told");
    let mut answer = Vec::new();
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    let _ = read.expect("the server answers or hangs up");
    String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse().ok())
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    fn parse(bytes: &[u8], asked: &str) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let end = end.unwrap_or_else(|| panic!("{asked}: no whole answer: {:?}", String::from_utf8_lossy(bytes)));
        let head = std::str::from_utf8(&bytes[..end]).expect("a head of ASCII");
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status line");
        let headers: Vec<(String, String)> = lines
            .map(|line| line.split_once(':').expect("a header line"))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        let mut body = bytes[end + 4..].to_vec();
        if headers.iter().any(|(name, value)| name == "transfer-encoding" && value == "chunked") {
            body = unchunk(&body);
        }
        Self { status: status.parse().expect("a number as status"), headers, body }
    }

    /// The value of a header that came at most once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let all = self.all_headers(name);
        assert!(all.len() < 2, "{name} came {} times: {all:?}", all.len());
        all.first().copied()
    }

    pub fn all_headers(&self, name: &str) -> Vec<&str> {
        let name = name.to_ascii_lowercase();
        self.headers.iter().filter(|(own, _)| *own == name).map(|(_, value)| value.as_str()).collect()
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a body of UTF-8")
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        assert!(
            self.header("Content-Type").is_some_and(|kind| kind.starts_with("application/json")),
            "{} with {:?}: {}",
            self.status,
            self.header("Content-Type"),
            self.text()
        );
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }

    /// The JSON body of an answer with this status.
    #[track_caller]
    pub fn json_of(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()
    }

    /// Demands an error of RFC 6749 §5.2: its status, its code, a description of allowed characters, not to be kept.
    #[track_caller]
    pub fn assert_error(&self, status: u16, error: &str) -> String {
        let body = self.json_of(status);
        assert_eq!(body["error"], error, "{body}");
        assert_eq!(self.header("Cache-Control"), Some("no-store"));
        let description = body["error_description"].as_str().expect("a description").to_owned();
        assert_description(&description);
        description
    }

    /// Demands an HTML page of this status that is not to be kept.
    #[track_caller]
    pub fn assert_page(&self, status: u16) -> String {
        let text = self.text();
        assert_eq!(self.status, status, "{:?} {text}", self.header("Location"));
        assert!(self.header("Content-Type").is_some_and(|kind| kind.starts_with("text/html")), "{text}");
        assert_eq!(self.header("Location"), None);
        assert!(self.header("Cache-Control").is_some_and(|rule| rule.contains("no-store")));
        text
    }

    /// The target of a redirect by 303.
    #[track_caller]
    pub fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.text());
        self.header("Location").expect("a Location")
    }
}

/// RFC 6749 §5.2: %x20-21 / %x23-5B / %x5D-7E.
#[track_caller]
pub fn assert_description(description: &str) {
    assert!(!description.is_empty());
    assert!(description.bytes().all(|b| matches!(b, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e)), "{description:?}");
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(at) = rest.windows(2).position(|two| two == b"\r\n") {
        let size = std::str::from_utf8(&rest[..at]).ok().and_then(|size| usize::from_str_radix(size, 16).ok());
        let size = size.expect("the size of a chunk");
        if size == 0 {
            break;
        }
        body.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    body
}

/// Form-urlencodes fields as a browser does.
pub fn encode(fields: &[(&str, &str)]) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.finish()
}
