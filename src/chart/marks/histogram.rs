//! `histogram`: how often values fall into each of equal ranges.

use super::{MarkKind, Roles, Traits};
use crate::chart::channel::ChannelPlan;
use crate::chart::draw::{BarLabel, Frame, draw_bar_labels};
use crate::chart::gather::{Finding, Gathered, Gathering, RawSeries};
use crate::chart::model::{LabelRule, Layer, Native, Stack};
use crate::chart::reference;
use crate::chart::ticks::nice_step;
use crate::words::Said;
use std::ops::Range;

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
        Traits { roles: Roles::Distribution, zero: true, stack: Stack::Zero, ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let places = gathering.places();
        let missing = places.iter().filter(|place| place.is_none()).count();
        let sample = sorted(places.iter().flatten());
        // Facets are counted into the same bins.
        let whole = sorted(gathering.whole_places().iter().flatten());
        let (Some(low), Some(high)) = (whole.first(), whole.last()) else {
            return Gathered { missing, ..Gathered::default() };
        };
        let mut findings = Vec::new();
        if let Some(step) = gathering.x.bin.step.filter(|step| (high - low) / step >= BINS_MAX) {
            let count = ((high - low) / step).ceil();
            let message = format!("bins of {step} make {count} bars, and a histogram has at most {BINS_MAX}");
            findings.push(Finding::error(message, "choose a wider `bin`, or the rows in the dataset"));
        }
        let bins = Bins::choose(&whole, gathering.x);
        let (names, keys) = gathering.series_of_rows();
        let mut by_name: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
        for (key, place) in keys.into_iter().zip(places) {
            if let Some(key) = key {
                by_name[key].extend(place);
            }
        }
        let range = bins.range(&sample);
        let series = names.into_iter().zip(by_name);
        let series =
            series.map(|(name, values)| RawSeries { name, points: bins.count(&values, range.clone()) });
        Gathered {
            series: series.collect(),
            missing,
            sample,
            band: bins.width,
            findings,
            ..Gathered::default()
        }
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let half = layer.band / 2.0;
        for series in &layer.series {
            for point in series.points.iter().filter(|point| point.high > point.low) {
                let color = series.color_at(point.x);
                frame.bar((point.x - half, point.low), (point.x + half, point.high), (0.25, 0.0), color);
            }
        }
        if layer.labels == LabelRule::All {
            write_counts(layer, frame);
        }
    }

    fn native(&self) -> Native {
        Native::Histogram
    }
}

fn sorted<'a>(values: impl Iterator<Item = &'a f64>) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.copied().collect();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// How many rows stand in each bar, over it, where all have room.
fn write_counts(layer: &Layer, frame: &Frame) {
    let tops = |index: usize| {
        let there = layer.series.iter().filter_map(move |series| series.points.get(index));
        there
            .clone()
            .next_back()
            .map(|top| (top.x, top.high, there.filter_map(|point| point.value).sum::<f64>()))
    };
    let count = layer.series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    let labels = (0..count).filter_map(tops).filter(|(_, _, sum)| *sum > 0.0);
    let labels = labels.map(|(x, high, sum)| BarLabel {
        end: frame.paper_exact(x, high),
        words: frame.write(sum),
        below: false,
    });
    draw_bar_labels(&labels.collect::<Vec<_>>(), frame.along_pt(layer.band), frame);
}

/// Ranges of equal width that values are counted into.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Bins {
    width: f64,
    /// Where one of them begins.
    from: f64,
}

impl Bins {
    /// A width people count in, near twice the middle half of the values over the cube root of their number
    /// (Freedman, Diaconis 1981): far outliers do not make it coarse. Whole numbers stand in the middle of bins of one.
    fn choose(sample: &[f64], channel: &ChannelPlan) -> Bins {
        let chosen = channel.bin;
        let (low, high) = (sample[0], sample[sample.len() - 1]);
        let whole = channel.is_whole();
        let quantile = |share| reference::quantile(sample, share).unwrap_or(low);
        let wanted = 2.0 * (quantile(0.75) - quantile(0.25)) / (sample.len() as f64).cbrt();
        let bins = if wanted > 0.0 { (high - low) / wanted } else { 10.0 };
        let width = match (chosen.step.filter(|step| (high - low) / step < BINS_MAX), chosen.count) {
            (Some(step), _) => step,
            (None, Some(count)) => nice_step(low, high, count, whole),
            (None, None) => nice_step(low, high, bins.clamp(BINS_FEW, BINS_MANY) as usize, whole),
        };
        let middle = whole && width == 1.0;
        Bins { width, from: chosen.from.unwrap_or(if middle { -0.5 } else { 0.0 }) }
    }

    fn of(self, value: f64) -> i64 {
        ((value - self.from) / self.width + 1e-9).floor() as i64
    }

    /// The bins from that of the least value to that of the largest.
    fn range(self, sorted: &[f64]) -> Range<i64> {
        let bin = |value: Option<&f64>| value.map(|value| self.of(*value));
        bin(sorted.first()).unwrap_or(0)..bin(sorted.last()).map_or(0, |last| last + 1)
    }

    /// Middle and count of each bin, empty ones included.
    fn count(self, values: &[f64], range: Range<i64>) -> Vec<(f64, Option<f64>)> {
        let mut counts = vec![0u64; (range.end - range.start).max(0) as usize];
        for value in values {
            counts[(self.of(*value) - range.start) as usize] += 1;
        }
        let middle = |bin: i64| self.from + (bin as f64 + 0.5) * self.width;
        range.zip(counts).map(|(bin, count)| (middle(bin), Some(count as f64))).collect()
    }
}
