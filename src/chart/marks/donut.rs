//! `donut`: a pie with a hole that holds the whole in numbers.

use super::pie::{TRAITS, draw_slices, slices, told};
use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Anchor, Frame, TextStyle, label_width_pt, text};
use crate::chart::gather::{Gathered, Gathering};
use crate::chart::model::{Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct Donut;

/// Radius of the hole as a part of the whole's.
const HOLE: f64 = 0.6;
const TOTAL_SIZE_PT: (f64, f64) = (7.0, 17.0);

impl MarkKind for Donut {
    fn name(&self) -> &'static str {
        "donut"
    }

    fn summary(&self) -> &'static str {
        "A pie with a hole that holds the whole in numbers; for six parts at most."
    }

    fn example(&self) -> &'static str {
        "{ data: sales, mark: donut, x: region, y: revenue }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Donut chart",
            de: "Ringdiagramm",
            fr: "Graphique en anneau",
            es: "Gráfico de anillos",
            it: "Grafico ad anello",
            nl: "Ringdiagram",
            pt: "Gráfico de anel",
        }
    }

    fn traits(&self) -> Traits {
        TRAITS
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        slices(gathering)
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let Some((center, radius)) = draw_slices(layer, HOLE, frame) else { return };
        let values = layer.series.iter().flat_map(|series| &series.points).filter_map(|point| point.value);
        let words = frame.write(values.sum());
        let wide_em = label_width_pt(&words) / text::SIZE_PT;
        let size_pt = (radius * 1.5 / wide_em.max(0.1)).min(TOTAL_SIZE_PT.1);
        if size_pt >= TOTAL_SIZE_PT.0 {
            let style = TextStyle { size_pt, ..frame.label(frame.look.ink, 500, Anchor::Middle) };
            frame.text(center, &words, style);
        }
    }

    fn names_itself(&self) -> bool {
        true
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        Some(told(layer, teller))
    }

    fn native(&self) -> Native {
        Native::Ring
    }
}
