//! Leaves out points that would fall on the same place, keeping every low, high, gap, beginning and end.

use super::model::Point;

/// Thins a sorted run to about `points_max` points: of each of many equal slices of the axis the first,
/// lowest, highest and last value stay, so no spike is lost. Gaps stay gaps.
pub(super) fn thin(points: Vec<Point>, points_max: usize) -> Vec<Point> {
    const KEPT_PER_SLICE: usize = 4;
    let slices = (points_max / KEPT_PER_SLICE).max(1);
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return points };
    let (start, width) = (first.x, (last.x - first.x) / slices as f64);
    if points.len() <= points_max || width <= 0.0 {
        return points;
    }
    let slice_of = |point: &Point| (((point.x - start) / width) as usize).min(slices - 1);
    points.chunk_by(|a, b| slice_of(a) == slice_of(b)).flat_map(keep).collect()
}

/// The points of one slice that are seen.
fn keep(slice: &[Point]) -> Vec<Point> {
    let value = |index: &usize| slice[*index].value.map(|_| slice[*index].high);
    let there = || (0..slice.len()).filter(|index| slice[*index].value.is_some());
    let by = |a: &usize, b: &usize| value(a).unwrap_or(0.0).total_cmp(&value(b).unwrap_or(0.0));
    let gap = (0..slice.len()).find(|index| slice[*index].value.is_none());
    let mut kept: Vec<usize> =
        [there().next(), there().min_by(by), there().max_by(by), there().next_back(), gap]
            .into_iter()
            .flatten()
            .collect();
    kept.sort_unstable();
    kept.dedup();
    kept.into_iter().map(|index| slice[index]).collect()
}

/// Thins a cloud: one point stays of those that fall into the same small cell. Which one is left to chance that is the
/// same each time: the first of each would make a pattern of its own.
pub(super) fn thin_cloud(points: Vec<Point>, points_max: usize) -> Vec<Point> {
    if points.len() <= points_max {
        return points;
    }
    let range = |value: fn(&Point) -> f64| {
        let low = points.iter().map(value).fold(f64::INFINITY, f64::min);
        let high = points.iter().map(value).fold(f64::NEG_INFINITY, f64::max);
        (low, (high - low).max(f64::MIN_POSITIVE))
    };
    let ((x0, width), (y0, height)) = (range(|point| point.x), range(|point| point.high));
    // A grid with twice as many cells as points may stay: clouds never fill all of it. Plots are wider than high.
    const SHAPE: f64 = 2.0;
    let rows = ((points_max * 2) as f64 / SHAPE).sqrt();
    let columns = rows * SHAPE;
    let cell = |point: &Point| {
        let column = ((point.x - x0) / width * columns) as u64;
        let row = ((point.high - y0) / height * rows) as u64;
        row << 32 | column
    };
    let there = points.iter().enumerate().filter(|(_, point)| point.value.is_some());
    let mut cells: Vec<(u64, u64, usize)> =
        there.map(|(at, point)| (cell(point), scatter(at as u64), at)).collect();
    cells.sort_unstable();
    cells.dedup_by_key(|(cell, ..)| *cell);
    let mut kept: Vec<usize> = cells.into_iter().map(|(.., at)| at).collect();
    kept.sort_unstable();
    kept.into_iter().map(|at| points[at]).collect()
}

/// A number without a pattern for each number (the finalizer of SplitMix64).
fn scatter(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
