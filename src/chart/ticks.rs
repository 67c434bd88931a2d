//! Domains and their ticks, found in one computation: simple numbers, about as many as there is room for, and ends
//! that leave little of the axis empty.

use super::scale::{symlog, symlog_back};

/// What an axis of numbers has to show.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reach {
    pub low: f64,
    pub high: f64,
    /// About how many ticks there is room for.
    pub aim: usize,
    /// Ends that the author chose.
    pub fixed: [Option<f64>; 2],
    /// Whether there is nothing between whole numbers, as in counts and years.
    pub whole: bool,
}

/// A domain with its ticks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nice {
    pub min: f64,
    pub max: f64,
    /// Distance between ticks of a linear axis.
    pub step: f64,
    pub ticks: Vec<f64>,
}

/// Steps that people count in, with the cost of being less simple.
const MANTISSAS: [(f64, f64); 4] = [(1.0, 0.0), (2.0, 0.02), (5.0, 0.02), (2.5, 0.15)];
/// The same for the ticks of a decade on a log scale.
const DECADES: [(&[f64], f64); 3] = [(&[1.0], 0.0), (&[1.0, 3.0], 0.06), (&[1.0, 2.0, 5.0], 0.04)];
/// What empty room beyond the data costs, as a part of their reach, and ticks more or fewer than the aim.
const WASTE_COST: f64 = 1.1;
const DENSE_COST: f64 = 0.55;
const SPARSE_COST: f64 = 0.4;
/// What it costs that the first or the last tick is not the end of the axis; the lower end is looked at more.
const OFF_TICK_COST: [f64; 2] = [0.1, 0.06];
/// Room beyond the data where the end of the axis is no tick.
const PAD: f64 = 0.03;
/// Fewer ticks than this do not show how an axis is divided.
const TICKS_MIN: usize = 2;
const FEW_TICKS_COST: f64 = 4.0;
/// More ticks than any axis shows; also keeps loops finite.
const TICKS_MAX: f64 = 30.0;
/// Values that come this near to zero, as a part of the largest, are shown with zero.
const NEAR_ZERO: f64 = 0.25;
/// Part of a value around which equal values get room.
const EQUAL_ROOM: f64 = 0.1;
/// Ranges smaller than this part of the values are rounding noise and count as equal.
const NOISE: f64 = 1e-12;
/// Ranges below this factor have too few ticks of a log scale and get those of a linear one.
const LOG_FACTOR_MIN: f64 = 6.0;

impl Reach {
    /// Gives equal or reversed ends some room, so that a constant stands in the middle.
    fn spread(self) -> Reach {
        let (low, high) = (self.fixed[0].unwrap_or(self.low), self.fixed[1].unwrap_or(self.high));
        let size = low.abs().max(high.abs());
        if high - low > size * NOISE {
            return Reach { low, high, ..self };
        }
        let room = if size > 0.0 { size * EQUAL_ROOM } else { 1.0 };
        let room = if self.whole { room.ceil() } else { room };
        let (low, high) = match self.fixed {
            [Some(first), _] => (first, high.max(first) + room),
            [None, Some(last)] => (low.min(last) - room, last),
            [None, None] => (low - room, high + room),
        };
        Reach { low, high, ..self }
    }

    /// Begins or ends at zero where zero is near.
    fn with_near_zero(mut self) -> Reach {
        let size = self.low.abs().max(self.high.abs());
        if self.low > 0.0 && self.low <= size * NEAR_ZERO && self.fixed[0].is_none() {
            self.low = 0.0;
        }
        if self.high < 0.0 && -self.high <= size * NEAR_ZERO && self.fixed[1].is_none() {
            self.high = 0.0;
        }
        self
    }
}

/// How values become lengths, and back.
struct Way {
    there: fn(f64, f64) -> f64,
    back: fn(f64, f64) -> f64,
    /// What both depend on.
    scale: f64,
}

const LINEAR: Way = Way { there: |value, _| value, back: |place, _| place, scale: 1.0 };
const LOG: Way = Way { there: |value, _| value.ln(), back: |place, _| place.exp(), scale: 1.0 };

impl Way {
    fn length(&self, from: f64, to: f64) -> f64 {
        (self.there)(to, self.scale) - (self.there)(from, self.scale)
    }

    fn moved(&self, from: f64, by: f64) -> f64 {
        (self.back)((self.there)(from, self.scale) + by, self.scale)
    }
}

