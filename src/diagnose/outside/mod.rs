//! A deployment as a relying party and a browser see it: name, TLS, redirects, issuer, cache rules, headers, cookies, what
//! the proxy in front passes on. Needs neither the database nor the configuration of the server.

mod certificate;
mod documents;
mod finding;
mod old_tls;
mod pages;
mod proxy;
mod site;
mod transport;

pub use finding::{Finding, Report, State};

use crate::clock::Clock;
use site::Site;
use std::path::Path;
use url::Url;

/// What the check needs to know besides the address.
#[derive(Clone, Debug, Default)]
pub struct Options<'o> {
    /// Further certificate authorities in PEM form, for intranets.
    pub ca_file: Option<&'o Path>,
    /// Where plain http is looked for; none = 80, where https is on 443.
    pub http_port: Option<u16>,
}

/// Looks at the deployment at `url`, which is the issuer that apps are told. Sends about forty requests, seven of them
/// sign-ins by a made-up name.
pub async fn look(url: &str, options: &Options<'_>, clock: &Clock) -> Result<Report, String> {
    let parsed = Url::parse(url).ok().filter(|parsed| matches!(parsed.scheme(), "http" | "https") && parsed.has_host());
    let parsed = parsed.ok_or_else(|| format!("{url} is no address such as https://id.example.com"))?;
    let mut report = Report { url: url.to_owned(), findings: Vec::new() };
    let Some(site) = transport::reach(url, &parsed, options, clock, &mut report).await? else { return Ok(report) };
    // Waiting for what a proxy should cut off takes long: everything else is looked at meanwhile.
    let (idle, ()) = tokio::join!(transport::idle_connection(&site), everything(&site, options, clock, &mut report));
    report.findings.push(idle);
    Ok(report)
}

async fn everything(site: &Site, options: &Options<'_>, clock: &Clock, report: &mut Report) {
    transport::versions(site, options, report).await;
    report.findings.push(transport::plain_http(site, options).await);
    documents::look(site, clock, report).await;
    pages::look(site, report).await;
    proxy::look(site, report).await;
}
