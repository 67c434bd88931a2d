//! Puts series on each other: gains upwards from zero, losses downwards.

use super::channel::Missing;
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

/// Gives every series a point at every place, so that surfaces lie on each other. Before its first and after its
/// last value a series is nothing; what it lacks in between is a gap, nothing, or lies on the line between its
/// neighbours.
pub(super) fn align(series: &mut [Series], missing: Missing) {
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
        match missing {
            Missing::Gap => {}
            Missing::Zero => fill(&mut series.points, |_, _, _| 0.0),
            Missing::Connect => fill(&mut series.points, between),
        }
    }
}

/// Gives values to points that lack one between two that have one.
fn fill(points: &mut [Point], value: fn(&Point, &Point, f64) -> f64) {
    let there: Vec<usize> = (0..points.len()).filter(|at| points[*at].value.is_some()).collect();
    for pair in there.windows(2) {
        let (before, after) = (points[pair[0]], points[pair[1]]);
        for point in &mut points[pair[0] + 1..pair[1]] {
            let filled = value(&before, &after, point.x);
            (point.value, point.high) = (Some(filled), filled);
        }
    }
}

/// The value on the line between two points.
fn between(before: &Point, after: &Point, x: f64) -> f64 {
    let (from, to) = (before.value.unwrap_or(0.0), after.value.unwrap_or(0.0));
    from + (to - from) * (x - before.x) / (after.x - before.x)
}

/// Whether a value is missing between others of its series, at each place of aligned series.
pub(super) fn gaps(series: &[Series]) -> Vec<bool> {
    let count = series.iter().map(|series| series.points.len()).max().unwrap_or(0);
    let mut gaps = vec![false; count];
    for series in series {
        let there = |point: &Point| point.value.is_some();
        let first = series.points.iter().position(there).unwrap_or(count);
        let last = series.points.iter().rposition(there).unwrap_or(0);
        for (at, point) in series.points.iter().enumerate() {
            gaps[at] |= point.value.is_none() && first < at && at < last;
        }
    }
    gaps
}
