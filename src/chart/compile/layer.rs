//! One layer: series with their colours, stacked and thinned, or items; what of it is labelled.

use super::shared::Shared;
use super::{Compiler, END_LABELS_MAX};
use crate::chart::categories::{self, Compared, Order};
use crate::chart::channel::{Channel, ChannelPlan, ScaleChoice};
use crate::chart::gather::{Gathered, Names, RawSeries};
use crate::chart::marks::Roles;
use crate::chart::model::{Axis, AxisKind, Item, LabelRule, Layer, Point, Series, Stack};
use crate::chart::plan::{LayerPlan, Paint};
use crate::chart::{decimate, domain, sequence, stack};
use crate::diag::{Code, Diagnostic};
use crate::limits::CHART_POINTS_MAX;
use crate::theme::Color;
use crate::value::Value;
use std::collections::BTreeSet;

/// Points of one layer; two for every half point of the widest plot, so nothing that shows is lost.
const POINTS_MAX: usize = 6000;
/// Fewest points that a series is thinned to.
const SERIES_POINTS_MIN: usize = 160;
/// Dots of a cloud.
const CLOUD_POINTS_MAX: usize = 3600;
/// More bars than this carry no values.
const LABELLED_BARS_MAX: usize = 24;

/// Rows that are shown of those that cannot be drawn.
const BAD_ROWS_SHOWN: usize = 5;
/// What to do about several rows at one place.
const REPEATED_HELP: &str =
    "sum the rows in the dataset with GROUP BY, or name what tells them apart in `color`";

