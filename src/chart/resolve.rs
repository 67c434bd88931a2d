//! From a chart as written to a chart as meant: every column, word and scale is checked here.

use super::channel::{self, ChannelPlan, Extras, ScaleChoice};
use super::checker::Checker;
use super::checks;
use super::marks::{self, Roles};
use super::model::{self, Height, LabelRule, Legend, Mark, Side, Size, Stack};
use super::palette::resolve_palette;
use super::plan::{ChartPlan, FacetPlan, LayerPlan, Paint, PanelPlan};
use super::reference::{self, Axes};
use super::spec::{ChannelSpec, ChartSpec};
use super::written::{self, WrittenLayer, WrittenPanel};
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::format::Formats;
use crate::table::Schema;
use crate::theme::Theme;
use crate::yaml::{OneOrMany, Short};

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
    let size = width(spec, &mut checker);
    let legend = checker.word(&spec.legend, "legend", &LEGENDS).unwrap_or_default();
    let decimate = checker.word(&spec.decimate, "decimate", &DECIMATES).unwrap_or(true);
    let panels = spec.panels.iter().flatten().map(|panel| &panel.layers);
    if [&spec.layers].into_iter().chain(panels).flatten().any(Vec::is_empty) {
        checker.error(Code::MissingValue, span, "`layers` has no marks");
        return None;
    }
    let written = written::panels(spec, &mut checker)?;
    let across = checker.channel(spec.x.as_ref(), "x");
    checks::check_side(spec, &mut checker)?;
    let drafts = drafts(&written, &across, &mut checker)?;
    let horizontal = drafts.iter().flatten().any(|draft| draft.turned);
    if horizontal && drafts.len() > 1 {
        checker.error(Code::Chart, span, "panels share `x`, so their bars cannot be horizontal");
        return None;
    }
    if horizontal && drafts.iter().flatten().any(|draft| !draft.turned) {
        checker.error(Code::Chart, span, "layers share `x`, so some of them cannot be horizontal");
        return None;
    }
    let mut panels = Vec::new();
    let mut shared = None;
    for (drafts, panel) in drafts.into_iter().zip(&written) {
        let (x, plan) = finish_panel(drafts, panel, &mut checker)?;
        panels.push(plan);
        shared.get_or_insert(x);
    }
    checks::check_series(spec, &panels, &mut checker)?;
    checks::check_legend(spec, &panels, &mut checker)?;
    let facet = facet(spec, &panels, &mut checker)?;
    Some(ChartPlan {
        facet,
        size,
        height: height(spec, &panels, &mut checker),
        horizontal,
        x: shared?,
        panels,
        decimate,
        legend,
        empty: spec.empty.clone(),
    })
}

const LEGENDS: [(&str, Legend); 4] =
    [("auto", Legend::Auto), ("top", Legend::Top), ("right", Legend::Right), ("none", Legend::None)];
const SIZES: [(&str, Size); 3] = [("wide", Size::Wide), ("half", Size::Half), ("third", Size::Third)];
const STACKS: [(&str, Stack); 3] =
    [("zero", Stack::Zero), ("normalize", Stack::Normalize), ("none", Stack::None)];
const LABELS: [(&str, LabelRule); 4] = [
    ("end", LabelRule::End),
    ("all", LabelRule::All),
    ("extremes", LabelRule::Extremes),
    ("none", LabelRule::None),
];

const DECIMATES: [(&str, bool); 2] = [("auto", true), ("none", false)];
const FACET_SCALES: [(&str, bool); 2] = [("shared", false), ("free", true)];

/// Checks the facets; the outer `None` says that a mistake was told.
fn facet(spec: &ChartSpec, panels: &[PanelPlan], checker: &mut Checker) -> Option<Option<FacetPlan>> {
    let Some(Short(written)) = &spec.facet else { return Some(None) };
    let names = ChannelSpec {
        field: OneOrMany(vec![written.field.clone()]),
        sort: written.sort.clone(),
        top: written.top,
        format: written.format.clone(),
        ..ChannelSpec::default()
    };
    let free = checker.checked_word(&written.scales, "scales", &FACET_SCALES);
    let channel = checker.short_channel(Some(&Short(names)), "facet")?;
    let layers = panels.iter().flat_map(|panel| &panel.layers);
    let whole =
        layers.filter(|layer| !matches!(layer.mark.0.traits().roles, Roles::Series | Roles::Distribution));
    if let Some(layer) = whole.into_iter().next() {
        let message = format!("a `{}` chart cannot be split into facets", layer.mark.0.name());
        checker.error(Code::Chart, written.field.span, &message);
        return None;
    }
    if panels.len() > 1 {
        checker.error(Code::Chart, written.field.span, "a chart with `panels` cannot be split into facets");
        return None;
    }
    let free = free?.unwrap_or(false);
    Some(channel.map(|channel| FacetPlan { channel, columns: written.columns, free }))
}

