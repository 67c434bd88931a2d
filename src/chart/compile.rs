//! From plan and rows to the chart: everything an output needs is decided here, once.

use super::categories::{self, Order};
use super::channel::ScaleChoice;
use super::decimate;
use super::domain::{self, AxisData};
use super::gather::{Gathered, Gathering, Names, RawSeries};
use super::marks::Roles;
use super::model::{Axis, AxisKind, Chart, ColorScale, LabelRule, Panel, Point, Series, Stack};
use super::palette::PaletteChoice;
use super::plan::{ChartPlan, PanelPlan};
use super::reference::{self, RefData};
use crate::diag::{Code, Diagnostic, Sink};
use crate::format::{Format, Region};
use crate::table::Table;
use crate::theme::Theme;
use std::collections::BTreeMap;

/// Points of one panel; two for every half point of the widest plot, so nothing that shows is lost.
const POINTS_MAX: usize = 6000;
/// Fewest points that a series is thinned to.
const SERIES_POINTS_MIN: usize = 160;
/// Dots of a cloud.
const CLOUD_POINTS_MAX: usize = 3600;
/// With more series than this, names stand in a legend and not at the ends.
pub(super) const END_LABELS_MAX: usize = 6;
/// More bars than this carry no values.
const LABELLED_BARS_MAX: usize = 24;
/// Height of one horizontal bar with its gap, and of one row of a heat map.
const BAR_HEIGHT_PT: f64 = 17.0;
const CELL_HEIGHT_PT: f64 = 17.0;
/// Part of the width that lying bars and cells have beside their names, and height that words take from a plot, as
/// far as it can be known before anything is measured.
const PLOT_SHARE: f64 = 0.6;
const WORDS_HEIGHT_PT: f64 = 34.0;
/// Height of the names of a heat map's columns, and of its measure or key over them.
const CELL_NAMES_PT: f64 = 14.0;
const CELL_HEAD_PT: f64 = 17.0;

impl ChartPlan {
    /// Compiles the chart from rows. Data that cannot be shown truthfully are told to `sink`.
    pub fn compile(&self, rows: &Table, theme: &Theme, region: &Region, sink: &mut Sink) -> Chart {
        Compiler { plan: self, theme, region, sink }.chart(rows)
    }
}

struct Compiler<'a> {
    plan: &'a ChartPlan,
    theme: &'a Theme,
    region: &'a Region,
    sink: &'a mut Sink,
}

/// The shared axis with what panels need to know of it.
struct Shared {
    axis: Axis,
    /// Sorted, distinct places of all panels.
    places: Vec<f64>,
    hidden: usize,
}

