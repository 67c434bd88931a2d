//! Axes: domain, ticks and formats from the data and what the author asked for.

use super::calendar;
use super::channel::{ChannelPlan, ScaleChoice};
use super::model::{Axis, AxisKind, Calendar, Grain, Item, Layer, RefAxis, RefLine, Series, Side, Stack};
use super::numbers::{self, Wanted, Written};
use super::plan::LayerPlan;
use super::ticks::{Nice, Reach, nice, nice_log, nice_symlog};
use crate::format::{Format, Region};
use jiff::civil::Weekday;

/// Lengths of a value axis from which on it has four and five ticks; fewer are read faster than more.
const FOUR_TICKS_PT: f64 = 60.0;
const FIVE_TICKS_PT: f64 = 150.0;
/// Height that one tick of a value axis takes, and width of one tick of a numeric x axis.
pub(super) const TICK_HEIGHT_PT: f64 = 32.0;
pub(super) const TICK_WIDTH_PT: f64 = 62.0;
/// Room at both ends of a time axis with a single moment, in seconds.
const LONE_MOMENT_ROOM: f64 = 1800.0;

/// What an axis is made from.
pub(super) struct AxisData<'a> {
    pub channel: &'a ChannelPlan,
    pub low: f64,
    pub high: f64,
    /// Length in points, as far as it can be known.
    pub length_pt: f64,
    /// Size up to which a symmetric log axis is nearly linear.
    pub linear_to: f64,
    /// Whether there is nothing between whole numbers.
    pub whole: bool,
    /// What is written at marks.
    pub words: Words,
    pub region: &'a Region,
}

/// What is known of values that are written at marks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Words {
    /// The least size that is not zero.
    pub least: Option<f64>,
    /// Whether all of them are whole.
    pub whole: bool,
}

/// What decides how values are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub largest: f64,
    pub words: Words,
}

impl AxisData<'_> {
    /// The same with room for marks that reach beyond their places; small dots may stand on zero.
    pub fn with_room(mut self, reach_pt: f64) -> Self {
        const SMALL_PT: f64 = 6.0;
        let share = reach_pt / (self.length_pt - 2.0 * reach_pt).max(4.0 * reach_pt + 1.0);
        let (low, high) = (self.low, self.high);
        let moved = |from: f64, away: f64| match self.channel.scale {
            ScaleChoice::Log => from * (high / low).powf(away * share),
            _ => from + (high - low) * away * share,
        };
        let stays = |end: f64| end == 0.0 && reach_pt < SMALL_PT;
        (self.low, self.high) = (
            if stays(low) { low } else { moved(low, -1.0) },
            if stays(high) { high } else { moved(high, 1.0) },
        );
        self
    }

    /// The sizes of its values.
    pub fn sizes(&self) -> Sizes {
        Sizes { largest: self.low.abs().max(self.high.abs()), words: self.words }
    }
}

/// An axis of names.
pub(super) fn band_axis(channel: &ChannelPlan, names: Vec<String>) -> Axis {
    Axis {
        title: channel.title.clone(),
        unit: channel.unit.clone(),
        symbol: channel.unit.clone(),
        kind: AxisKind::Band,
        min: -0.5,
        max: names.len().max(1) as f64 - 0.5,
        step: 1.0,
        ticks: (0..names.len()).map(|place| place as f64).collect(),
        format: channel.value_format(),
        chosen: None,
        heading: heading(channel),
        categories: names,
        reverse: channel.reverse,
        hidden: false,
        spans: false,
        calendar: Calendar::default(),
        linear_to: 1.0,
        side: Side::Left,
    }
}

/// What the author calls the names or days of an axis.
fn heading(channel: &ChannelPlan) -> Option<String> {
    let title = channel.title.as_ref().filter(|_| channel.titled)?;
    Some(channel.unit.as_ref().map_or_else(|| title.clone(), |unit| format!("{title}, {unit}")))
}

/// What the marks on an axis of time are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marks {
    /// Values at places.
    Places,
    /// Values with room of their own.
    Bands,
    /// Stretches from one place to another, which both are moments.
    Stretches,
}

