//! Draws a compiled chart: plotters as the kernel, everything that is seen is ours. The only module
//! that knows plotters.

mod axes;
mod bars;
pub(super) mod board;
mod canvas;
mod elements;
mod frame;
mod grid;
mod heat;
mod labels;
mod layout;
mod legend;
mod references;
mod shapes;
mod sparkline;
mod style;
pub(super) mod text;

pub use bars::{BarLabel, bar_label, draw as draw_bar_labels, offer as offer_bar_label};
pub use canvas::{Anchor, Stroke, TextStyle};
pub use frame::{Frame, Rectangle};
pub use heat::{labels_fit as cell_labels_fit, needs_head as cells_need_head};
pub use labels::push_apart;
pub use layout::unit_line;
pub use shapes::{Beside, SHAPES, diamond, draw_shape, on_circle, ring};
pub use sparkline::sparkline;
pub use text::{PLAIN, STRONG, width_pt as label_width_pt};

use super::model::Chart;
use crate::format::Region;
use crate::theme::Theme;
use board::Board;
use canvas::{Canvas, units};
use frame::Scene;
use layout::Layout;
use std::cell::RefCell;
use std::rc::Rc;
use style::Look;

/// The picture of a chart as SVG.
pub fn svg(chart: &Chart, size_pt: (f64, f64), theme: &Theme, region: &Region) -> String {
    let (width, height) = (size_pt.0.max(40.0), size_pt.1.max(20.0));
    let canvas = Rc::new(RefCell::new(Canvas::new(width, height, &theme.fonts)));
    let look = Look::of(theme);
    match &chart.empty {
        Some(words) => draw_empty(words, (width, height), &canvas, look),
        None => {
            let board = RefCell::new(Board::new(width, height));
            let scene = Scene { canvas: canvas.clone(), board, chart, look, region, width_pt: width };
            draw_panels(&scene, &layout::layout(chart, width, height, region));
            draw_settled(&scene);
        }
    }
    canvas.borrow().finish()
}

fn draw_panels(scene: &Scene, layout: &Layout) {
    for (panel, place) in scene.chart.panels.iter().zip(&layout.panels) {
        let frame = Frame::new(scene, panel, place);
        let layers: Vec<Frame> = panel.layers.iter().map(|layer| frame.of_layer(layer)).collect();
        axes::draw_head(place, &frame);
        heat::draw_key(place, &frame);
        references::draw_bands(panel, &frame);
        for frame in &layers {
            clip(frame, |frame| frame.layer.mark.0.draw_under(frame.layer, frame));
        }
        axes::draw_grid(&frame);
        if place.values {
            axes::draw_value_labels(&frame);
        }
        for frame in &layers {
            clip(frame, |frame| frame.layer.mark.0.draw(frame.layer, frame));
            references::keep_marks_free(frame);
        }
        axes::draw_zero(&frame);
        if place.below {
            axes::draw_shared(&layout.across, &frame);
        }
        references::draw_lines(panel, &frame);
        references::draw_notes(panel, &frame);
        labels::draw(&layers);
    }
}

/// Writes the labels that could choose their places, over everything else.
fn draw_settled(scene: &Scene) {
    let settled = scene.board.borrow_mut().settle();
    let mut canvas = scene.canvas.borrow_mut();
    for label in settled {
        if let Some(end) = label.offer.leader {
            leader(&label, end, scene.look, &mut canvas);
        }
        if label.over_rule {
            let Rectangle { left, right, top, bottom } = label.covers;
            let place = |x: f64, y: f64| (units(x), units(y));
            canvas.rectangle(place(left - 1.0, top), place(right + 1.0, bottom), scene.look.paper);
        }
        for (row, line) in label.offer.lines.iter().enumerate() {
            let style = canvas::TextStyle { anchor: label.spot.anchor, ..label.offer.style };
            let baseline = label.spot.at.1 + row as f64 * board::LEADING_PT + style.size_pt * 0.35;
            canvas.text((units(label.spot.at.0), units(baseline)), line, &style);
        }
    }
}

/// A thin line from a label to what it speaks of, where they stand apart.
fn leader(label: &board::Settled, leader: board::Leader, look: Look, canvas: &mut Canvas) {
    const APART_PT: f64 = 4.0;
    let (covers, end) = (label.covers, leader.to);
    let from = (end.0.clamp(covers.left, covers.right), end.1.clamp(covers.top, covers.bottom));
    let (across, down) = (end.0 - from.0, end.1 - from.1);
    let length = across.hypot(down);
    if length - leader.radius_pt > APART_PT {
        let before = (leader.radius_pt + 0.7).max(2.2);
        let short = (end.0 - across / length * before, end.1 - down / length * before);
        let stroke = Stroke { color: look.axis, width_pt: 0.5, dashed: false };
        let place = |(x, y): (f64, f64)| (units(x), units(y));
        canvas.lines(&[vec![place(from), place(short)]], &stroke);
    }
}

fn clip(frame: &Frame, draw: impl Fn(&Frame)) {
    let clipped = frame.overflows() && frame.layer.mark.0.traits().axes;
    if clipped {
        frame.clip();
    }
    draw(frame);
    if clipped {
        frame.unclip();
    }
}

/// A box of the size the chart would have, so that the page does not jump when data come.
fn draw_empty(words: &str, size: (f64, f64), canvas: &Rc<RefCell<Canvas>>, look: Look) {
    let (width, height) = size;
    let edge = Rectangle { left: 0.25, right: width - 0.25, top: 0.25, bottom: height - 0.25 };
    let corner = |x: f64, y: f64| (units(x), units(y));
    let outline = vec![
        corner(edge.left, edge.top),
        corner(edge.right, edge.top),
        corner(edge.right, edge.bottom),
        corner(edge.left, edge.bottom),
        corner(edge.left, edge.top),
    ];
    let stroke = Stroke { color: look.grid, width_pt: 0.5, dashed: false };
    let mut canvas = canvas.borrow_mut();
    canvas.lines(&[outline], &stroke);
    let words = text::fit(words, width - 12.0, text::PLAIN);
    canvas.text(corner(width / 2.0, height / 2.0 + 2.6), &words, &look.unit(Anchor::Middle));
}
