//! Logos: what an admin uploads is decoded and encoded anew, so that nothing but pixels reaches a browser.

use super::{AppError, Apps, present};
use crate::accounts::Authority;
use crate::audit::Kind;
use crate::model::client::Client;
use crate::model::ids::ClientId;
use crate::model::secret::TokenHash;
use crate::model::user::Permission;
use crate::store;
use image::{ImageFormat, ImageReader, Limits};
use std::io::Cursor;
use tokio::sync::Semaphore;

/// Most bytes of an upload.
pub const MOST_BYTES: usize = 1024 * 1024;
/// Most pixels of a side of an upload: a small file can unfold into gigabytes.
const MOST_PIXELS: u32 = 4096;
/// One image is decoded at a time: each may unfold into a hundred megabytes.
static DECODING: Semaphore = Semaphore::const_new(1);
/// A logo's longer side.
const SIDE: u32 = 256;

/// Why an image cannot be used; each text names the mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum LogoError {
    #[error("is larger than 1 MiB: make it smaller")]
    TooLarge,
    #[error("is none of PNG, JPEG and WebP")]
    UnknownFormat,
    #[error("has more than {MOST_PIXELS} pixels in a side: make it smaller")]
    TooManyPixels,
    #[error("is damaged and cannot be read")]
    Damaged,
}

impl Apps {
    /// Gives an app a logo in place of the one before, or takes it away.
    pub async fn set_logo(&self, by: &Authority, id: &ClientId, upload: Option<Vec<u8>>) -> Result<Client, AppError> {
        by.require(Permission::ManageApps)?;
        let png = match upload {
            None => None,
            Some(upload) => Some(decode(upload).await?),
        };
        let tag = png.as_deref().map(logo_tag);
        let mut write = self.begin::<AppError>(by).await?;
        let before = present(&mut write, id).await?;
        let logo = tag.as_deref().zip(png.as_deref());
        write.db().set_client_logo(id, logo, self.clock.now()).await?;
        let change = serde_json::json!({ "before": before.logo_tag, "after": tag });
        self.commit(write, by.event(Kind::ClientChanged).client(id).detail("logo", change)).await?;
        self.get(id).await
    }

    /// The PNG of an app's logo.
    pub async fn logo(&self, id: &ClientId) -> store::Result<Option<Vec<u8>>> {
        self.store.read().await?.db().find_client_logo(id).await
    }
}

/// [`to_png`] off the async workers, one image after the other.
pub(in crate::oidc) async fn decode(upload: Vec<u8>) -> Result<Vec<u8>, LogoError> {
    let turn = DECODING.acquire().await;
    // The turn lasts as long as the work, also where nobody waits for it any more.
    let work = move || {
        let _turn = turn;
        to_png(&upload)
    };
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(LogoError::Damaged))
}

/// Names a logo by what is in it.
pub fn logo_tag(png: &[u8]) -> String {
    let mut hex = TokenHash::of_bytes(png).to_hex();
    hex.truncate(16);
    hex
}

/// A PNG, JPEG or WebP image as a PNG of at most 256 pixels, without metadata. Takes some milliseconds: not for async
/// workers.
pub fn to_png(upload: &[u8]) -> Result<Vec<u8>, LogoError> {
    if upload.len() > MOST_BYTES {
        return Err(LogoError::TooLarge);
    }
    let format = image::guess_format(upload).map_err(|_| LogoError::UnknownFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(LogoError::UnknownFormat);
    }
    let mut reader = ImageReader::with_format(Cursor::new(upload), format);
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_PIXELS), Some(MOST_PIXELS));
    limits.max_alloc = Some(96 * 1024 * 1024);
    reader.limits(limits);
    let image = reader.decode().map_err(|error| match error {
        image::ImageError::Limits(_) => LogoError::TooManyPixels,
        _ => LogoError::Damaged,
    })?;
    let small = if image.width() > SIDE || image.height() > SIDE { image.thumbnail(SIDE, SIDE) } else { image };
    let mut png = Vec::new();
    let pixels = image::DynamicImage::from(small.to_rgba8());
    pixels.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(|_| LogoError::Damaged)?;
    Ok(png)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{DynamicImage, GenericImageView, RgbImage};

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image =
            DynamicImage::from(RgbImage::from_fn(width, height, |x, _| image::Rgb([x.to_le_bytes()[0], 7, 77])));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    #[test]
    fn each_format_becomes_a_png_of_at_most_256_pixels_in_its_proportions() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let png = to_png(&encoded(800, 400, format)).unwrap();
            let read = image::load_from_memory_with_format(&png, ImageFormat::Png).unwrap();
            assert_eq!(read.dimensions(), (256, 128), "{format:?}");
        }
        let small = to_png(&encoded(20, 10, ImageFormat::Png)).unwrap();
        assert_eq!(image::load_from_memory(&small).unwrap().dimensions(), (20, 10), "never enlarged");
    }

    #[test]
    fn what_stood_beside_the_pixels_is_gone() {
        let mut upload = encoded(8, 8, ImageFormat::Png);
        upload.extend_from_slice(b"<script>alert(1)</script>");
        let png = to_png(&upload).unwrap();
        assert!(!png.windows(7).any(|seven| seven == b"<script"));
    }

    #[test]
    fn what_is_no_image_of_these_formats_is_refused() {
        for bad in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"GIF89a", b"", b"BM"] {
            assert_eq!(to_png(bad), Err(LogoError::UnknownFormat));
        }
        assert_eq!(to_png(&encoded(64, 64, ImageFormat::Png)[..100]), Err(LogoError::Damaged));
        assert_eq!(to_png(&vec![0; MOST_BYTES + 1]), Err(LogoError::TooLarge));
    }

    #[test]
    fn a_small_file_that_unfolds_into_much_is_refused_before_it_does() {
        let wide = encoded(MOST_PIXELS + 1, 1, ImageFormat::Png);
        assert!(wide.len() < MOST_BYTES);
        assert_eq!(to_png(&wide), Err(LogoError::TooManyPixels));
    }
}
