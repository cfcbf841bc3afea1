//! A form of the admin area that brings a file (RFC 7578 `multipart/form-data`), under the rules of
//! [`AdminForm`](super::admin_form::AdminForm). Used by `web` only.

use super::admin_form::{check_fields, check_role, may_change_something};
use super::params::{self, FormError, TIME_LIMIT};
use super::refusal::Refusal;
use crate::model::params::Params;
use crate::oidc::apps::MOST_LOGO_BYTES;
use rocket::data::{ByteUnit, Data, FromData, Outcome as DataOutcome};
use rocket::http::Status;
use rocket::request::Request;

/// No form of ours has nearly so many parts.
const MOST_PARTS: usize = 100;

/// What may stand around the file: fields, names, boundaries.
const MOST_AROUND: usize = 16 * 1024;

/// The fields of a form, and the files that came with it. The handler must demand an [`Admin`](super::admin::Admin)
/// before it. A form without files may come urlencoded.
///
/// Refused is what `AdminForm` refuses, more than a logo may weigh, and more than 100 parts.
pub struct AdminUpload {
    params: Params,
    files: Vec<(String, Vec<u8>)>,
}

impl AdminUpload {
    /// Whether a button of this name was pressed.
    pub fn has(&self, name: &str) -> bool {
        self.params.get(name).is_some()
    }

    /// The bytes of a file; none where none was chosen.
    pub fn file(&self, name: &str) -> Option<Vec<u8>> {
        self.files.iter().find(|(own, bytes)| own == name && !bytes.is_empty()).map(|(_, bytes)| bytes.clone())
    }
}

#[rocket::async_trait]
impl<'r> FromData<'r> for AdminUpload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> DataOutcome<'r, Self> {
        match check(request, data).await {
            Ok(upload) => DataOutcome::Success(upload),
            Err(refusal) => {
                let status: Status = refusal.leave(request);
                DataOutcome::Error((status, ()))
            }
        }
    }
}

async fn check<'r>(request: &'r Request<'_>, data: Data<'r>) -> Result<AdminUpload, Refusal> {
    check_role(request, may_change_something)?;
    let boundary = request.content_type().filter(|kind| kind.is_form_data()).and_then(|kind| kind.param("boundary"));
    let upload = match boundary {
        None => {
            AdminUpload { params: params::read(request, data).await.map_err(Refusal::Unreadable)?, files: Vec::new() }
        }
        Some(boundary) => {
            let body = read(data).await.map_err(Refusal::Unreadable)?;
            parse(&body, boundary).ok_or(Refusal::Unreadable(FormError::Malformed))?
        }
    };
    check_fields(request, &upload.params).await?;
    Ok(upload)
}

async fn read(data: Data<'_>) -> Result<Vec<u8>, FormError> {
    let limit = ByteUnit::from(MOST_LOGO_BYTES + MOST_AROUND);
    let body = tokio::time::timeout(TIME_LIMIT, data.open(limit).into_bytes()).await;
    let Ok(Ok(body)) = body else { return Err(FormError::Incomplete) };
    if body.is_complete() { Ok(body.into_inner()) } else { Err(FormError::TooLong) }
}

/// The parts of a body; none where it is not as RFC 7578 §4 has it, or has too many.
fn parse(body: &[u8], boundary: &str) -> Option<AdminUpload> {
    let delimiter = format!("\r\n--{boundary}");
    let mut upload = AdminUpload { params: Params::default(), files: Vec::new() };
    // The first delimiter has no line before it.
    let mut rest = body.strip_prefix(&delimiter.as_bytes()[2..])?;
    let mut parts = 0;
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        parts += 1;
        if parts > MOST_PARTS {
            return None;
        }
        let end = find(part, delimiter.as_bytes())?;
        upload.add(&part[..end])?;
        rest = &part[end + delimiter.len()..];
    }
    rest.starts_with(b"--").then_some(upload)
}

impl AdminUpload {
    /// One part: its head, an empty line, its content.
    fn add(&mut self, part: &[u8]) -> Option<()> {
        let end = find(part, b"\r\n\r\n")?;
        let (head, content) = (std::str::from_utf8(&part[..end]).ok()?, &part[end + 4..]);
        let disposition = head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
        let name = quoted(disposition, "name")?;
        if quoted(disposition, "filename").is_some() {
            self.files.push((name, content.to_vec()));
        } else {
            self.params.push(&name, std::str::from_utf8(content).ok()?);
        }
        Some(())
    }
}

/// The value of `; name="…"` in a header.
fn quoted(header: &str, name: &str) -> Option<String> {
    let (_, rest) = header.split_once(&format!("; {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::{MOST_PARTS, parse};

    const BODY: &str = "--xY\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\ntoken\r\n--xY\r\n\
        Content-Disposition: form-data; name=\"logo\"; filename=\"a \\\"b.png\"\r\nContent-Type: image/png\r\n\r\n\
        \u{1}\r\n--x\r\n\r\n--xY--\r\n";

    #[test]
    fn fields_and_files_come_out_byte_for_byte() {
        let upload = parse(BODY.as_bytes(), "xY").unwrap();
        assert_eq!(upload.params.get("csrf"), Some("token"));
        assert_eq!(upload.file("logo").as_deref(), Some(&b"\x01\r\n--x\r\n"[..]));
        assert_eq!((upload.file("csrf"), upload.has("remove")), (None, false));
    }

    #[test]
    fn a_file_that_was_not_chosen_is_none() {
        let body = "--b\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"\"\r\n\r\n\r\n--b--\r\n";
        assert_eq!(parse(body.as_bytes(), "b").unwrap().file("logo"), None);
    }

    #[test]
    fn a_body_of_very_many_parts_is_refused() {
        let of = |parts: usize| {
            let part = "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\n1\r\n";
            format!("{}--b--\r\n", part.repeat(parts))
        };
        assert!(parse(of(MOST_PARTS).as_bytes(), "b").is_some());
        assert!(parse(of(MOST_PARTS + 1).as_bytes(), "b").is_none());
    }

    #[test]
    fn a_body_that_breaks_off_anywhere_is_refused() {
        for end in 0..BODY.len() - "--\r\n".len() {
            assert!(parse(&BODY.as_bytes()[..end], "xY").is_none(), "{end}");
        }
        assert!(parse(BODY.as_bytes(), "other").is_none());
    }
}