impl Compiler<'_> {
    fn chart(&mut self, rows: &Table) -> Chart {
        let mut names = Names::default();
        let mut gathered: Vec<Gathered> =
            self.plan.panels.iter().map(|panel| self.gather(panel, rows, &mut names)).collect();
        let shared = self.shared(&names, &mut gathered);
        let missing = gathered.iter().map(|panel| panel.missing).sum();
        let plans = self.plan.panels.iter();
        let panels: Vec<Panel> =
            plans.zip(gathered).map(|(plan, gathered)| self.panel(plan, gathered, &shared)).collect();
        let nothing = panels.iter().flat_map(|panel| &panel.series).all(Series::is_empty);
        Chart {
            size: self.plan.size,
            height: self.height(&panels, &shared.axis),
            horizontal: self.plan.horizontal || self.turns(&panels, &shared.axis),
            x: shared.axis,
            panels,
            empty: nothing.then(|| self.plan.empty.clone()),
            missing,
            categories_hidden: shared.hidden,
        }
        .settle()
    }

    fn gather(&self, panel: &PanelPlan, rows: &Table, names: &mut Names) -> Gathered {
        let mut gathering = Gathering { x: &self.plan.x, panel, rows, region: self.region, names };
        panel.mark.0.gather(&mut gathering)
    }

    fn shared(&mut self, names: &Names, gathered: &mut [Gathered]) -> Shared {
        let channel = &self.plan.x;
        let bands = self.plan.panels.iter().any(|panel| panel.mark.0.traits().bands);
        let mut hidden = 0;
        let mut categories = Vec::new();
        if channel.scale == ScaleChoice::Band {
            let stacked_or_single = gathered.iter().all(|panel| panel.rows.is_none());
            let order = categories::order(channel, names, gathered, bands && stacked_or_single);
            hidden = order.hidden;
            renumber(&order, gathered);
            categories = order.names;
        }
        let series = gathered.iter().flat_map(|panel| &panel.series);
        let mut places: Vec<f64> = series.flat_map(|series| &series.points).map(|(x, _)| *x).collect();
        places.sort_by(f64::total_cmp);
        places.dedup();
        let axis = match channel.scale {
            ScaleChoice::Band => domain::band_axis(channel, categories),
            ScaleChoice::Time => domain::time_axis(channel, &places, bands),
            ScaleChoice::Auto | ScaleChoice::Linear | ScaleChoice::Log => self.number_axis(&places, gathered),
            ScaleChoice::Sequential | ScaleChoice::Diverging => domain::band_axis(channel, Vec::new()),
        };
        Shared { axis, places, hidden }
    }

    fn number_axis(&self, places: &[f64], gathered: &[Gathered]) -> Axis {
        let half_bin = gathered.iter().map(|panel| panel.band / 2.0).fold(0.0, f64::max);
        let ends = (places.first().copied().unwrap_or(0.0), places.last().copied().unwrap_or(1.0));
        let length_pt = self.plan.size.nominal_width_pt();
        let data = AxisData {
            channel: &self.plan.x,
            low: ends.0 - half_bin,
            high: ends.1 + half_bin,
            length_pt,
            region: self.region,
        };
        domain::number_axis(&data, self.plan.panels.iter().any(|panel| panel.mark.0.traits().ends))
    }

    fn panel(&mut self, plan: &PanelPlan, gathered: Gathered, shared: &Shared) -> Panel {
        let mut series = self.series(plan, &gathered, shared);
        if plan.mark.0.traits().roles == Roles::Cells {
            return self.cells(plan, gathered, series);
        }
        self.check_repeats(plan, &gathered, shared);
        series.stack(plan, shared);
        let series = series.0;
        let x_format = self.plan.x.value_format();
        let y_format = plan.value.value_format();
        let data =
            RefData { series: &series, sample: &gathered.sample, x_format: &x_format, y_format: &y_format };
        let refs: Vec<_> = plan
            .refs
            .iter()
            .filter_map(|written| reference::place(written, &data, self.theme, self.region))
            .collect();
        self.check_log(plan, &series);
        let labels = self.labels(plan, &series, shared);
        let hidden = labels == LabelRule::All && self.horizontal(&series, shared) && plan.labels.is_none();
        let (y, value_format) = self.value_axis(plan, &series, &refs, !hidden, labels == LabelRule::All);
        let band = match shared.axis.kind {
            _ if gathered.band > 0.0 => gathered.band,
            _ if !plan.mark.0.traits().bands => 0.0,
            AxisKind::Band => 1.0,
            AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log => {
                domain::time_band(&shared.axis, &shared.places)
            }
        };
        Panel {
            mark: plan.mark,
            share: plan.share,
            y,
            series,
            stack: plan.stack,
            labels,
            value_format,
            refs,
            colors: None,
            band,
        }
    }

    fn series(&self, plan: &PanelPlan, gathered: &Gathered, shared: &Shared) -> SeriesList {
        let zero = plan.mark.0.traits().zero;
        let below = |raw: &RawSeries| zero && raw.points.iter().all(|(_, y)| y.unwrap_or(0.0) <= 0.0);
        let single = gathered.series.len() == 1;
        let make = |(index, raw): (usize, &RawSeries)| {
            let hangs = single && plan.mark.0.traits().ends && below(raw) && !raw.points.is_empty();
            let (mut color, negative) = plan.palette.color(index, &raw.name, hangs, self.theme);
            let muted = !plan.emphasis.is_empty() && !plan.emphasis.contains(&raw.name);
            if muted {
                color = self.theme.colors.muted.over(self.theme.colors.paper, 0.55);
            }
            let points = points(raw, shared);
            Series { name: raw.name.clone(), color, negative, points, muted, rows: raw.points.len() }
        };
        SeriesList(gathered.series.iter().enumerate().map(make).collect())
    }

    /// A heat map: rows are names on the value axis, values are colours.
    fn cells(&mut self, plan: &PanelPlan, gathered: Gathered, series: SeriesList) -> Panel {
        let names = gathered.rows.unwrap_or_default();
        let rows_channel = plan.series.as_ref().unwrap_or(&plan.value);
        let order = categories::order(rows_channel, &names, &mut [], false);
        let mut sorted: Vec<(usize, Series)> = series
            .0
            .into_iter()
            .enumerate()
            .filter_map(|(place, series)| Some((order.shown[place]?, series)))
            .collect();
        sorted.sort_by_key(|(place, _)| *place);
        let series: Vec<Series> = sorted.into_iter().map(|(_, series)| series).collect();
        let mut y = domain::band_axis(rows_channel, order.names);
        // The first row stands at the top; what is measured is the colour, names speak for themselves.
        y.reverse = !y.reverse;
        (y.title, y.unit, y.symbol) =
            (plan.value.title.clone(), plan.value.unit.clone(), plan.value.unit.clone());
        let colors = self.color_scale(plan, &series);
        let (_, value_format) = self.value_axis(plan, &series, &[], false, false);
        Panel {
            mark: plan.mark,
            share: plan.share,
            y,
            series,
            stack: Stack::None,
            labels: plan.labels.unwrap_or(LabelRule::All),
            value_format,
            refs: Vec::new(),
            colors: Some(colors),
            band: 1.0,
        }
    }

    fn color_scale(&self, plan: &PanelPlan, series: &[Series]) -> ColorScale {
        let (low, high) = domain::extent(plan, series, &[]).unwrap_or((0.0, 1.0));
        let (low, high) = (plan.value.domain[0].unwrap_or(low), plan.value.domain[1].unwrap_or(high));
        let paper = self.theme.colors.paper;
        let middle = plan.value.midpoint;
        let both = low < middle && high > middle;
        let diverging = match (plan.value.scale, plan.palette.choice) {
            (ScaleChoice::Diverging, _) | (_, PaletteChoice::Diverging | PaletteChoice::GainLoss) => true,
            (ScaleChoice::Sequential, _) | (_, PaletteChoice::Sequential) => false,
            _ => both,
        };
        if diverging {
            // Both sides reach equally far, so that equal strength means equal size.
            let reach = (high - middle).abs().max((low - middle).abs()).max(f64::MIN_POSITIVE);
            let colors = &self.theme.colors;
            let stops = [colors.bad, paper.over(colors.wash, 0.5), colors.good];
            return ColorScale { min: middle - reach, mid: middle, max: middle + reach, stops };
        }
        let strong = self.theme.palette.first().copied().unwrap_or(self.theme.colors.accent);
        let stops = [strong.over(paper, 0.06), strong.over(paper, 0.5), strong];
        ColorScale { min: low, mid: (low + high) / 2.0, max: high, stops }
    }

    fn value_axis(
        &self,
        plan: &PanelPlan,
        series: &[Series],
        refs: &[super::model::RefLine],
        ticks_shown: bool,
        labelled: bool,
    ) -> (Axis, Format) {
        let (low, high) = domain::extent(plan, series, refs).unwrap_or((0.0, 1.0));
        let width = self.plan.size.nominal_width_pt();
        let shares: f64 = self.plan.panels.iter().map(|panel| panel.share).sum();
        let length_pt = match self.plan.horizontal {
            true => width * PLOT_SHARE * domain::TICK_HEIGHT_PT / domain::TICK_WIDTH_PT,
            false => (self.plan.height.points(width) - WORDS_HEIGHT_PT) * plan.share / shares,
        };
        let (low, high) = match labelled && !self.plan.horizontal {
            true => with_label_room(low, high, length_pt),
            false => (low, high),
        };
        let data = AxisData { channel: &plan.value, low, high, length_pt, region: self.region };
        if plan.stack == Stack::Normalize {
            return domain::share_axis(&data);
        }
        let zero = plan.mark.0.traits().zero || plan.value.zero == Some(true);
        domain::value_axis(&data, zero, ticks_shown)
    }

    fn labels(&self, plan: &PanelPlan, series: &[Series], shared: &Shared) -> LabelRule {
        if let Some(rule) = plan.labels {
            return rule;
        }
        let bars = shared.axis.categories.len() * series.len();
        match plan.mark.0.traits() {
            traits if traits.ends && series.len() <= END_LABELS_MAX => LabelRule::End,
            traits if traits.bands && plan.stack == Stack::None && bars <= LABELLED_BARS_MAX => {
                match self.horizontal(series, shared) {
                    true => LabelRule::All,
                    false => LabelRule::None,
                }
            }
            _ => LabelRule::None,
        }
    }

    /// Whether bars lie: as written, or because names are longer than their bars are wide.
    fn horizontal(&self, series: &[Series], shared: &Shared) -> bool {
        self.plan.horizontal
            || (self.plan.panels.len() == 1 && names_too_long(&shared.axis, series, self.plan))
    }

    fn turns(&self, panels: &[Panel], axis: &Axis) -> bool {
        let [panel] = panels else { return false };
        panel.mark.0.traits().roles == Roles::Series
            && panel.mark.0.traits().bands
            && names_too_long(axis, &panel.series, self.plan)
    }

    fn height(&self, panels: &[Panel], axis: &Axis) -> super::model::Height {
        use super::model::Height;
        let (Height::Ratio(_), [panel]) = (self.plan.height, panels) else { return self.plan.height };
        if panel.colors.is_some() {
            return Height::Points(self.cells_height(panel, axis));
        }
        if !(self.plan.horizontal || self.turns(panels, axis)) {
            return self.plan.height;
        }
        let beside = if panel.stack == Stack::None { panel.series.len().max(1) } else { 1 };
        let one = BAR_HEIGHT_PT + (beside.min(6) as f64 - 1.0) * 9.0;
        let around = if panel.y.hidden { 20.0 } else { 36.0 };
        Height::Points((axis.categories.len().max(1) as f64 * one + around).max(60.0))
    }

    fn cells_height(&self, panel: &Panel, axis: &Axis) -> f64 {
        let height = panel.y.categories.len().max(1) as f64 * CELL_HEIGHT_PT;
        let size_pt = (self.plan.size.nominal_width_pt() * PLOT_SHARE, height);
        let headed = super::draw::cells_need_head(size_pt, panel, axis.categories.len(), self.region);
        height + CELL_NAMES_PT + if headed { CELL_HEAD_PT } else { 0.0 }
    }

    fn check_repeats(&mut self, plan: &PanelPlan, gathered: &Gathered, shared: &Shared) {
        if !plan.mark.0.traits().bands || plan.mark.0.traits().roles != Roles::Series {
            return;
        }
        for series in &gathered.series {
            let mut seen: BTreeMap<u64, ()> = BTreeMap::new();
            let repeated = series.points.iter().find(|(x, _)| seen.insert(x.to_bits(), ()).is_some());
            let Some((x, _)) = repeated else { continue };
            let place = domain::place_text(&shared.axis, *x, self.region);
            let message =
                format!("`{}` has more than one row for `{place}`, and a bar can show only one", series.name);
            let help = "sum the rows in the dataset with GROUP BY, or name what tells them apart in `color`";
            self.sink.push(Diagnostic::error(Code::Chart, plan.value.span, message).help(help));
            return;
        }
    }

    fn check_log(&mut self, plan: &PanelPlan, series: &[Series]) {
        if plan.value.scale != ScaleChoice::Log {
            return;
        }
        let values = series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
        let bad = values.filter(|value| *value <= 0.0).count();
        if bad > 0 {
            let message = format!("a log scale has no place for zero and below, and {bad} values are");
            let help = "use a linear scale, or leave these rows out in the dataset";
            self.sink.push(Diagnostic::error(Code::Chart, plan.value.span, message).help(help));
        }
    }
}

