//! Static files: fingerprinted URLs, served from memory with two forms (plain and Brotli) and a year of cache time.
//! May be imported by `web` and by the command that exports them for a web server in front.

use crate::model::secret::to_hex;
use aws_lc_rs::digest;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rocket::http::{ContentType, Header, Status};
use rocket::request::{FromRequest, Outcome};
use rocket::response::{self, Responder, Response};
use rocket::{Request, Route, get, routes};
use std::borrow::Cow;
use std::convert::Infallible;
use std::fs;
use std::io::{self, Cursor};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

struct Embedded {
    path: &'static str,
    plain: &'static [u8],
    brotli: &'static [u8],
}

const INLINE_SCRIPT: &str = "js/theme.js";

static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

static FINGERPRINTS: LazyLock<Vec<String>> =
    LazyLock::new(|| EMBEDDED.iter().map(|file| fingerprint(file.plain)).collect());

/// A static file as it is served now.
struct Asset {
    path: &'static str,
    fingerprint: String,
    plain: Cow<'static, [u8]>,
    brotli: Option<&'static [u8]>,
}

/// The routes of `/s/<fingerprint>/<path>`; HEAD comes with them.
pub fn routes() -> Vec<Route> {
    routes![serve]
}

/// The URL of a static file, with the fingerprint of its content; `None` when there is no such file.
pub fn url(path: &str) -> Option<String> {
    find(path).map(|asset| format!("/s/{}/{}", asset.fingerprint, asset.path))
}

/// Writes every static file and its `.br` form below `dir`, under the paths of their URLs; answers how many were written.
///
/// # Errors
/// When a folder or file cannot be written.
pub fn export(dir: &Path) -> io::Result<usize> {
    let mut written = 0;
    for asset in EMBEDDED.iter().filter_map(|file| find(file.path)) {
        let target = dir.join("s").join(&asset.fingerprint).join(asset.path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder)?;
        }
        write_whole(&target, &asset.plain)?;
        written += 1;
        if let Some(brotli) = asset.brotli {
            write_whole(&target.with_added_extension("br"), brotli)?;
            written += 1;
        }
    }
    Ok(written)
}

/// A web server that reads the folder meanwhile sees the whole file or none.
fn write_whole(target: &Path, bytes: &[u8]) -> io::Result<()> {
    let part = target.with_added_extension("part");
    fs::write(&part, bytes)?;
    fs::rename(part, target)
}

/// The one script that stands in the page itself, since the first paint waits for it: as it was built, so that its
/// [`inline_script_hash`] fits.
pub fn inline_script() -> &'static str {
    EMBEDDED
        .iter()
        .find(|file| file.path == INLINE_SCRIPT)
        .and_then(|file| std::str::from_utf8(file.plain).ok())
        .unwrap_or_default()
}

/// What the Content-Security-Policy lets through for [`inline_script`] (CSP Level 3 §2.3.1).
pub fn inline_script_hash() -> String {
    let digest = digest::digest(&digest::SHA256, inline_script().as_bytes());
    format!("'sha256-{}'", BASE64_STANDARD.encode(digest))
}

fn find(path: &str) -> Option<Asset> {
    let place = EMBEDDED.iter().position(|file| file.path == path)?;
    let file = &EMBEDDED[place];
    if let Some(edited) = edited(file) {
        let fingerprint = fingerprint(&edited);
        return Some(Asset { path: file.path, fingerprint, plain: edited.into(), brotli: None });
    }
    let fingerprint = FINGERPRINTS[place].clone();
    Some(Asset { path: file.path, fingerprint, plain: file.plain.into(), brotli: smaller(file) })
}

fn smaller(file: &Embedded) -> Option<&'static [u8]> {
    (file.brotli.len() < file.plain.len()).then_some(file.brotli)
}

/// The file on disk where it was edited after the build: debug builds show it without a new build.
fn edited(file: &Embedded) -> Option<Vec<u8>> {
    if !cfg!(debug_assertions) {
        return None;
    }
    let disk = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("static").join(file.path)).ok()?;
    (disk != file.plain).then_some(disk)
}

