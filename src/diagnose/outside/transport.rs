//! The way there: name, connection, certificate, versions of TLS, plain http, connections that say nothing.

use super::finding::{Finding, Report};
use super::site::{Site, client, reason, send};
use super::{Options, certificate, old_tls};
use crate::clock::Clock;
use reqwest::tls::{TlsInfo, Version};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use url::{Host, Url};

const PATIENCE: Duration = Duration::from_secs(5);

/// A proxy that waits longer for the first byte lets strangers hold its places.
const LONGEST_SILENCE: Duration = Duration::from_secs(20);

/// Certificates are renewed a month before they end: this is late.
const FEW_DAYS: i64 = 14;

const MEND_NAME: &str = "Add an A or AAAA record for the name, or mend the one that is there.";
const MEND_REACH: &str = "See that the proxy listens on this address and that no firewall stands before it; take a record \
    out of the DNS whose address does not answer.";
const MEND_HTTPS: &str = "Serve it by https: apps refuse any other issuer, and passwords would travel readably.";
const MEND_CERTIFICATE: &str = "Give the proxy a certificate for this name with its whole chain. nginx: `ssl_certificate \
    …/fullchain.pem;` (not cert.pem). Caddy and Traefik get one by themselves once ports 80 and 443 reach them. For an \
    authority of your own: --ca-file.";
const MEND_EXPIRY: &str =
    "Renew it now and see why nothing did: `certbot renew`, and a deploy hook that reloads nginx.";
const MEND_VERSIONS: &str = "nginx: `ssl_protocols TLSv1.2 TLSv1.3;`. Caddy: `tls { protocols tls1.2 tls1.3 }`. Traefik: \
    `minVersion: VersionTLS12` in its TLS options.";
const MEND_PLAIN: &str = "Lead plain http to https. nginx: `return 301 https://NAME$request_uri;` in the server of port 80. \
    Caddy does so by itself. Traefik: `redirections.entryPoint.to: websecure`.";
const MEND_IDLE: &str = "Put a proxy with time limits in front. nginx: `client_header_timeout 10s;`. Caddy: `timeouts { \
    read_header 10s }`. Traefik: `respondingTimeouts.readTimeout`.";

/// Resolves, connects and shakes hands; none where nothing more can be seen.
pub(super) async fn reach(
    issuer: &str,
    url: &Url,
    options: &Options<'_>,
    clock: &Clock,
    report: &mut Report,
) -> Result<Option<Site>, String> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port_or_known_default().unwrap_or(443);
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let found = tokio::net::lookup_host((bare, port)).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(found) => found.collect(),
        Err(error) => {
            report.findings.push(Finding::fault("name", format!("{host}: {error}"), MEND_NAME));
            return Ok(None);
        }
    };
    let shown: Vec<_> = addresses.iter().map(|address| address.ip().to_string()).collect();
    report.findings.push(Finding::ok("name", format!("{host} is {}", shown.join(", "))));
    let (reached, finding) = connect(&addresses, is_loopback_name(url)).await;
    report.findings.push(finding);
    if reached.is_empty() {
        return Ok(None);
    }
    let site =
        Site { issuer: issuer.to_owned(), url: url.clone(), addresses: reached, client: client(options, |b| b)? };
    if !site.is_https() {
        report.findings.push(plain_issuer(&site));
        return Ok(Some(site));
    }
    shake_hands(site, options, clock, report).await.map(Some)
}

fn is_loopback_name(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if name == "localhost" || name.ends_with(".localhost"))
}

/// The addresses that answer. A name for this very machine may have one that nobody listens on.
async fn connect(addresses: &[SocketAddr], is_here: bool) -> (Vec<SocketAddr>, Finding) {
    let (mut reached, mut silent) = (Vec::new(), Vec::new());
    for address in addresses {
        match tokio::time::timeout(PATIENCE, TcpStream::connect(address)).await {
            Ok(Ok(_)) => reached.push(*address),
            _ => silent.push(address.to_string()),
        }
    }
    let count = reached.len();
    let finding = match (count, silent.is_empty() || is_here) {
        (0, _) => Finding::fault("connection", format!("nobody answers at {}", silent.join(", ")), MEND_REACH),
        (_, false) => Finding::warning("connection", format!("{} does not answer", silent.join(", ")), MEND_REACH),
        _ => Finding::ok("connection", format!("{count} of {} addresses answer", addresses.len())),
    };
    (reached, finding)
}

fn plain_issuer(site: &Site) -> Finding {
    if site.is_here() {
        Finding::warning("https", "plain http, which is good on this machine only", MEND_HTTPS)
    } else {
        Finding::fault("https", "plain http", MEND_HTTPS)
    }
}

