//! What is drawn into a plot: lines, surfaces, bars and dots as elements of plotters, mapped without its
//! bending of points outside the frame.

use super::canvas::{Canvas, Stroke, units};
use crate::chart::model::Axis;
use crate::theme::Color;
use plotters::coord::CoordTranslate;
use plotters::coord::cartesian::Cartesian2d;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use plotters::drawing::{DrawingArea, Rect};
use plotters::element::{CoordMapper, Drawable, PointCollection};
use plotters_backend::{BackendCoord, DrawingErrorKind};
use std::convert::Infallible;
use std::ops::Range;
use std::rc::Rc;

/// A plot area: two of our axes over a canvas.
pub type Plot = DrawingArea<Canvas, Cartesian2d<Scale, Scale>>;

/// One of our axes as a range of plotters.
#[derive(Debug, Clone)]
pub struct Scale(pub Rc<Axis>);

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let length = f64::from(limit.1 - limit.0) / 100.0;
        units(f64::from(limit.0) / 100.0 + self.0.position(*value) * length)
    }

    fn key_points<Hint: KeyPointHint>(&self, _: Hint) -> Vec<f64> {
        self.0.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.0.min..self.0.max
    }
}

/// Maps points where they are, also outside the frame; plotters would move them to its edge.
pub struct Exact;

impl CoordMapper for Exact {
    type Output = BackendCoord;

    fn map<CT: CoordTranslate>(coord: &CT, from: &CT::From, _: &Rect) -> BackendCoord {
        coord.translate(from)
    }
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;
type Place = (f64, f64);

/// A line through points; a point that is not finite breaks it.
pub struct Line {
    pub points: Vec<Place>,
    pub stroke: Stroke,
    /// Radius of the dot that a point without neighbours becomes.
    pub lone_radius_pt: f64,
}

/// A surface around an outline.
pub struct Surface {
    pub outline: Vec<Place>,
    pub color: Color,
}

/// A rectangle between two corners, made smaller by a gap on all sides.
pub struct Bar {
    pub corners: [Place; 2],
    pub inset_pt: (f64, f64),
    pub color: Color,
}

/// Round dots.
pub struct Dots {
    pub points: Vec<Place>,
    pub radius_pt: f64,
    pub color: Color,
    pub ring: Option<Color>,
}

impl<'a> PointCollection<'a, Place, Exact> for &'a Line {
    type Point = &'a Place;
    type IntoIter = &'a [Place];

    fn point_iter(self) -> &'a [Place] {
        &self.points
    }
}

impl Drawable<Canvas, Exact> for Line {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, places: I, canvas: &mut Canvas, _: (u32, u32)) -> Drawn {
        let mut runs: Vec<Vec<BackendCoord>> = vec![Vec::new()];
        for (point, place) in self.points.iter().zip(places) {
            match point.0.is_finite() && point.1.is_finite() {
                true => runs.last_mut().expect("there is a run from the start").push(place),
                false => runs.push(Vec::new()),
            }
        }
        let (lone, runs): (Vec<_>, Vec<_>) = runs.into_iter().partition(|run| run.len() == 1);
        canvas.lines(&runs, &self.stroke);
        let lone: Vec<BackendCoord> = lone.into_iter().flatten().collect();
        canvas.dots(&lone, self.lone_radius_pt, self.stroke.color, None);
        Ok(())
    }
}

impl<'a> PointCollection<'a, Place, Exact> for &'a Surface {
    type Point = &'a Place;
    type IntoIter = &'a [Place];

    fn point_iter(self) -> &'a [Place] {
        &self.outline
    }
}

impl Drawable<Canvas, Exact> for Surface {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, places: I, canvas: &mut Canvas, _: (u32, u32)) -> Drawn {
        canvas.surface(&places.collect::<Vec<_>>(), self.color);
        Ok(())
    }
}

impl<'a> PointCollection<'a, Place, Exact> for &'a Bar {
    type Point = &'a Place;
    type IntoIter = &'a [Place];

    fn point_iter(self) -> &'a [Place] {
        &self.corners
    }
}

impl Drawable<Canvas, Exact> for Bar {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, places: I, canvas: &mut Canvas, _: (u32, u32)) -> Drawn {
        let places: Vec<BackendCoord> = places.collect();
        let [a, b] = places[..] else { return Ok(()) };
        let shrink = |a: i32, b: i32, inset_pt: f64| {
            let inset = units(inset_pt).min((b - a).abs() / 3);
            (a.min(b) + inset, a.max(b) - inset)
        };
        let (left, right) = shrink(a.0, b.0, self.inset_pt.0);
        let (top, bottom) = shrink(a.1, b.1, self.inset_pt.1);
        canvas.rectangle((left, top), (right, bottom), self.color);
        Ok(())
    }
}

impl<'a> PointCollection<'a, Place, Exact> for &'a Dots {
    type Point = &'a Place;
    type IntoIter = &'a [Place];

    fn point_iter(self) -> &'a [Place] {
        &self.points
    }
}

impl Drawable<Canvas, Exact> for Dots {
    fn draw<I: Iterator<Item = BackendCoord>>(&self, places: I, canvas: &mut Canvas, _: (u32, u32)) -> Drawn {
        canvas.dots(&places.collect::<Vec<_>>(), self.radius_pt, self.color, self.ring);
        Ok(())
    }
}