impl Compiler<'_> {
    /// A layer, and the axis of its rows where it has rows. Its value format waits for the value axis. `taken` are the
    /// names of series that have the colours of the palette, in its order; those of this layer are added.
    pub(super) fn layer(
        &mut self,
        plan: &LayerPlan,
        mut gathered: Gathered,
        taken: &mut Vec<String>,
        shared: &Shared,
    ) -> (Layer, Option<Axis>) {
        if plan.mark.0.traits().roles == Roles::Parts {
            split_parts(&mut gathered, shared);
        }
        self.check_repeats(plan, &gathered, shared);
        let mut series = self.series(plan, &gathered, taken, shared);
        let mut items = std::mem::take(&mut gathered.items);
        self.check_doubles(plan, &gathered, shared);
        self.check_log(plan, &series, shared);
        self.check_rolling(plan, &gathered);
        let mut axis = None;
        if let (Some(names), Some(channel)) = (&gathered.rows, &plan.rows) {
            axis = Some(self.rows(plan, channel, names, &mut series, &mut items));
        } else {
            self.check_signs(plan, &series);
            stacked(&mut series, plan, shared);
            self.thin(&mut series, plan, shared);
        }
        let band = match shared.axis.kind {
            _ if gathered.band > 0.0 => gathered.band,
            _ if axis.is_some() => 1.0,
            _ if !plan.mark.0.traits().bands => 0.0,
            AxisKind::Band => 1.0,
            AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => {
                domain::time_band(&shared.axis, &shared.places)
            }
        };
        let colors = match &plan.shade {
            Some(shade) => {
                Some(self.color_scale(shade, &plan.palette, true, domain::ends_of(&gathered.shades)))
            }
            None if plan.mark.0.traits().roles == Roles::Cells => {
                let ends = domain::extent_of(plan, &series, &[]);
                Some(self.color_scale(&plan.value, &plan.palette, false, ends))
            }
            None => None,
        };
        let keys = self.keys(plan, &gathered, &series);
        let layer = Layer {
            mark: plan.mark,
            side: plan.side,
            labels: self.labels(plan, &series, shared),
            stack: if axis.is_some() { Stack::None } else { plan.stack },
            value_format: plan.value.value_format(),
            series,
            items,
            colors,
            keys,
            band,
        };
        (layer, axis)
    }

    fn series(
        &self,
        plan: &LayerPlan,
        gathered: &Gathered,
        taken: &mut Vec<String>,
        shared: &Shared,
    ) -> Vec<Series> {
        let zero = plan.mark.0.traits().zero;
        let below = |raw: &RawSeries| zero && raw.points.iter().all(|(_, y)| y.unwrap_or(0.0) <= 0.0);
        let count = gathered.series.len();
        let hangs =
            |raw: &RawSeries| count == 1 && plan.mark.0.traits().ends && below(raw) && !raw.points.is_empty();
        let is_there = |name: &String| gathered.series.iter().any(|raw| raw.name == *name);
        // Those that stand out come first, so that they have the strongest colours.
        let first = plan.emphasis.iter().map(|name| &name.value).filter(|name| is_there(name)).cloned();
        let mut next = |name: String| {
            taken.iter().position(|known| *known == name).unwrap_or_else(|| {
                taken.push(name);
                taken.len() - 1
            })
        };
        for name in first.filter(|name| plan.palette.takes_next(name, false)) {
            next(name);
        }
        let mut series = Vec::new();
        for (index, raw) in gathered.series.iter().enumerate() {
            let painted = plan.paint != Paint::Series;
            let (muted, hangs) = (!painted && plan.mutes(&raw.name), hangs(raw));
            let by_place = plan.palette.takes_next(&raw.name, hangs);
            let grey = muted || (by_place && plan.is_rest(&raw.name, &self.plan.x));
            // A series that another layer shows too keeps its colour.
            let place = if by_place && !grey { next(raw.name.clone()) } else { index };
            let (color, negative) = plan.palette.color((place, count), &raw.name, hangs, self.theme);
            let (color, negative) = if grey { (self.grey(), None) } else { (color, negative) };
            let mut points = points(raw, plan, shared);
            if let Some(count) = plan.value.rolling {
                sequence::roll(&mut points, count);
            }
            if plan.value.cumulative {
                sequence::add_up(&mut points);
            }
            series.push(Series {
                name: raw.name.clone(),
                color,
                negative,
                places: self.place_colors(plan, color, shared),
                points,
                muted,
                rows: raw.points.len(),
            });
        }
        series
    }

    /// What stays behind what stands out.
    fn grey(&self) -> Color {
        self.theme.colors.muted.over(self.theme.colors.paper, 0.55)
    }

    /// Colours of the places of a band axis, where each has its own.
    fn place_colors(&self, plan: &LayerPlan, color: Color, shared: &Shared) -> Vec<Color> {
        if plan.paint == Paint::Series || shared.axis.kind != AxisKind::Band {
            return Vec::new();
        }
        let names = &shared.axis.categories;
        let mut nth = 0;
        let color = |name: &String| {
            let own = plan.palette.own(name);
            let rest = self.plan.x.other.as_ref() == Some(name) && plan.palette.takes_next(name, false);
            match own {
                Some(own) => own,
                None if rest || plan.mutes(name) => self.grey(),
                None if plan.paint == Paint::Some => color,
                None => {
                    nth += 1;
                    plan.palette.color((nth - 1, names.len()), name, false, self.theme).0
                }
            }
        };
        names.iter().map(color).collect()
    }

    /// Puts rows in their order: series that are rows, and items that lie in rows. Returns the axis of the rows.
    fn rows(
        &self,
        plan: &LayerPlan,
        channel: &ChannelPlan,
        names: &Names,
        series: &mut Vec<Series>,
        items: &mut Vec<Item>,
    ) -> Axis {
        let order = categories::order(channel, names, &mut [], Compared::default());
        if plan.mark.0.traits().roles == Roles::Cells {
            sort_rows(series, &order);
        }
        items.retain_mut(|item| {
            let place = order.shown.get(item.y[0] as usize).copied().flatten();
            place.map(|place| item.y = [place as f64; 2]).is_some()
        });
        let mut y = domain::band_axis(channel, order.names);
        // The first row stands at the top.
        y.reverse = !y.reverse;
        if plan.mark.0.traits().roles == Roles::Cells {
            // What is measured is the colour, names speak for themselves.
            (y.title, y.unit, y.symbol) =
                (plan.value.title.clone(), plan.value.unit.clone(), plan.value.unit.clone());
        } else {
            (y.title, y.unit, y.symbol) = (None, None, None);
        }
        y
    }

    fn labels(&self, plan: &LayerPlan, series: &[Series], shared: &Shared) -> LabelRule {
        if let Some(rule) = plan.labels.or(plan.mark.0.traits().labels) {
            return rule;
        }
        if plan.extras.get(Channel::Detail).is_some() {
            // Lines of one name cannot be told apart by it.
            return LabelRule::None;
        }
        let bars = shared.axis.categories.len() * series.len();
        match plan.mark.0.traits() {
            traits if traits.roles == Roles::Cells => LabelRule::All,
            // On a reversed axis lines end where the words of the values stand.
            traits if traits.ends && series.len() <= END_LABELS_MAX && !self.plan.x.reverse => LabelRule::End,
            traits if traits.bands && plan.stack == Stack::None && bars <= LABELLED_BARS_MAX => {
                match self.horizontal(shared) && !series.is_empty() {
                    true => LabelRule::All,
                    false => LabelRule::None,
                }
            }
            _ => LabelRule::None,
        }
    }

    /// Tells of several rows where a mark can show only one.
    fn check_repeats(&mut self, plan: &LayerPlan, gathered: &Gathered, shared: &Shared) {
        if !plan.mark.0.traits().single {
            return;
        }
        let points = gathered.series.iter().enumerate();
        let points = points.flat_map(|(at, series)| series.points.iter().map(move |(x, _)| (at, *x)));
        let items = gathered.items.iter().map(|item| (item.series, item.x[0]));
        let mut seen: BTreeSet<(usize, u64)> = BTreeSet::new();
        let repeated = points.chain(items).find(|(series, x)| !seen.insert((*series, x.to_bits())));
        let Some((series, x)) = repeated else { return };
        let place = domain::place_text(&shared.axis, x, self.region);
        let message = format!(
            "`{}` has more than one row for `{place}`, and a {} can show only one",
            gathered.series[series].name,
            plan.mark.0.name()
        );
        self.tell(Diagnostic::error(Code::Chart, plan.value.span, message).help(REPEATED_HELP));
    }

    /// Warns of lines that have several values at one place: they go up and down there.
    fn check_doubles(&mut self, plan: &LayerPlan, gathered: &Gathered, shared: &Shared) {
        if !plan.mark.0.traits().ends {
            return;
        }
        for series in &gathered.series {
            let there = series.points.iter().filter(|(_, value)| value.is_some());
            let mut there: Vec<f64> = there.map(|(x, _)| *x).collect();
            there.sort_by(f64::total_cmp);
            let doubles = || there.windows(2).filter(|pair| pair[0] == pair[1]);
            let Some(first) = doubles().next() else { continue };
            let place = domain::place_text(&shared.axis, first[0], self.region);
            let more = match doubles().count() {
                1 => format!("a second value at `{place}`"),
                count => format!("{count} more values at places that have one already, first at `{place}`"),
            };
            let message = format!("`{}` has {more}", series.name);
            self.tell(Diagnostic::warning(Code::Chart, plan.value.span, message).help(REPEATED_HELP));
            return;
        }
    }

    /// Tells of means of more values than there are.
    fn check_rolling(&mut self, plan: &LayerPlan, gathered: &Gathered) {
        let most = gathered.series.iter().map(|series| series.points.len()).max().unwrap_or(0);
        if let Some(count) = plan.value.rolling.filter(|count| *count > most && most > 0) {
            let message =
                format!("a mean of {count} values needs as many, and the longest series has {most}");
            let help = "choose a smaller `rolling`";
            self.tell(Diagnostic::error(Code::Chart, plan.value.span, message).help(help));
        }
    }

    /// Leaves out points that fall on the same place as others, unless the author wants each.
    fn thin(&mut self, series: &mut [Series], plan: &LayerPlan, shared: &Shared) {
        let traits = plan.mark.0.traits();
        if shared.axis.kind == AxisKind::Band || traits.bands {
            return;
        }
        if !self.plan.decimate {
            return self.check_points(series, plan);
        }
        let each = (POINTS_MAX / series.len().max(1)).max(SERIES_POINTS_MIN);
        for series in series {
            let points = std::mem::take(&mut series.points);
            series.points = match traits.ends {
                true => decimate::thin(points, each),
                false => decimate::thin_cloud(points, CLOUD_POINTS_MAX / 2 + each.min(CLOUD_POINTS_MAX / 2)),
            };
        }
    }

    /// Tells of surfaces on each other that would have to lie above and below zero at once.
    fn check_signs(&mut self, plan: &LayerPlan, series: &[Series]) {
        let traits = plan.mark.0.traits();
        if !(traits.ends && traits.zero) || plan.stack == Stack::None || series.len() < 2 {
            return;
        }
        let has = |series: &Series, sign: f64| {
            series.points.iter().any(|point| point.value.is_some_and(|value| value * sign > 0.0))
        };
        let Some(both) = series.iter().find(|series| has(series, 1.0) && has(series, -1.0)) else { return };
        let message =
            format!("`{}` has gains and losses, and surfaces on each other cannot show both", both.name);
        let help = "use `mark: bar`, or `stack: none` on `y`";
        self.tell(Diagnostic::error(Code::Chart, plan.value.span, message).help(help));
    }

    /// Warns of values that the author's domain cuts off.
    pub(super) fn check_domain(&mut self, plan: &LayerPlan, layer: &Layer) {
        let [first, last] = plan.value.domain;
        if (first, last) == (None, None) || layer.colors.is_some() {
            return;
        }
        let within = |y: f64| first.is_none_or(|first| first <= y) && last.is_none_or(|last| y <= last);
        let points = layer.series.iter().flat_map(|series| &series.points);
        let points = points.filter(|point| point.value.is_some()).map(|point| [point.high; 2]);
        let items = layer.items.iter().map(|item| match plan.mark.0.traits().axes {
            true => item.y,
            false => [item.value.unwrap_or(0.0); 2],
        });
        let ends: Vec<[f64; 2]> = points.chain(items).collect();
        let cut = ends.iter().filter(|ends| !(within(ends[0]) && within(ends[1]))).count();
        let what = if layer.items.is_empty() { "values" } else { "marks" };
        self.tell_cut(&plan.value, cut, ends.len(), what);
    }

    fn check_points(&mut self, series: &[Series], plan: &LayerPlan) {
        let count: usize = series.iter().map(|series| series.points.len()).sum();
        if count > CHART_POINTS_MAX {
            let message = format!(
                "{count} points without `decimate` are more than the {CHART_POINTS_MAX} a chart draws"
            );
            let help = "remove `decimate: none`: all highs, lows, gaps and ends stay";
            self.tell(Diagnostic::error(Code::Chart, plan.value.span, message).help(help));
        }
    }

    fn check_log(&mut self, plan: &LayerPlan, series: &[Series], shared: &Shared) {
        if plan.value.scale != ScaleChoice::Log {
            return;
        }
        let points = series.iter().flat_map(|series| series.points.iter().map(move |point| (series, point)));
        let bad: Vec<(&Series, &Point, f64)> = points
            .filter_map(|(series, point)| Some((series, point, point.value?)))
            .filter(|(_, _, value)| *value <= 0.0)
            .collect();
        if bad.is_empty() {
            return;
        }
        let values =
            if bad.len() == 1 { "1 value is".to_string() } else { format!("{} values are", bad.len()) };
        let message = format!("a log scale has no place for zero and below, and {values}");
        let format = plan.value.value_format();
        let row = |(series, point, value): &(&Series, &Point, f64)| {
            let place = domain::place_text(&shared.axis, point.x, self.region);
            let value = format.display(&Value::Number(*value), self.region).text;
            format!("{} at {place}: {value}", series.name)
        };
        let mut rows: Vec<String> = bad.iter().take(BAD_ROWS_SHOWN).map(row).collect();
        if bad.len() > rows.len() {
            rows.push(format!("and {} more", bad.len() - rows.len()));
        }
        let help = "use `scale: symlog`, or leave these rows out in the dataset";
        let diagnostic = Diagnostic::error(Code::Chart, plan.value.span, message).note(rows.join("; "));
        self.tell(diagnostic.help(help));
    }
}

