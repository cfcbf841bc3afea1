//! The colour of an app's mark: `#rrggbb`, to be seen on the light and on the dark page (WCAG 2.2 §1.4.11: 3 to 1).

use std::fmt;

/// The darkest and the lightest background that a mark stands on, one of each theme, as `static/css/claviger.css` has
/// them.
const LIGHT_PAGE: Color = Color([0xfa, 0xf9, 0xf6]);
const DARK_PAGE: Color = Color([0x1b, 0x1a, 0x17]);
const BLACK: Color = Color([0x1c, 0x1a, 0x16]);
const WHITE: Color = Color([0xff, 0xff, 0xff]);

/// The least contrast of a graphic with what surrounds it.
const GRAPHIC: f64 = 3.0;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// Why a colour is refused; each text names the mend.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each variant says itself in its message")]
pub enum ColorError {
    #[error("is not a colour such as #2f6f4f: `#` and six hexadecimal digits")]
    Malformed,
    #[error("can hardly be seen on the {page} page; {nearest} is the nearest shade that is seen on both")]
    Unseen { page: &'static str, nearest: String },
}

impl Color {
    /// Reads `#rrggbb` and checks that it is seen in both themes.
    pub fn parse(text: &str) -> Result<Self, ColorError> {
        let color = Self::read(text).ok_or(ColorError::Malformed)?;
        match color.unseen_on() {
            None => Ok(color),
            Some(page) => Err(ColorError::Unseen { page, nearest: color.nearest_seen().to_string() }),
        }
    }

    fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |i: usize| u8::from_str_radix(&digits[i..i + 2], 16).ok();
        let is_hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        is_hex.then_some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// The letter's colour on it: whichever of near-black and white stands out more.
    pub fn ink(self) -> Self {
        if self.contrast(BLACK) > self.contrast(WHITE) { BLACK } else { WHITE }
    }

    fn unseen_on(self) -> Option<&'static str> {
        [(LIGHT_PAGE, "light"), (DARK_PAGE, "dark")]
            .into_iter()
            .find_map(|(page, name)| (self.contrast(page) < GRAPHIC).then_some(name))
    }

    /// WCAG 2.2 "contrast ratio", 1 to 21.
    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The first seen shade on the way to black or to white.
    fn nearest_seen(self) -> Self {
        let target = if self.unseen_on() == Some("light") { [0; 3] } else { [255; 3] };
        let step = |percent: u32| {
            let mut parts = self.0;
            for (part, end) in parts.iter_mut().zip(target) {
                let mixed = (u32::from(*part) * (100 - percent) + end * percent) / 100;
                *part = u8::try_from(mixed).unwrap_or(u8::MAX);
            }
            Self(parts)
        };
        (1..=100).map(step).find(|shade| shade.unseen_on().is_none()).unwrap_or(Self([0x80; 3]))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_six_hexadecimal_digits_are_a_colour() {
        for bad in ["", "#fff", "2f6f4f", "#2f6f4", "#2f6f4g", "#+f6f4f", "red", "#2f6f4f;", "#ääa"] {
            assert_eq!(Color::parse(bad), Err(ColorError::Malformed), "{bad}");
        }
        assert_eq!(Color::parse("#2F7F5F").map(|color| color.to_string()), Ok("#2f7f5f".to_owned()));
    }

    #[test]
    fn a_colour_that_one_theme_swallows_is_refused_with_a_shade_that_works() {
        for (bad, page) in [("#ffee00", "light"), ("#ffffff", "light"), ("#000080", "dark"), ("#000000", "dark")] {
            let Err(ColorError::Unseen { page: found, nearest }) = Color::parse(bad) else { panic!("{bad} passed") };
            assert_eq!(found, page, "{bad}");
            assert!(Color::parse(&nearest).is_ok(), "{bad}: {nearest}");
        }
    }

    proptest! {
        #[test]
        fn there_is_always_a_shade_that_works_and_its_letter_can_be_read(parts in any::<[u8; 3]>()) {
            let nearest = match Color::parse(&Color(parts).to_string()) {
                Ok(color) => color,
                Err(ColorError::Unseen { nearest, .. }) => Color::parse(&nearest).unwrap(),
                Err(error) => panic!("{error}"),
            };
            prop_assert!(nearest.contrast(nearest.ink()) >= 4.0);
        }
    }
}
