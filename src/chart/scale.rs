//! Scales of numbers: a nice domain and its ticks come from one computation, so no tick is ever lost.

use super::model::{Axis, AxisKind};

/// A domain with its ticks.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Nice {
    pub min: f64,
    pub max: f64,
    pub step: f64,
    pub ticks: Vec<f64>,
}

/// Steps that people count in, with the cost of being less simple.
const MANTISSAS: [(f64, f64); 4] = [(1.0, 0.0), (2.0, 0.02), (5.0, 0.02), (2.5, 0.1)];
/// What empty room at the ends costs, against a number of ticks that is off the aim.
const WASTE_COST: f64 = 1.1;
const DENSITY_COST: f64 = 0.55;
/// Part of a value around which equal values get room.
const EQUAL_ROOM: f64 = 0.1;
/// Ranges smaller than this part of the values are rounding noise and count as equal.
const NOISE: f64 = 1e-12;

/// The nicest domain around `low..high` with about `aim` ticks. Ends that the author fixed stay.
pub(super) fn nice(low: f64, high: f64, aim: usize, fixed: [Option<f64>; 2]) -> Nice {
    let (low, high) = spread(fixed[0].unwrap_or(low), fixed[1].unwrap_or(high), fixed);
    let aim = aim.clamp(2, 12) as f64;
    let exponent = ((high - low) / aim).log10().floor() as i32;
    let mut best: Option<(f64, Nice)> = None;
    for exponent in exponent - 1..=exponent + 1 {
        for (mantissa, simplicity) in MANTISSAS {
            let candidate = with_step(low, high, mantissa, exponent, fixed);
            let Some(candidate) = candidate else { continue };
            let waste = 1.0 - (high - low) / (candidate.max - candidate.min);
            let density = (candidate.ticks.len() as f64 - aim).abs() / aim;
            let cost = WASTE_COST * waste + DENSITY_COST * density + simplicity;
            if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                best = Some((cost, candidate));
            }
        }
    }
    best.map_or_else(
        || Nice { min: low, max: high, step: high - low, ticks: vec![low, high] },
        |(_, nice)| nice,
    )
}

/// Gives equal or reversed ends some room, so that a constant stands in the middle.
fn spread(low: f64, high: f64, fixed: [Option<f64>; 2]) -> (f64, f64) {
    let size = low.abs().max(high.abs());
    if high - low > size * NOISE {
        return (low, high);
    }
    let room = if size > 0.0 { size * EQUAL_ROOM } else { 1.0 };
    match fixed {
        [Some(first), _] => (first, high.max(first) + room),
        [None, Some(last)] => (low.min(last) - room, last),
        [None, None] => (low - room, high + room),
    }
}

fn with_step(low: f64, high: f64, mantissa: f64, exponent: i32, fixed: [Option<f64>; 2]) -> Option<Nice> {
    /// More ticks than any axis shows; also keeps the loop below finite.
    const TICKS_MAX: f64 = 30.0;
    let place = |count: f64| match exponent < 0 {
        // Dividing keeps 3 × 0.1 at 0.3.
        true => count * mantissa / 10f64.powi(-exponent),
        false => count * mantissa * 10f64.powi(exponent),
    };
    let step = place(1.0);
    if !(step.is_normal() && (high - low) / step < TICKS_MAX) {
        return None;
    }
    // A hair of tolerance, so that an end that is a tick but for rounding does not gain another step; the
    // domain still reaches it.
    let hair = 1e-9;
    let (below, above) = ((low / step + hair).floor(), (high / step - hair).ceil());
    let (first, min) = match fixed[0] {
        Some(_) => ((low / step - hair).ceil(), low),
        None => (below, place(below).min(low)),
    };
    let (last, max) = match fixed[1] {
        Some(_) => ((high / step + hair).floor(), high),
        None => (above, place(above).max(high)),
    };
    let count = (last - first).round();
    if !(0.0..TICKS_MAX).contains(&count) || max <= min {
        return None;
    }
    // Adding zero turns -0 into 0.
    let ticks: Vec<f64> = (0..=count as usize).map(|index| place(first + index as f64) + 0.0).collect();
    let distinct = ticks.windows(2).all(|pair| pair[0] < pair[1]);
    (distinct && min <= low && max >= high).then_some(Nice { min, max, step, ticks })
}

