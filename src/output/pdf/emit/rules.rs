//! How cells of a column stand out: bars, colour scales, losses.

use super::frame::readable_on;
use crate::document::{Column, Rule};
use crate::table::Table;
use crate::theme::{Color, Theme};
use crate::value::Value;

/// How much of its colour a bar keeps over the paper.
const BAR_TINT: f64 = 0.2;

/// The rules of one column with the range of its values.
pub struct Marks<'a> {
    rules: &'a [Rule],
    range: Option<(f64, f64)>,
    theme: &'a Theme,
}

/// How one cell stands out.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Mark {
    /// Colour of the text.
    pub text: Option<Color>,
    /// Colour behind the cell.
    pub fill: Option<Color>,
    /// A bar behind the number.
    pub bar: Option<Bar>,
}

/// A bar: start and length as shares of the cell's width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bar {
    /// Where it begins.
    pub start: f64,
    /// How long it is.
    pub length: f64,
    /// Its colour.
    pub color: Color,
}

impl<'a> Marks<'a> {
    /// Reads the range of the column, where a rule needs it.
    pub fn new(column: &'a Column, rows: &Table, theme: &'a Theme) -> Marks<'a> {
        let needs_range = column.rules.iter().any(|rule| match rule {
            Rule::DataBar | Rule::ColorScale { .. } => true,
            Rule::Negative => false,
        });
        let numbers = needs_range.then(|| rows.column(column.index).filter_map(|value| value.as_f64()));
        let range = numbers.into_iter().flatten().fold(None, |range, number| match range {
            None => Some((number, number)),
            Some((low, high)) => Some((number.min(low), number.max(high))),
        });
        Marks { rules: &column.rules, range, theme }
    }

    /// Whether cells have something behind them, so that text keeps off the edges.
    pub fn paints(&self) -> bool {
        self.range.is_some()
    }

    /// How a cell of the body stands out.
    pub fn mark(&self, value: &Value) -> Mark {
        let mut mark = self.mark_total(value);
        let (Some(number), Some(range)) = (value.as_f64(), self.range) else { return mark };
        for rule in self.rules {
            match rule {
                Rule::DataBar => mark.bar = Some(self.bar(number, range)),
                Rule::Negative => {}
                Rule::ColorScale { low, mid, high } => {
                    let fill = on_scale(number, range, [*low, *mid, *high]);
                    mark.fill = Some(fill);
                    mark.text = Some(readable_on(fill, self.theme));
                }
            }
        }
        mark
    }

    /// How a total stands out: it is no part of the range, so only losses are coloured.
    pub fn mark_total(&self, value: &Value) -> Mark {
        let is_loss = value.as_f64().is_some_and(|number| number < 0.0);
        let text = (is_loss && self.rules.contains(&Rule::Negative)).then_some(self.theme.colors.bad);
        Mark { text, ..Mark::default() }
    }

    fn bar(&self, number: f64, (low, high): (f64, f64)) -> Bar {
        // Bars begin at zero, always: a bar cut off at the bottom tells a wrong ratio.
        let (low, high) = (low.min(0.0), high.max(0.0));
        let place = |number: f64| if high > low { (number - low) / (high - low) } else { 0.0 };
        let colors = &self.theme.colors;
        let color = if number < 0.0 { colors.bad } else { colors.accent };
        let (zero, end) = (place(0.0), place(number));
        Bar { start: zero.min(end), length: (end - zero).abs(), color: color.over(colors.paper, BAR_TINT) }
    }
}

/// The colour of a number between the lowest and highest of its column.
fn on_scale(number: f64, (low, high): (f64, f64), [first, mid, last]: [Color; 3]) -> Color {
    let middle = if low < 0.0 && high > 0.0 { 0.0 } else { f64::midpoint(low, high) };
    let share =
        |from: f64, to: f64| if to > from { ((number - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
    match number < middle {
        true => mid.over(first, share(low, middle)),
        false => last.over(mid, share(middle, high)),
    }
}
