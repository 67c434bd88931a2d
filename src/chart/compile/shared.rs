//! The axis that all panels share: the order of its names, or its ends in time and numbers.

use super::Compiler;
use crate::chart::categories::{self, Compared, Order};
use crate::chart::channel::ScaleChoice;
use crate::chart::domain::{self, AxisData, Marks};
use crate::chart::gather::{Gathered, Names};
use crate::chart::marks::Roles;
use crate::chart::model::{Axis, RefAxis};
use crate::chart::scale;

/// The shared axis with what panels need to know of it.
pub(super) struct Shared {
    pub axis: Axis,
    /// Sorted, distinct places of all panels.
    pub places: Vec<f64>,
    /// Names that are left out.
    pub hidden: usize,
}

impl Compiler<'_> {
    pub(super) fn shared(&mut self, names: &Names, gathered: &mut [Gathered]) -> Shared {
        let channel = &self.plan.x;
        let bands = self.plan.layers().any(|layer| layer.mark.0.traits().bands);
        let mut hidden = 0;
        let mut categories = Vec::new();
        if channel.scale == ScaleChoice::Band {
            let compared = self.plan.layers().any(|layer| {
                let traits = layer.mark.0.traits();
                (traits.bands || !traits.axes) && !traits.in_order
            });
            // Parts of a whole are not the whole without the small ones.
            let whole = self.plan.layers().any(|layer| !layer.mark.0.traits().axes);
            let stacked_or_single = gathered.iter().all(|layer| layer.rows.is_none());
            // The largest of some days are no picture of a time.
            let sizes = compared && stacked_or_single && !channel.is_temporal();
            let last = self.plan.layers().next().is_some_and(|layer| layer.mark.0.traits().over);
            let order = categories::order(channel, names, gathered, Compared { sizes, whole, last });
            hidden = order.hidden;
            renumber(&order, gathered);
            categories = order.names;
        }
        let places = places(gathered);
        let mut axis = match channel.scale {
            ScaleChoice::Band => domain::band_axis(channel, categories),
            ScaleChoice::Time => domain::time_axis(channel, &places, self.marks(bands), self.region),
            ScaleChoice::Auto | ScaleChoice::Linear | ScaleChoice::Log | ScaleChoice::Symlog => {
                self.number_axis(&places, gathered)
            }
            ScaleChoice::Sequential | ScaleChoice::Diverging | ScaleChoice::Threshold => {
                domain::band_axis(channel, Vec::new())
            }
        };
        axis.hidden = channel.axis_hidden || self.plan.layers().all(|layer| !layer.mark.0.traits().axes);
        Shared { axis, places, hidden }
    }

    fn marks(&self, bands: bool) -> Marks {
        match self.plan.layers().any(|layer| layer.mark.0.traits().roles == Roles::Spans) {
            true => Marks::Stretches,
            false if bands => Marks::Bands,
            false => Marks::Places,
        }
    }

    fn number_axis(&self, places: &[f64], gathered: &[Gathered]) -> Axis {
        let refs = self.plan.panels.iter().flat_map(|panel| &panel.refs);
        let refs = refs.filter(|plan| plan.axis == RefAxis::X).flat_map(|plan| plan.fixed());
        // References are shown, wherever the data are.
        let mut places: Vec<f64> = places.iter().copied().chain(refs).collect();
        places.sort_by(f64::total_cmp);
        let half_bin = gathered.iter().map(|layer| layer.band / 2.0).fold(0.0, f64::max);
        let ends = (places.first().copied().unwrap_or(0.0), places.last().copied().unwrap_or(1.0));
        let length_pt = self.plan.size.nominal_width_pt();
        let data = AxisData {
            channel: &self.plan.x,
            low: ends.0 - half_bin,
            high: ends.1 + half_bin,
            length_pt,
            linear_to: scale::linear_to(places.iter().copied()),
            whole: self.plan.x.is_whole() && half_bin == 0.0,
            words: domain::Words::default(),
            region: self.region,
        };
        let exact = self.plan.layers().any(|layer| layer.mark.0.traits().ends || layer.counts());
        let reach_pt = self.plan.layers().map(|layer| layer.reach_pt()).fold(0.0, f64::max);
        domain::number_axis(&data.with_room(if exact { 0.0 } else { reach_pt }), exact)
    }
}

/// Sorted, distinct places of all marks.
fn places(gathered: &[Gathered]) -> Vec<f64> {
    let series = gathered.iter().flat_map(|layer| &layer.series);
    let points = series.flat_map(|series| &series.points).map(|(x, _)| *x);
    let items = gathered.iter().flat_map(|layer| &layer.items).flat_map(|item| item.x);
    let mut places: Vec<f64> = points.chain(items).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    places
}

/// Moves marks to the places where their names are shown.
fn renumber(order: &Order, gathered: &mut [Gathered]) {
    let shown = |x: f64| order.shown.get(x as usize).copied().flatten().map(|place| place as f64);
    for layer in gathered {
        for series in &mut layer.series {
            series.points.retain_mut(|(x, _)| shown(*x).map(|place| *x = place).is_some());
        }
        layer.items.retain_mut(|item| {
            let ends = (shown(item.x[0]), shown(item.x[1]));
            let (Some(from), Some(to)) = ends else { return false };
            item.x = [from, to];
            true
        });
    }
}
