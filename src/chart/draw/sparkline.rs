//! The small line beside a figure or in a table: its way, its gaps, and a dot where it ends.

use super::canvas::{Canvas, Stroke, units};
use crate::theme::Theme;

/// Room for the dot at the end.
const MARGIN_PT: f64 = 2.0;
/// Lines with more values than this are thinned to their lows and highs.
const VALUES_MAX: usize = 400;

/// A line without axes as SVG; missing values are gaps.
pub fn sparkline(values: &[Option<f64>], width_pt: f64, height_pt: f64, theme: &Theme) -> String {
    let mut canvas = Canvas::new(width_pt, height_pt, &theme.fonts);
    let finite = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let values: Vec<Option<f64>> = values.iter().map(finite).collect();
    let low = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let color = theme.palette.first().copied().unwrap_or(theme.colors.accent);
    let last = values.len().saturating_sub(1).max(1) as f64;
    let place = |index: usize, value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        let x = MARGIN_PT + index as f64 / last * (width_pt - 2.0 * MARGIN_PT);
        let y = height_pt - MARGIN_PT - share * (height_pt - 2.0 * MARGIN_PT);
        (units(x), units(y))
    };
    let mut runs = vec![Vec::new()];
    let mut end = None;
    for (index, value) in thin(&values) {
        match value {
            Some(value) => {
                let at = place(index, value);
                runs.last_mut().expect("there is a run from the start").push(at);
                end = Some(at);
            }
            None => runs.push(Vec::new()),
        }
    }
    canvas.lines(&runs, &Stroke { color, width_pt: 1.0, dashed: false });
    if let Some(end) = end {
        canvas.dots(&[end], 1.6, color, None);
    }
    canvas.finish()
}

/// The values with their places; of many, the low and the high of each slice.
fn thin(values: &[Option<f64>]) -> Vec<(usize, Option<f64>)> {
    let all = || values.iter().copied().enumerate();
    if values.len() <= VALUES_MAX {
        return all().collect();
    }
    let slice = values.len().div_ceil(VALUES_MAX / 2);
    let all: Vec<(usize, Option<f64>)> = all().collect();
    let mut kept = Vec::new();
    for slice in all.chunks(slice) {
        let by = |a: &&(usize, Option<f64>), b: &&(usize, Option<f64>)| {
            a.1.unwrap_or(0.0).total_cmp(&b.1.unwrap_or(0.0))
        };
        let there = || slice.iter().filter(|(_, value)| value.is_some());
        let gap = slice.iter().find(|(_, value)| value.is_none());
        let mut some: Vec<_> =
            [there().min_by(by), there().max_by(by), gap].into_iter().flatten().copied().collect();
        some.sort_by_key(|(index, _)| *index);
        some.dedup();
        kept.extend(some);
    }
    kept.extend(all.last().copied());
    kept.dedup();
    kept
}