/// The width that `size` names, when it does not name a column.
pub(super) fn width_word(size: &Short<ChannelSpec>) -> Option<Size> {
    let [field] = &size.field.0[..] else { return None };
    SIZES.iter().find(|(word, _)| *word == field.value).map(|(_, size)| *size)
}

fn width(spec: &ChartSpec, checker: &mut Checker) -> Size {
    let named = checker.word(&spec.width, "width", &SIZES);
    named.or_else(|| width_word(spec.size.as_ref()?)).unwrap_or(Size::Wide)
}

/// A layer with its channels found and its mark chosen.
struct Draft {
    mark: Mark,
    x: ChannelPlan,
    value: ChannelPlan,
    rows: Option<ChannelPlan>,
    series: Option<ChannelPlan>,
    paint: Paint,
    shade: Option<ChannelPlan>,
    extras: Extras,
    turned: bool,
}

/// The drafts of all layers of all panels; mistakes of all of them are told.
fn drafts(
    written: &[WrittenPanel],
    across: &Option<Option<ChannelPlan>>,
    checker: &mut Checker,
) -> Option<Vec<Vec<Draft>>> {
    let mut all = Vec::new();
    for panel in written {
        let drafts: Vec<Option<Draft>> =
            panel.layers.iter().map(|layer| draft(layer, across, checker)).collect();
        all.push(drafts.into_iter().collect::<Option<Vec<Draft>>>());
    }
    all.into_iter().collect()
}

/// The outer `None` of `across` says that its mistake was told.
fn draft(layer: &WrittenLayer, across: &Option<Option<ChannelPlan>>, checker: &mut Checker) -> Option<Draft> {
    let upward = checker.channel(layer.y, "y");
    let color = checker.short_channel(layer.color, "color");
    let mark = marks::find(layer.mark, checker);
    let labels = checker.checked_word(layer.labels, "labels", &LABELS);
    let (upward, color, mark) = (upward?, color?, mark?);
    labels?;
    let across = across.clone()?;
    let mark = match (mark, &across) {
        (Some(mark), _) => mark,
        (None, Some(across)) => marks::infer(across, upward.as_ref()),
        (None, None) => {
            checker.missing("x", "names the column that runs across: time, names or numbers");
            return None;
        }
    };
    let extras = channel::extras(&layer.extras, mark, checker)?;
    assign(mark, across, upward, color, extras, checker)
}

/// Gives each channel the part that the kind of mark has for it.
fn assign(
    mark: Mark,
    across: Option<ChannelPlan>,
    upward: Option<ChannelPlan>,
    color: Option<ChannelPlan>,
    extras: Extras,
    checker: &mut Checker,
) -> Option<Draft> {
    let roles = mark.0.traits().roles;
    let (across, color) = match (across, roles) {
        // The names of parts may stand in either channel.
        (None, Roles::Parts) if color.is_some() => (color, None),
        (across, _) => (across, color),
    };
    let Some(across) = across else {
        checker.missing("x", "names the column that runs across: time, names or numbers");
        return None;
    };
    if roles == Roles::Distribution {
        let value = upward.unwrap_or_else(|| channel::counts(&across));
        let (rows, shade, turned, paint) = (None, None, false, Paint::Series);
        return Some(Draft { mark, value, x: across, rows, series: color, paint, shade, extras, turned });
    }
    let Some(upward) = upward else {
        checker.missing("y", "names the column with the values");
        return None;
    };
    let paint = Paint::Series;
    match roles {
        Roles::Cells => {
            let Some(value) = color else {
                checker.missing("color", "names the column whose numbers become colours");
                return None;
            };
            let rows = Some(upward);
            let (series, shade, turned) = (None, None, false);
            Some(Draft { mark, x: across, value, rows, series, paint, shade, extras, turned })
        }
        Roles::Spans => {
            let value = extras.get(channel::Channel::X2).cloned().unwrap_or_else(|| across.clone());
            let rows = Some(upward);
            let (shade, turned) = (None, false);
            Some(Draft { mark, x: across, value, rows, series: color, paint, shade, extras, turned })
        }
        Roles::Series | Roles::Parts | Roles::Distribution => {
            let turned = mark.0.traits().bands && across.is_numeric() && !upward.is_numeric();
            let (x, value) = if turned { (upward, across) } else { (across, upward) };
            let is_shade = |color: &ChannelPlan| {
                mark.0.traits().shades && color.is_numeric() && color.scale != ScaleChoice::Band
            };
            let names = |channel: &ChannelPlan| -> Vec<String> {
                channel.fields.iter().map(|field| field.name.clone()).collect()
            };
            let is_place = |color: &ChannelPlan| {
                mark.0.traits().paints && value.fields.len() == 1 && names(color) == names(&x)
            };
            let (shade, series, paint) = match color {
                Some(color) if is_shade(&color) => (Some(color), None, paint),
                Some(color) if is_place(&color) => (None, None, Paint::Places),
                color => (None, color, paint),
            };
            Some(Draft { mark, x, value, rows: None, series, paint, shade, extras, turned })
        }
    }
}

