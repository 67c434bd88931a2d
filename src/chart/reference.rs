//! References: lines, bands and notes, from what was written to a place on the axes.

use super::channel::{ChannelPlan, ScaleChoice, suggest};
use super::checker::Checker;
use super::model::{Axis, AxisKind, Note, RefAxis, RefLine, Series};
use super::spec::{NoteSpec, RefSpec};
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::format::{Format, Region};
use crate::theme::{Color, Theme};
use crate::value::Value;
use crate::yaml::Text;
use serde::Serialize;

/// A reference line as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct RefPlan {
    pub axis: RefAxis,
    #[serde(skip)]
    pub span: Span,
    pub from: RefValue,
    pub to: Option<RefValue>,
    pub label: Option<String>,
    /// How the author wants the value to be written.
    pub format: Option<Format>,
    pub dash: bool,
    pub color: Option<Color>,
}

/// A note as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct NotePlan {
    pub x: RefValue,
    pub y: Option<RefValue>,
    pub text: String,
}

/// The place of a reference on one axis.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RefValue {
    /// A fixed place, in the units of the axis.
    At(f64),
    /// The first end of the axis.
    Begin,
    /// The last end of the axis.
    End,
    /// The mean of the data.
    Mean,
    /// The value below which this share of the data lies.
    Quantile(f64),
    /// A name on an axis of names; whether there is one is known when there are rows.
    Name {
        name: String,
        #[serde(skip)]
        span: Span,
    },
}

/// The axes that references lie on. `x` and `y` are those that the author wrote: for lying marks `x` is the one of
/// the values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axes<'a> {
    pub shared: &'a ChannelPlan,
    pub value: &'a ChannelPlan,
    /// Whether marks lie.
    pub turned: bool,
}

impl<'a> Axes<'a> {
    /// The axis across.
    fn x(self) -> (RefAxis, &'a ChannelPlan) {
        if self.turned { (RefAxis::Y, self.value) } else { (RefAxis::X, self.shared) }
    }

    /// The axis upwards.
    fn y(self) -> (RefAxis, &'a ChannelPlan) {
        if self.turned { (RefAxis::X, self.shared) } else { (RefAxis::Y, self.value) }
    }
}

/// Checks a reference line.
pub(super) fn resolve(written: &RefSpec, axes: Axes, checker: &mut Checker) -> Option<RefPlan> {
    let (ends, (axis, channel)) = match (&written.x, &written.y) {
        (Some(ends), None) => (&ends.0, axes.x()),
        (None, Some(ends)) => (&ends.0, axes.y()),
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
    checker.ends(ends, channel)?;
    if axes.turned && axis == RefAxis::X && !channel.is_numeric() {
        checker.no_values(ends)?;
    }
    let values: Option<Vec<RefValue>> = ends.iter().map(|end| resolve_value(end, channel, checker)).collect();
    let mut values = values?.into_iter();
    let color = match &written.color {
        Some(text) => Some(checker.color(text)?),
        None => None,
    };
    let format = match &written.format {
        Some(name) => {
            let format = checker.formats.find(name, checker.sink)?;
            // An axis of names writes places, not values.
            checker.suits(
                name,
                &format,
                if channel.scale == ScaleChoice::Band { &[] } else { &channel.fields },
            )?;
            Some(format)
        }
        None => None,
    };
    Some(RefPlan {
        format,
        axis,
        span: ends[0].span(),
        from: values.next()?,
        to: values.next(),
        label: written.label.clone(),
        dash: written.dash.unwrap_or(true),
        color,
    })
}

/// Checks a note. Its place on the axis of the values may be left out.
pub(super) fn resolve_note(written: &NoteSpec, axes: Axes, checker: &mut Checker) -> Option<NotePlan> {
    let (place, value) = match axes.turned {
        true => (written.y.as_ref(), written.x.as_ref()),
        false => (written.x.as_ref(), written.y.as_ref()),
    };
    let Some(place) = place else {
        let key = if axes.turned { "y" } else { "x" };
        let message = format!("the note has no `{key}`");
        let help = format!("add `{key}:`, which says where it stands");
        checker.sink.push(Diagnostic::error(Code::MissingKey, written.text.span(), message).help(help));
        return None;
    };
    let y = match value {
        Some(text) => Some(resolve_value(text, axes.value, checker)?),
        None => None,
    };
    Some(NotePlan {
        x: resolve_value(place, axes.shared, checker)?,
        y,
        text: written.text.as_str().to_string(),
    })
}

fn resolve_value(text: &Text, channel: &ChannelPlan, checker: &mut Checker) -> Option<RefValue> {
    let word = text.as_str().trim();
    if channel.scale == ScaleChoice::Band {
        return Some(RefValue::Name { name: word.to_string(), span: text.span() });
    }
    let percentile = || word.strip_prefix('p')?.parse::<f64>().ok().filter(|p| (0.0..=100.0).contains(p));
    Some(match word {
        "mean" => RefValue::Mean,
        "median" => RefValue::Quantile(0.5),
        "min" => RefValue::Quantile(0.0),
        "max" => RefValue::Quantile(1.0),
        "-inf" | "-.inf" => RefValue::Begin,
        "inf" | ".inf" => RefValue::End,
        _ => match percentile() {
            Some(percentile) => RefValue::Quantile(percentile / 100.0),
            None => RefValue::At(checker.bound(text, channel.is_temporal())?),
        },
    })
}

/// How strong a band is; it lies under everything.
const BAND_TINT: f64 = 0.1;

impl RefPlan {
    /// Its ends, as far as they do not depend on the data.
    pub fn fixed(&self) -> impl Iterator<Item = f64> + '_ {
        let ends = std::iter::once(&self.from).chain(&self.to);
        ends.filter_map(|end| match end {
            RefValue::At(place) => Some(*place),
            RefValue::Begin
            | RefValue::End
            | RefValue::Mean
            | RefValue::Quantile(_)
            | RefValue::Name { .. } => None,
        })
    }
}

