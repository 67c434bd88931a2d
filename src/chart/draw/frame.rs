//! The plot of one panel as marks see it: places in data, not on paper.

use super::board::{Board, Offer};
use super::canvas::{Anchor, Canvas, Stroke, TextStyle, UNITS, units};
use super::elements::{Bar, Dots, Exact, Line, Plot, Scale, Surface};
use super::layout::PanelPlace;
use super::style::Look;
use super::text;
use crate::chart::model::{Axis, Chart, Layer, Panel, Point, Series};
use crate::format::Region;
use crate::theme::Color;
use crate::value::Value;
use plotters::coord::cartesian::Cartesian2d;
use plotters::drawing::DrawingArea;
use plotters::element::{Drawable, PointCollection};
use std::cell::RefCell;
use std::rc::Rc;

/// A plot on the canvas, in points from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    pub left: f64,
    pub right: f64,
    pub top: f64,
    pub bottom: f64,
}

/// What all plots of a picture are drawn on and with.
pub struct Scene<'a> {
    pub canvas: Rc<RefCell<Canvas>>,
    pub board: RefCell<Board>,
    pub chart: &'a Chart,
    pub look: Look,
    pub region: &'a Region,
    pub width_pt: f64,
}

/// What marks draw into.
pub struct Frame<'a> {
    plot: Plot,
    scene: &'a Scene<'a>,
    /// The whole chart.
    pub chart: &'a Chart,
    /// The panel that is drawn.
    pub panel: &'a Panel,
    /// The layer that is drawn; for what belongs to the whole panel the first one.
    pub layer: &'a Layer,
    /// The axis that the layer is measured on.
    pub y: &'a Axis,
    /// Where the plot lies.
    pub at: Rectangle,
    /// Where words to the right of the plot must end.
    words_end: f64,
    /// Colours and strokes.
    pub look: Look,
    /// For writing values.
    pub region: &'a Region,
}

