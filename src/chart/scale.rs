//! Scales: from a value to its place between the ends of an axis.

use super::model::{Axis, AxisKind};

/// The way from zero on a symmetric log scale: nearly linear up to `linear_to`, then by factors.
pub(super) fn symlog(value: f64, linear_to: f64) -> f64 {
    value.signum() * (value.abs() / linear_to).ln_1p()
}

/// The value at a way from zero.
pub(super) fn symlog_back(way: f64, linear_to: f64) -> f64 {
    way.signum() * way.abs().exp_m1() * linear_to
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

impl Axis {
    /// The place of a value before it is scaled: its own, or the middle of its span of the calendar.
    pub fn place(&self, value: f64) -> f64 {
        match self.kind {
            AxisKind::Time(grain) if self.spans => grain.middle(value, self.calendar),
            AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => value,
        }
    }

    /// Place of a value between the ends of the axis, 0 to 1 inside the domain. Ends without end stay at the ends.
    pub fn position(&self, value: f64) -> f64 {
        let share = match self.kind {
            AxisKind::Linear | AxisKind::Time(_) | AxisKind::Band => {
                (value - self.min) / (self.max - self.min)
            }
            // What a log scale has no place for lies below all that it shows.
            AxisKind::Log if value <= 0.0 => f64::NEG_INFINITY,
            AxisKind::Log => (value / self.min).ln() / (self.max / self.min).ln(),
            AxisKind::SymLog => {
                let way = |value: f64| symlog(value, self.linear_to);
                (way(value) - way(self.min)) / (way(self.max) - way(self.min))
            }
        };
        if self.reverse { 1.0 - share } else { share }
    }
}
