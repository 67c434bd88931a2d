//! The built-in looks: colours of pages and series for white paper, for dark screens and slides, and for
//! printers without colour. Every palette is measured by the tests beside.

use super::{Color, Colors};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A built-in set of colours that a theme starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Look {
    /// Dark words on white paper.
    #[default]
    Light,
    /// Light words on a dark ground, for screens and slides.
    Dark,
    /// Black, white and greys, for printers without colour.
    Grey,
}

impl Look {
    /// All looks.
    pub const ALL: [Look; 3] = [Look::Light, Look::Dark, Look::Grey];

    /// Colours by role.
    pub fn colors(self) -> Colors {
        match self {
            Look::Light => Colors {
                paper: rgb(0xFFFFFF),
                ink: rgb(0x1A1F26),
                muted: rgb(0x5B6470),
                line: rgb(0xD5D9DF),
                wash: rgb(0xF4F6F8),
                accent: rgb(0x0E4A72),
                good: rgb(0x1E6FB8),
                bad: rgb(0xB8402A),
                warn: rgb(0xB7791F),
            },
            Look::Dark => Colors {
                paper: rgb(0x14181D),
                ink: rgb(0xECEFF3),
                muted: rgb(0xA4ADB8),
                line: rgb(0x39414B),
                wash: rgb(0x1E242B),
                accent: rgb(0x8CC3F0),
                good: rgb(0x6CB2EE),
                bad: rgb(0xF0836B),
                warn: rgb(0xE0B050),
            },
            Look::Grey => Colors {
                paper: rgb(0xFFFFFF),
                ink: rgb(0x111111),
                muted: rgb(0x555555),
                line: rgb(0xD3D3D3),
                wash: rgb(0xF4F4F4),
                accent: rgb(0x222222),
                good: rgb(0x7A7A7A),
                bad: rgb(0x1E1E1E),
                warn: rgb(0x4A4A4A),
            },
        }
    }

    /// Colours of series, in order.
    pub fn palette(self) -> Vec<Color> {
        let colors: &[u32] = match self {
            Look::Light => &[0x0E4A72, 0xD67018, 0x2E8EED, 0x818181, 0x542816, 0x866046, 0x4B4B4B],
            Look::Dark => &[0x61B9FF, 0xE5762A, 0x2D6BC2, 0xA3A3A3, 0xFAE2BD, 0xA5846D, 0x6A6A6A],
            // More greys than these cannot be told apart in print.
            Look::Grey => &[0x0C0C0C, 0x5C5C5C, 0x949494, 0x363636, 0x787878],
        };
        colors.iter().copied().map(rgb).collect()
    }
}

const fn rgb(hex: u32) -> Color {
    Color { r: (hex >> 16) as u8, g: (hex >> 8) as u8, b: hex as u8 }
}