/// Makes a series of each value of the only series, named by its place.
fn split_parts(gathered: &mut Gathered, shared: &Shared) {
    let points: Vec<(f64, Option<f64>)> =
        gathered.series.drain(..).flat_map(|series| series.points).collect();
    let mut series: Vec<RawSeries> = shared
        .axis
        .categories
        .iter()
        .map(|name| RawSeries { name: name.clone(), points: Vec::new() })
        .collect();
    for (x, value) in points {
        if let Some(part) = series.get_mut(x as usize) {
            part.points.push((x, value));
        }
    }
    gathered.series = series;
}

fn sort_rows(series: &mut Vec<Series>, order: &Order) {
    let all = std::mem::take(series).into_iter().enumerate();
    let mut sorted: Vec<(usize, Series)> =
        all.filter_map(|(place, series)| Some((order.shown[place]?, series))).collect();
    sorted.sort_by_key(|(place, _)| *place);
    series.extend(sorted.into_iter().map(|(_, series)| series));
}

/// Puts series on each other.
fn stacked(series: &mut [Series], plan: &LayerPlan, shared: &Shared) {
    let continuous = shared.axis.kind != AxisKind::Band;
    if plan.stack != Stack::None && continuous {
        stack::align(series, plan.value.missing);
    }
    stack::stack(series, plan.stack);
}

fn points(raw: &RawSeries, plan: &LayerPlan, shared: &Shared) -> Vec<Point> {
    let point = |x: f64, value: Option<f64>| Point { x, value, low: 0.0, high: value.unwrap_or(0.0) };
    let traits = plan.mark.0.traits();
    let one_each = traits.bands || traits.ends || traits.roles != Roles::Series;
    if shared.axis.kind == AxisKind::Band && one_each {
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
