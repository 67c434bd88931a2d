//! Conditional formats: how cells of a column stand out, kept alive when somebody edits the sheet.

use super::canvas::Canvas;
use super::ledger::Tally;
use super::style::color;
use crate::document::{Column, Rule};
use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    ConditionalFormatType, Format, XlsxError,
};

/// The cells of a column.
pub struct Range {
    /// First row.
    pub first: u32,
    /// Last row.
    pub last: u32,
    /// The column.
    pub column: u16,
}

/// Adds the rules of a column to its cells.
pub fn add(canvas: &mut Canvas, column: &Column, range: &Range, tally: &Tally) -> Result<(), XlsxError> {
    let colors = &canvas.styles.theme.colors;
    let (first, last, at) = (range.first, range.last, range.column);
    for rule in &column.rules {
        match rule {
            Rule::DataBar => {
                let bar = ConditionalFormatDataBar::new()
                    .set_solid_fill(true)
                    .set_border_off(true)
                    .set_fill_color(color(colors.accent.over(colors.paper, 0.3)))
                    .set_negative_fill_color(color(colors.bad.over(colors.paper, 0.35)))
                    .set_axis_color(color(colors.muted));
                canvas.sheet.add_conditional_format(first, at, last, at, &from_zero(bar, tally))?;
            }
            Rule::Negative => {
                let losses = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::LessThan(0))
                    .set_format(Format::new().set_font_color(color(colors.bad)));
                canvas.sheet.add_conditional_format(first, at, last, at, &losses)?;
            }
            Rule::ColorScale { low, mid, high } => {
                let scale = ConditionalFormat3ColorScale::new()
                    .set_minimum_color(color(*low))
                    .set_midpoint_color(color(*mid))
                    .set_maximum_color(color(*high));
                let scale = if tally.min < 0.0 && tally.max > 0.0 {
                    scale.set_midpoint(ConditionalFormatType::Number, 0)
                } else {
                    scale.set_midpoint(ConditionalFormatType::Percent, 50)
                };
                canvas.sheet.add_conditional_format(first, at, last, at, &scale)?;
            }
        }
    }
    Ok(())
}

/// Bars begin at zero in every program; left to themselves, some begin at the smallest value.
fn from_zero(bar: ConditionalFormatDataBar, tally: &Tally) -> ConditionalFormatDataBar {
    if tally.min >= 0.0 {
        bar.set_minimum(ConditionalFormatType::Number, 0)
    } else if tally.max <= 0.0 {
        bar.set_maximum(ConditionalFormatType::Number, 0)
    } else {
        bar
    }
}