/// The certificate. One that is not trusted is told, and the rest is looked at all the same.
async fn shake_hands(site: Site, options: &Options<'_>, clock: &Clock, report: &mut Report) -> Result<Site, String> {
    match site.get("/.well-known/openid-configuration").send().await {
        Ok(response) => {
            let info = response.extensions().get::<TlsInfo>();
            let end = info.and_then(TlsInfo::peer_certificate).and_then(certificate::not_after);
            report.findings.push(Finding::ok("https", "the certificate is trusted and is for this name"));
            report.findings.extend(end.map(|end| expiry(end - clock.now())));
            Ok(site)
        }
        Err(error) => {
            report.findings.push(Finding::fault("https", reason(&error), MEND_CERTIFICATE));
            let client = client(options, |builder| builder.danger_accept_invalid_certs(true))?;
            Ok(Site { client, ..site })
        }
    }
}

/// How much of its life is left (seconds).
fn expiry(left: i64) -> Finding {
    let days = left.div_euclid(86_400);
    let seen = format!("it ends in {days} days");
    match days {
        ..0 => Finding::fault("certificate", "it has ended", MEND_EXPIRY),
        0..=FEW_DAYS => Finding::warning("certificate", seen, MEND_EXPIRY),
        _ => Finding::ok("certificate", seen),
    }
}

/// TLS 1.2 and 1.3 are spoken, older ones are not (RFC 9325 §3.1).
pub(super) async fn versions(site: &Site, options: &Options<'_>, report: &mut Report) {
    if !site.is_https() {
        return;
    }
    for (what, version) in [("tls 1.2", Version::TLS_1_2), ("tls 1.3", Version::TLS_1_3)] {
        let only = client(options, |builder| {
            let builder = builder.min_tls_version(version).max_tls_version(version);
            builder.danger_accept_invalid_certs(true)
        });
        let Ok(only) = only else { continue };
        let asked = send(only.get(site.at("/.well-known/openid-configuration"))).await;
        report.findings.push(match asked {
            Ok(_) => Finding::ok(what, "spoken"),
            Err(why) => Finding::warning(what, format!("not spoken: {why}"), MEND_VERSIONS),
        });
    }
    let host = site.url.host_str().unwrap_or_default();
    for (what, minor) in [("tls 1.1", old_tls::TLS_1_1), ("tls 1.0", old_tls::TLS_1_0)] {
        let Some(address) = site.addresses.first() else { continue };
        report.findings.push(match old_tls::is_spoken(*address, host, minor).await {
            Some(true) => Finding::fault(what, "still spoken", MEND_VERSIONS),
            Some(false) => Finding::ok(what, "refused"),
            None => Finding::ok(what, "no answer"),
        });
    }
}

/// Whoever types the name without a scheme is led to https.
pub(super) async fn plain_http(site: &Site, options: &Options<'_>) -> Finding {
    const WHAT: &str = "http to https";
    let port = match (options.http_port, site.url.port()) {
        _ if !site.is_https() => return Finding::ok(WHAT, "not asked: the address itself is plain http"),
        (Some(port), _) => port,
        (None, None) => 80,
        (None, Some(port)) => return Finding::ok(WHAT, format!("not asked: https is on port {port}, not 443")),
    };
    let host = site.url.host_str().unwrap_or_default();
    // Browsers that know the name ask by https first, so that nobody has to answer here.
    let Ok(answer) = send(site.client.get(format!("http://{host}:{port}/login?check=1"))).await else {
        return Finding::ok(WHAT, format!("nobody answers on port {port}"));
    };
    let target = answer.header("location").unwrap_or_default();
    let wanted = site.at("/login?check=1");
    match answer.status {
        301 | 302 | 307 | 308 if target == wanted => Finding::ok(WHAT, format!("{} to the same page", answer.status)),
        301 | 302 | 303 | 307 | 308 if target.starts_with(&site.issuer) => {
            Finding::warning(WHAT, format!("{} to {target:?}, which loses the page", answer.status), MEND_PLAIN)
        }
        status => Finding::fault(WHAT, format!("{status} {target:?} on port {port}"), MEND_PLAIN),
    }
}

/// A connection that says nothing is cut off.
pub(super) async fn idle_connection(site: &Site) -> Finding {
    const WHAT: &str = "silent connections";
    let Some(address) = site.addresses.first() else { return Finding::ok(WHAT, "not tried") };
    let Ok(mut stream) = TcpStream::connect(address).await else { return Finding::ok(WHAT, "not tried") };
    let begun = Instant::now();
    let mut some = [0; 512];
    match tokio::time::timeout(LONGEST_SILENCE, stream.read(&mut some)).await {
        Ok(_) => Finding::ok(WHAT, format!("cut off after {} seconds", begun.elapsed().as_secs())),
        Err(_) => Finding::warning(WHAT, format!("still open after {} seconds", LONGEST_SILENCE.as_secs()), MEND_IDLE),
    }
}
