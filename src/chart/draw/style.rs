//! The look of charts, from the colours of the theme: hairlines, quiet axes, ink for data.

use super::canvas::{Anchor, Stroke, TextStyle};
use super::text;
use crate::theme::{Color, Theme};

/// Colours and strokes of a chart.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    pub paper: Color,
    pub ink: Color,
    pub muted: Color,
    pub grid: Color,
    pub axis: Color,
    /// The darkest or lightest ink, for words on colours.
    pub strong: Color,
}

impl Look {
    pub fn of(theme: &Theme) -> Look {
        let colors = &theme.colors;
        Look {
            paper: colors.paper,
            ink: colors.ink.over(colors.paper, 0.86),
            muted: colors.muted,
            grid: colors.line.over(colors.paper, 0.7),
            axis: colors.muted.over(colors.paper, 0.85),
            strong: colors.ink,
        }
    }

    /// The ink for words on a colour.
    pub fn on(&self, color: Color) -> Color {
        color.ink(self.strong, self.paper)
    }

    /// A colour of marks for words, moved towards the ink as far as it has to be to be read.
    pub fn words(&self, color: Color) -> Color {
        const CONTRAST_MIN: f64 = 3.0;
        let shades = (0..=10).map(|step| self.strong.over(color, f64::from(step) / 10.0));
        shades.into_iter().find(|shade| shade.contrast(self.paper) >= CONTRAST_MIN).unwrap_or(self.strong)
    }

    pub fn hairline(&self) -> Stroke {
        Stroke { color: self.grid, width_pt: 0.5, dashed: false }
    }

    pub fn rule(&self) -> Stroke {
        Stroke { color: self.axis, width_pt: 0.6, dashed: false }
    }

    /// Labels on axes.
    pub fn label(&self, anchor: Anchor) -> TextStyle {
        TextStyle { color: self.ink, size_pt: text::SIZE_PT, weight: text::PLAIN, anchor }
    }

    /// What is measured and in which unit.
    pub fn unit(&self, anchor: Anchor) -> TextStyle {
        TextStyle { color: self.muted, ..self.label(anchor) }
    }
}
