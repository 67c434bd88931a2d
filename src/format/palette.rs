//! Colours of number formats: Excel's eight names, darkened to be legible on paper, and its 56 numbers.

use crate::theme::Color;

/// Excel's own bright colours fail the contrast of 4.5:1 on white, so the names mean darker ones.
const NAMED: &[(&str, u32)] = &[
    ("Black", 0x000000),
    ("Blue", 0x1F4FA3),
    ("Cyan", 0x007C89),
    ("Green", 0x1B7F3B),
    ("Magenta", 0xA0288C),
    ("Red", 0xC0261C),
    ("White", 0xFFFFFF),
    ("Yellow", 0x8A6D00),
];

/// `Color1` to `Color56`, as Excel has them.
const NUMBERED: [u32; 56] = [
    0x000000, 0xFFFFFF, 0xFF0000, 0x00FF00, 0x0000FF, 0xFFFF00, 0xFF00FF, 0x00FFFF, //
    0x800000, 0x008000, 0x000080, 0x808000, 0x800080, 0x008080, 0xC0C0C0, 0x808080, //
    0x9999FF, 0x993366, 0xFFFFCC, 0xCCFFFF, 0x660066, 0xFF8080, 0x0066CC, 0xCCCCFF, //
    0x000080, 0xFF00FF, 0xFFFF00, 0x00FFFF, 0x800080, 0x800000, 0x008080, 0x0000FF, //
    0x00CCFF, 0xCCFFFF, 0xCCFFCC, 0xFFFF99, 0x99CCFF, 0xFF99CC, 0xCC99FF, 0xFFCC99, //
    0x3366FF, 0x33CCCC, 0x99CC00, 0xFFCC00, 0xFF9900, 0xFF6600, 0x666699, 0x969696, //
    0x003366, 0x339966, 0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333, //
];

/// The colour of a name such as `Red` or `Color12`, in any case.
pub(super) fn find(name: &str) -> Option<Color> {
    let named = NAMED.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, hex)| *hex);
    let numbered = || {
        let digits = name.get(..5).filter(|word| word.eq_ignore_ascii_case("Color")).map(|_| &name[5..])?;
        let number: usize = digits.trim().parse().ok()?;
        NUMBERED.get(number.checked_sub(1)?).copied()
    };
    let hex = named.or_else(numbered)?;
    Some(Color { r: (hex >> 16) as u8, g: (hex >> 8) as u8, b: hex as u8 })
}
