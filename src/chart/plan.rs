//! A chart as meant: columns checked against the schema, mark and scales chosen, formats resolved. It
//! knows no row.

use super::channel::{self, ChannelPlan, Checker, ScaleChoice};
use super::checks;
use super::marks::{self, Roles};
use super::model::{Height, LabelRule, Mark, RefAxis, Size, Stack};
use super::palette::{PalettePlan, resolve_palette};
use super::spec::{self, ChannelSpec, ChartSpec, PanelSpec, RefSpec};
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::format::Formats;
use crate::table::Schema;
use crate::theme::{Color, Theme};
use crate::yaml::{OneOrMany, Short, Text};
use serde::Serialize;

/// A chart as meant.
#[derive(Debug, Clone, Serialize)]
pub struct ChartPlan {
    pub(super) size: Size,
    pub(super) height: Height,
    pub(super) horizontal: bool,
    pub(super) x: ChannelPlan,
    pub(super) panels: Vec<PanelPlan>,
    pub(super) empty: String,
}

/// One panel as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PanelPlan {
    pub mark: Mark,
    /// The numbers that are shown.
    pub value: ChannelPlan,
    /// What tells series apart; for heat maps the rows.
    pub series: Option<ChannelPlan>,
    pub stack: Stack,
    pub labels: Option<LabelRule>,
    pub palette: PalettePlan,
    pub emphasis: Vec<String>,
    pub refs: Vec<RefPlan>,
    pub share: f64,
}

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

impl ChartPlan {
    /// The columns that the chart needs.
    pub fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let panels = self.panels.iter().flat_map(|panel| std::iter::once(&panel.value).chain(&panel.series));
        for field in std::iter::once(&self.x).chain(panels).flat_map(|channel| &channel.fields) {
            if !names.contains(&field.name) {
                names.push(field.name.clone());
            }
        }
        names
    }
}

/// Checks a chart against the columns of its dataset and fills in the defaults.
pub fn resolve(
    spec: &ChartSpec,
    span: Span,
    schema: &Schema,
    data: &str,
    formats: &Formats,
    theme: &Theme,
    sink: &mut Sink,
) -> Option<ChartPlan> {
    let mut checker = Checker { schema, data, formats, theme, span, sink };
    let size = checker.word(&spec.size, "size", &SIZES).unwrap_or(Size::Wide);
    let panels = written_panels(spec, &mut checker)?;
    let across = checker.channel(spec.x.as_ref(), "x");
    let mut drafts = Vec::new();
    for panel in &panels {
        drafts.push(draft(panel, &across, &mut checker));
    }
    let drafts: Vec<Draft> = drafts.into_iter().collect::<Option<_>>()?;
    let horizontal = drafts.iter().any(|draft| draft.turned);
    if horizontal && panels.len() > 1 {
        checker.error(Code::Chart, span, "panels share `x`, so their bars cannot be horizontal");
        return None;
    }
    let mut resolved = Vec::new();
    let mut shared = None;
    for (draft, panel) in drafts.into_iter().zip(&panels) {
        let (x, plan) = finish(draft, panel, &mut checker)?;
        resolved.push(plan);
        shared.get_or_insert(x);
    }
    checks::check_series(spec, &resolved, &mut checker)?;
    Some(ChartPlan {
        size,
        height: height(spec, &resolved),
        horizontal,
        x: shared?,
        panels: resolved,
        empty: spec.empty.clone().unwrap_or_else(|| "No data".into()),
    })
}

const SIZES: [(&str, Size); 3] = [("wide", Size::Wide), ("half", Size::Half), ("third", Size::Third)];
const STACKS: [(&str, Stack); 3] =
    [("zero", Stack::Zero), ("normalize", Stack::Normalize), ("none", Stack::None)];
const LABELS: [(&str, LabelRule); 4] = [
    ("end", LabelRule::End),
    ("all", LabelRule::All),
    ("extremes", LabelRule::Extremes),
    ("none", LabelRule::None),
];
/// Share of a further panel: enough to read three ticks.
const LOWER_PANEL_SHARE: f64 = 0.4;

/// What was written of one panel, whether under `panels:` or directly in the chart.
struct WrittenPanel<'a> {
    mark: &'a Option<Text>,
    y: Option<&'a OneOrMany<Short<ChannelSpec>>>,
    color: Option<&'a Short<ChannelSpec>>,
    refs: &'a [RefSpec],
    labels: &'a Option<Text>,
    palette: Option<&'a Short<spec::PaletteSpec>>,
    emphasis: Vec<String>,
    share: f64,
}

