//! Against small servers on this machine.

use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

fn fetcher(allowed: &[&str]) -> Fetcher {
    let allowed_networks = allowed.iter().map(|text| config::Network::parse(text).unwrap()).collect();
    Fetcher::new(&config::Fetch { allowed_networks, ca_file: None }).unwrap()
}

/// Answers every connection with these bytes and tells what was asked first.
async fn serve(answer: &'static str) -> (u16, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (asked, heard) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = vec![0; 4096];
            let read = stream.read(&mut bytes).await.unwrap_or_default();
            let _ = asked.send(String::from_utf8_lossy(&bytes[..read]).into_owned());
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (port, heard)
}

const HELLO: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: Application/JSON; charset=utf-8\r\ncontent-length: 5\r\n\r\nhello";

#[tokio::test]
async fn an_admin_url_of_this_machine_is_fetched_and_a_stranger_url_is_not() {
    let (port, _heard) = serve(HELLO).await;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{port}/keys");
        let fetched = fetcher(&[]).get(&url, Trust::Admin, 5).await.unwrap();
        assert_eq!(
            (fetched.status, fetched.content_type.as_deref(), &*fetched.body),
            (200, Some("application/json"), &b"hello"[..])
        );
        let secure = format!("https://{host}:{port}/keys");
        let refused = fetcher(&[]).get(&secure, Trust::Stranger, 5).await.unwrap_err();
        assert!(matches!(refused, FetchError::Address(_)), "{host}: {refused:?}");
        assert!(fetcher(&[]).get(&url, Trust::Stranger, 5).await.is_err(), "{host}");
        assert!(fetcher(&["127.0.0.0/8", "::1"]).get(&url, Trust::Stranger, 5).await.is_ok(), "{host}");
    }
}

#[tokio::test]
async fn addresses_in_disguise_are_refused() {
    for url in [
        "https://0x7f000001/",
        "https://2130706433/",
        "https://127.1/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://169.254.169.254/latest",
        "https://[::]/",
        "https://0/",
    ] {
        let refused = fetcher(&[]).get(url, Trust::Stranger, 5).await.unwrap_err();
        assert!(matches!(refused, FetchError::Address(_)), "{url}: {refused:?}");
    }
    let refused = fetcher(&[]).get("http://169.254.169.254/latest", Trust::Admin, 5).await.unwrap_err();
    assert_eq!(refused, FetchError::Address("169.254.169.254".to_owned()));
}

#[tokio::test]
async fn other_schemes_credentials_and_fragments_are_refused() {
    for url in [
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "https://a:b@example.com/",
        "https://example.com/#x",
        "x",
        "http://93.184.216.34/",
    ] {
        assert_eq!(fetcher(&[]).get(url, Trust::Stranger, 5).await, Err(FetchError::Url), "{url}");
    }
}

#[tokio::test]
async fn redirects_are_answers_and_long_answers_are_refused() {
    let (port, _heard) =
        serve("HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n").await;
    let fetched = fetcher(&[]).get(&format!("http://127.0.0.1:{port}/"), Trust::Admin, 5).await.unwrap();
    assert_eq!(fetched.status, 302);
    let (port, _heard) = serve(HELLO).await;
    let refused = fetcher(&[]).get(&format!("http://127.0.0.1:{port}/"), Trust::Admin, 4).await;
    assert_eq!(refused, Err(FetchError::Long(4)));
}

#[tokio::test]
async fn a_form_is_posted_as_a_form() {
    let (port, mut heard) = serve("HTTP/1.1 204 No Content\r\n\r\n").await;
    let url = format!("http://127.0.0.1:{port}/logout");
    assert_eq!(fetcher(&[]).post_form(&url, Trust::Admin, "logout_token=a.b.c").await, Ok(204));
    let asked = heard.recv().await.unwrap();
    assert!(asked.starts_with("POST /logout HTTP/1.1\r\n"), "{asked}");
    assert!(asked.contains("content-type: application/x-www-form-urlencoded") && asked.ends_with("logout_token=a.b.c"));
}

#[tokio::test]
async fn whoever_does_not_answer_is_left_alone_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    assert_eq!(fetcher(&[]).get(&url, Trust::Admin, 5).await, Err(FetchError::Slow));
}

#[test]
fn a_file_without_certificates_is_refused_by_name() {
    let config = config::Fetch { allowed_networks: Vec::new(), ca_file: Some("Cargo.toml".into()) };
    assert!(Fetcher::new(&config).err().unwrap().to_string().starts_with("fetch.ca_file: Cargo.toml"));
}
