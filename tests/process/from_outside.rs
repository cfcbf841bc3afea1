//! `claviger check --from-outside` at a deployment behind nginx: nothing to say about the shipped configuration, and each
//! fault that is put into it is found. The self-test runs through the same nginx.

use super::nginx::{Nginx, Place};
use super::server::{Engine, Installation};
use serde_json::Value;

/// An installation behind an nginx that is not started yet.
fn behind_nginx() -> (Installation, Place) {
    let place = Place::find();
    let installation = Installation::new(Engine::Sqlite)
        .with("CLAVIGER_PUBLIC_URL", &format!("https://localhost:{}", place.port))
        .with("CLAVIGER_TRUSTED_PROXIES", "127.0.0.1");
    (installation, place)
}

/// What was found, by its short name: state and what was seen.
struct Found(Vec<(String, String, String)>, Option<i32>);

impl Found {
    fn of(installation: &Installation, url: &str, more: &[&str]) -> Self {
        let (out, code) = installation.outcome(&[&["check", "--json", "--from-outside", url], more].concat());
        let report: Value = serde_json::from_str(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
        let text = |finding: &Value, name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        let findings = report["findings"].as_array().expect("findings");
        let is_mended = |finding: &&Value| (finding["state"] == "ok") == finding["mend"].is_null();
        assert!(findings.iter().all(|finding| is_mended(&finding)), "what is not ok has a mend: {out}");
        let found = findings.iter().map(|one| (text(one, "what"), text(one, "state"), text(one, "seen")));
        Self(found.collect(), code)
    }

    fn behind(nginx: &Nginx, installation: &Installation) -> Self {
        let ca = nginx.ca_file.to_str().expect("a path of text");
        Self::of(installation, &nginx.origin, &["--ca-file", ca, "--http-port", &nginx.http_port.to_string()])
    }

    #[track_caller]
    fn assert(&self, what: &str, state: &str, part: &str) {
        let found = self.0.iter().find(|(own, ..)| own == what);
        let (_, own, seen) = found.unwrap_or_else(|| panic!("{what} is not among {:?}", self.0));
        assert!(own == state && seen.contains(part), "{what} is {own}: {seen}");
    }

    fn not_ok(&self) -> Vec<&(String, String, String)> {
        self.0.iter().filter(|(_, state, _)| state != "ok").collect()
    }
}

/// So that silent connections cost the tests no ten seconds.
const SHORT: (&str, &str) = ("client_header_timeout 10s;", "client_header_timeout 1s;");

#[test]
fn the_shipped_configuration_of_nginx_has_no_fault_and_the_self_test_runs_through_it() {
    let (installation, place) = behind_nginx();
    let nginx = place.start(&installation, &[SHORT], 90);
    let installation = installation.with("CLAVIGER_FETCH__CA_FILE", nginx.ca_file.to_str().expect("a path"));
    let _server = installation.start();
    let found = Found::behind(&nginx, &installation);
    assert_eq!((found.not_ok(), found.1), (Vec::new(), Some(0)));
    found.assert("foreign host", "ok", "421");
    found.assert("http to https", "ok", "301");
    found.assert("forged addresses", "ok", "do not get around");
    found.assert("tls 1.1", "ok", "refused");
    found.assert("silent connections", "ok", "cut off");
    let (out, code) = installation.outcome(&["selftest", "--json"]);
    assert_eq!(code, Some(0), "{out}");
}

#[test]
fn each_fault_that_is_put_into_the_configuration_of_nginx_is_found() {
    let (installation, place) = behind_nginx();
    let fixed_host = format!("proxy_set_header Host localhost:{};", place.port);
    let ciphers = "ssl_ciphers DEFAULT:@SECLEVEL=0; #";
    let nginx = place.start(
        &installation,
        &[
            SHORT,
            ("ssl_protocols TLSv1.2 TLSv1.3;", "ssl_protocols TLSv1 TLSv1.1 TLSv1.2;"),
            ("ssl_ciphers ", ciphers),
            ("proxy_set_header Host $http_host;", &fixed_host),
            ("proxy_set_header X-Forwarded-For $remote_addr;", ""),
            ("large_client_header_buffers 4 16k;", "large_client_header_buffers 4 8k;"),
            ("client_max_body_size 64k;", "client_max_body_size 8k;"),
            ("gzip off;", "gzip on; gzip_min_length 1; gzip_proxied any;"),
            ("return 301 https://localhost", "return 200 'welcome'; #"),
            (
                "location / {\n        proxy_pass",
                "location / {\n        proxy_hide_header Strict-Transport-Security;\n        proxy_hide_header ETag;\n        \
                 proxy_cookie_flags ~ nosecure;\n        add_header Access-Control-Allow-Origin https://x.example;\n        \
                 add_header X-Content-Type-Options nosniff;\n        proxy_pass",
            ),
        ],
        5,
    );
    let _server = installation.start();
    let found = Found::behind(&nginx, &installation);
    assert_eq!(found.1, Some(1));
    found.assert("certificate", "warning", "days");
    found.assert("tls 1.3", "warning", "not spoken");
    found.assert("tls 1.1", "fault", "still spoken");
    found.assert("tls 1.0", "fault", "still spoken");
    found.assert("http to https", "fault", "200");
    found.assert("discovery cache", "warning", "no ETag");
    found.assert("discovery cors", "fault", "and https://x.example");
    found.assert("key set cors", "fault", "and https://x.example");
    found.assert("hsts", "warning", "no Strict-Transport-Security");
    found.assert("security headers", "warning", "comes 2 times");
    found.assert("cookies", "fault", "Secure");
    found.assert("compression", "warning", "gzip");
    found.assert("foreign host", "warning", "under any name");
    found.assert("forged addresses", "fault", "no delay");
    found.assert("long addresses", "fault", "414");
    found.assert("long headers", "fault", "400");
    found.assert("long bodies", "fault", "413");
}

#[test]
fn an_untrusted_certificate_is_a_fault_and_the_rest_is_looked_at_all_the_same() {
    let (installation, place) = behind_nginx();
    let nothing = (
        "location / {\n        proxy_pass",
        "location ^~ /.well-known/ { return 404; }\n    location / {\n        proxy_pass",
    );
    let nginx = place.start(&installation, &[SHORT, nothing], 90);
    let _server = installation.start();
    let found = Found::of(&installation, &nginx.origin, &[]);
    assert_eq!(found.1, Some(1));
    found.assert("https", "fault", "");
    found.assert("discovery", "fault", "404");
    found.assert("cookies", "ok", "__Host-");
    found.assert("http to https", "ok", "not asked");
}

#[test]
fn a_server_without_a_proxy_is_looked_at_too_and_a_wrong_address_is_said() {
    let installation = Installation::new(Engine::Sqlite);
    let _server = installation.start();
    let url = format!("http://localhost:{}", installation.port);
    let found = Found::of(&installation, &url, &[]);
    assert_eq!(found.1, Some(0), "{:?}", found.not_ok());
    found.assert("https", "warning", "on this machine only");
    found.assert("silent connections", "warning", "still open");
    let found = Found::of(&installation, &format!("{url}/"), &[]);
    found.assert("issuer", "fault", "asked for at");
    let found = Found::of(&installation, "https://nobody.invalid", &[]);
    assert_eq!((found.0.len(), found.1), (1, Some(1)));
    found.assert("name", "fault", "nobody.invalid");
    assert!(installation.fail(&["check", "--from-outside", "id.example.com"]).contains("is no address"));
}
