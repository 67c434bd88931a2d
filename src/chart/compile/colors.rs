//! How values become colours.

use super::Compiler;
use crate::chart::channel::{Channel, ChannelPlan, ScaleChoice};
use crate::chart::domain;
use crate::chart::gather::Gathered;
use crate::chart::model::{ColorScale, Keys, Series, ShadeKey, ShapeKey, SizeKey};
use crate::chart::palette::{PaletteChoice, PalettePlan};
use crate::chart::plan::LayerPlan;

impl Compiler<'_> {
    /// The colours of the numbers of a channel that lie between two ends.
    pub(super) fn color_scale(
        &self,
        channel: &ChannelPlan,
        palette: &PalettePlan,
        dots: bool,
        ends: Option<(f64, f64)>,
    ) -> ColorScale {
        let (low, high) = ends.unwrap_or((0.0, 1.0));
        let (low, high) = (channel.domain[0].unwrap_or(low), channel.domain[1].unwrap_or(high));
        let (colors, paper) = (&self.theme.colors, self.theme.colors.paper);
        let middle = channel.midpoint;
        let thresholds = channel.thresholds.clone();
        let both = match (thresholds.first(), thresholds.last()) {
            (Some(first), Some(last)) => *first <= middle && middle <= *last && low < middle,
            _ => low < middle && high > middle,
        };
        // Dots stand on paper, so the palest must be seen on it.
        let (faint, paper_like) =
            if dots { (0.28, colors.muted.over(paper, 0.4)) } else { (0.06, paper.over(colors.wash, 0.5)) };
        let diverging = match (channel.scale, palette.choice) {
            (ScaleChoice::Diverging, _) | (_, PaletteChoice::Diverging | PaletteChoice::GainLoss) => true,
            (ScaleChoice::Sequential, _) | (_, PaletteChoice::Sequential) => false,
            _ => both && !dots,
        };
        if diverging {
            // Both sides reach equally far, so that equal strength means equal size.
            let reach = (high - middle).abs().max((low - middle).abs()).max(f64::MIN_POSITIVE);
            let stops = [colors.bad, paper_like, colors.good];
            let (min, max) = (middle - reach, middle + reach);
            return ColorScale { min, mid: middle, max, stops, thresholds };
        }
        let strong = self.theme.palette.first().copied().unwrap_or(self.theme.colors.accent);
        let stops = [strong.over(paper, faint), strong.over(paper, (1.0 + faint) / 2.0), strong];
        ColorScale { min: low, mid: (low + high) / 2.0, max: high, stops, thresholds }
    }

    /// What shapes, sizes and shades of a layer mean.
    pub(super) fn keys(&self, plan: &LayerPlan, gathered: &Gathered, series: &[Series]) -> Keys {
        let title = |channel: &ChannelPlan| {
            let title = channel.title.clone().unwrap_or_else(|| channel.fields[0].title.clone());
            channel.unit.as_ref().map_or_else(|| title.clone(), |unit| format!("{title}, {unit}"))
        };
        let format = |channel: &ChannelPlan, values: &[f64]| {
            domain::plain_format(channel, domain::ends_of(values).unwrap_or((0.0, 1.0)), self.region)
        };
        let size = plan.extras.get(Channel::Size).filter(|_| !gathered.sizes.is_empty());
        let size = size.map(|channel| SizeKey {
            title: title(channel),
            largest: gathered.sizes.iter().copied().fold(0.0, f64::max),
            radius_pt: crate::chart::marks::BUBBLE_PT_MAX,
            format: format(channel, &gathered.sizes),
        });
        let shade = plan.shade.as_ref();
        let shade = shade
            .map(|channel| ShadeKey { title: title(channel), format: format(channel, &gathered.shades) });
        let field = |channel: Option<&ChannelPlan>| channel.map(|channel| channel.fields[0].name.clone());
        let same =
            plan.series.is_some() && field(plan.extras.get(Channel::Shape)) == field(plan.series.as_ref());
        let color =
            |name: &String| series.iter().find(|series| series.name == *name).map(|series| series.color);
        let shape = |name: &String| ShapeKey { name: name.clone(), color: color(name).filter(|_| same) };
        let shapes = gathered.shapes.iter().map(shape).collect();
        Keys { shapes, size: size.filter(|size| size.largest > 0.0), shade }
    }
}