fn written_panels<'a>(spec: &'a ChartSpec, checker: &mut Checker) -> Option<Vec<WrittenPanel<'a>>> {
    let names = |list: &Option<OneOrMany<crate::yaml::Spanned<String>>>| {
        list.iter().flat_map(|list| &list.0).map(|name| name.value.clone()).collect::<Vec<_>>()
    };
    let color = spec.color.as_ref().or(spec.series.as_ref());
    let Some(panels) = spec.panels.as_ref().filter(|panels| !panels.is_empty()) else {
        return Some(vec![WrittenPanel {
            mark: &spec.mark,
            y: spec.y.as_ref(),
            color,
            refs: spec.refs.as_deref().unwrap_or_default(),
            labels: &spec.labels,
            palette: spec.palette.as_ref(),
            emphasis: names(&spec.emphasis),
            share: 1.0,
        }]);
    };
    if spec.y.is_some() || spec.refs.is_some() {
        let key = if spec.y.is_some() { "y" } else { "refs" };
        let help = format!("move `{key}` into one of the panels");
        let message = format!("a chart with `panels` has no `{key}` of its own");
        checker.sink.push(Diagnostic::error(Code::WrongValue, checker.span, message).help(help));
        return None;
    }
    let write = |(index, panel): (usize, &'a PanelSpec)| WrittenPanel {
        mark: if panel.mark.is_some() { &panel.mark } else { &spec.mark },
        y: Some(&panel.y),
        color: panel.color.as_ref().or(color),
        refs: panel.refs.as_deref().unwrap_or_default(),
        labels: if panel.labels.is_some() { &panel.labels } else { &spec.labels },
        palette: panel.palette.as_ref().or(spec.palette.as_ref()),
        emphasis: names(if panel.emphasis.is_some() { &panel.emphasis } else { &spec.emphasis }),
        share: panel.height.unwrap_or(if index == 0 { 1.0 } else { LOWER_PANEL_SHARE }).clamp(0.1, 10.0),
    };
    Some(panels.iter().enumerate().map(write).collect())
}

/// A panel with its channels found and its mark chosen.
struct Draft {
    mark: Mark,
    x: ChannelPlan,
    value: ChannelPlan,
    series: Option<ChannelPlan>,
    turned: bool,
}

/// The outer `None` of `across` says that its mistake was told.
fn draft(panel: &WrittenPanel, across: &Option<Option<ChannelPlan>>, checker: &mut Checker) -> Option<Draft> {
    let upward = checker.channel(panel.y, "y");
    let color = checker.short_channel(panel.color, "color");
    let mark = marks::find(panel.mark, checker);
    let labels = checker.checked_word(panel.labels, "labels", &LABELS);
    let (upward, color, mark) = (upward?, color?, mark?);
    labels?;
    let Some(across) = across.clone()? else {
        checker.missing("x", "names the column that runs across: time, names or numbers");
        return None;
    };
    let mark = mark.unwrap_or_else(|| marks::infer(&across, upward.as_ref()));
    if mark.0.traits().roles == Roles::Distribution {
        let counts = upward.unwrap_or_else(|| channel::counts(&across));
        return Some(Draft { mark, value: counts, x: across, series: None, turned: false });
    }
    let Some(upward) = upward else {
        checker.missing("y", "names the column with the values");
        return None;
    };
    if mark.0.traits().roles == Roles::Cells {
        let Some(color) = color else {
            checker.missing("color", "names the column whose numbers become colours");
            return None;
        };
        return Some(Draft { mark, x: across, value: color, series: Some(upward), turned: false });
    }
    let turned = mark.0.traits().bands && across.is_numeric() && !upward.is_numeric();
    let (x, value) = if turned { (upward, across) } else { (across, upward) };
    Some(Draft { mark, x, value, series: color, turned })
}

fn finish(draft: Draft, panel: &WrittenPanel, checker: &mut Checker) -> Option<(ChannelPlan, PanelPlan)> {
    let Draft { mark, mut x, mut value, series, turned: _ } = draft;
    let traits = mark.0.traits();
    let numeric = checker.needs_numbers(&value, mark);
    x.scale = channel::choose_scale(&x, traits, checker)?;
    if value.scale == ScaleChoice::Auto {
        value.scale = ScaleChoice::Linear;
    }
    if traits.zero && value.zero == Some(false) {
        let message = format!("a `{}` chart that does not begin at zero misleads", mark.0.name());
        let help = "remove `zero: false`, or use `mark: line` or `mark: point`";
        checker.sink.push(Diagnostic::error(Code::Chart, value.span, message).help(help));
        return None;
    }
    if traits.zero && value.scale == ScaleChoice::Log {
        let message = format!("a `{}` chart begins at zero, which a log scale does not have", mark.0.name());
        checker.sink.push(Diagnostic::error(Code::Chart, value.span, message).help("use `mark: line`"));
        return None;
    }
    let stack = checker.word(&value.stack_written, "stack", &STACKS).unwrap_or(traits.stack);
    let labels = checker.word(panel.labels, "labels", &LABELS);
    let palette = resolve_palette(panel.palette, checker);
    let refs = panel.refs.iter().map(|written| resolve_ref(written, &x, &value, checker)).collect::<Vec<_>>();
    let plan = PanelPlan {
        mark,
        stack,
        labels,
        palette: palette?,
        emphasis: panel.emphasis.clone(),
        refs: refs.into_iter().collect::<Option<_>>()?,
        share: panel.share,
        series,
        value,
    };
    numeric.then_some((x, plan))
}

fn resolve_ref(
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
    checker.ends(ends)?;
    let mut values = Vec::new();
    for end in ends.iter().take(2) {
        values.push(ref_value(end, channel, checker)?);
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

fn ref_value(text: &Text, channel: &ChannelPlan, checker: &mut Checker) -> Option<RefValue> {
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

fn height(spec: &ChartSpec, panels: &[PanelPlan]) -> Height {
    match spec.height {
        Some(points) => Height::Points(points.clamp(40.0, 2000.0)),
        None => Height::Ratio(1.0 + panels.iter().skip(1).map(|panel| panel.share).sum::<f64>() * 0.9),
    }
}
