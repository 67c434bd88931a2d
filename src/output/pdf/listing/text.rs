//! Lines of text as glyphs: one glyph a character, since tabular figures have no kerning and listings
//! hold only letters that our faces have.

use super::super::world;
use crate::fonts;
use std::sync::LazyLock;
use typst::layout::{Abs, Em};
use typst::syntax::Span;
use typst::text::{FontInstance, FontStretch, FontStyle, FontVariant, FontWeight, Glyph, Lang, TextItem};
use typst::visualize::Color;

/// One face with the glyphs of ASCII looked up.
pub struct Face {
    font: FontInstance,
    ascii: Vec<(u16, Em)>,
}

/// The face of cells.
pub static PLAIN: LazyLock<Face> = LazyLock::new(|| Face::read(400));
/// The face of headings and totals.
pub static BOLD: LazyLock<Face> = LazyLock::new(|| Face::read(600));

/// Whether a listing can show a text: letters that stand one after the other, in our faces.
pub fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7F).contains(&byte))
        || text.chars().all(|c| fonts::covers(c) && !c.is_control() && !moves(c))
}

/// Characters that are no letter of their own: marks over others, soft hyphens.
fn moves(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{300}'..='\u{36F}' | '\u{200B}'..='\u{200F}')
}

impl Face {
    fn read(weight: u16) -> Face {
        let variant =
            FontVariant::new(FontStyle::Normal, FontWeight::from_number(weight), FontStretch::NORMAL);
        let index = world::fonts()
            .book()
            .select(&fonts::FAMILY.to_lowercase(), variant)
            .expect("our family is in the binary");
        let font = world::fonts().font(index).expect("our faces are valid");
        let font = font.instantiate(variant, Abs::pt(10.0), &Default::default());
        let mut face = Face { font, ascii: Vec::new() };
        face.ascii = (0..128u8).map(|code| face.look_up(char::from(code))).collect();
        face
    }

    fn look_up(&self, c: char) -> (u16, Em) {
        let glyph = self.font.ttf().glyph_index(c).map_or(0, |glyph| glyph.0);
        (glyph, self.font.x_advance(glyph).unwrap_or_default())
    }

    /// A line of text with its width.
    pub fn line(&self, text: &str, size: Abs, fill: Color, span: Span) -> (TextItem, Abs) {
        let mut width = Em::zero();
        let mut glyphs = Vec::with_capacity(text.len());
        for (at, c) in text.char_indices() {
            let (id, x_advance) = match self.ascii.get(c as usize) {
                Some(known) => *known,
                None => self.look_up(c),
            };
            width += x_advance;
            let range = at as u16..(at + c.len_utf8()) as u16;
            let (zero, span) = (Em::zero(), (span, 0));
            glyphs.push(Glyph {
                id,
                x_advance,
                x_offset: zero,
                y_advance: zero,
                y_offset: zero,
                range,
                span,
            });
        }
        let item = TextItem {
            font: self.font.clone(),
            size,
            fill: fill.into(),
            stroke: None,
            lang: Lang::ENGLISH,
            region: None,
            text: text.into(),
            glyphs,
        };
        (item, width.at(size))
    }
}