/// An axis of time over sorted, distinct places.
pub(super) fn time_axis(channel: &ChannelPlan, places: &[f64], marks: Marks, region: &Region) -> Axis {
    let calendar = calendar_of(channel, places, region);
    let bands = marks == Marks::Bands;
    let grain = match marks {
        Marks::Stretches => Grain::of(places, calendar).min(Grain::Day),
        Marks::Places | Marks::Bands => Grain::of(places, calendar),
    };
    // Months and longer stand in the middle of their span even on a line: that is what labels say.
    // A lone day has its name in the middle, not between two days.
    let lone = places.len() == 1 && grain == Grain::Day;
    let spans = lone || grain >= Grain::Month || (bands && grain > Grain::Moment);
    let (first, last) = (places.first().copied().unwrap_or(0.0), places.last().copied().unwrap_or(0.0));
    let (mut min, mut max) = match spans {
        true => (grain.span(first, calendar).0, grain.span(last, calendar).1),
        false => (first, last),
    };
    if marks == Marks::Stretches {
        // Milestones at the ends have room.
        let room = (max - min) * 0.01;
        (min, max) = (min - room, max + room);
    }
    if bands && !spans {
        let gap = smallest_gap(places).unwrap_or(2.0 * LONE_MOMENT_ROOM);
        (min, max) = (min - gap / 2.0, max + gap / 2.0);
    }
    if min >= max {
        (min, max) = (min - LONE_MOMENT_ROOM, max + LONE_MOMENT_ROOM);
    }
    Axis {
        title: channel.title.clone(),
        unit: None,
        symbol: None,
        kind: AxisKind::Time(grain),
        min: channel.domain[0].unwrap_or(min),
        max: channel.domain[1].filter(|end| *end > channel.domain[0].unwrap_or(min)).unwrap_or(max),
        step: 0.0,
        ticks: Vec::new(),
        format: channel.value_format(),
        chosen: channel.format.clone(),
        heading: heading(channel),
        categories: Vec::new(),
        reverse: channel.reverse,
        hidden: false,
        spans,
        calendar,
        linear_to: 1.0,
        side: Side::Left,
    }
}

/// Where years and weeks begin: as written, else weeks as in the country of the report. Weeks that are all dated at
/// a Monday begin there.
fn calendar_of(channel: &ChannelPlan, places: &[f64], region: &Region) -> Calendar {
    let monday = |at: &f64| calendar::datetime(*at).date().weekday() == Weekday::Monday;
    let by_data = !places.is_empty() && places.iter().all(monday);
    let week_start = match channel.week_start {
        Some(day) => day,
        None if by_data => 0,
        None => region.week_start(),
    };
    Calendar { year_start: channel.year_start, week_start }
}

/// The least distance between sorted, distinct places.
pub(super) fn smallest_gap(places: &[f64]) -> Option<f64> {
    places.windows(2).map(|pair| pair[1] - pair[0]).min_by(f64::total_cmp)
}

/// An axis of numbers that runs across: exact ends for lines, nice ends for clouds of points.
pub(super) fn number_axis(data: &AxisData, exact: bool) -> Axis {
    let aim = data.channel.ticks.unwrap_or((data.length_pt / TICK_WIDTH_PT).round() as usize);
    let ends = match exact && data.high > data.low {
        true => [data.channel.domain[0].or(Some(data.low)), data.channel.domain[1].or(Some(data.high))],
        false => data.channel.domain,
    };
    let mut axis = numeric(data, aim, ends);
    if data.whole
        && data.channel.format.is_none()
        && (1500.0..2200.0).contains(&axis.min)
        && axis.max < 2200.0
    {
        // Whole numbers of this size are years, and years have no separators.
        axis.format = Format::parse("0").unwrap_or_else(|_| Format::general());
        return axis;
    }
    let written = written(data.channel, &axis, data.sizes(), true, data.region);
    axis.format = written.ticks;
    axis.unit = written.unit;
    axis
}

/// About how many ticks a value axis of a length has.
fn aim(length_pt: f64) -> usize {
    match length_pt {
        length if length < FOUR_TICKS_PT => 3,
        length if length < FIVE_TICKS_PT => 4,
        _ => 5,
    }
}

