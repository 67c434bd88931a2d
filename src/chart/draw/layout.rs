//! Where things stand: margins measured from the labels themselves, plots of all panels flush.

use super::frame::Rectangle;
use super::legend::{self, Entry, Lines};
use super::text;
use crate::chart::compile::END_LABELS_MAX;
use crate::chart::ladder::{self, TimeRoom, TimeTicks};
use crate::chart::model::{Axis, AxisKind, Chart, LabelRule, Layer, Legend, Panel, Side};
use crate::format::Region;
use crate::value::Value;

/// Gap between labels and the plot.
pub const GAP_PT: f64 = 5.0;
/// Height of one line of labels.
pub const LINE_PT: f64 = 10.0;
/// Gap between panels, under the labels of the upper and over the words of the lower one.
const PANEL_GAP_PT: f64 = 8.0;
/// Plots never get lower than this together, even if words then leave the picture.
const PLOTS_HEIGHT_MIN_PT: f64 = 12.0;
/// Most of the width that names of horizontal bars, and names at line ends, may take.
const NAMES_SHARE_MAX: f64 = 0.36;
const ENDS_SHARE_MAX: f64 = 0.3;
/// Least part of the width that stays for the plot; less for lying bars, whose values say it too.
const PLOT_SHARE_MIN: f64 = 0.4;
const LYING_SHARE_MIN: f64 = 0.3;

/// A label under the shared axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub lines: Vec<String>,
    /// Place on the axis.
    pub at: f64,
}

/// What stands at the shared axis.
#[derive(Debug, Clone, Default)]
pub struct Across {
    pub labels: Vec<Placed>,
    pub time: TimeTicks,
    pub rows: usize,
}

/// One panel on paper.
#[derive(Debug, Clone)]
pub struct PanelPlace {
    pub plot: Rectangle,
    /// Middle height of the unit line; absent when there is none.
    pub unit_at: Option<f64>,
    /// Lines of the legend.
    pub legend: Lines,
    pub legend_at: f64,
    /// Middle height of the name of a facet.
    pub title_at: Option<f64>,
    /// Whether the words of the value axis stand beside it.
    pub values: bool,
    /// Where words to the right of the plot must end.
    pub words_end: f64,
    /// Whether the words of the shared axis stand under it.
    pub below: bool,
}

/// The whole chart on paper.
#[derive(Debug, Clone)]
pub struct Layout {
    pub panels: Vec<PanelPlace>,
    pub across: Across,
}

/// Measures all labels and finds the places.
pub fn layout(chart: &Chart, width: f64, height: f64, region: &Region) -> Layout {
    match chart.grid {
        Some(grid) => super::grid::layout(chart, grid, (width, height), region),
        None => stacked(chart, width, height, region),
    }
}

/// Panels above each other.
fn stacked(chart: &Chart, width: f64, height: f64, region: &Region) -> Layout {
    let mut left = left_margin(chart, width, region);
    let beside = chart.panels.iter().map(|panel| legend_column(panel, width, region)).fold(0.0, f64::max);
    let right = right_margin(chart, width, region) + beside;
    let margins_max = width * (1.0 - if chart.horizontal { LYING_SHARE_MIN } else { PLOT_SHARE_MIN });
    if chart.horizontal {
        // Names can be shortened, values at bars cannot.
        let below = overhangs(&chart.panels[0], width, region).0;
        left = (left + below).min((margins_max - right).max(below));
    }
    // Whatever the labels want, a good part of a narrow chart stays for the plot.
    let shrink = (margins_max / (left + right)).min(1.0);
    let (left, right) = (left * shrink, width - right * shrink);
    let room = Room { left, width: right - left, right: width - right };
    let across = across(chart, room, region);
    let panels = place_panels(chart, (left, right), (width, height), &across, region);
    Layout { panels, across }
}

/// Room that values of lying bars need left and right of the plot, however narrow it gets.
fn overhangs(panel: &Panel, width: f64, region: &Region) -> (f64, f64) {
    super::bars::overhangs(panel, width * LYING_SHARE_MIN, region)
}

/// The unit line of a value axis: what is measured, in which unit.
pub fn unit_line(axis: &Axis) -> Option<String> {
    match (&axis.title, &axis.unit) {
        (Some(title), Some(unit)) => Some(format!("{title}, {unit}")),
        (Some(title), None) => Some(title.clone()),
        (None, Some(unit)) => Some(capital(unit)),
        (None, None) => None,
    }
}