/// The domain over some of the ticks, which reach beyond the data, and what it costs.
fn settle(reach: Reach, mut ticks: Vec<f64>, way: &Way) -> Option<(f64, Nice)> {
    let Reach { low, high, fixed, .. } = reach;
    let length = way.length(low, high);
    // An end that is a tick but for rounding is that tick.
    let hair = length * 1e-9;
    let below = ticks.iter().rev().find(|tick| way.length(low, **tick) <= hair);
    let above = ticks.iter().find(|tick| way.length(**tick, high) <= hair);
    let mut cost = 0.0;
    let mut end = |data: f64, tick: Option<&f64>, side: usize| {
        let outward = if side == 0 { -1.0 } else { 1.0 };
        let waste = tick.map(|tick| way.length(data, *tick) * outward / length * WASTE_COST);
        let off = OFF_TICK_COST[side] + PAD * WASTE_COST;
        match (fixed[side], tick, waste) {
            (Some(fixed), _, _) => fixed,
            (None, Some(tick), Some(waste)) if waste <= off => {
                cost += waste.max(0.0);
                if side == 0 { tick.min(data) } else { tick.max(data) }
            }
            _ => {
                cost += off;
                let padded = way.moved(data, outward * PAD * length);
                if padded.is_finite() { padded } else { data }
            }
        }
    };
    let (min, max) = (end(low, below, 0), end(high, above, 1));
    ticks.retain(|tick| (min..=max).contains(tick));
    let rise = ticks.windows(2).all(|pair| pair[0] < pair[1]);
    if !rise || ticks.is_empty() || min.partial_cmp(&max) != Some(std::cmp::Ordering::Less) {
        return None;
    }
    let more = (ticks.len() as f64 - reach.aim as f64) / reach.aim as f64;
    cost += if more > 0.0 { DENSE_COST * more } else { -SPARSE_COST * more };
    cost += FEW_TICKS_COST * TICKS_MIN.saturating_sub(ticks.len()) as f64;
    let step = ticks.windows(2).map(|pair| pair[1] - pair[0]).fold(max - min, f64::min);
    Some((cost, Nice { min, max, step, ticks }))
}

/// The cheapest of some candidates; without any, the ends of the data are the ticks.
fn cheapest(reach: Reach, candidates: impl Iterator<Item = (f64, Nice)>) -> Nice {
    let best = candidates.min_by(|a, b| a.0.total_cmp(&b.0));
    let Reach { low, high, .. } = reach;
    best.map_or_else(
        || Nice { min: low, max: high, step: high - low, ticks: vec![low, high] },
        |(_, nice)| nice,
    )
}

/// The domain and ticks of a linear axis.
pub(super) fn nice(reach: Reach) -> Nice {
    let reach = Reach { aim: reach.aim.clamp(2, 12), ..reach }.with_near_zero().spread();
    let exponent = ((reach.high - reach.low) / reach.aim as f64).log10().floor() as i32;
    // Whole numbers have steps of one at the least.
    let exponent = if reach.whole { exponent.max(0) } else { exponent };
    let steps = (exponent - 1..=exponent + 1)
        .flat_map(|exponent| MANTISSAS.map(|(mantissa, cost)| (mantissa, cost, exponent)));
    let candidates = steps.filter_map(|(mantissa, simplicity, exponent)| {
        let (ticks, step) = linear_ticks(reach, mantissa, exponent)?;
        let (cost, nice) = settle(reach, ticks, &LINEAR)?;
        Some((cost + simplicity, Nice { step, ..nice }))
    });
    cheapest(reach, candidates)
}

/// Multiples of a step from the one at or below the data to the one at or above them.
fn linear_ticks(reach: Reach, mantissa: f64, exponent: i32) -> Option<(Vec<f64>, f64)> {
    let Reach { low, high, whole, .. } = reach;
    let place = |count: f64| match exponent < 0 {
        // Dividing keeps 3 × 0.1 at 0.3. Adding zero turns -0 into 0.
        true => count * mantissa / 10f64.powi(-exponent) + 0.0,
        false => count * mantissa * 10f64.powi(exponent) + 0.0,
    };
    let step = place(1.0);
    if !(step.is_normal() && (high - low) / step < TICKS_MAX) || (whole && step.fract() != 0.0) {
        return None;
    }
    let hair = 1e-9;
    let (below, above) = ((low / step + hair).floor(), (high / step - hair).ceil());
    let count = (above - below).round();
    if !(0.0..=TICKS_MAX + 2.0).contains(&count) {
        return None;
    }
    Some(((0..=count as usize).map(|index| place(below + index as f64)).collect(), step))
}