impl<'a> Frame<'a> {
    pub(super) fn new(scene: &'a Scene<'a>, panel: &'a Panel, place: &PanelPlace) -> Frame<'a> {
        Frame::measured(scene, panel, (&panel.layers[0], &panel.y), place.plot, place.words_end)
    }

    /// The same place for one of the layers.
    pub(super) fn of_layer(&self, layer: &'a Layer) -> Frame<'a> {
        let measured = (layer, self.panel.axis(layer.side));
        Frame::measured(self.scene, self.panel, measured, self.at, self.words_end)
    }

    fn measured(
        scene: &'a Scene<'a>,
        panel: &'a Panel,
        (layer, y): (&'a Layer, &'a Axis),
        at: Rectangle,
        words_end: f64,
    ) -> Frame<'a> {
        let across = units(at.left)..units(at.right);
        let upwards = units(at.bottom)..units(at.top);
        let Scene { canvas, chart, look, region, .. } = scene;
        let (over, up) = if chart.horizontal { (y, &chart.x) } else { (&chart.x, y) };
        let scale = |axis: &Axis| Scale(Rc::new(axis.clone()));
        let spec = Cartesian2d::<Scale, Scale>::new(scale(over), scale(up), (across, upwards));
        let plot = DrawingArea::from(canvas).apply_coord_spec(spec);
        Frame { plot, scene, chart, panel, layer, y, at, words_end, look: *look, region }
    }

    /// A place in data as plotters wants it: across and upwards.
    pub fn data(&self, x: f64, y: f64) -> (f64, f64) {
        let x = self.chart.x.place(x);
        if self.chart.horizontal { (y, x) } else { (x, y) }
    }

    /// A place in data on paper, in points.
    pub fn paper(&self, x: f64, y: f64) -> (f64, f64) {
        let (across, down) = self.plot.map_coordinate(&self.data(x, y));
        (f64::from(across) / UNITS, f64::from(down) / UNITS)
    }

    /// The same for a place that is not moved to the middle of its span.
    pub fn paper_exact(&self, x: f64, y: f64) -> (f64, f64) {
        let place = if self.chart.horizontal { (y, x) } else { (x, y) };
        let (across, down) = self.plot.map_coordinate(&place);
        (f64::from(across) / UNITS, f64::from(down) / UNITS)
    }

    /// Width of the whole picture.
    pub(super) fn width_pt(&self) -> f64 {
        self.scene.width_pt
    }

    /// Room for words to the right of the plot.
    pub(super) fn right_room(&self) -> f64 {
        self.words_end - self.at.right - super::layout::GAP_PT
    }

    /// A line through points; `None` breaks it.
    pub fn line(&self, points: impl Iterator<Item = Option<(f64, f64)>>, color: Color, width_pt: f64) {
        let gap = (f64::NAN, f64::NAN);
        let points = points.map(|point| point.map_or(gap, |(x, y)| self.data(x, y))).collect();
        let stroke = Stroke { color, width_pt, dashed: false };
        self.draw(&Line { points, stroke, lone_radius_pt: (width_pt * 0.9).max(1.4) });
    }

    /// A straight line between two places on both axes.
    pub fn rule(&self, from: (f64, f64), to: (f64, f64), stroke: Stroke) {
        let points = vec![self.data(from.0, from.1), self.data(to.0, to.1)];
        self.draw(&Line { points, stroke, lone_radius_pt: 0.0 });
    }

    /// A filled surface.
    pub fn surface(&self, outline: &[(f64, f64)], color: Color) {
        let outline = outline.iter().map(|(x, y)| self.data(*x, *y)).collect();
        self.draw(&Surface { outline, color });
    }

    /// A rectangle between two places, smaller by a gap across and upwards.
    pub fn bar(&self, from: (f64, f64), to: (f64, f64), inset_pt: (f64, f64), color: Color) {
        // Bars have a width of their own around a place that is already the middle of its span.
        let place = |(x, y): (f64, f64)| if self.chart.horizontal { (y, x) } else { (x, y) };
        self.draw(&Bar { corners: [place(from), place(to)], inset_pt, color });
    }

    /// Round dots.
    pub fn dots(&self, points: impl Iterator<Item = (f64, f64)>, radius_pt: f64, color: Color, ring: bool) {
        let points = points.map(|(x, y)| self.data(x, y)).collect();
        let ring = ring.then_some(self.look.paper);
        self.draw(&Dots { points, radius_pt, color, ring });
    }

    /// Text with its middle height at a place on paper.
    pub fn text(&self, at_pt: (f64, f64), words: &str, style: TextStyle) {
        if words.is_empty() {
            return;
        }
        self.scene.board.borrow_mut().take(at_pt, words, &style);
        let baseline = at_pt.1 + style.size_pt * 0.35;
        self.scene.canvas.borrow_mut().text((units(at_pt.0), units(baseline)), words, &style);
    }

    /// Offers a label; it is drawn over everything else where it touches no other, or not at all.
    pub fn offer(&self, offer: Offer) {
        self.scene.board.borrow_mut().offer(offer);
    }

    /// Tells labels where a line of a reference is.
    pub(super) fn rule_at(&self, from_pt: (f64, f64), to_pt: (f64, f64)) {
        self.scene.board.borrow_mut().rule(from_pt, to_pt);
    }

    /// Tells labels where marks are that they should not cover.
    pub fn keep_free(&self, places_pt: impl Iterator<Item = (f64, f64)>) {
        self.scene.board.borrow_mut().mark(places_pt);
    }

    /// A line on paper.
    pub fn paper_line(&self, from_pt: (f64, f64), to_pt: (f64, f64), stroke: &Stroke) {
        let place = |(x, y)| (units(x), units(y));
        self.scene.canvas.borrow_mut().lines(&[vec![place(from_pt), place(to_pt)]], stroke);
    }

    /// A rectangle on paper.
    pub fn paper_rectangle(&self, from_pt: (f64, f64), to_pt: (f64, f64), color: Color) {
        let place = |(x, y)| (units(x), units(y));
        self.scene.canvas.borrow_mut().rectangle(place(from_pt), place(to_pt), color);
    }

    /// A filled outline on paper, for shapes that no axis knows, such as slices.
    pub fn paper_surface(&self, outline_pt: &[(f64, f64)], color: Color) {
        let outline: Vec<_> = outline_pt.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        self.scene.canvas.borrow_mut().surface(&outline, color);
    }

    /// Lines through places on paper.
    pub fn paper_lines(&self, places_pt: &[(f64, f64)], stroke: &Stroke) {
        let places: Vec<_> = places_pt.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        self.scene.canvas.borrow_mut().lines(&[places], stroke);
    }

    /// Dots on paper.
    pub fn paper_dots(&self, places_pt: &[(f64, f64)], radius_pt: f64, color: Color, ring: bool) {
        let places: Vec<_> = places_pt.iter().map(|(x, y)| (units(*x), units(*y))).collect();
        let ring = ring.then_some(self.look.paper);
        self.scene.canvas.borrow_mut().dots(&places, radius_pt, color, ring);
    }

    /// A value in the format of single values.
    pub fn write(&self, value: f64) -> String {
        self.layer.value_format.display(&Value::Number(value), self.region).text
    }

    /// Text style of a label in a colour.
    pub fn label(&self, color: Color, weight: u16, anchor: Anchor) -> TextStyle {
        TextStyle { color, size_pt: text::SIZE_PT, weight, anchor }
    }

    /// Whether some of the data lie outside the axes, so that marks must be clipped.
    pub(super) fn overflows(&self) -> bool {
        let outside = |axis: &Axis, value: f64| {
            let hair = (axis.max - axis.min) * 1e-6;
            value < axis.min - hair || value > axis.max + hair
        };
        let points = self.layer.series.iter().flat_map(|series: &Series| &series.points);
        let cells = self.panel.is_heat_map();
        let mut points = points.filter(|point| point.value.is_some());
        let mut ends = self.layer.items.iter();
        points.any(|point: &Point| {
            outside(&self.chart.x, self.chart.x.place(point.x))
                || (!cells
                    && (outside(self.y, point.high) || outside(self.y, point.low.max(point.high.min(0.0)))))
        }) || ends.any(|item| {
            let across = item.x.iter().any(|x| outside(&self.chart.x, self.chart.x.place(*x)));
            across || item.y.iter().any(|y| outside(self.y, *y))
        })
    }

    pub(super) fn clip(&self) {
        // A little more than the plot, so that lines and dots along its edge keep their width.
        let over =
            if self.layer.mark.0.traits().ends { 1.0 } else { self.layer.mark.0.reach_pt(false).max(1.0) };
        let from = (units(self.at.left - over), units(self.at.top - over));
        let to = (units(self.at.right + over), units(self.at.bottom + over));
        self.scene.canvas.borrow_mut().clip(from, to);
    }

    pub(super) fn unclip(&self) {
        self.scene.canvas.borrow_mut().unclip();
    }

    fn draw<E>(&self, element: &E)
    where
        for<'b> &'b E: PointCollection<'b, (f64, f64), Exact>,
        E: Drawable<Canvas, Exact>,
    {
        self.plot.draw(element).expect("our canvas records and cannot fail");
    }
}
