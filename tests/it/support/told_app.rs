//! An app that is told of logouts: it listens on a port of its own and remembers what was posted to it.

use super::apps::App;
use super::house::House;
use super::tokens::Jwt;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// Instead of a status: the app takes the connection and says nothing.
pub const SILENT: u16 = 0;

/// The app's server; it lives as long as the test.
pub struct ToldApp {
    pub uri: String,
    status: Arc<AtomicU16>,
    posts: Arc<Mutex<Vec<Post>>>,
}

/// What came.
#[derive(Clone, Debug)]
pub struct Post {
    /// The head of the request, in lower case.
    pub head: String,
    pub body: String,
}

impl Post {
    /// The one parameter that may come (Back-Channel Logout §2.5).
    #[track_caller]
    pub fn logout_token(&self) -> String {
        assert!(self.head.starts_with("post /told http/1.1"), "{}", self.head);
        assert!(self.head.contains("content-type: application/x-www-form-urlencoded"), "{}", self.head);
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(self.body.as_bytes()).into_owned().collect();
        match &*fields {
            [(name, token)] if name == "logout_token" => token.clone(),
            other => panic!("only a logout_token, not {other:?}"),
        }
    }
}

impl ToldApp {
    /// Listens, and answers with a status, or not at all where it is [`SILENT`].
    pub async fn new(status: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let uri = format!("http://127.0.0.1:{}/told", listener.local_addr().expect("an address").port());
        let told = Self { uri, status: Arc::new(AtomicU16::new(status)), posts: Arc::default() };
        let (status, posts) = (Arc::clone(&told.status), Arc::clone(&told.posts));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, Arc::clone(&status), Arc::clone(&posts)));
            }
        });
        told
    }

    /// From now on it answers so.
    pub fn answer_with(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().expect("the posts").clone()
    }

    /// The logout tokens that came, in their order.
    #[track_caller]
    pub fn tokens(&self) -> Vec<String> {
        self.posts().iter().map(Post::logout_token).collect()
    }

    /// Waits until so many posts have come; fails after ten seconds.
    pub async fn wait_for(&self, count: usize) -> Vec<String> {
        let begun = Instant::now();
        while self.posts().len() < count {
            let got = self.posts().len();
            assert!(begun.elapsed() < Duration::from_secs(10), "{got} posts instead of {count} have come");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.tokens()
    }
}

async fn serve(mut stream: TcpStream, status: Arc<AtomicU16>, posts: Arc<Mutex<Vec<Post>>>) {
    while let Some(post) = read_post(&mut stream).await {
        posts.lock().expect("the posts").push(post);
        let status = status.load(Ordering::SeqCst);
        if status == SILENT {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return;
        }
        let answer = format!("HTTP/1.1 {status} Told\r\nContent-Length: 0\r\n\r\n");
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn read_post(stream: &mut TcpStream) -> Option<Post> {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
            let length: usize = length.and_then(|text| text.trim().parse().ok()).unwrap_or_default();
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8_lossy(&bytes[end + 4..end + 4 + length]).into_owned();
                return Some(Post { head, body });
            }
        }
        match stream.read(&mut part).await {
            Ok(count @ 1..) => bytes.extend_from_slice(&part[..count]),
            _ => return None,
        }
    }
}

impl House {
    /// Has an app told of logouts at an address.
    pub async fn tell_at(&self, app: &App, uri: &str) {
        let uri = uri.to_owned();
        self.change_app(app, |client| {
            Arc::make_mut(&mut client.metadata).backchannel_logout_uri = Some(uri);
        })
        .await;
    }

    /// An app with a server that is told.
    pub async fn told(&self, app: &App, status: u16) -> ToldApp {
        let told = ToldApp::new(status).await;
        self.tell_at(app, &told.uri).await;
        told
    }

    /// A logout token as an app reads it (Back-Channel Logout §2.6), by the served key set.
    pub async fn verify_logout_token(&self, token: &str, app: &App) -> Jwt {
        let jwt = self.verify(token).await;
        self.assert_is_logout_token(&jwt, app);
        jwt
    }

    #[track_caller]
    pub fn assert_is_logout_token(&self, jwt: &Jwt, app: &App) {
        assert_eq!(jwt.header["typ"], "logout+jwt");
        assert_eq!(jwt.text("iss"), super::ISSUER);
        assert_eq!(jwt.claims["aud"], app.id);
        let events = serde_json::json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
        assert_eq!(jwt.claims["events"], events);
        assert_eq!(jwt.claims.get("nonce"), None, "it must not pass for an ID token");
        assert!(jwt.number("exp") - jwt.number("iat") <= 120, "{}", jwt.claims);
        let mut names: Vec<&str> = jwt.claims.as_object().expect("claims").keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["aud", "events", "exp", "iat", "iss", "jti", "sid", "sub"]);
    }
}
