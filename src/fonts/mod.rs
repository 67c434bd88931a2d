//! The faces that Folio ships, and how wide text is in them; it never looks at fonts of the machine.

use std::sync::LazyLock;

/// One shipped face.
#[derive(Debug)]
pub struct Face {
    /// File name.
    pub file: &'static str,
    /// The whole font file.
    pub bytes: &'static [u8],
    /// 400 regular, 500 medium, 600 semi-bold.
    pub weight: u16,
    /// Whether it is slanted.
    pub italic: bool,
}

/// Family name of the shipped faces.
pub const FAMILY: &str = "IBM Plex Sans";

/// All shipped faces. Light is left out: at the sizes of a report it is too thin to print.
pub static FACES: &[Face] = &[
    Face {
        file: "IBMPlexSans-Regular.ttf",
        bytes: include_bytes!("IBMPlexSans-Regular.ttf"),
        weight: 400,
        italic: false,
    },
    Face {
        file: "IBMPlexSans-Italic.ttf",
        bytes: include_bytes!("IBMPlexSans-Italic.ttf"),
        weight: 400,
        italic: true,
    },
    Face {
        file: "IBMPlexSans-Medium.ttf",
        bytes: include_bytes!("IBMPlexSans-Medium.ttf"),
        weight: 500,
        italic: false,
    },
    Face {
        file: "IBMPlexSans-SemiBold.ttf",
        bytes: include_bytes!("IBMPlexSans-SemiBold.ttf"),
        weight: 600,
        italic: false,
    },
    Face {
        file: "IBMPlexSans-SemiBoldItalic.ttf",
        bytes: include_bytes!("IBMPlexSans-SemiBoldItalic.ttf"),
        weight: 600,
        italic: true,
    },
];

/// Width of a line of text in the upright face of that weight. Characters that no face has count as
/// the square or the average letter that a fallback font will show.
pub fn text_width_pt(text: &str, size_pt: f64, weight: u16) -> f64 {
    let metrics = metrics(weight);
    text.chars().map(|c| metrics.advance_em(c)).sum::<f64>() * size_pt
}

/// Whether the shipped faces can show a character.
pub fn covers(c: char) -> bool {
    METRICS[0].glyph(c).is_some()
}

/// Advance widths of one upright face; ASCII looked up once, since that is what labels are made of.
struct Metrics {
    weight: u16,
    face: ttf_parser::Face<'static>,
    units_per_em: f64,
    ascii_em: [f64; 128],
}

static METRICS: LazyLock<Vec<Metrics>> =
    LazyLock::new(|| FACES.iter().filter(|face| !face.italic).map(Metrics::read).collect());

fn metrics(weight: u16) -> &'static Metrics {
    METRICS
        .iter()
        .min_by_key(|metrics| metrics.weight.abs_diff(weight))
        .expect("an upright face is always shipped")
}

impl Metrics {
    fn read(font: &Face) -> Metrics {
        let face = ttf_parser::Face::parse(font.bytes, 0).expect("the shipped faces are valid");
        let units_per_em = f64::from(face.units_per_em());
        let mut metrics = Metrics { weight: font.weight, face, units_per_em, ascii_em: [0.0; 128] };
        for code in 32..127u8 {
            metrics.ascii_em[usize::from(code)] = metrics.measure_em(char::from(code));
        }
        metrics
    }

    fn glyph(&self, c: char) -> Option<ttf_parser::GlyphId> {
        self.face.glyph_index(c)
    }

    fn advance_em(&self, c: char) -> f64 {
        match self.ascii_em.get(c as usize) {
            Some(advance) => *advance,
            None => self.measure_em(c),
        }
    }

    fn measure_em(&self, c: char) -> f64 {
        match self.glyph(c).and_then(|glyph| self.face.glyph_hor_advance(glyph)) {
            Some(advance) => f64::from(advance) / self.units_per_em,
            None => fallback_em(c),
        }
    }
}

/// Width of a character in a font that we do not know.
fn fallback_em(c: char) -> f64 {
    match c {
        // Joiners, variation selectors and combining marks add nothing.
        '\u{0300}'..='\u{036F}' | '\u{200B}'..='\u{200F}' | '\u{FE00}'..='\u{FE0F}' => 0.0,
        '\u{0000}'..='\u{001F}' => 0.0,
        // Ideographs, kana, hangul, full-width forms and emoji are square.
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' => 1.0,
        '\u{FE30}'..='\u{FE6F}' | '\u{FF00}'..='\u{FF60}' | '\u{1F000}'..='\u{3FFFD}' => 1.0,
        _ => 0.62,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_tabular_and_weights_differ() {
        let one = text_width_pt("1", 10.0, 400);
        assert!(
            "0123456789\u{2212}".chars().take(10).all(|c| text_width_pt(&c.to_string(), 10.0, 400) == one)
        );
        assert!(text_width_pt("Strategy", 10.0, 600) > text_width_pt("Strategy", 10.0, 400));
    }

    #[test]
    fn covers_what_labels_need() {
        assert!("Aé–−’…€£$%żŁΩЖ".chars().all(covers));
        assert!(!covers('売') && !covers('🙂'));
        assert_eq!(text_width_pt("売上", 10.0, 400), 20.0);
    }
}