/// Room for the values beyond the ends of upright bars.
fn with_label_room(low: f64, high: f64, length_pt: f64) -> (f64, f64) {
    const LABEL_PT: f64 = 9.0;
    let (low, high) = (low.min(0.0), high.max(0.0));
    let room = (high - low) * LABEL_PT / (length_pt - 2.0 * LABEL_PT).max(LABEL_PT);
    (if low < 0.0 { low - room } else { low }, if high > 0.0 { high + room } else { high })
}

/// Series on their way through stacking and thinning.
struct SeriesList(Vec<Series>);

impl SeriesList {
    fn stack(&mut self, plan: &PanelPlan, shared: &Shared) {
        let continuous = shared.axis.kind != AxisKind::Band;
        if plan.stack != Stack::None && continuous {
            super::stack::align(&mut self.0);
        }
        super::stack::stack(&mut self.0, plan.stack);
        if !continuous || plan.mark.0.traits().bands {
            return;
        }
        let each = (POINTS_MAX / self.0.len().max(1)).max(SERIES_POINTS_MIN);
        for series in &mut self.0 {
            let points = std::mem::take(&mut series.points);
            series.points = match plan.mark.0.traits().ends {
                true => decimate::thin(points, each),
                false => decimate::thin_cloud(points, CLOUD_POINTS_MAX / 2 + each.min(CLOUD_POINTS_MAX / 2)),
            };
        }
    }
}

