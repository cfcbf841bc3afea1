//! `/apps/<id>/logo` and `/apps/<id>/style.css`: how an app looks on our pages. Public, since the sign-in page is.

use super::logos::{Logos, Png};
use super::pages::Look;
use crate::model::client::Client;
use crate::model::color::Color;
use crate::model::ids::ClientId;
use crate::oidc::Provider;
use crate::oidc::apps::AppError;
use rocket::http::{ContentType, Header, Status};
use rocket::request::Request;
use rocket::response::{self, Responder, Response};
use rocket::{Route, State};
use std::io::Cursor;
use std::sync::Arc;

/// Nothing that a logo could hold may act, should a browser open it as a page.
const SANDBOX: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

/// Mounted at the root.
pub fn routes() -> Vec<Route> {
    rocket::routes![logo, style]
}

/// How an app looks.
pub fn look(client: &Client) -> Look {
    let (policy_url, tos_url) = (client.metadata.policy_uri.clone(), client.metadata.tos_uri.clone());
    Look { logo_url: logo_url(client), style_url: style_url(client), policy_url, tos_url }
}

/// Where its logo is; changes with it.
pub fn logo_url(client: &Client) -> Option<String> {
    client.logo_tag.as_deref().map(|tag| format!("/apps/{}/logo?v={tag}", client.id))
}

fn style_url(client: &Client) -> Option<String> {
    client.color.as_deref().map(|color| format!("/apps/{}/style.css?v={}", client.id, color.trim_start_matches('#')))
}

#[rocket::get("/apps/<id>/logo?<v>")]
async fn logo(provider: &State<Provider>, logos: &State<Logos>, id: &str, v: Option<&str>) -> Result<Public, Status> {
    let client = known(provider, id)?;
    let tag = client.logo_tag.as_deref().ok_or(Status::NotFound)?;
    let found = logos.find(provider, &client.id, tag).await.map_err(|failed| unavailable(&failed.into()))?;
    let body = found.ok_or(Status::NotFound)?;
    Ok(Public { kind: ContentType::PNG, body, is_fresh: v == Some(tag) })
}

#[rocket::get("/apps/<id>/style.css?<v>")]
fn style(provider: &State<Provider>, id: &str, v: Option<&str>) -> Result<Public, Status> {
    let client = known(provider, id)?;
    let color = client.color.as_deref().and_then(|color| Color::parse(color).ok()).ok_or(Status::NotFound)?;
    let shown = color.to_string();
    let body = format!(":root {{ --app: {shown}; --app-ink: {}; }}\n", color.ink()).into_bytes().into();
    let is_fresh = v.is_some_and(|v| Some(v) == shown.strip_prefix('#'));
    Ok(Public { kind: ContentType::CSS, body, is_fresh })
}

fn known(provider: &Provider, id: &str) -> Result<Arc<Client>, Status> {
    provider.clients.get(&ClientId::from(id)).ok_or(Status::NotFound)
}

fn unavailable(error: &AppError) -> Status {
    tracing::error!(%error, "a logo could not be read");
    Status::ServiceUnavailable
}

/// What anybody may keep: for a year under the address that names its content, else for a minute.
struct Public {
    kind: ContentType,
    body: Png,
    is_fresh: bool,
}

impl<'r> Responder<'r, 'static> for Public {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let rule = if self.is_fresh { "public, max-age=31536000, immutable" } else { "public, max-age=60" };
        Response::build()
            .header(self.kind)
            .header(Header::new("Cache-Control", rule))
            .header(Header::new("Content-Security-Policy", SANDBOX))
            .sized_body(self.body.len(), Cursor::new(self.body))
            .ok()
    }
}
