//! `/admin/audit/export`: the events that the filters let through as JSON lines, page by page, so that a million of them
//! need no more memory than a few.

use super::filter;
use crate::audit::{self, Cursor, Filter, Kind};
use crate::model::params::Params;
use crate::oidc::Provider;
use crate::store::{self, ChainedEvent};
use crate::web::answer::Answer;
use crate::web::error;
use crate::web::guards::admin::Admin;
use crate::web::guards::params::Query;
use rocket::http::{ContentType, Header};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;
use url::form_urlencoded;

/// Events read at once.
const PAGE: usize = 500;

/// More of a filter than this is not recorded (characters).
const LONGEST_FILTER: usize = 200;

/// Pages that wait for a reader who is slower than the database.
const AHEAD: usize = 2;

#[rocket::get("/admin/audit/export")]
pub(super) async fn get(admin: Admin<'_>, query: Query) -> Result<JsonLines, Answer> {
    let params = query.params().unwrap_or_default();
    let asked = async {
        let mut read = admin.provider.store.read().await?;
        filter::read(&mut read.db(), &params, admin.now()).await
    };
    let asked = asked.await.map_err(|failed| error::store_page(admin.chrome.clone(), failed))?;
    if !asked.problems.is_empty() {
        // The list says what is wrong with the question.
        let question = form_urlencoded::Serializer::new(String::new()).extend_pairs(params.iter()).finish();
        return Err(Answer::SeeOther(format!("{}?{question}", super::PATH)));
    }
    // Before the first byte: whoever takes the log with them leaves a trace of it.
    record(&admin, &params).await.map_err(|failed| error::store_page(admin.chrome.clone(), failed))?;
    let (outgoing, incoming) = mpsc::channel(AHEAD);
    tokio::spawn(read_all(admin.provider.clone(), asked.filter, outgoing));
    Ok(JsonLines { name: format!("audit-{}.jsonl", admin.now()), body: Body { incoming, page: Vec::new(), at: 0 } })
}

/// Records that events are handed out, and which filters they passed.
async fn record(admin: &Admin<'_>, params: &Params) -> store::Result<()> {
    let asked = params.iter().filter(|(_, value)| !value.is_empty());
    let event = asked.fold(admin.authority.event(Kind::AuditExported), |event, (name, value)| {
        event.detail(&format!("filter_{name}"), value.chars().take(LONGEST_FILTER).collect::<String>())
    });
    let mut write = admin.provider.store.write().await?;
    admin.provider.audit.record(&mut write.db(), event).await?;
    write.commit().await
}

/// Reads page after page until the last, or until nobody wants them any more.
async fn read_all(provider: Provider, filter: Filter, outgoing: mpsc::Sender<io::Result<Vec<u8>>>) {
    let mut cursor: Option<Cursor> = None;
    loop {
        let page = next_page(&provider, &filter, cursor.as_ref()).await;
        let (page, is_last) = match page {
            Ok(page) => {
                cursor = page.next;
                (Ok(lines(&page.events)), cursor.is_none())
            }
            Err(failed) => {
                tracing::error!(reason = &failed as &dyn std::error::Error, "an export of the audit log broke off");
                (Err(io::Error::other(failed)), true)
            }
        };
        if outgoing.send(page).await.is_err() || is_last {
            return;
        }
    }
}

async fn next_page(provider: &Provider, filter: &Filter, cursor: Option<&Cursor>) -> store::Result<audit::Page> {
    audit::list(&mut provider.store.read().await?.db(), filter, cursor, PAGE).await
}

fn lines(events: &[ChainedEvent]) -> Vec<u8> {
    events.iter().flat_map(|row| format!("{}\n", audit::to_json(row)).into_bytes()).collect()
}

/// A file of JSON lines that is written while it is read.
pub struct JsonLines {
    name: String,
    body: Body,
}

impl<'r> Responder<'r, 'static> for JsonLines {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        Response::build()
            .header(ContentType::new("application", "x-ndjson"))
            .header(Header::new("Content-Disposition", format!("attachment; filename=\"{}\"", self.name)))
            .header(Header::new("Cache-Control", "no-store"))
            .streamed_body(self.body)
            .ok()
    }
}

/// The pages one after the other. A page that could not be read ends the answer with an error, so that no browser takes
/// the part before it for the whole.
struct Body {
    incoming: mpsc::Receiver<io::Result<Vec<u8>>>,
    page: Vec<u8>,
    at: usize,
}

impl AsyncRead for Body {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        while self.at == self.page.len() {
            match ready!(self.incoming.poll_recv(cx)) {
                Some(page) => (self.page, self.at) = (page?, 0),
                None => return Poll::Ready(Ok(())),
            }
        }
        let end = self.page.len().min(self.at + buffer.remaining());
        buffer.put_slice(&self.page[self.at..end]);
        self.at = end;
        Poll::Ready(Ok(()))
    }
}
