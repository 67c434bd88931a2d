//! Reference lines: from what was written to a place on the axis.

use super::channel::{ChannelPlan, Checker};
use super::model::{RefAxis, RefLine, Series};
use super::spec::RefSpec;
use crate::diag::Code;
use crate::format::{Format, Region};
use crate::theme::{Color, Theme};
use crate::value::Value;
use crate::yaml::Text;
use serde::Serialize;

/// A reference line as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RefPlan {
    pub axis: RefAxis,
    pub from: RefValue,
    pub to: Option<RefValue>,
    pub label: Option<String>,
    pub dash: bool,
    pub color: Option<Color>,
}

/// The place of a reference line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefValue {
    /// A fixed place, in the units of the axis.
    At(f64),
    /// The mean of the data.
    Mean,
    /// The value below which this share of the data lies.
    Quantile(f64),
}

/// Checks a reference line.
pub(super) fn resolve(
    written: &RefSpec,
    x: &ChannelPlan,
    value: &ChannelPlan,
    checker: &mut Checker,
) -> Option<RefPlan> {
    let (axis, ends, channel) = match (&written.x, &written.y) {
        (Some(ends), None) => (RefAxis::X, &ends.0, x),
        (None, Some(ends)) => (RefAxis::Y, &ends.0, value),
        (None, None) => {
            checker.missing("y", "says where the reference line is; `x` does the same across");
            return None;
        }
        (Some(_), Some(ends)) => {
            let at = ends.0.first().map_or(checker.span, Text::span);
            checker.error(Code::WrongValue, at, "a reference is on `x` or on `y`, not on both");
            return None;
        }
    };
    let mut values = Vec::new();
    for end in ends.iter().take(2) {
        values.push(resolve_value(end, channel, checker)?);
    }
    let color = match &written.color {
        Some(text) => Some(checker.color(text)?),
        None => None,
    };
    Some(RefPlan {
        axis,
        from: *values.first()?,
        to: values.get(1).copied(),
        label: written.label.clone(),
        dash: written.dash.unwrap_or(true),
        color,
    })
}

fn resolve_value(text: &Text, channel: &ChannelPlan, checker: &mut Checker) -> Option<RefValue> {
    let word = text.as_str().trim();
    let percentile = || word.strip_prefix('p')?.parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p));
    Some(match word {
        "mean" => RefValue::Mean,
        "median" => RefValue::Quantile(0.5),
        "min" => RefValue::Quantile(0.0),
        "max" => RefValue::Quantile(1.0),
        _ => match percentile() {
            Some(percentile) => RefValue::Quantile(percentile / 100.0),
            None => RefValue::At(checker.bound(text, channel.is_temporal())?),
        },
    })
}

/// What references are measured on.
pub(super) struct RefData<'a> {
    pub series: Vec<&'a Series>,
    /// Values that were counted into bins, sorted.
    pub sample: &'a [f64],
    pub x_format: &'a Format,
    pub y_format: &'a Format,
}

/// Finds the place of a reference; `None` when it depends on data that are not there.
pub(super) fn place(plan: &RefPlan, data: &RefData, theme: &Theme, region: &Region) -> Option<RefLine> {
    let from = value(plan.from, plan.axis, data)?;
    let to = match plan.to {
        Some(to) => Some(value(to, plan.axis, data)?),
        None => None,
    };
    let format = match plan.axis {
        RefAxis::X => data.x_format,
        RefAxis::Y => data.y_format,
    };
    let shown = match format.is_date() {
        true => Value::DateTime(super::calendar::datetime(from)),
        false => Value::Number(from),
    };
    let label =
        plan.label.as_ref().map(|label| label.replace("{value}", &format.display(&shown, region).text));
    let color = plan.color.unwrap_or(theme.colors.bad);
    Some(RefLine { axis: plan.axis, from, to, label, dash: plan.dash, color })
}

fn value(wanted: RefValue, axis: RefAxis, data: &RefData) -> Option<f64> {
    let points = data.series.iter().flat_map(|series| &series.points);
    let mut values: Vec<f64> = match axis {
        RefAxis::Y => points.filter_map(|point| point.value).collect(),
        RefAxis::X if !data.sample.is_empty() => data.sample.to_vec(),
        RefAxis::X => points.filter(|point| point.value.is_some()).map(|point| point.x).collect(),
    };
    match wanted {
        RefValue::At(place) => Some(place),
        RefValue::Mean if values.is_empty() => None,
        RefValue::Mean => Some(values.iter().sum::<f64>() / values.len() as f64),
        RefValue::Quantile(share) => {
            values.sort_by(f64::total_cmp);
            quantile(&values, share)
        }
    }
}

/// The value below which a share of sorted values lies, between neighbours in proportion.
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = (sorted.len().checked_sub(1)?) as f64 * share;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}
