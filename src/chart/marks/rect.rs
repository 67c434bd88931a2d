//! `rect`: a heat map; names across and down, values as colours.

use super::{MarkKind, Roles, Traits};
use crate::chart::draw::{self, Anchor, Frame};
use crate::chart::gather::{Gathered, Gathering};
use crate::chart::model::{Layer, Native};
use crate::words::Said;

/// The kind.
#[derive(Debug)]
pub struct RectMark;

impl MarkKind for RectMark {
    fn name(&self) -> &'static str {
        "rect"
    }

    fn summary(&self) -> &'static str {
        "A heat map: months by years, hours by days; the value is the colour."
    }

    fn example(&self) -> &'static str {
        "{ data: returns, mark: rect, x: month, y: year, color: { field: return, format: \"0.0%\" } }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Heat map",
            de: "Heatmap",
            fr: "Carte de chaleur",
            es: "Mapa de calor",
            it: "Mappa di calore",
            nl: "Heatmap",
            pt: "Mapa de calor",
        }
    }

    fn traits(&self) -> Traits {
        Traits { roles: Roles::Cells, bands: true, single: true, ..Traits::SERIES }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        gathering.cells()
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        let Some(colors) = &layer.colors else { return };
        let labelled = draw::cell_labels_fit(frame);
        for (row, series) in layer.series.iter().enumerate() {
            let y = row as f64;
            for point in &series.points {
                let Some(value) = point.value else { continue };
                let color = colors.color(value);
                frame.bar((point.x - 0.5, y - 0.5), (point.x + 0.5, y + 0.5), (0.4, 0.4), color);
                if labelled {
                    let style = frame.label(frame.look.on(color), draw::PLAIN, Anchor::Middle);
                    frame.text(frame.paper_exact(point.x, y), &frame.write(value), style);
                }
            }
        }
    }

    fn native(&self) -> Native {
        Native::Cells
    }
}
