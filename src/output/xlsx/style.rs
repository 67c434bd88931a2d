//! Cell styles made from the theme.

use crate::document::{Align, Tone};
use crate::theme::{Color, Theme};
use rust_xlsxwriter::{Color as SheetColor, Format, FormatAlign, FormatBorder};

/// Height of a row of body text, in points and pixels; rows differ from it only on purpose.
pub const ROW_PT: f64 = 15.0;
/// The same in pixels of a screen with 96 dots to the inch.
pub const ROW_PX: u32 = 20;

/// Where the text of a column stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its side.
    pub align: Align,
    /// Whether the column before is aligned to the end.
    pub after_numbers: bool,
}

impl Place {
    /// A side, with nothing near.
    pub fn alone(align: Align) -> Place {
        Place { align, after_numbers: false }
    }
}

/// Makes styles.
#[derive(Debug)]
pub struct Styles<'a> {
    /// The look.
    pub theme: &'a Theme,
    size_pt: f64,
}

impl<'a> Styles<'a> {
    /// Styles of a theme.
    pub fn new(theme: &'a Theme) -> Styles<'a> {
        // Narrow faces of office programs are drawn a point larger, as those programs do.
        let narrow = ["Calibri", "Carlito", "Aptos Narrow"].contains(&theme.sheet_font.as_str());
        Styles { theme, size_pt: if narrow { 11.0 } else { 10.0 } }
    }

    /// The style of cells that nothing was said about.
    pub fn default(&self) -> Format {
        Format::new().set_font_name(&self.theme.sheet_font).set_font_size(self.size_pt)
    }

    /// Plain cells in the colour of the ink.
    pub fn body(&self) -> Format {
        self.default().set_font_color(color(self.theme.colors.ink)).set_align(FormatAlign::VerticalCenter)
    }

    /// The title of the report.
    pub fn report_title(&self) -> Format {
        self.body().set_bold().set_font_size(20.0).set_font_color(color(self.theme.colors.accent))
    }

    /// The title of a sheet.
    pub fn title(&self) -> Format {
        self.body().set_bold().set_font_size(16.0).set_font_color(color(self.theme.colors.accent))
    }

    /// A heading inside a sheet: level 2 or 3.
    pub fn heading(&self, level: u8) -> Format {
        let size = if level <= 2 { self.size_pt + 2.0 } else { self.size_pt };
        self.body().set_bold().set_font_size(size).set_font_color(color(self.theme.colors.accent))
    }

    /// The caption of a table or chart.
    pub fn caption(&self) -> Format {
        self.body().set_bold()
    }

    /// Small print.
    pub fn note(&self) -> Format {
        self.body().set_font_size(self.size_pt - 1.5).set_font_color(color(self.theme.colors.muted))
    }

    /// The line under a title.
    pub fn subtitle(&self) -> Format {
        self.body().set_font_color(color(self.theme.colors.muted))
    }

    /// A link.
    pub fn link(&self) -> Format {
        self.body().set_font_color(color(self.theme.colors.accent)).set_hyperlink()
    }

    /// Text in a fixed-width face.
    pub fn code(&self) -> Format {
        let wash = color(self.theme.colors.wash);
        self.body().set_font_name("Consolas").set_font_size(self.size_pt - 1.0).set_background_color(wash)
    }

    /// The banner of a draft.
    pub fn draft(&self) -> Format {
        let colors = &self.theme.colors;
        self.body()
            .set_bold()
            .set_font_color(color(colors.bad))
            .set_background_color(color(colors.bad.over(colors.paper, 0.12)))
            .set_border_left(FormatBorder::Thick)
            .set_border_left_color(color(colors.bad))
    }

    /// A box that stands out.
    pub fn callout(&self, tone: Tone) -> Format {
        let colors = &self.theme.colors;
        let bar = match tone {
            Tone::Neutral => colors.accent,
            Tone::Good | Tone::Bad | Tone::Warn => self.tone(tone),
        };
        self.body()
            .set_background_color(color(bar.over(colors.paper, 0.08)))
            .set_border_left(FormatBorder::Thick)
            .set_border_left_color(color(bar))
    }

    /// The head of a table column.
    pub fn head(&self, place: Place, filtered: bool) -> Format {
        let head = self
            .default()
            .set_bold()
            .set_font_color(color(self.theme.colors.paper))
            .set_background_color(color(self.theme.colors.accent))
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter);
        let head = placed(head, place);
        // Keeps the words clear of the filter's button.
        if place.align == Align::End && filtered { head.set_indent(2) } else { head }
    }

    /// A cell of a table.
    pub fn cell(&self, code: &str, place: Place) -> Format {
        let line = color(self.theme.colors.line);
        let cell = self.body().set_border_bottom(FormatBorder::Hair).set_border_bottom_color(line);
        placed(cell, place).set_num_format(code)
    }

    /// A cell of the total row.
    pub fn total(&self, code: &str, place: Place) -> Format {
        let cell = self
            .body()
            .set_bold()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(color(self.theme.colors.ink))
            .set_border_bottom(FormatBorder::Double)
            .set_border_bottom_color(color(self.theme.colors.ink));
        placed(cell, place).set_num_format(code)
    }

    /// A label beside a value.
    pub fn label(&self) -> Format {
        self.row_line(self.subtitle())
    }

    /// A value beside its label.
    pub fn value(&self, code: &str, align: Align) -> Format {
        aligned(self.row_line(self.body()), align).set_num_format(code)
    }

    /// A change beside its value.
    pub fn change(&self, code: &str, tone: Tone) -> Format {
        self.value(code, Align::End).set_font_color(color(self.tone(tone)))
    }

    /// A hairline across.
    pub fn rule(&self) -> Format {
        let line = color(self.theme.colors.line);
        self.body().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(line)
    }

    /// Puts a hairline under a row of a small block.
    pub fn row_line(&self, format: Format) -> Format {
        let line = color(self.theme.colors.line);
        format.set_border_bottom(FormatBorder::Hair).set_border_bottom_color(line)
    }

    /// The colour of good or bad news.
    pub fn tone(&self, tone: Tone) -> Color {
        match tone {
            Tone::Neutral => self.theme.colors.ink,
            Tone::Good => self.theme.colors.good,
            Tone::Bad => self.theme.colors.bad,
            Tone::Warn => self.theme.colors.warn,
        }
    }
}

/// The same colour in the words of the sheet writer.
pub fn color(color: Color) -> SheetColor {
    SheetColor::RGB(u32::from(color.r) << 16 | u32::from(color.g) << 8 | u32::from(color.b))
}

fn aligned(format: Format, align: Align) -> Format {
    format.set_align(match align {
        Align::Start => FormatAlign::Left,
        Align::Center => FormatAlign::Center,
        Align::End => FormatAlign::Right,
    })
}

/// Text that follows a column of numbers keeps clear of it. The indent is on the text because LibreOffice
/// drops indents of cells aligned to the right.
fn placed(format: Format, place: Place) -> Format {
    let format = aligned(format, place.align);
    if place.align == Align::Start && place.after_numbers { format.set_indent(1) } else { format }
}