fn finish_panel(
    drafts: Vec<Draft>,
    panel: &WrittenPanel,
    checker: &mut Checker,
) -> Option<(ChannelPlan, PanelPlan)> {
    let mut shared: Option<ChannelPlan> = None;
    let mut layers = Vec::new();
    let turned = drafts.iter().any(|draft| draft.turned);
    for (draft, written) in drafts.into_iter().zip(&panel.layers) {
        let (x, plan) = finish(draft, written, checker)?;
        shared.get_or_insert(x);
        layers.push(plan);
    }
    let alone = layers.iter().all(|layer| layer.side == Side::Right);
    if alone {
        // Marks are measured on one axis, wherever it stands.
        layers.iter_mut().for_each(|layer| layer.side = Side::Left);
    }
    if let Some(right) = layers.iter().find(|layer| layer.side == Side::Right) {
        checker.two_scales(&right.value);
    }
    let among = layers.len() > 1;
    layers.iter_mut().for_each(|layer| layer.among = among);
    let shared = shared?;
    let first = layers.iter().find(|layer| layer.side == Side::Left)?;
    let axes = Axes { shared: &shared, value: &first.value, turned };
    checks::check_axes(panel, &layers, checker)?;
    checks::check_labels(panel, &layers, checker)?;
    let refs = panel.refs.iter().map(|written| reference::resolve(written, axes, checker));
    let refs: Vec<_> = refs.collect();
    let notes = panel.notes.iter().map(|written| reference::resolve_note(written, axes, checker));
    let notes: Vec<_> = notes.collect();
    let refs = refs.into_iter().collect::<Option<_>>()?;
    let notes = notes.into_iter().collect::<Option<_>>()?;
    let side = if alone { Side::Right } else { Side::Left };
    Some((shared, PanelPlan { layers, refs, notes, share: panel.share, side }))
}

fn finish(draft: Draft, layer: &WrittenLayer, checker: &mut Checker) -> Option<(ChannelPlan, LayerPlan)> {
    let Draft { mark, mut x, mut value, rows, series, paint, shade, extras, turned } = draft;
    let traits = mark.0.traits();
    let numeric = traits.roles == Roles::Spans || checker.needs_numbers(&value, mark);
    x.scale = channel::choose_scale(&x, traits, turned, checker)?;
    if value.scale == ScaleChoice::Auto {
        value.scale = ScaleChoice::Linear;
    }
    checker.needs_zero(&value, mark)?;
    checker.needs_equal_bins(&x, mark)?;
    checker.needs_parts(&value, mark)?;
    let stack = checker.word(&value.stack_written, "stack", &STACKS).unwrap_or(traits.stack);
    let labels = checker.word(layer.labels, "labels", &LABELS);
    let emphasis = layer.emphasis.iter().flat_map(|list| &list.0).cloned();
    let mut plan = LayerPlan {
        mark,
        among: false,
        side: value.side,
        stack,
        labels,
        palette: resolve_palette(layer.palette, checker)?.with_signs(traits.signs),
        emphasis: emphasis.collect(),
        rows,
        series,
        paint,
        shade,
        extras,
        value,
    };
    if plan.names_places(&x) {
        plan.paint = Paint::Some;
    }
    numeric.then_some((x, plan))
}

fn height(spec: &ChartSpec, panels: &[PanelPlan], checker: &mut Checker) -> Height {
    const HEIGHT_PT_MIN: f64 = 40.0;
    match &spec.height {
        Some(written) => {
            if written.value <= 0.0 {
                checker.error(Code::WrongValue, written.span, "a height is more than 0 points");
            }
            let most = model::height_max_pt(&checker.theme.page).floor();
            if written.value > most {
                let message = format!("a page has no room for a chart {} points high", written.value);
                let help = format!("it is drawn {most} points high");
                checker.sink.push(Diagnostic::warning(Code::Chart, written.span, message).help(help));
            }
            Height::Points(written.value.clamp(HEIGHT_PT_MIN, most))
        }
        None => Height::Ratio(1.0 + panels.iter().skip(1).map(|panel| panel.share).sum::<f64>() * 0.9),
    }
}
