//! The axes of the values, one for each side of a panel, from all layers that are measured on it.

use super::panels::Draft;
use super::shared::Shared;
use super::{Compiler, PLOT_SHARE};
use crate::chart::domain::{self, AxisData};
use crate::chart::model::{Axis, LabelRule, Layer, RefAxis, RefLine, Side, Stack};
use crate::chart::plan::{LayerPlan, PanelPlan};
use crate::chart::scale;
use crate::words::chart as said;

/// Height that words take from a plot, as far as it can be known before anything is measured.
const WORDS_HEIGHT_PT: f64 = 34.0;
/// Height of the plot of a facet, in the same way.
const FACET_LENGTH_PT: f64 = 80.0;

impl Compiler<'_> {
    /// The value axis of a side for panels that share it; their layers learn how their values are written.
    pub(super) fn value_axis(
        &self,
        plan: &PanelPlan,
        drafts: &mut [Draft],
        side: Side,
        shared: &Shared,
    ) -> Axis {
        let refs: Vec<RefLine> = match side {
            Side::Left => drafts.iter().flat_map(|draft| draft.refs.iter().cloned()).collect(),
            Side::Right => Vec::new(),
        };
        let layers = drafts.iter_mut().flat_map(|draft| plan.layers.iter().zip(&mut draft.layers));
        let mut measured: Vec<(&LayerPlan, &mut Layer)> =
            layers.filter(|(plan, _)| plan.side == side).collect();
        let Some((first, _)) = measured.first() else { return domain::band_axis(&self.plan.x, Vec::new()) };
        let first: &LayerPlan = first;
        let labelled = measured.iter().any(|(_, layer)| layer.labels == LabelRule::All);
        let axes = measured.iter().any(|(plan, _)| plan.mark.0.traits().axes);
        // Values at all bars say what ticks would say.
        let spared =
            labelled && measured.iter().all(|(plan, _)| plan.labels.is_none()) && self.horizontal(shared);
        let channel = &first.value;
        let extent = domain::extent(first, measured.iter().map(|(_, layer)| &**layer), &refs);
        let (low, high) = extent.unwrap_or((0.0, 1.0));
        let length_pt = self.length_pt(plan);
        let zero = channel.zero == Some(true) || measured.iter().any(|(plan, _)| plan.mark.0.traits().zero);
        let (low, high) = match labelled && !self.plan.horizontal && axes {
            true => {
                with_label_room(if zero { (low.min(0.0), high.max(0.0)) } else { (low, high) }, length_pt)
            }
            false => (low, high),
        };
        let linear_to = scale::linear_to(domain::sizes(measured.iter().map(|(_, layer)| &**layer)));
        let whole = measured.iter().all(|(plan, _)| plan.counts() || plan.value.is_whole());
        let mut words = domain::words(measured.iter().map(|(_, layer)| &**layer));
        words.whole &= refs.iter().all(|line| line.axis == RefAxis::X || line.from.fract() == 0.0);
        let data = AxisData { channel, low, high, length_pt, linear_to, whole, words, region: self.region };
        let reach_pt = measured.iter().map(|(plan, _)| plan.reach_pt()).fold(0.0, f64::max);
        let data = data.with_room(reach_pt);
        let (mut axis, format) = match first.stack {
            Stack::Normalize => domain::share_axis(&data),
            Stack::None | Stack::Zero => {
                domain::value_axis(&data, zero, axes && !spared && !channel.axis_hidden)
            }
        };
        axis.hidden |= channel.axis_hidden;
        axis.side = plan.side;
        axis.title = match first.counts() && !first.value.titled {
            true => Some(said::COUNT.of(self.region.language()).to_string()),
            false => shared_title(measured.iter().map(|(plan, _)| *plan)),
        };
        for (plan, layer) in &mut measured {
            layer.value_format = match std::ptr::eq(*plan, first) {
                true => format.clone(),
                false => domain::values_format(&plan.value, &axis, data.sizes(), self.region),
            };
        }
        axis
    }

    /// How values of cells are written: they have no axis.
    pub(super) fn format_cells(&self, plan: &LayerPlan, layer: &mut Layer) {
        let (low, high) = domain::extent(plan, [&*layer], &[]).unwrap_or((0.0, 1.0));
        let length_pt = self.length_pt(&self.plan.panels[0]);
        let (channel, whole, region) = (&plan.value, plan.value.is_whole(), self.region);
        let words = domain::words([&*layer]);
        let data = AxisData { channel, low, high, length_pt, linear_to: 1.0, whole, words, region };
        if plan.value.is_numeric() {
            layer.value_format = domain::value_axis(&data, plan.value.zero == Some(true), false).1;
        }
    }

    /// Length of a value axis, as far as it can be known.
    fn length_pt(&self, plan: &PanelPlan) -> f64 {
        let width = self.plan.size.nominal_width_pt();
        if self.plan.facet.is_some() {
            return FACET_LENGTH_PT;
        }
        let shares: f64 = self.plan.panels.iter().map(|panel| panel.share).sum();
        match self.plan.horizontal {
            true => width * PLOT_SHARE * domain::TICK_HEIGHT_PT / domain::TICK_WIDTH_PT,
            false => (self.plan.height.points(width) - WORDS_HEIGHT_PT) * plan.share / shares,
        }
    }
}

/// The title of an axis: what the author calls the first layer, or what all its layers are called.
fn shared_title<'a>(layers: impl Iterator<Item = &'a LayerPlan>) -> Option<String> {
    let layers: Vec<&LayerPlan> = layers.collect();
    let first = layers.first()?;
    if first.value.titled {
        return first.value.title.clone();
    }
    let same = layers.iter().all(|layer| layer.value.title == first.value.title);
    first.value.title.clone().filter(|_| same)
}

/// Room for the values that are written beyond marks; none where marks begin at zero.
fn with_label_room((low, high): (f64, f64), length_pt: f64) -> (f64, f64) {
    const LABEL_PT: f64 = 9.0;
    let room = (high - low) * LABEL_PT / (length_pt - 2.0 * LABEL_PT).max(LABEL_PT);
    (if low == 0.0 { low } else { low - room }, if high == 0.0 { high } else { high + room })
}