/// The domain and ticks of a log axis: powers of ten, with numbers between them where there is room. `low` and ends
/// that the author chose must be positive to count.
pub(super) fn nice_log(reach: Reach) -> Nice {
    let positive = |bound: Option<f64>| bound.filter(|bound| *bound > 0.0);
    let fixed = [positive(reach.fixed[0]), positive(reach.fixed[1])];
    let low = fixed[0].unwrap_or(reach.low).max(f64::MIN_POSITIVE);
    let high = fixed[1].unwrap_or(reach.high);
    let high = if high > low * (1.0 + NOISE) { high } else { low * 10.0 };
    let reach = Reach { low, high, fixed, aim: reach.aim.max(3), whole: reach.whole };
    if high / low < LOG_FACTOR_MIN {
        let room = Reach { fixed: [Some(low), Some(high)], ..reach };
        let Nice { mut ticks, step, .. } = nice(room);
        // One more at each end, which may become the ends of the axis.
        ticks.extend(ticks.first().map(|tick| tick - step).filter(|tick| *tick > 0.0));
        ticks.extend(ticks.iter().copied().reduce(f64::max).map(|tick| tick + step));
        ticks.sort_by(f64::total_cmp);
        return cheapest(reach, settle(reach, ticks, &LOG).into_iter());
    }
    let powers = ((low.log10() - 1.0).floor() as i32, (high.log10() + 1.0).ceil() as i32);
    let sets = DECADES.iter().map(|(mantissas, cost)| (*mantissas, *cost, 1));
    let strides = (2..=(powers.1 - powers.0).max(2)).map(|stride| (&[1.0][..], 0.0, stride));
    let candidates = sets.chain(strides).filter_map(|(mantissas, simplicity, stride)| {
        let ticks = log_ticks(powers, mantissas, stride);
        let (cost, nice) = settle(reach, ticks, &LOG)?;
        Some((cost + simplicity, Nice { step: 10.0, ..nice }))
    });
    cheapest(reach, candidates)
}

fn log_ticks((first, last): (i32, i32), mantissas: &[f64], stride: i32) -> Vec<f64> {
    let powers = (first..=last).filter(|power| power.rem_euclid(stride) == 0);
    let ticks = powers.flat_map(|power| mantissas.iter().map(move |mantissa| power_of_ten(power) * mantissa));
    ticks.filter(|tick| tick.is_normal()).collect()
}

/// A power of ten as it would be written.
fn power_of_ten(power: i32) -> f64 {
    if power < 0 { 1.0 / 10f64.powi(-power) } else { 10f64.powi(power) }
}

/// The domain of a symmetric log axis with ticks at zero and at powers of ten on both sides.
pub(super) fn nice_symlog(reach: Reach, linear_to: f64) -> Nice {
    let near = |end: Option<f64>, data: f64| end.unwrap_or(data);
    let (low, high) = (near(reach.fixed[0], reach.low.min(0.0)), near(reach.fixed[1], reach.high.max(0.0)));
    let reach = Reach { low, high, aim: reach.aim.max(3), ..reach }.spread();
    let first = linear_to.log10().round() as i32;
    let powers = |end: f64| -> Vec<f64> {
        let last = (end.max(linear_to).log10() - 1e-9).ceil() as i32;
        (first..=last.max(first)).map(power_of_ten).filter(|tick| tick.is_normal()).collect()
    };
    let (up, down) = (powers(reach.high.max(0.0)), powers((-reach.low).max(0.0)));
    let way = Way { there: symlog, back: symlog_back, scale: linear_to };
    let every = |every: usize| {
        // Counted from the outer ends, which matter most.
        let thin = |powers: &[f64]| powers.iter().rev().step_by(every).copied().collect::<Vec<f64>>();
        let down = thin(&down).into_iter().map(|tick| -tick);
        let mut ticks: Vec<f64> = down.chain([0.0]).chain(thin(&up)).collect();
        ticks.sort_by(f64::total_cmp);
        ticks
    };
    let candidates = (1..=up.len().max(down.len())).filter_map(|count| settle(reach, every(count), &way));
    Nice { step: 10.0, ..cheapest(reach, candidates) }
}

/// A step people count in that cuts a range into about `count` pieces; one at the least for whole numbers.
pub(super) fn nice_step(low: f64, high: f64, count: usize, whole: bool) -> f64 {
    let reach = Reach { low, high, aim: count, fixed: [None, None], whole }.spread();
    let wanted = (reach.high - reach.low) / count.max(1) as f64;
    let power = 10f64.powf(wanted.log10().floor());
    let steps = MANTISSAS.iter().map(|(mantissa, _)| mantissa * power).chain([10.0 * power]);
    let steps = steps.filter(|step| !whole || step.fract() == 0.0);
    let near = steps.min_by(|a, b| (a / wanted).ln().abs().total_cmp(&(b / wanted).ln().abs()));
    near.unwrap_or(if whole { 1.0 } else { wanted })
}
