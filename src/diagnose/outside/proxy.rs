//! What the proxy in front passes on: the Host, what clients say about where they come from, long addresses and bodies,
//! probes.

use super::finding::{Finding, Report};
use super::site::{Answer, Site, send};
use crate::model::secret::{Token, random_bytes};

const DOCUMENT: &str = "/.well-known/openid-configuration";

const MEND_HOST: &str = "Pass the Host on as it came, and Claviger answers 421 to any other. nginx: `proxy_set_header Host \
    $http_host;`. Caddy and Traefik do so by themselves.";
const MEND_FORWARDED: &str = "Pass none of it on. nginx: `proxy_set_header X-Forwarded-Host \"\";` and `proxy_set_header \
    Forwarded \"\";`. Caddy: `header_up -Forwarded`.";
const MEND_FORGED: &str = "Write X-Forwarded-For anew, and set trusted_proxies to the address of the proxy alone. nginx: \
    `proxy_set_header X-Forwarded-For $remote_addr;`. Caddy: `trusted_proxies` not set. Traefik: \
    `forwardedHeaders.insecure` not set.";
const MEND_LONG: &str = "Let long request lines and headers pass: sign-in addresses hold the whole request of an app. nginx: \
    `large_client_header_buffers 4 16k;`. Caddy: `max_header_size 64kb`. Traefik takes them by itself.";
const MEND_BODY: &str = "Let bodies of 64 KiB pass. nginx: `client_max_body_size 64k;` and `client_body_buffer_size 64k;`. \
    Caddy: `request_body { max_size 64KB }`. Traefik: `buffering.maxRequestBodyBytes: 65536`.";
const MEND_PROBES: &str = "Let only your own network ask. nginx: `location ~ ^/(?:healthz|readyz)$ { allow 127.0.0.1; deny \
    all; proxy_pass http://claviger; }`.";
const MEND_PASSWORDS: &str = "Pass POST /login on to Claviger with its cookies.";

/// As much as nginx takes with the setting above, and a little less.
const LONG: usize = 12_000;
const BODY: usize = 60_000;

/// More failures than these on one account from one network, and the next has to wait.
const TRIES: u8 = 7;

pub(super) async fn look(site: &Site, report: &mut Report) {
    report.findings.push(foreign_host(site).await);
    report.findings.push(forwarded_headers(site).await);
    report.findings.push(forged_address(site).await);
    let query = send(site.get(&format!("{DOCUMENT}?padding={}", "x".repeat(LONG)))).await;
    report.findings.push(passes("long addresses", query, 200, MEND_LONG));
    let header = send(site.get(DOCUMENT).header("X-Padding", "x".repeat(LONG))).await;
    report.findings.push(passes("long headers", header, 200, MEND_LONG));
    let body = format!("grant_type=authorization_code&padding={}", "x".repeat(BODY));
    report.findings.push(passes("long bodies", send(site.post("/oauth2/token", body)).await, 401, MEND_BODY));
    report.findings.push(probes(site).await);
}

/// A page must not be had under a name of somebody else's choice.
async fn foreign_host(site: &Site) -> Finding {
    const WHAT: &str = "foreign host";
    match send(site.get_as("stranger.invalid", DOCUMENT)).await {
        Ok(answer) if answer.status == 421 => Finding::ok(WHAT, "421"),
        // Another site of the proxy, or its way of refusing.
        Ok(answer) if answer.status >= 400 => Finding::ok(WHAT, answer.status.to_string()),
        Ok(answer) if (300..400).contains(&answer.status) => {
            let target = answer.header("location").unwrap_or_default().to_owned();
            if target.contains("stranger.invalid") {
                return Finding::fault(WHAT, format!("a redirect to {target:?}"), MEND_HOST);
            }
            Finding::ok(WHAT, format!("{} to {target}", answer.status))
        }
        Ok(answer) if answer.body.contains(&site.issuer) => {
            Finding::warning(WHAT, "the discovery document is answered under any name", MEND_HOST)
        }
        Ok(answer) => Finding::ok(WHAT, format!("{}, and not by Claviger", answer.status)),
        // Hanging up is an answer too.
        Err(_) => Finding::ok(WHAT, "no answer"),
    }
}

