//! How values become colours.

use super::Compiler;
use crate::chart::channel::ScaleChoice;
use crate::chart::domain;
use crate::chart::model::{ColorScale, Series};
use crate::chart::palette::PaletteChoice;
use crate::chart::plan::LayerPlan;

impl Compiler<'_> {
    pub(super) fn color_scale(&self, plan: &LayerPlan, series: &[Series]) -> ColorScale {
        let (low, high) = domain::extent_of(plan, series, &[]).unwrap_or((0.0, 1.0));
        let (low, high) = (plan.value.domain[0].unwrap_or(low), plan.value.domain[1].unwrap_or(high));
        let paper = self.theme.colors.paper;
        let middle = plan.value.midpoint;
        let thresholds = plan.value.thresholds.clone();
        let both = match (thresholds.first(), thresholds.last()) {
            (Some(first), Some(last)) => *first <= middle && middle <= *last && low < middle,
            _ => low < middle && high > middle,
        };
        let diverging = match (plan.value.scale, plan.palette.choice) {
            (ScaleChoice::Diverging, _) | (_, PaletteChoice::Diverging | PaletteChoice::GainLoss) => true,
            (ScaleChoice::Sequential, _) | (_, PaletteChoice::Sequential) => false,
            _ => both,
        };
        if diverging {
            // Both sides reach equally far, so that equal strength means equal size.
            let reach = (high - middle).abs().max((low - middle).abs()).max(f64::MIN_POSITIVE);
            let colors = &self.theme.colors;
            let stops = [colors.bad, paper.over(colors.wash, 0.5), colors.good];
            let (min, max) = (middle - reach, middle + reach);
            return ColorScale { min, mid: middle, max, stops, thresholds };
        }
        let strong = self.theme.palette.first().copied().unwrap_or(self.theme.colors.accent);
        let stops = [strong.over(paper, 0.06), strong.over(paper, 0.5), strong];
        ColorScale { min: low, mid: (low + high) / 2.0, max: high, stops, thresholds }
    }
}
