//! Labels that may stand at several places: the important ones choose first, each takes the place that covers least
//! and touches no other label.

use super::canvas::{Anchor, TextStyle};
use super::frame::Rectangle;
use crate::fonts;

/// Distance between two lines of one label.
pub const LEADING_PT: f64 = 9.0;
/// Free room around a label.
const ROOM_PT: f64 = 1.0;
/// Half the height of a line of small letters and capitals, as far as eyes see it as filled.
const HALF_LINE_PT: f64 = 4.2;

/// Who chooses first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// What the author wrote; it always stands somewhere.
    Note,
    /// The highest and the lowest value, and names of single marks: they have few places.
    Extreme,
    /// Words at a reference line.
    Reference,
    /// Any other value.
    Value,
    /// Names of dots among many; they never stand on a mark.
    Name,
}

/// A place for a label: the middle height of its first line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Where it stands, in points.
    pub at: (f64, f64),
    /// Which part of it stands there.
    pub anchor: Anchor,
}

/// A mark that a line may lead to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leader {
    /// Its middle, in points.
    pub to: (f64, f64),
    /// How far it reaches around, in points.
    pub radius_pt: f64,
}

/// A label that waits for its place.
#[derive(Debug, Clone)]
pub struct Offer {
    /// Its lines.
    pub lines: Vec<String>,
    /// How it looks; the anchor is that of the spot.
    pub style: TextStyle,
    /// Where it may stand, the best first.
    pub spots: Vec<Spot>,
    /// Who chooses first.
    pub priority: Priority,
    /// The mark that it speaks of, when a line shall lead there.
    pub leader: Option<Leader>,
}

/// A label that found its place.
#[derive(Debug, Clone)]
pub struct Settled {
    pub offer: Offer,
    pub spot: Spot,
    pub covers: Rectangle,
    /// Whether it lies over a line of a reference and over no mark, so that the line may be interrupted.
    pub over_rule: bool,
}

/// What is already there on a picture.
#[derive(Debug)]
pub struct Board {
    picture: Rectangle,
    taken: Vec<Rectangle>,
    /// Places of marks; labels avoid them where they can.
    marks: Vec<(f64, f64)>,
    /// Lines of references; labels avoid them, too.
    rules: Vec<Rectangle>,
    offers: Vec<Offer>,
}

impl Board {
    pub fn new(width: f64, height: f64) -> Board {
        let picture = Rectangle { left: 0.0, right: width, top: 0.0, bottom: height };
        Board { picture, taken: Vec::new(), marks: Vec::new(), rules: Vec::new(), offers: Vec::new() }
    }

    /// Keeps labels away from words that are already drawn.
    pub fn take(&mut self, at: (f64, f64), words: &str, style: &TextStyle) {
        self.taken.push(covers(&[words.to_string()], style, Spot { at, anchor: style.anchor }));
    }

    /// Tells where marks are.
    pub fn mark(&mut self, places: impl Iterator<Item = (f64, f64)>) {
        self.marks.extend(places.filter(|(x, y)| x.is_finite() && y.is_finite()));
    }

    /// Tells where a line of a reference is.
    pub fn rule(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        let (left, right, top, bottom) = (x0.min(x1), x0.max(x1), y0.min(y1), y0.max(y1));
        self.rules.push(Rectangle { left, right, top, bottom });
    }

    pub fn offer(&mut self, offer: Offer) {
        self.offers.push(offer);
    }

    /// Finds the places of all labels that were offered.
    pub fn settle(&mut self) -> Vec<Settled> {
        self.marks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut offers = std::mem::take(&mut self.offers);
        offers.sort_by_key(|offer| offer.priority);
        let mut settled = Vec::new();
        for offer in offers {
            if let Some((spot, covers)) = self.place(&offer) {
                let over_rule = self.hits(covers) == 0 && self.crossed(covers) > 0;
                self.taken.push(covers);
                settled.push(Settled { offer, spot, covers, over_rule });
            }
        }
        settled
    }

