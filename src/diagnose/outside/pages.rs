//! The sign-in page as a browser gets it: security headers, cookies, compression, its static files.

use super::finding::{Finding, Report};
use super::site::{Answer, Site, send};

const MEND_PAGE: &str = "Pass /login on to Claviger: nginx `location / { proxy_pass http://claviger; }`.";
const MEND_HSTS: &str = "Pass Strict-Transport-Security on: Claviger sends it once public_url begins with https. nginx drops \
    nothing of it, unless `proxy_hide_header` does.";
const MEND_HEADERS: &str = "Pass Claviger's own security headers on, and add none of the same name: two of them are read as \
    one that is wrong. nginx: no `add_header` in the location that passes pages on.";
const MEND_COOKIES: &str = "Set public_url to the https address, and pass Set-Cookie on unchanged: no `proxy_cookie_path`, \
    `proxy_cookie_domain` or `proxy_cookie_flags` in nginx.";
const MEND_COMPRESSION: &str = "Compress no pages: what others wrote stands in them beside secrets (BREACH). nginx: `gzip \
    off;` in this server. Caddy: no `encode` for pages. Traefik: no compress middleware.";
const MEND_STATIC: &str =
    "Serve what `claviger assets export` wrote, or pass /s/ on to Claviger; export anew after an update.";

/// Half a year, which lists of such sites demand (seconds).
const SHORTEST_HSTS: u64 = 15_552_000;

const HEADERS: [(&str, &str); 3] = [
    ("content-security-policy", "frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
];

pub(super) async fn look(site: &Site, report: &mut Report) {
    let asked = site.get("/login").header("Accept-Encoding", "gzip, br, zstd");
    let page = match send(asked).await {
        Ok(page) => page,
        Err(why) => return report.findings.push(Finding::fault("sign-in page", why, MEND_PAGE)),
    };
    let is_page = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
    if page.status != 200 || !is_page {
        let seen = format!("{} instead of a page", page.status);
        return report.findings.push(Finding::fault("sign-in page", seen, MEND_PAGE));
    }
    report.findings.push(Finding::ok("sign-in page", "200"));
    report.findings.push(hsts(site, &page));
    report.findings.push(headers(&page));
    report.findings.push(cookies(site, &page));
    report.findings.push(match page.header("content-encoding") {
        None => Finding::ok("compression", "pages are not compressed"),
        Some(coding) => Finding::warning("compression", format!("pages come as {coding}"), MEND_COMPRESSION),
    });
    report.findings.push(static_file(site, &page).await);
}

fn hsts(site: &Site, page: &Answer) -> Finding {
    const WHAT: &str = "hsts";
    if !site.is_https() {
        return Finding::ok(WHAT, "not for plain http");
    }
    let said = page.all("strict-transport-security");
    let seconds = |rule: &str| rule.split(';').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok());
    match said[..] {
        [] => Finding::warning(WHAT, "no Strict-Transport-Security", MEND_HSTS),
        [rule] if seconds(rule).is_some_and(|seconds: u64| seconds >= SHORTEST_HSTS) => Finding::ok(WHAT, rule),
        [rule] => Finding::warning(WHAT, format!("only {rule:?}"), MEND_HSTS),
        ref all => Finding::warning(WHAT, format!("{} of them: {}", all.len(), all.join(" and ")), MEND_HEADERS),
    }
}

fn headers(page: &Answer) -> Finding {
    const WHAT: &str = "security headers";
    for (name, part) in HEADERS {
        let said = page.all(name);
        match said[..] {
            [value] if value.contains(part) => {}
            [] => return Finding::fault(WHAT, format!("no {name}"), MEND_HEADERS),
            [value] => return Finding::fault(WHAT, format!("{name} is {value:?}"), MEND_HEADERS),
            _ => return Finding::warning(WHAT, format!("{name} comes {} times", said.len()), MEND_HEADERS),
        }
    }
    let rule = page.header("cache-control").unwrap_or_default();
    if rule.contains("no-store") {
        return Finding::ok(WHAT, "CSP, nosniff, Referrer-Policy, no-store");
    }
    Finding::fault(WHAT, format!("Cache-Control of a page is {rule:?}"), MEND_HEADERS)
}

fn cookies(site: &Site, page: &Answer) -> Finding {
    const WHAT: &str = "cookies";
    let cookies = page.all("set-cookie");
    for cookie in &cookies {
        let name = cookie.split('=').next().unwrap_or_default();
        let attributes: Vec<_> = cookie.split(';').skip(1).map(|part| part.trim().to_ascii_lowercase()).collect();
        let has = |wanted: &str| attributes.iter().any(|own| own == wanted);
        let mut lacking = Vec::new();
        let is_strict = has("samesite=lax") || has("samesite=strict");
        for (is_there, what) in [(has("httponly"), "HttpOnly"), (is_strict, "SameSite"), (has("path=/"), "Path=/")] {
            lacking.extend((!is_there).then_some(what));
        }
        if site.is_https() {
            lacking.extend((!has("secure")).then_some("Secure"));
            lacking.extend((!name.starts_with("__Host-")).then_some("the __Host- name"));
        }
        if !lacking.is_empty() {
            return Finding::fault(WHAT, format!("{name} is without {}", lacking.join(", ")), MEND_COOKIES);
        }
    }
    match cookies.len() {
        0 => Finding::fault(WHAT, "the sign-in page sets none: nobody could sign in", MEND_COOKIES),
        _ if site.is_https() => Finding::ok(WHAT, "__Host-, Secure, HttpOnly, SameSite"),
        _ => Finding::ok(WHAT, "HttpOnly, SameSite"),
    }
}

async fn static_file(site: &Site, page: &Answer) -> Finding {
    const WHAT: &str = "static files";
    let found = page.body.split(['"', '\'']).map(|text| text.replace("&#x2F;", "/"));
    let Some(path) = found.into_iter().find(|text| text.starts_with("/s/") && text.contains(".css")) else {
        return Finding::fault(WHAT, "the page names no stylesheet", MEND_PAGE);
    };
    match send(site.get(&path)).await {
        Ok(answer) if answer.status == 200 => {
            let is_css = answer.header("content-type").is_some_and(|kind| kind.starts_with("text/css"));
            let rule = answer.header("cache-control").unwrap_or_default();
            match is_css {
                true if rule.contains("immutable") => Finding::ok(WHAT, "kept for good"),
                true => Finding::warning(WHAT, format!("Cache-Control is {rule:?}"), MEND_STATIC),
                false => Finding::fault(WHAT, "a stylesheet of another type, which browsers ignore", MEND_STATIC),
            }
        }
        Ok(answer) => Finding::fault(WHAT, format!("{} for {path}", answer.status), MEND_STATIC),
        Err(why) => Finding::fault(WHAT, why, MEND_STATIC),
    }
}
