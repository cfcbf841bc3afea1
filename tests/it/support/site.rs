//! A web site of an app's: it answers every request with the same document, which can change, and counts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// The site; it goes with the test.
#[derive(Clone)]
pub struct Site {
    pub url: String,
    document: Arc<Mutex<(u16, Vec<u8>)>>,
    asked: Arc<AtomicUsize>,
}

impl Site {
    /// On a free port of this machine.
    pub async fn new(document: impl AsRef<[u8]>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/document", listener.local_addr().expect("an address"));
        let site =
            Self { url, document: Arc::new(Mutex::new((200, document.as_ref().to_owned()))), asked: Arc::default() };
        let own = site.clone();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = vec![0; 8192];
                let _ = stream.read(&mut bytes).await;
                own.asked.fetch_add(1, Ordering::SeqCst);
                let (status, body) = own.document.lock().expect("a document").clone();
                let head =
                    format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
                let _ = stream.write_all([head.as_bytes(), &body].concat().as_slice()).await;
            }
        });
        site
    }

    /// From now on it answers with this.
    pub fn show(&self, status: u16, document: &str) {
        *self.document.lock().expect("a document") = (status, document.as_bytes().to_owned());
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}
