//! Small charts beside figures and in tables: a line with its gaps and a dot where it ends, bars, wins and losses.

use super::canvas::{Canvas, Stroke, units};
use crate::chart::spark::{Spark, SparkKind};
use crate::theme::Theme;

/// Room for the dot at the end.
const MARGIN_PT: f64 = 2.0;
/// Free height over and under bars, and the part of its room that a bar fills.
const EDGE_PT: f64 = 0.5;
/// Room of one bar where there are few.
const BAR_PT_MAX: f64 = 9.0;
const BAR_FILL: f64 = 0.72;
/// Lines with more values than this are thinned to their lows and highs.
const VALUES_MAX: usize = 400;

/// A small chart without axes as SVG; missing values are gaps.
pub fn sparkline(spark: &Spark, width_pt: f64, height_pt: f64, theme: &Theme) -> String {
    let mut canvas = Canvas::new(width_pt, height_pt, &theme.fonts);
    let finite = |value: &Option<f64>| value.filter(|value| value.is_finite());
    let values: Vec<Option<f64>> = spark.values.iter().map(finite).collect();
    match spark.kind {
        SparkKind::Line => line(&values, (width_pt, height_pt), theme, &mut canvas),
        SparkKind::Bar => bars(&values, (width_pt, height_pt), theme, &mut canvas),
        SparkKind::WinLoss => {
            let sign = |value: Option<f64>| value.map(|v| if v == 0.0 { 0.0 } else { v.signum() });
            let signs: Vec<Option<f64>> = values.into_iter().map(sign).collect();
            bars(&signs, (width_pt, height_pt), theme, &mut canvas);
        }
    }
    canvas.finish()
}

fn line(values: &[Option<f64>], (width_pt, height_pt): (f64, f64), theme: &Theme, canvas: &mut Canvas) {
    let low = values.iter().flatten().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().flatten().copied().fold(f64::NEG_INFINITY, f64::max);
    let color = theme.palette.first().copied().unwrap_or(theme.colors.accent);
    let last = values.len().saturating_sub(1).max(1) as f64;
    let place = |index: usize, value: f64| {
        // Halves keep the difference of the largest numbers finite.
        let share = if high > low { (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0) } else { 0.5 };
        let x = MARGIN_PT + index as f64 / last * (width_pt - 2.0 * MARGIN_PT);
        let y = height_pt - MARGIN_PT - share * (height_pt - 2.0 * MARGIN_PT);
        (units(x), units(y))
    };
    let mut runs = vec![Vec::new()];
    let mut end = None;
    for (index, value) in thin(values) {
        match value {
            Some(value) => {
                let at = place(index, value);
                runs.last_mut().expect("there is a run from the start").push(at);
                end = Some(at);
            }
            None => runs.push(Vec::new()),
        }
    }
    let (lone, runs): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.len() == 1);
    canvas.lines(&runs, &Stroke { color, width_pt: 1.0, dashed: false });
    canvas.dots(&lone.concat(), 1.0, color, None);
    if let Some(end) = end {
        canvas.dots(&[end], 1.6, color, None);
    }
}

/// Bars from zero, losses in their colour; a value of zero is a dash on the line.
fn bars(values: &[Option<f64>], (width_pt, height_pt): (f64, f64), theme: &Theme, canvas: &mut Canvas) {
    let there = || values.iter().flatten().copied();
    let (low, high) = (there().fold(0.0, f64::min), there().fold(0.0, f64::max));
    let both = low < 0.0;
    let up = theme.palette.first().copied().unwrap_or(theme.colors.accent);
    let up = if both { theme.colors.good } else { up };
    let reach = (high / 2.0 - low / 2.0).max(f64::MIN_POSITIVE);
    let y =
        |value: f64| height_pt - EDGE_PT - (value / 2.0 - low / 2.0) / reach * (height_pt - 2.0 * EDGE_PT);
    let kept = thin(values);
    let room = (width_pt / values.len().max(1) as f64).min(BAR_PT_MAX);
    let wide = (room * BAR_FILL).max(0.4);
    for (index, value) in kept {
        let Some(value) = value else { continue };
        let left = index as f64 * room + (room - wide) / 2.0;
        let (from, to) = match value == 0.0 {
            true => (y(0.0) - 0.3, y(0.0) + 0.3),
            false => (y(0.0), y(value)),
        };
        let color = if value < 0.0 { theme.colors.bad } else { up };
        canvas.rectangle((units(left), units(from)), (units(left + wide), units(to)), color);
    }
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
