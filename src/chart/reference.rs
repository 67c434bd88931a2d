//! Reference lines: from what was written to a place on the axis.

use super::model::{RefAxis, RefLine, Series};
use super::plan::{RefPlan, RefValue};
use crate::format::{Format, Region};
use crate::theme::Theme;
use crate::value::Value;

/// What references are measured on.
pub(super) struct RefData<'a> {
    pub series: &'a [Series],
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
