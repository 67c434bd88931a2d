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
        }
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