/// A value axis and the format of single values.
pub(super) fn value_axis(data: &AxisData, zero: bool, ticks_shown: bool) -> (Axis, Format) {
    let aim = aim(data.length_pt);
    let (mut low, mut high) = (data.low, data.high);
    if zero {
        (low, high) = (low.min(0.0), high.max(0.0));
        if low == high {
            high = 1.0;
        }
    }
    let aim = data.channel.ticks.unwrap_or(aim);
    let mut axis = numeric(&AxisData { low, high, ..*data }, aim, data.channel.domain);
    axis.hidden = !ticks_shown;
    let written = written(data.channel, &axis, data.sizes(), ticks_shown, data.region);
    axis.format = written.ticks;
    axis.unit = written.unit;
    if axis.hidden {
        tighten(&mut axis, (low, high), data.channel.domain);
    }
    (axis, written.values)
}

/// Ends a linear axis where the data end: without ticks, round ends only shorten the marks.
fn tighten(axis: &mut Axis, (low, high): (f64, f64), fixed: [Option<f64>; 2]) {
    let (min, max) = (fixed[0].unwrap_or(low), fixed[1].unwrap_or(high));
    if axis.kind == AxisKind::Linear && min < max {
        (axis.min, axis.max) = (min, max);
        axis.ticks.retain(|tick| (min..=max).contains(tick));
    }
}

/// Shares of a whole: 0 to 100 %, or both ways when there are losses.
pub(super) fn share_axis(data: &AxisData) -> (Axis, Format) {
    let low = if data.low < 0.0 { -1.0 } else { 0.0 };
    let percent = Format::parse("0%").unwrap_or_else(|_| Format::general());
    let mut axis = numeric(&AxisData { low, high: 1.0, whole: false, ..*data }, 5, [Some(low), Some(1.0)]);
    axis.format = percent.clone();
    (axis.unit, axis.symbol) = (None, None);
    (axis, percent)
}

fn numeric(data: &AxisData, aim: usize, fixed: [Option<f64>; 2]) -> Axis {
    let log = data.channel.scale == ScaleChoice::Log && data.high > 0.0;
    let symlog = data.channel.scale == ScaleChoice::Symlog;
    // Further apart than this, the distance itself would be infinite.
    let reachable = |value: f64| value.clamp(-f64::MAX / 16.0, f64::MAX / 16.0);
    let (low, high) = (reachable(data.low), reachable(data.high));
    let reach = Reach { low, high, aim, fixed: fixed.map(|end| end.map(reachable)), whole: data.whole };
    let nice = match (log, symlog) {
        (true, _) => nice_log(reach),
        (_, true) => nice_symlog(reach, data.linear_to),
        _ => nice(reach),
    };
    let Nice { min, max, step, ticks } = nice;
    Axis {
        title: data.channel.title.clone(),
        unit: data.channel.unit.clone(),
        symbol: data.channel.unit.clone(),
        kind: match (log, symlog) {
            (true, _) => AxisKind::Log,
            (_, true) => AxisKind::SymLog,
            _ => AxisKind::Linear,
        },
        min,
        max,
        step,
        ticks,
        format: data.channel.value_format(),
        chosen: None,
        heading: None,
        categories: Vec::new(),
        reverse: data.channel.reverse,
        hidden: false,
        spans: false,
        calendar: Calendar::default(),
        linear_to: data.linear_to,
        side: Side::Left,
    }
}

fn written(channel: &ChannelPlan, axis: &Axis, sizes: Sizes, ticks_shown: bool, region: &Region) -> Written {
    let format = channel.value_format();
    let wanted = Wanted {
        format: &format,
        chosen: channel.format.is_some(),
        unit: channel.unit.as_deref(),
        whole: channel.is_whole() || sizes.words.whole,
        ticks_shown,
        largest: sizes.largest,
        least: sizes.words.least,
    };
    numbers::write(wanted, axis, region)
}

/// How single values of a further layer on an axis are written.
pub(super) fn values_format(channel: &ChannelPlan, axis: &Axis, sizes: Sizes, region: &Region) -> Format {
    written(channel, axis, sizes, !axis.hidden, region).values
}

/// Least part of an axis that a band without end covers.
const OPEN_BAND: f64 = 0.12;