    fn place(&self, offer: &Offer) -> Option<(Spot, Rectangle)> {
        let mut best: Option<(usize, Spot, Rectangle)> = None;
        for spot in &offer.spots {
            let covers = covers(&offer.lines, &offer.style, *spot);
            let labels = self.taken.iter().filter(|other| touch(covers, **other)).count();
            let outside = usize::from(!self.holds(covers));
            let hits = self.hits(covers);
            let barred = match offer.priority {
                Priority::Note => false,
                Priority::Extreme | Priority::Reference | Priority::Value => labels + outside > 0,
                Priority::Name => labels + outside + hits > 0,
            };
            if barred {
                continue;
            }
            // A label over a label cannot be read, one over marks can.
            let cost = (labels + outside) * 10_000 + hits + 2 * self.crossed(covers);
            if best.as_ref().is_none_or(|(least, _, _)| cost < *least) {
                best = Some((cost, *spot, covers));
            }
            if cost == 0 {
                break;
            }
        }
        best.map(|(_, spot, covers)| (spot, covers))
    }

    fn holds(&self, covers: Rectangle) -> bool {
        covers.left >= self.picture.left - 0.5
            && covers.right <= self.picture.right + 0.5
            && covers.top >= self.picture.top - 1.0
            && covers.bottom <= self.picture.bottom + 1.0
    }

    /// How many lines of references a label would lie over.
    fn crossed(&self, covers: Rectangle) -> usize {
        self.rules.iter().filter(|rule| touch(covers, **rule)).count()
    }

    /// How many marks a label would cover.
    fn hits(&self, covers: Rectangle) -> usize {
        let Rectangle { left, right, top, bottom } = covers;
        let from = self.marks.partition_point(|(x, _)| *x < left - ROOM_PT);
        let upright = self.marks[from..].iter().take_while(|(x, _)| *x <= right + ROOM_PT);
        upright.filter(|(_, y)| (top..=bottom).contains(y)).count()
    }
}

/// The rectangle that a label covers.
fn covers(lines: &[String], style: &TextStyle, spot: Spot) -> Rectangle {
    let width = |line: &String| fonts::text_width_pt(line, style.size_pt, style.weight);
    let widest = lines.iter().map(width).fold(0.0, f64::max);
    let (x, y) = spot.at;
    let left = match spot.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - widest / 2.0,
        Anchor::End => x - widest,
    };
    let below = (lines.len().max(1) - 1) as f64 * LEADING_PT;
    Rectangle { left, right: left + widest, top: y - HALF_LINE_PT, bottom: y + below + HALF_LINE_PT }
}

fn touch(a: Rectangle, b: Rectangle) -> bool {
    a.left < b.right + ROOM_PT && b.left < a.right + ROOM_PT && a.top < b.bottom && b.top < a.bottom
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::Color;

    fn offer(words: &str, priority: Priority, places: &[(f64, f64)]) -> Offer {
        let style =
            TextStyle { color: Color { r: 0, g: 0, b: 0 }, size_pt: 7.5, weight: 400, anchor: Anchor::Start };
        let spots = places.iter().map(|at| Spot { at: *at, anchor: Anchor::Start }).collect();
        Offer { lines: vec![words.into()], style, spots, priority, leader: None }
    }

    #[test]
    fn the_important_label_chooses_first_and_none_touches_another() {
        let mut board = Board::new(100.0, 100.0);
        board.offer(offer("value", Priority::Value, &[(10.0, 50.0), (10.0, 60.0)]));
        board.offer(offer("line", Priority::Reference, &[(10.0, 50.0)]));
        board.offer(offer("no room", Priority::Value, &[(12.0, 52.0)]));
        let places: Vec<_> =
            board.settle().iter().map(|label| (label.offer.lines[0].clone(), label.spot.at)).collect();
        assert_eq!(places, [("line".into(), (10.0, 50.0)), ("value".into(), (10.0, 60.0))]);
    }

    #[test]
    fn labels_avoid_marks_and_the_edge_and_notes_always_stand() {
        let mut board = Board::new(60.0, 100.0);
        board.mark([(15.0, 50.0)].into_iter());
        board.offer(offer("word", Priority::Reference, &[(10.0, 50.0), (50.0, 20.0), (10.0, 70.0)]));
        board.offer(offer("a note that is wider than all", Priority::Note, &[(10.0, 30.0)]));
        let settled = board.settle();
        assert_eq!(settled.len(), 2);
        assert_eq!(settled[1].spot.at, (10.0, 70.0));
    }
}
