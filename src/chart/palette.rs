//! Colours of series: the theme's palette in order, gains and losses, emphasis, or as the author says.

use super::channel::suggest;
use super::checker::Checker;
use super::spec::{self, PaletteSpec};
use crate::diag::{Code, Diagnostic};
use crate::theme::{Color, Theme};
use crate::yaml::{Short, Spanned};
use serde::Serialize;

/// How series get their colours.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub(super) struct PalettePlan {
    pub choice: PaletteChoice,
    /// Colours by the name of the series, whatever the choice.
    pub named: Vec<(Spanned<String>, Color)>,
}

/// A way to choose colours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum PaletteChoice {
    /// The palette of the theme; losses for an area that hangs below zero.
    #[default]
    Auto,
    /// The palette of the theme.
    Categorical,
    /// One colour.
    Single,
    /// Above zero one colour, below another.
    GainLoss,
    /// The colour of gains.
    Gain,
    /// The colour of losses.
    Loss,
    /// Two colours around a middle.
    Diverging,
    /// From pale to strong.
    Sequential,
}

const CHOICES: [(&str, PaletteChoice); 7] = [
    ("categorical", PaletteChoice::Categorical),
    ("single", PaletteChoice::Single),
    ("gain-loss", PaletteChoice::GainLoss),
    ("gain", PaletteChoice::Gain),
    ("loss", PaletteChoice::Loss),
    ("diverging", PaletteChoice::Diverging),
    ("sequential", PaletteChoice::Sequential),
];
const _: () = assert!(spec::PALETTES.len() == CHOICES.len());

/// How far the palest shade of a series is from the strongest.
const SHADES: f64 = 0.72;
/// How far colours of a second round through the palette are mixed with the paper.
const SECOND_ROUND_OPACITY: f64 = 0.55;

/// Checks the colours that were written.
pub(super) fn resolve_palette(
    written: Option<&Short<PaletteSpec>>,
    checker: &mut Checker,
) -> Option<PalettePlan> {
    let Some(Short(spec)) = written else { return Some(PalettePlan::default()) };
    let mut named = Vec::new();
    for (name, text) in &spec.colors {
        named.push((name.clone(), checker.color(text)?));
    }
    let Some(text) = &spec.name else { return Some(PalettePlan { choice: PaletteChoice::Auto, named }) };
    match CHOICES.iter().find(|(word, _)| *word == text.as_str()) {
        Some((_, choice)) => Some(PalettePlan { choice: *choice, named }),
        None => {
            let names: Vec<&str> = CHOICES.iter().map(|(word, _)| *word).collect();
            let message = format!("`{}` is no `palette`", text.as_str());
            let diagnostic = Diagnostic::error(Code::WrongValue, text.span(), message);
            checker.sink.push(suggest(diagnostic, text.as_str(), text.span(), &names));
            None
        }
    }
}

impl PalettePlan {
    /// The same with colours for gains and losses, for kinds that tell them apart, unless the author chose.
    pub fn with_signs(mut self, signs: bool) -> PalettePlan {
        if signs && self.choice == PaletteChoice::Auto {
            self.choice = PaletteChoice::GainLoss;
        }
        self
    }

    /// Whether a series gets the next colour of the palette of the theme.
    pub fn takes_next(&self, name: &str, below_zero: bool) -> bool {
        let by_place = match self.choice {
            PaletteChoice::Auto => !below_zero,
            PaletteChoice::Categorical => true,
            PaletteChoice::Single
            | PaletteChoice::GainLoss
            | PaletteChoice::Gain
            | PaletteChoice::Loss
            | PaletteChoice::Diverging
            | PaletteChoice::Sequential => false,
        };
        by_place && self.own(name).is_none()
    }

    /// The colour that the author gave a series.
    pub fn own(&self, name: &str) -> Option<Color> {
        self.named.iter().find(|(known, _)| known.value == name).map(|(_, color)| *color)
    }

    /// Colour of a series, and the colour of its values below zero where that differs. `index` is its place among those
    /// that take the next colour, or among `count` series that share the shades of one.
    pub fn color(
        &self,
        (index, count): (usize, usize),
        name: &str,
        below_zero: bool,
        theme: &Theme,
    ) -> (Color, Option<Color>) {
        if let Some(color) = self.own(name) {
            return (color, None);
        }
        match self.choice {
            PaletteChoice::Auto if below_zero => (theme.colors.bad, None),
            PaletteChoice::Auto | PaletteChoice::Categorical => (nth(index, theme), None),
            PaletteChoice::Single => (nth(0, theme), None),
            PaletteChoice::Diverging if count > 1 => (between(index, count, theme), None),
            PaletteChoice::GainLoss | PaletteChoice::Diverging => (theme.colors.good, Some(theme.colors.bad)),
            PaletteChoice::Gain => (theme.colors.good, None),
            PaletteChoice::Loss => (theme.colors.bad, None),
            PaletteChoice::Sequential => {
                let share = index as f64 / (count.max(2) - 1) as f64;
                (nth(0, theme).over(theme.colors.paper, 1.0 - SHADES * share), None)
            }
        }
    }
}

/// The colour of a place on the way from losses over grey to gains.
fn between(index: usize, count: usize, theme: &Theme) -> Color {
    let colors = &theme.colors;
    let share = index as f64 / (count - 1) as f64 * 2.0 - 1.0;
    let grey = colors.muted.over(colors.paper, 0.45);
    if share < 0.0 { colors.bad.over(grey, -share) } else { colors.good.over(grey, share) }
}

/// The colour of a place in the palette; later rounds are paler, since repeating would claim sameness.
fn nth(index: usize, theme: &Theme) -> Color {
    let Some(color) = theme.palette.get(index % theme.palette.len().max(1)) else {
        return theme.colors.accent;
    };
    match index / theme.palette.len() {
        0 => *color,
        round => color.over(theme.colors.paper, SECOND_ROUND_OPACITY.powi(round.min(3) as i32)),
    }
}
