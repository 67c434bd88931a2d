//! `histogram`: how often values fall into each of equal ranges.

use super::{MarkKind, Roles, Traits};
use crate::chart::channel::BinPlan;
use crate::chart::draw::Frame;
use crate::chart::gather::{Gathered, Gathering, RawSeries};
use crate::chart::model::{Layer, Native};
use crate::chart::{reference, scale};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Histogram;

/// Bins of a width that the author chose; more would be a mistake in the width.
const BINS_MAX: f64 = 500.0;
/// Bounds of what is chosen here: fewer hide the shape, more show noise.
const BINS_FEW: f64 = 5.0;
const BINS_MANY: f64 = 48.0;

impl MarkKind for Histogram {
    fn name(&self) -> &'static str {
        "histogram"
    }

    fn summary(&self) -> &'static str {
        "How many rows fall into each range of a number."
    }

    fn example(&self) -> &'static str {
        "{ data: trades, mark: histogram, x: profit }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Histogram",
            de: "Histogramm",
            fr: "Histogramme",
            es: "Histograma",
            it: "Istogramma",
            nl: "Histogram",
            pt: "Histograma",
        }
    }

    fn traits(&self) -> Traits {
        Traits { roles: Roles::Distribution, zero: true, ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let mut sample: Vec<f64> = Vec::new();
        let places = gathering.places();
        let missing = places.iter().filter(|place| place.is_none()).count();
        sample.extend(places.into_iter().flatten());
        sample.sort_by(f64::total_cmp);
        let (Some(low), Some(high)) = (sample.first(), sample.last()) else {
            return Gathered { missing, ..Gathered::default() };
        };
        let band = match gathering.whole.len() > gathering.rows.len() {
            true => {
                let mut whole: Vec<f64> = gathering.whole_places().into_iter().flatten().collect();
                whole.sort_by(f64::total_cmp);
                let ends = (whole.first().unwrap_or(low), whole.last().unwrap_or(high));
                width(&whole, *ends.0, *ends.1, gathering.x.bin)
            }
            false => width(&sample, *low, *high, gathering.x.bin),
        };
        let points = count(&sample, band, gathering.x.bin.from.unwrap_or(0.0));
        let series = vec![RawSeries { name: gathering.x.fields[0].title.clone(), points }];
        Gathered { series, missing, sample, band, ..Gathered::default() }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for series in &layer.series {
            for point in series.points.iter().filter(|point| point.high > 0.0) {
                let half = layer.band / 2.0;
                let color = crate::chart::draw::bar_color(series, point.x);
                frame.bar((point.x - half, 0.0), (point.x + half, point.high), (0.25, 0.0), color);
            }
        }
    }

    fn native(&self) -> Native {
        Native::Histogram
    }
}

/// A width people count in, near twice the middle half of the values over the cube root of their number:
/// far outliers do not make it coarse.
fn width(sample: &[f64], low: f64, high: f64, chosen: BinPlan) -> f64 {
    if let Some(width) = chosen.step.filter(|width| (high - low) / width < BINS_MAX) {
        return width;
    }
    if let Some(count) = chosen.count {
        return scale::nice_step(low, high, count);
    }
    let quantile = |share| reference::quantile(sample, share).unwrap_or(low);
    let wanted = 2.0 * (quantile(0.75) - quantile(0.25)) / (sample.len() as f64).cbrt();
    let bins = if wanted > 0.0 { (high - low) / wanted } else { 10.0 };
    scale::nice_step(low, high, bins.clamp(BINS_FEW, BINS_MANY) as usize)
}

/// Middle and count of each bin, empty ones between others included.
fn count(sample: &[f64], width: f64, from: f64) -> Vec<(f64, Option<f64>)> {
    let bin = |value: f64| ((value - from) / width + 1e-9).floor();
    let (Some(low), Some(high)) = (sample.first(), sample.last()) else { return Vec::new() };
    let (first, last) = (bin(*low), bin(*high));
    let mut counts = vec![0u64; (last - first) as usize + 1];
    for value in sample {
        counts[(bin(*value) - first) as usize] += 1;
    }
    let place =
        |(index, count): (usize, u64)| (from + (first + index as f64 + 0.5) * width, Some(count as f64));
    counts.into_iter().enumerate().map(place).collect()
}