/// Gives bands that say how good a value is shades of grey, the darkest for the least, unless the author chose
/// colours.
pub(super) fn grade(plans: &[RefPlan], lines: &mut [RefLine], theme: &Theme) {
    let plain = |(at, line): &(usize, &RefLine)| line.to.is_some() && plans[*at].color.is_none();
    let mut bands: Vec<usize> = lines.iter().enumerate().filter(plain).map(|(at, _)| at).collect();
    bands.sort_by(|a, b| lines[*a].from.total_cmp(&lines[*b].from));
    let (count, colors) = (bands.len(), &theme.colors);
    for (nth, at) in bands.into_iter().enumerate() {
        let share = nth as f64 / (count.max(2) - 1) as f64;
        lines[at].fill = colors.muted.over(colors.paper, 0.34 - 0.26 * share);
        lines[at].color = colors.muted;
    }
}

/// What references are measured on.
pub(super) struct RefData<'a> {
    pub series: Vec<&'a Series>,
    /// Values that were counted into bins, sorted.
    pub sample: &'a [f64],
    /// The shared axis.
    pub axis: &'a Axis,
}

/// Finds the place of a reference; `None` when it depends on data that are not there.
pub(super) fn place(plan: &RefPlan, data: &RefData, theme: &Theme, sink: &mut Sink) -> Option<RefLine> {
    let mut from = data.value(&plan.from, plan.axis, sink)?;
    let mut to = match &plan.to {
        Some(to) => Some(data.value(to, plan.axis, sink)?),
        None => None,
    };
    if let (RefAxis::X, AxisKind::Band, Some(last)) = (plan.axis, data.axis.kind, to) {
        // A band of names covers the whole room of the first and of the last.
        (from, to) = (from.min(last) - 0.5, Some(from.max(last) + 0.5));
    }
    let color = plan.color.unwrap_or(theme.colors.bad);
    let fill = color.over(theme.colors.paper, BAND_TINT);
    let (axis, label, format, dash) = (plan.axis, plan.label.clone(), plan.format.clone(), plan.dash);
    Some(RefLine { axis, from, to, label, format, dash, color, fill })
}

/// Finds the place of a note; `None` when there is nothing to note.
pub(super) fn place_note(plan: &NotePlan, data: &RefData, sink: &mut Sink) -> Option<Note> {
    let x = data.value(&plan.x, RefAxis::X, sink)?;
    let y = match &plan.y {
        Some(y) => data.value(y, RefAxis::Y, sink)?,
        None => data.value_near(x)?,
    };
    Some(Note { x, y, text: plan.text.clone() })
}

/// Writes a value where the words say `{value}`.
pub(super) fn write_value(words: &str, at: f64, format: &Format, region: &Region) -> String {
    if !words.contains("{value}") {
        return words.to_string();
    }
    let shown = match format.is_date() {
        true => Value::DateTime(super::calendar::datetime(at)),
        false => Value::Number(at),
    };
    words.replace("{value}", &format.display(&shown, region).text)
}

impl RefData<'_> {
    /// The value of the first series that is nearest to a place.
    fn value_near(&self, x: f64) -> Option<f64> {
        let there = self.series.first()?.points.iter().filter(|point| point.value.is_some());
        let near = there.min_by(|a, b| (a.x - x).abs().total_cmp(&(b.x - x).abs()));
        near.map(|point| point.high)
    }

    fn value(&self, wanted: &RefValue, axis: RefAxis, sink: &mut Sink) -> Option<f64> {
        match wanted {
            RefValue::At(place) => Some(*place),
            RefValue::Begin => Some(f64::NEG_INFINITY),
            RefValue::End => Some(f64::INFINITY),
            RefValue::Mean => {
                let values = self.values(axis);
                (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
            }
            RefValue::Quantile(share) => {
                let mut values = self.values(axis);
                values.sort_by(f64::total_cmp);
                quantile(&values, *share)
            }
            RefValue::Name { name, span } => {
                let names = &self.axis.categories;
                let place = names.iter().position(|known| known == name);
                if place.is_none() && !names.is_empty() {
                    let message = format!("`{name}` is none of the names that the chart shows");
                    let names: Vec<&str> = names.iter().map(String::as_str).collect();
                    let diagnostic = Diagnostic::error(Code::Chart, *span, message);
                    sink.push(suggest(diagnostic, name, *span, &names));
                }
                place.map(|place| place as f64)
            }
        }
    }

    fn values(&self, axis: RefAxis) -> Vec<f64> {
        let points = self.series.iter().flat_map(|series| &series.points);
        match axis {
            RefAxis::Y => points.filter_map(|point| point.value).collect(),
            RefAxis::X if !self.sample.is_empty() => self.sample.to_vec(),
            RefAxis::X => points.filter(|point| point.value.is_some()).map(|point| point.x).collect(),
        }
    }
}

/// The value below which a share of sorted values lies, between neighbours in proportion.
pub(super) fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let at = (sorted.len().checked_sub(1)?) as f64 * share;
    let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
    Some(low + (high - low) * at.fract())
}
