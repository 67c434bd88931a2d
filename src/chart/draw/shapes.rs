//! Shapes that several kinds of marks share: places beside each other, rings, diamonds.

use super::frame::Frame;
use crate::chart::model::Layer;
use crate::theme::Color;

/// Parts of a full turn that one straight piece of an arc stands for; finer than any printer shows.
const ARC_PIECES_PER_TURN: f64 = 240.0;

/// The places that series take beside each other within a band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Beside {
    /// Width of one, in units of the shared axis.
    pub one: f64,
    count: usize,
}

impl Beside {
    /// Divides the part of a layer's band that is filled.
    pub fn of(layer: &Layer, fill: f64) -> Beside {
        let count = layer.series.len().max(1);
        Beside { one: layer.band * fill / count as f64, count }
    }

    /// From the middle of the band to the middle of a series.
    pub fn offset(&self, series: usize) -> f64 {
        (series as f64 - (self.count as f64 - 1.0) / 2.0) * self.one
    }
}

impl Frame<'_> {
    /// Length on paper of a stretch of the shared axis.
    pub fn along_pt(&self, units: f64) -> f64 {
        let axis = &self.chart.x;
        let length = match self.chart.horizontal {
            true => self.at.bottom - self.at.top,
            false => self.at.right - self.at.left,
        };
        (units / (axis.max - axis.min) * length).abs()
    }

    /// A place on paper beside the middle of a place on the shared axis.
    pub fn paper_beside(&self, x: f64, offset: f64, y: f64) -> (f64, f64) {
        self.paper_exact(self.chart.x.place(x) + offset, y)
    }
}

/// A place on a circle; angles are parts of a turn, clockwise from the top.
pub fn on_circle(center: (f64, f64), radius: f64, turn: f64) -> (f64, f64) {
    let angle = turn * std::f64::consts::TAU;
    (center.0 + radius * angle.sin(), center.1 - radius * angle.cos())
}

/// The outline of a piece of a ring between two radii and two parts of a turn.
pub fn ring(center: (f64, f64), radii: (f64, f64), turns: (f64, f64)) -> Vec<(f64, f64)> {
    let pieces = ((turns.1 - turns.0).abs() * ARC_PIECES_PER_TURN).ceil().max(1.0);
    let turn = |piece: f64| turns.0 + (turns.1 - turns.0) * piece / pieces;
    let steps = pieces as usize;
    let mut outline: Vec<(f64, f64)> =
        (0..=steps).map(|piece| on_circle(center, radii.1, turn(piece as f64))).collect();
    match radii.0 > 0.0 {
        true => {
            outline.extend((0..=steps).rev().map(|piece| on_circle(center, radii.0, turn(piece as f64))));
        }
        false => outline.push(center),
    }
    outline
}

/// Kinds of dots, in the order in which names get them; more names than these cannot be told apart.
pub const SHAPES: usize = 5;

/// A dot of the `nth` kind; all kinds cover about the same surface.
pub fn draw_shape(nth: usize, center: (f64, f64), radius: f64, color: Color, frame: &Frame) {
    let (x, y) = center;
    let outline = match nth % SHAPES {
        0 => return frame.paper_dots(&[center], radius, color, false),
        1 => {
            let half = radius * 0.89;
            vec![(x - half, y - half), (x + half, y - half), (x + half, y + half), (x - half, y + half)]
        }
        2 => {
            let (half, up, down) = (radius * 1.2, radius * 1.25, radius * 0.85);
            vec![(x, y - up), (x + half, y + down), (x - half, y + down)]
        }
        3 => diamond(center, radius * 1.25),
        _ => {
            // A plus with arms as wide as they are long.
            let (arm, half) = (radius * 1.2, radius * 0.4);
            let corners = [(half, arm), (half, half), (arm, half), (arm, -half), (half, -half), (half, -arm)];
            let other = corners.map(|(dx, dy)| (-dx, -dy));
            corners.into_iter().chain(other).map(|(dx, dy)| (x + dx, y + dy)).collect()
        }
    };
    frame.paper_surface(&outline, color);
}

/// A square on its corner.
pub fn diamond(center: (f64, f64), radius: f64) -> Vec<(f64, f64)> {
    let (x, y) = center;
    vec![(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_of_a_ring_stays_in_its_corner() {
        let outline = ring((10.0, 10.0), (2.0, 8.0), (0.0, 0.25));
        assert!(outline.iter().all(|(x, y)| *x >= 10.0 - 1e-9 && *y <= 10.0 + 1e-9));
        let far = |place: &(f64, f64)| (place.0 - 10.0).hypot(place.1 - 10.0);
        assert!(outline.iter().map(far).all(|radius| (2.0 - 1e-9..=8.0 + 1e-9).contains(&radius)));
        assert_eq!(outline[0], (10.0, 2.0));
    }
}