/// What the names left of a plot are called, where the author says so.
pub fn names_heading<'a>(chart: &'a Chart, panel: &'a Panel) -> Option<&'a String> {
    match (chart.horizontal, panel.y.kind) {
        (true, _) => chart.x.heading.as_ref(),
        (false, AxisKind::Band) => panel.y.heading.as_ref(),
        (false, AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Time(_)) => None,
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A tick of a value axis in words.
pub fn tick_text(axis: &Axis, tick: f64, region: &Region) -> String {
    axis.format.display(&Value::Number(tick), region).text
}

pub(super) fn left_margin(chart: &Chart, width: f64, region: &Region) -> f64 {
    let of = |panel: &Panel| match (chart.horizontal, panel.y.kind) {
        (true, _) => widest(chart.x.categories.iter().cloned()).min(width * NAMES_SHARE_MAX),
        (false, AxisKind::Band) => widest(panel.y.categories.iter().cloned()).min(width * NAMES_SHARE_MAX),
        (false, _) if panel.y.hidden || panel.y.side == Side::Right => 0.0,
        (false, _) => widest(panel.y.ticks.iter().map(|tick| tick_text(&panel.y, *tick, region))),
    };
    let widest = chart.panels.iter().map(of).fold(0.0, f64::max);
    if widest > 0.0 { widest + GAP_PT + 1.0 } else { 2.0 }
}

pub(super) fn right_margin(chart: &Chart, width: f64, region: &Region) -> f64 {
    let mut margin: f64 = 3.0;
    for panel in &chart.panels {
        for layer in panel.layers.iter().filter(|layer| end_labels(panel, layer)) {
            let ends = super::labels::end_texts(&chart.x, panel, layer, region);
            let widest = ends.iter().map(|end| end.width_pt()).fold(0.0, f64::max);
            margin = margin.max((widest + GAP_PT + 3.0).min(width * ENDS_SHARE_MAX));
        }
        let lone =
            Some(&panel.y).filter(|axis| axis.side == Side::Right && !axis.hidden && !chart.horizontal);
        if let Some(axis) = panel.right.as_ref().or(lone) {
            margin = margin
                .max(widest(axis.ticks.iter().map(|tick| tick_text(axis, *tick, region))) + GAP_PT + 1.0);
        }
        if chart.horizontal {
            let last = panel.y.ticks.last().filter(|_| !panel.y.hidden);
            let half = last.map_or(0.0, |tick| text::width_pt(&tick_text(&panel.y, *tick, region)) / 2.0);
            margin = margin.max(half.max(overhangs(panel, width, region).1) + 3.0);
        }
    }
    if matches!(chart.x.kind, AxisKind::Linear | AxisKind::Log | AxisKind::SymLog) && !chart.horizontal {
        let last =
            chart.x.ticks.last().map_or(0.0, |tick| text::width_pt(&tick_text(&chart.x, *tick, region)));
        margin = margin.max(last / 2.0 + 1.0);
    }
    margin
}

fn widest(texts: impl Iterator<Item = String>) -> f64 {
    texts.map(|words| text::width_pt(&words)).fold(0.0, f64::max)
}

/// Whether names of series of a layer stand at their ends; the labels of a right axis take their place.
pub fn end_labels(panel: &Panel, layer: &Layer) -> bool {
    layer.labels == LabelRule::End
        && !matches!(panel.legend, Legend::Top | Legend::Right)
        && layer.mark.0.traits().ends
        && layer.series.len() <= 2 * END_LABELS_MAX
        && panel.right.is_none()
        && panel.y.side == Side::Left
}

/// The plot's width and the margins beside it.
#[derive(Clone, Copy)]
pub(super) struct Room {
    pub left: f64,
    pub width: f64,
    pub right: f64,
}

impl Room {
    /// Whether a label in the middle of `at` stays inside the picture.
    fn holds(self, at: f64, width: f64) -> bool {
        at - width / 2.0 >= -self.left - 1.0 && at + width / 2.0 <= self.width + self.right + 1.0
    }
}

/// Labels of the shared axis for the width they have.
pub(super) fn across(chart: &Chart, room: Room, region: &Region) -> Across {
    let (axis, width) = (&chart.x, room.width);
    match axis.kind {
        _ if axis.hidden => Across::default(),
        _ if chart.horizontal => horizontal_across(chart, width, region),
        AxisKind::Time(grain) => {
            let measure = |words: &str| text::width_pt(words);
            let (min, max, margins_pt) = (axis.min, axis.max, (room.left, room.right));
            let calendar = axis.calendar;
            let room = TimeRoom {
                min,
                max,
                grain,
                spans: axis.spans,
                format: axis.chosen.as_ref(),
                calendar,
                width_pt: width,
                margins_pt,
                measure: &measure,
                region,
            };
            let time = ladder::ticks(&room);
            let rows = 1 + usize::from(!time.outer.is_empty()) + usize::from(axis.heading.is_some());
            Across { labels: Vec::new(), time, rows }
        }
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => {
            let text = |tick: &f64| Placed { lines: vec![tick_text(axis, *tick, region)], at: *tick };
            let labels = thin(axis.ticks.iter().map(text).collect(), axis, width);
            let rows = 1 + usize::from(axis.title.is_some() || axis.unit.is_some());
            Across { labels, time: TimeTicks::default(), rows }
        }
        AxisKind::Band => band_across(chart, room),
    }
}

fn horizontal_across(chart: &Chart, width: f64, region: &Region) -> Across {
    let axis = &chart.panels[0].y;
    if axis.hidden {
        return Across::default();
    }
    let text = |tick: &f64| Placed { lines: vec![tick_text(axis, *tick, region)], at: *tick };
    let labels = thin(axis.ticks.iter().map(text).collect(), axis, width);
    Across { labels, time: TimeTicks::default(), rows: 1 }
}

fn band_across(chart: &Chart, plot: Room) -> Across {
    let (names, width) = (&chart.x.categories, plot.width);
    let room = width / names.len().max(1) as f64 - 3.0;
    let wrapped: Vec<Vec<String>> = names.iter().map(|name| text::wrap(name, room)).collect();
    let whole = wrapped.iter().zip(names).all(|(lines, name)| lines.join(" ") == *name);
    let place = |(place, lines): (usize, Vec<String>)| Placed { lines, at: place as f64 };
    let labels: Vec<Placed> = match whole || room > 24.0 {
        true => wrapped.into_iter().enumerate().map(place).collect(),
        // Too many to name each: every second, third … keeps its whole name.
        false => {
            let all = names.iter().map(|name| vec![text::fit(name, 60.0, text::PLAIN)]);
            let mut labels = thin(all.enumerate().map(place).collect(), &chart.x, width);
            let inside = |label: &Placed| {
                plot.holds(chart.x.position(label.at) * width, text::width_pt(&label.lines[0]))
            };
            labels.retain(inside);
            labels
        }
    };
    let rows = labels.iter().map(|label| label.lines.len()).max().unwrap_or(1);
    let rows = rows + usize::from(chart.x.heading.is_some());
    Across { labels, time: TimeTicks::default(), rows }
}

/// Every n-th label, so that no two touch.
fn thin(labels: Vec<Placed>, axis: &Axis, width: f64) -> Vec<Placed> {
    let touches = |every: usize| {
        let kept: Vec<&Placed> = labels.iter().step_by(every).collect();
        kept.windows(2).any(|pair| {
            let apart = (axis.position(pair[1].at) - axis.position(pair[0].at)).abs() * width;
            let widths = text::width_pt(&pair[0].lines[0]) + text::width_pt(&pair[1].lines[0]);
            apart < widths / 2.0 + GAP_PT
        })
    };
    let every = (1..=labels.len().max(1)).find(|every| !touches(*every)).unwrap_or(1);
    labels.into_iter().step_by(every).collect()
}

fn place_panels(
    chart: &Chart,
    (left, right): (f64, f64),
    (width, height): (f64, f64),
    across: &Across,
    region: &Region,
) -> Vec<PanelPlace> {
    let (above, below) = shared_heights(chart, across);
    let head = |panel: &Panel| match panel.is_heat_map() {
        true => {
            let headed_pt = (right - left, height - HEAD_LINE_PT - HEAD_GAP_PT - above - below);
            let needed = super::heat::needs_head(headed_pt, panel, chart.x.categories.len(), region);
            Head::of_cells(needed || panel.y.heading.is_some())
        }
        false => Head::of(chart, panel, right, region),
    };
    let heads: Vec<Head> = chart.panels.iter().map(head).collect();
    let heads_all: f64 = heads.iter().map(Head::height_pt).sum();
    let gaps = (chart.panels.len() - 1) as f64 * PANEL_GAP_PT;
    let free = (height - heads_all - gaps - below - above).max(PLOTS_HEIGHT_MIN_PT);
    let shares: f64 = chart.panels.iter().map(|panel| panel.share).sum();
    let last = chart.panels.len() - 1;
    let mut y = 0.0;
    let mut places = Vec::new();
    for (index, (panel, head)) in chart.panels.iter().zip(heads).enumerate() {
        let top = y + head.height_pt() + above;
        let bottom = top + free * panel.share / shares;
        let first_line = y + LINE_PT / 2.0 - 0.5;
        let unit_at = head.unit.then_some(first_line);
        let legend_at = if head.unit { first_line + LINE_PT + 1.0 } else { first_line };
        let plot = Rectangle { left, right, top, bottom };
        let column = legend_column(panel, width, region);
        let (legend, legend_at) = match column > 0.0 {
            true => {
                let entries = legend::entries(panel, region);
                (legend::column(entries, width - column + GAP_PT, bottom - top), top + LINE_PT / 2.0)
            }
            false => (head.legend, legend_at),
        };
        places.push(PanelPlace {
            plot,
            unit_at,
            legend,
            legend_at,
            title_at: None,
            values: true,
            words_end: width - column,
            below: index == last,
        });
        y = bottom + PANEL_GAP_PT;
    }
    places
}

/// Room for the words of the shared axis, over and under the plots.
pub(super) fn shared_heights(chart: &Chart, across: &Across) -> (f64, f64) {
    match (across.rows, labels_above(chart)) {
        (rows, true) => (rows as f64 * LINE_PT + 2.0, 1.0),
        (0, false) => (0.0, 2.0),
        (rows, false) => (0.0, rows as f64 * LINE_PT + 5.0),
    }
}

/// Heat maps are read from their heads, like tables.
pub fn labels_above(chart: &Chart) -> bool {
    chart.panels.iter().all(Panel::is_heat_map)
}

/// Height of a line over a plot, and of the gap below the last one.
pub(super) const HEAD_LINE_PT: f64 = LINE_PT + 1.0;
pub(super) const HEAD_GAP_PT: f64 = 5.5;

/// Whether the only name of the legend says what the axis measures, so that it need not be said twice.
fn names_the_axis(entries: &[Entry], panel: &Panel) -> bool {
    let [Entry::Series(index)] = entries else { return false };
    let name = panel.series().nth(*index).map(|(_, series)| series.name.as_str());
    panel.right.is_none() && panel.y.unit.is_none() && panel.y.title.as_deref() == name
}

/// Width of a legend beside a plot, with the gap before it.
fn legend_column(panel: &Panel, width: f64, region: &Region) -> f64 {
    legend::column_pt(panel, &legend::entries(panel, region), width, ENDS_SHARE_MAX)
}

/// What stands over a plot.
struct Head {
    unit: bool,
    legend: Lines,
    /// Height when there are no words.
    alone_pt: f64,
}

impl Head {
    fn of(chart: &Chart, panel: &Panel, right: f64, region: &Region) -> Head {
        let mut entries = legend::entries(panel, region);
        entries.retain(|_| panel.legend != Legend::Right);
        let right_unit = panel.right.as_ref().is_some_and(|axis| unit_line(axis).is_some());
        let unit = unit_line(&panel.y).is_some() || right_unit || names_heading(chart, panel).is_some();
        let unit = unit && !names_the_axis(&entries, panel);
        let legend = if entries.is_empty() { Lines::new() } else { legend::lines(panel, &entries, right) };
        let words_over = super::references::is_graded(panel)
            && chart.horizontal
            && panel.refs.iter().any(|line| line.to.is_some() && line.label.is_some());
        // Half a label at the top tick still needs room.
        Head { unit, legend, alone_pt: if words_over { HEAD_LINE_PT } else { 4.5 } }
    }

    /// Over a heat map; the names of its columns bring their own room.
    fn of_cells(unit: bool) -> Head {
        Head { unit, legend: Lines::new(), alone_pt: 0.0 }
    }

    fn height_pt(&self) -> f64 {
        match self.legend.len() + usize::from(self.unit) {
            0 => self.alone_pt,
            lines => lines as f64 * HEAD_LINE_PT + HEAD_GAP_PT,
        }
    }
}