fn fingerprint(bytes: &[u8]) -> String {
    to_hex(&digest::digest(&digest::SHA256, bytes).as_ref()[..8])
}

#[get("/s/<fingerprint>/<path..>")]
#[expect(clippy::needless_pass_by_value, reason = "Rocket hands the rest of a path by value")]
fn serve(fingerprint: &str, path: PathBuf, wants: Wants) -> Result<Served, Status> {
    let asset = path.to_str().and_then(find).ok_or(Status::NotFound)?;
    if asset.fingerprint != fingerprint {
        return Err(Status::NotFound);
    }
    Ok(Served { asset, wants })
}

/// What the browser said about the form it takes and the forms it has.
struct Wants {
    brotli: bool,
    has: Option<String>,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Wants {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let headers = request.headers();
        let brotli = headers.get("Accept-Encoding").flat_map(|line| line.split(',')).any(accepts_brotli);
        Outcome::Success(Self { brotli, has: headers.get_one("If-None-Match").map(ToOwned::to_owned) })
    }
}

/// One member of Accept-Encoding (RFC 9110 §12.5.3): `br`, and not `br;q=0`.
fn accepts_brotli(member: &str) -> bool {
    let mut parts = member.split(';').map(str::trim);
    let is_brotli = parts.next().is_some_and(|coding| coding.eq_ignore_ascii_case("br"));
    is_brotli && parts.filter_map(|p| p.strip_prefix("q=")).all(|q| q.parse::<f32>().is_ok_and(|q| q > 0.0))
}

struct Served {
    asset: Asset,
    wants: Wants,
}

impl Served {
    /// Each form has its own entity tag, since a cache may hold both (RFC 9110 §8.8.3.3).
    fn etag(&self) -> String {
        let form = if self.brotli().is_some() { "-br" } else { "" };
        format!("\"{}{form}\"", self.asset.fingerprint)
    }

    fn brotli(&self) -> Option<&'static [u8]> {
        self.asset.brotli.filter(|_| self.wants.brotli)
    }
}

impl<'r> Responder<'r, 'static> for Served {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let etag = self.etag();
        let mut response = Response::build();
        response
            .header(Header::new("Cache-Control", "public, max-age=31536000, immutable"))
            .header(Header::new("Vary", "Accept-Encoding"))
            .header(Header::new("ETag", etag.clone()));
        let known = self.wants.has.as_deref().unwrap_or_default();
        if known == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag) {
            return response.status(Status::NotModified).ok();
        }
        let extension = self.asset.path.rsplit('.').next().unwrap_or_default();
        response.header(ContentType::from_extension(extension).unwrap_or(ContentType::Binary));
        match self.brotli() {
            Some(bytes) => {
                response.header(Header::new("Content-Encoding", "br")).sized_body(bytes.len(), Cursor::new(bytes))
            }
            None => response.sized_body(self.asset.plain.len(), Cursor::new(self.asset.plain)),
        };
        response.ok()
    }
}

/// What a file weighs over the wire.
#[cfg(test)]
pub(super) fn wire_size(path: &str) -> Option<usize> {
    find(path).map(|asset| asset.brotli.map_or(asset.plain.len(), <[u8]>::len))
}

#[cfg(test)]
mod tests {
    use super::{EMBEDDED, accepts_brotli, export, inline_script, routes, url};
    use rocket::http::{Header, Status};
    use rocket::local::blocking::{Client, LocalResponse};
    use std::fs;

    fn client() -> Client {
        let figment = rocket::figment::Figment::from(rocket::Config::default()).merge(("log_level", "off"));
        Client::untracked(rocket::custom(figment).mount("/", routes())).unwrap()
    }

    fn css() -> String {
        url("css/claviger.css").unwrap()
    }

    fn header<'a>(response: &'a LocalResponse<'_>, name: &str) -> Option<&'a str> {
        response.headers().get_one(name)
    }