/// What a client says about the way it came changes nothing.
async fn forwarded_headers(site: &Site) -> Finding {
    const WHAT: &str = "forwarded headers";
    let forged = |path: &str| {
        site.get(path)
            .header("X-Forwarded-Host", "stranger.invalid")
            .header("X-Forwarded-Proto", "http")
            .header("Forwarded", "host=stranger.invalid;proto=http")
            .header("X-Original-URL", "/stranger.invalid")
    };
    for path in [DOCUMENT, "/account", "/oauth2/authorize"] {
        match send(forged(path)).await {
            Ok(answer) if holds(&answer, "stranger.invalid") => {
                return Finding::fault(WHAT, format!("a forged host comes back from {path}"), MEND_FORWARDED);
            }
            Ok(_) => {}
            Err(why) => return Finding::warning(WHAT, why, MEND_FORWARDED),
        }
    }
    Finding::ok(WHAT, "a forged host changes nothing")
}

fn holds(answer: &Answer, text: &str) -> bool {
    answer.body.contains(text) || answer.header("location").is_some_and(|target| target.contains(text))
}

/// Failed sign-ins are counted by where they come from: a forged address for each must not get around that.
async fn forged_address(site: &Site) -> Finding {
    const WHAT: &str = "forged addresses";
    let name = format!("check-{}", &Token::random().expose()[..12]);
    for _ in 0..TRIES {
        match try_to_sign_in(site, &name).await {
            Ok(429) => {
                let seen =
                    "they do not get around the throttle of sign-ins (whose address it sees: `claviger session list`)";
                return Finding::ok(WHAT, seen);
            }
            Ok(422 | 503) => {}
            Ok(status) => return Finding::warning(WHAT, format!("signing in answers {status}"), MEND_PASSWORDS),
            Err(why) => return Finding::warning(WHAT, why, MEND_PASSWORDS),
        }
    }
    Finding::fault(
        WHAT,
        format!("{TRIES} failed sign-ins, each with another forged address, and no delay"),
        MEND_FORGED,
    )
}

/// The status of a failed sign-in that claims to come from somewhere.
async fn try_to_sign_in(site: &Site, name: &str) -> Result<u16, String> {
    let page = send(site.get("/login")).await?;
    let cookies: Vec<_> = page.all("set-cookie").iter().filter_map(|cookie| cookie.split(';').next()).collect();
    let csrf = page.body.split_once("name=\"csrf\" value=\"").and_then(|(_, rest)| rest.split('"').next());
    let csrf = csrf.ok_or("the sign-in page has no form")?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.append_pair("csrf", csrf).append_pair("username", name).append_pair("password", name);
    let [b, c, d] = random_bytes::<3>();
    // RFC 6890: never anybody's.
    let address = format!("240.{b}.{c}.{d}");
    let request = site.post("/login", form.finish()).header("Cookie", cookies.join("; "));
    let request = request.header("X-Forwarded-For", &address).header("X-Real-IP", &address);
    Ok(send(request.header("Forwarded", format!("for={address}"))).await?.status)
}

fn passes(what: &'static str, asked: Result<Answer, String>, status: u16, mend: &'static str) -> Finding {
    match asked {
        Ok(answer) if answer.status == status => Finding::ok(what, "they pass"),
        Ok(answer) => Finding::fault(what, format!("{} instead of {status}", answer.status), mend),
        Err(why) => Finding::fault(what, why, mend),
    }
}

async fn probes(site: &Site) -> Finding {
    const WHAT: &str = "probes";
    let mut open = Vec::new();
    for path in ["/healthz", "/readyz"] {
        if send(site.get(path)).await.is_ok_and(|answer| answer.status == 200) {
            open.push(path);
        }
    }
    match (open.is_empty(), site.is_here()) {
        (true, _) => Finding::ok(WHAT, "not for strangers"),
        (false, true) => Finding::ok(WHAT, format!("{} answer, asked from this machine", open.join(" and "))),
        (false, false) => Finding::warning(WHAT, format!("{} answer to everybody", open.join(" and ")), MEND_PROBES),
    }
}