/// Moves points to the places where their names are shown.
fn renumber(order: &Order, gathered: &mut [Gathered]) {
    for series in gathered.iter_mut().flat_map(|panel| &mut panel.series) {
        series.points.retain_mut(|(x, _)| match order.shown.get(*x as usize).copied().flatten() {
            Some(place) => {
                *x = place as f64;
                true
            }
            None => false,
        });
    }
}

fn points(raw: &RawSeries, shared: &Shared) -> Vec<Point> {
    let point = |x: f64, value: Option<f64>| Point { x, value, low: 0.0, high: value.unwrap_or(0.0) };
    if shared.axis.kind == AxisKind::Band {
        let mut all: Vec<Point> =
            (0..shared.axis.categories.len()).map(|place| point(place as f64, None)).collect();
        for (x, value) in &raw.points {
            if let Some(slot) = all.get_mut(*x as usize) {
                *slot = point(*x, *value);
            }
        }
        return all;
    }
    let mut all: Vec<Point> = raw.points.iter().map(|(x, value)| point(*x, *value)).collect();
    // Stable, so that rows of one moment keep their order.
    all.sort_by(|a, b| a.x.total_cmp(&b.x));
    all
}

/// Names that need more than the width of their bar, when there are no panels beside.
fn names_too_long(axis: &Axis, series: &[Series], plan: &ChartPlan) -> bool {
    if axis.kind != AxisKind::Band || plan.panels.iter().any(|panel| !panel.mark.0.traits().bands) {
        return false;
    }
    if plan.panels.iter().any(|panel| panel.mark.0.traits().roles != Roles::Series) || series.is_empty() {
        return false;
    }
    let room = (plan.size.nominal_width_pt() - 36.0) / axis.categories.len().max(1) as f64 - 4.0;
    axis.categories.iter().any(|name| super::draw::label_width_pt(name) > room.max(8.0) * 1.6)
}

impl Series {
    /// Whether it has no value at all.
    pub fn is_empty(&self) -> bool {
        self.points.iter().all(|point| point.value.is_none())
    }
}

impl Chart {
    /// Categories of horizontal bars run downwards.
    fn settle(mut self) -> Chart {
        if self.horizontal {
            self.x.reverse = !self.x.reverse;
        }
        self
    }
}
