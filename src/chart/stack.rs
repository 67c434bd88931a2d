//! Puts series on each other: gains upwards from zero, losses downwards.

use super::model::{Point, Series, Stack};
use std::collections::BTreeMap;

/// Sets where each mark begins and ends.
pub(super) fn stack(series: &mut [Series], rule: Stack) {
    if rule == Stack::None {
        return;
    }
    let normalize = rule == Stack::Normalize;
    let sums = if normalize { sums(series) } else { BTreeMap::new() };
    // Ends of the stacks at each place: of gains and of losses.
    let mut ends: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for point in series.iter_mut().flat_map(|series| &mut series.points) {
        let key = place_key(point.x);
        let sum = sums.get(&key).copied().unwrap_or(1.0);
        let size = point.value.unwrap_or(0.0) / if sum > 0.0 { sum } else { 1.0 };
        let (up, down) = ends.entry(key).or_default();
        let end = if size < 0.0 { down } else { up };
        point.low = *end;
        *end += size;
        point.high = *end;
    }
}

fn sums(series: &[Series]) -> BTreeMap<u64, f64> {
    let mut sums = BTreeMap::new();
    for point in series.iter().flat_map(|series| &series.points) {
        *sums.entry(place_key(point.x)).or_insert(0.0) += point.value.unwrap_or(0.0).abs();
    }
    sums
}

/// Places are compared exactly: they come from the same values. Adding zero makes -0 equal to 0.
fn place_key(x: f64) -> u64 {
    (x + 0.0).to_bits()
}

/// Gives every series a point at every place, so that surfaces lie on each other; what a series does not
/// have counts as nothing.
pub(super) fn align(series: &mut [Series]) {
    let mut places: Vec<f64> = series.iter().flat_map(|series| &series.points).map(|point| point.x).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    for series in series {
        let known = std::mem::take(&mut series.points);
        let mut known = known.into_iter().peekable();
        for x in &places {
            let mut found = None;
            // Of several values at one place the last one counts; the author was warned.
            while let Some(point) = known.next_if(|point| point.x <= *x) {
                found = Some(point);
            }
            series.points.push(found.unwrap_or(Point { x: *x, value: None, low: 0.0, high: 0.0 }));
        }
    }
}