/// Lowest and highest value that the value axis of some layers must show; the scale is that of the first.
pub(super) fn extent<'a>(
    first: &LayerPlan,
    layers: impl IntoIterator<Item = &'a Layer>,
    refs: &[RefLine],
) -> Option<(f64, f64)> {
    let log = first.value.scale == ScaleChoice::Log;
    let refs = || refs.iter().filter(|line| line.axis == RefAxis::Y);
    let lines = refs().flat_map(|line| [line.from, line.to.unwrap_or(line.from)]);
    let marks = layers.into_iter().flat_map(|layer| ends(layer.stack, &layer.series, &layer.items));
    let (mut low, mut high) = covered(marks.chain(lines), log)?;
    // A band without end is seen from its beginning on.
    let room = (high - low) * OPEN_BAND;
    for line in refs().filter(|_| !log) {
        match (line.from.is_finite(), line.to) {
            (true, Some(f64::INFINITY)) => high = high.max(line.from + room),
            (false, Some(to)) if line.from == f64::NEG_INFINITY => low = low.min(to - room),
            _ => {}
        }
    }
    Some((low, high))
}

/// Sizes of all values of some layers, for scales that depend on the least of them.
pub(super) fn sizes<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> impl Iterator<Item = f64> {
    layers.into_iter().flat_map(|layer| ends(layer.stack, &layer.series, &layer.items))
}

/// What marks of some layers write.
pub(super) fn words<'a>(layers: impl IntoIterator<Item = &'a Layer>) -> Words {
    let sizes: Vec<f64> = layers.into_iter().flat_map(Layer::written).map(f64::abs).collect();
    let whole = !sizes.is_empty() && sizes.iter().all(|size| size.fract() == 0.0);
    Words { least: sizes.into_iter().filter(|size| *size > 0.0).min_by(f64::total_cmp), whole }
}

/// The same for one layer on its own.
pub(super) fn extent_of(plan: &LayerPlan, series: &[Series], items: &[Item]) -> Option<(f64, f64)> {
    covered(ends(plan.stack, series, items), plan.value.scale == ScaleChoice::Log)
}

/// The least and the largest of some numbers.
pub(super) fn ends_of(values: &[f64]) -> Option<(f64, f64)> {
    covered(values.iter().copied(), false)
}

/// How numbers are written that no axis measures.
pub(super) fn plain_format(channel: &ChannelPlan, (low, high): (f64, f64), region: &Region) -> Format {
    let data = AxisData {
        channel,
        low,
        high,
        length_pt: 100.0,
        linear_to: 1.0,
        whole: channel.is_whole(),
        words: Words::default(),
        region,
    };
    value_axis(&data, false, false).1
}

/// Where marks begin and end on the value axis.
fn ends<'a>(stack: Stack, series: &'a [Series], items: &'a [Item]) -> impl Iterator<Item = f64> + 'a {
    let points = series.iter().flat_map(|series| &series.points).filter(|point| point.value.is_some());
    let stacked = stack != Stack::None;
    let points = points.flat_map(move |point| [if stacked { point.low } else { point.high }, point.high]);
    points.chain(items.iter().flat_map(|item| item.y))
}

fn covered(values: impl Iterator<Item = f64>, log: bool) -> Option<(f64, f64)> {
    let (low, high) = values
        .filter(|value| value.is_finite() && (!log || *value > 0.0))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    (low <= high).then_some((low, high))
}

/// Room of one mark on a time axis: the shortest span, so that all bars are equally wide.
pub(super) fn time_band(axis: &Axis, places: &[f64]) -> f64 {
    match axis.kind {
        AxisKind::Time(grain) if axis.spans => {
            let span = |at: &f64| {
                let (start, end) = grain.span(*at, axis.calendar);
                end - start
            };
            places.iter().map(span).fold(f64::INFINITY, f64::min)
        }
        AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => {
            smallest_gap(places).unwrap_or(axis.max - axis.min)
        }
    }
}

/// A place on the shared axis in words.
pub(super) fn place_text(axis: &Axis, x: f64, region: &Region) -> String {
    match axis.kind {
        AxisKind::Band => axis.categories.get(x as usize).cloned().unwrap_or_default(),
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => {
            axis.format.display(&crate::value::Value::Number(x), region).text
        }
        AxisKind::Time(grain) => {
            let code = match grain {
                Grain::Moment => "d mmm yyyy hh:mm",
                Grain::Day | Grain::Week => "d mmm yyyy",
                Grain::Month => "mmm yyyy",
                Grain::Quarter => return calendar::quarter_of_year(x, axis.calendar, region),
                Grain::Year => return calendar::whole_year(x, axis.calendar),
            };
            calendar::write(code, x, region)
        }
    }
}