/// The domain of a log scale with ticks at powers of ten, and at 1, 2 and 5 when there is room.
/// `low` must be positive.
pub(super) fn nice_log(low: f64, high: f64, aim: usize, fixed: [Option<f64>; 2]) -> Nice {
    let positive = |bound: Option<f64>| bound.filter(|bound| *bound > 0.0);
    let low = positive(fixed[0]).unwrap_or(low).max(f64::MIN_POSITIVE);
    let high = positive(fixed[1]).unwrap_or(high).max(low);
    let decades = (high / low).log10();
    let mantissas: &[f64] = if decades <= aim as f64 / 2.0 { &[1.0, 2.0, 5.0] } else { &[1.0] };
    let (first, last) = ((low.log10() - 1.0).floor() as i32, (high.log10() + 1.0).ceil() as i32);
    let all: Vec<f64> = (first..=last)
        .flat_map(|exponent| mantissas.iter().map(move |m| m * 10f64.powi(exponent)))
        .filter(|tick| tick.is_normal())
        .collect();
    let min = positive(fixed[0])
        .or_else(|| all.iter().rev().find(|tick| **tick <= low * (1.0 + 1e-9)).copied())
        .unwrap_or(low);
    let mut max = positive(fixed[1])
        .or_else(|| all.iter().find(|tick| **tick >= high * (1.0 - 1e-9)).copied())
        .unwrap_or(high);
    if max <= min {
        max = min * 10.0;
    }
    let inside: Vec<f64> = all.into_iter().filter(|tick| (min..=max).contains(tick)).collect();
    let every = inside.len().div_ceil(aim.max(2) * 2).max(1);
    Nice { min, max, step: 10.0, ticks: inside.into_iter().step_by(every).collect() }
}

/// The way from zero on a symmetric log scale: nearly linear up to `linear_to`, then by factors.
fn symlog(value: f64, linear_to: f64) -> f64 {
    value.signum() * (value.abs() / linear_to).ln_1p()
}

/// The size up to which a symmetric log scale is nearly linear: the power of ten at the least size that is not
/// zero, but not so small that the small sizes take all the room.
pub(super) fn linear_to(sizes: impl Iterator<Item = f64>) -> f64 {
    const DECADES_MAX: f64 = 6.0;
    let (low, high) = sizes
        .map(f64::abs)
        .filter(|size| size.is_normal())
        .fold((f64::INFINITY, 0.0f64), |(low, high), size| (low.min(size), high.max(size)));
    if low > high {
        return 1.0;
    }
    10f64.powf(low.log10().max(high.log10() - DECADES_MAX).floor())
}

/// The domain of a symmetric log scale with ticks at zero and at powers of ten on both sides.
pub(super) fn nice_symlog(low: f64, high: f64, aim: usize, linear_to: f64, fixed: [Option<f64>; 2]) -> Nice {
    let (low, high) = (fixed[0].unwrap_or(low.min(0.0)), fixed[1].unwrap_or(high.max(0.0)));
    let (low, high) = spread(low, high, fixed);
    let powers = |end: f64| -> Vec<f64> {
        let first = linear_to.log10().round() as i32;
        let last = (end.max(linear_to).log10() - 1e-9).ceil() as i32;
        (first..=last.max(first)).map(|power| 10f64.powi(power)).filter(|tick| tick.is_normal()).collect()
    };
    let (up, down) = (powers(high.max(0.0)), powers((-low).max(0.0)));
    let end = |powers: &[f64], size: f64| powers.iter().copied().find(|tick| *tick >= size * (1.0 - 1e-9));
    let max = fixed[1].unwrap_or(if high > 0.0 { end(&up, high).unwrap_or(high) } else { high });
    let min = fixed[0].unwrap_or(if low < 0.0 { -end(&down, -low).unwrap_or(-low) } else { low });
    let both = if low < 0.0 && high > 0.0 { up.len() + down.len() } else { up.len().max(down.len()) };
    let every = both.div_ceil(aim.max(3)).max(1);
    // Counted from the outer ends, which matter most.
    let thin = |powers: Vec<f64>| powers.into_iter().rev().step_by(every);
    let mut ticks: Vec<f64> = thin(down).map(|tick| -tick).chain([0.0]).chain(thin(up)).collect();
    ticks.retain(|tick| (min..=max).contains(tick));
    ticks.sort_by(f64::total_cmp);
    ticks.dedup();
    Nice { min, max, step: 10.0, ticks }
}

impl Axis {
    /// The place of a value before it is scaled: its own, or the middle of its span of the calendar.
    pub fn place(&self, value: f64) -> f64 {
        match self.kind {
            AxisKind::Time(grain) if self.spans => grain.middle(value, self.calendar),
            AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => value,
        }
    }

    /// Place of a value between the ends of the axis, 0 to 1 inside the domain.
    pub fn position(&self, value: f64) -> f64 {
        let share = match self.kind {
            AxisKind::Linear | AxisKind::Time(_) | AxisKind::Band => {
                (value - self.min) / (self.max - self.min)
            }
            AxisKind::Log => (value / self.min).ln() / (self.max / self.min).ln(),
            AxisKind::SymLog => {
                let way = |value: f64| symlog(value, self.linear_to);
                (way(value) - way(self.min)) / (way(self.max) - way(self.min))
            }
        };
        if self.reverse { 1.0 - share } else { share }
    }
}

/// A step people count in that cuts a range into about `count` pieces.
pub(super) fn nice_step(low: f64, high: f64, count: usize) -> f64 {
    let (low, high) = spread(low, high, [None, None]);
    let wanted = (high - low) / count.max(1) as f64;
    let power = 10f64.powf(wanted.log10().floor());
    let steps = MANTISSAS.iter().map(|(mantissa, _)| mantissa * power).chain([10.0 * power]);
    steps.min_by(|a, b| (a / wanted).ln().abs().total_cmp(&(b / wanted).ln().abs())).unwrap_or(wanted)
}
