//! Reference lines: from what was written to a place on the axis.

use super::model::{RefAxis, RefLine, Series};
use super::plan::{RefPlan, RefValue};
use crate::format::{Format, Region};
use crate::theme::Theme;
use crate::value::Value;

/// Finds the place of a reference; `None` when it depends on data that are not there.
pub(super) fn place(plan: &RefPlan, series: &[Series], format: &Format, theme: &Theme, region: &Region) -> Option<RefLine> {
    let from = value(plan.from, plan.axis, series)?;
    let to = match plan.to {
        Some(to) => Some(value(to, plan.axis, series)?),
        None => None,
    };
    let shown = match format.is_date() {
        true => Value::DateTime(super::calendar::datetime(from)),
        false => Value::Number(from),
    };
    let label = plan.label.as_ref().map(|label| label.replace("{value}", &format.display(&shown, region).text));
    let color = plan.color.unwrap_or(theme.colors.bad);
    Some(RefLine { axis: plan.axis, from, to, label, dash: plan.dash, color })
}

fn value(wanted: RefValue, axis: RefAxis, series: &[Series]) -> Option<f64> {
    let points = series.iter().flat_map(|series| &series.points);
    let mut values: Vec<f64> = match axis {
        RefAxis::Y => points.filter_map(|point| point.value).collect(),
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