    #[test]
    fn a_file_is_served_under_the_fingerprint_of_its_content_for_a_year() {
        let client = client();
        let response = client.get(css()).dispatch();
        assert_eq!(response.status(), Status::Ok);
        assert_eq!(header(&response, "Cache-Control"), Some("public, max-age=31536000, immutable"));
        assert_eq!(header(&response, "Content-Type"), Some("text/css; charset=utf-8"));
        assert_eq!(header(&response, "Vary"), Some("Accept-Encoding"));
        assert_eq!(header(&response, "Content-Encoding"), None);
        assert!(response.into_string().unwrap().contains("--accent"));
    }

    #[test]
    fn the_plain_and_the_brotli_form_have_two_entity_tags() {
        let client = client();
        let plain = client.get(css()).dispatch();
        let brotli = client.get(css()).header(Header::new("Accept-Encoding", "gzip, br")).dispatch();
        assert_eq!(header(&brotli, "Content-Encoding"), Some("br"));
        assert_ne!(header(&plain, "ETag").unwrap(), header(&brotli, "ETag").unwrap());
        let (plain, brotli) = (plain.into_bytes().unwrap().len(), brotli.into_bytes().unwrap().len());
        assert!(brotli * 3 < plain, "{brotli} of {plain} bytes");
    }

    #[test]
    fn a_browser_that_has_the_file_gets_no_body() {
        let client = client();
        let tag = client.get(css()).dispatch().headers().get_one("ETag").unwrap().to_owned();
        let response = client.get(css()).header(Header::new("If-None-Match", format!("\"x\", W/{tag}"))).dispatch();
        assert_eq!(response.status(), Status::NotModified);
        assert_eq!(header(&response, "ETag"), Some(&*tag));
        let other = client.get(css()).header(Header::new("If-None-Match", "\"x\"")).dispatch();
        assert_eq!(other.status(), Status::Ok);
    }

    #[test]
    fn an_unknown_fingerprint_or_path_is_not_found() {
        let client = client();
        for path in ["/s/0000000000000000/css/claviger.css", "/s/x/nothing.css", "/s/x/%2e%2e/Cargo.toml"] {
            assert_ne!(client.get(path).dispatch().status(), Status::Ok, "{path}");
        }
        let unknown = client.get("/s/0000000000000000/css/claviger.css").dispatch();
        assert_eq!(unknown.status(), Status::NotFound);
        assert_eq!(header(&unknown, "Cache-Control"), None, "a miss is not kept for a year");
    }

    #[test]
    fn the_script_in_the_page_is_there_and_cannot_end_its_element_early() {
        assert!(inline_script().contains("dataset.theme"));
        assert!(!inline_script().to_ascii_lowercase().contains("</script"));
    }

    #[test]
    fn head_answers_like_get_without_a_body() {
        let client = client();
        let response = client.head(css()).dispatch();
        assert_eq!(response.status(), Status::Ok);
        assert!(header(&response, "ETag").is_some());
        assert_eq!(response.into_bytes().unwrap_or_default().len(), 0);
    }

    #[test]
    fn brotli_is_sent_only_to_those_who_take_it() {
        assert!(accepts_brotli(" br"));
        assert!(accepts_brotli("BR;q=0.5"));
        assert!(!accepts_brotli("br;q=0"));
        assert!(!accepts_brotli("br; q=0.000"));
        assert!(!accepts_brotli("gzip"));
        assert!(!accepts_brotli("*"));
    }

    #[test]
    fn the_exported_files_lie_where_their_urls_point() {
        let dir = std::env::temp_dir().join(format!("claviger-export-{}", std::process::id()));
        let written = export(&dir).unwrap();
        assert!(written > EMBEDDED.len(), "some files have a second form");
        for file in EMBEDDED {
            let place = dir.join(url(file.path).unwrap().trim_start_matches('/'));
            assert_eq!(fs::read(&place).unwrap().len(), file.plain.len(), "{}", place.display());
        }
        fs::remove_dir_all(dir).unwrap();
    }
}
