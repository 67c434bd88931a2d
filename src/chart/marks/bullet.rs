//! `bullet`: a bar for what was reached and a mark for what was aimed at; `refs` bands show what counts as good.

use super::dumbbell::offer_end;
use super::{MarkKind, Traits};
use crate::chart::describe::Teller;
use crate::chart::draw::{Frame, Stroke};
use crate::chart::gather::{Gathered, Gathering};
use crate::chart::model::{Item, LabelRule, Layer};
use crate::words::Said;
use crate::words::chart as said;

/// The kind.
#[derive(Debug)]
pub struct Bullet;

/// Parts of the room that the bar and the mark of the target fill.
const BAR_FILL: f64 = 0.36;
const TARGET_FILL: f64 = 0.74;
const TARGET_PT: f64 = 2.0;
/// Bars told one by one.
const TOLD_MAX: usize = 5;

impl MarkKind for Bullet {
    fn name(&self) -> &'static str {
        "bullet"
    }

    fn summary(&self) -> &'static str {
        "A bar for what was reached and a mark for what was aimed at."
    }

    fn example(&self) -> &'static str {
        "{ data: goals, mark: bullet, x: [reached, target], y: team }"
    }

    fn noun(&self) -> Said {
        Said {
            en: "Bullet chart",
            de: "Bullet-Diagramm",
            fr: "Graphique à puces",
            es: "Gráfico de bala",
            it: "Grafico bullet",
            nl: "Bulletdiagram",
            pt: "Gráfico bullet",
        }
    }

    fn traits(&self) -> Traits {
        Traits {
            parts: &["reached", "target"],
            zero: true,
            bands: true,
            single: true,
            graded: true,
            labels: Some(LabelRule::None),
            ..Traits::SERIES
        }
    }

    fn gather(&self, gathering: &mut Gathering) -> Gathered {
        let mut gathered = gathering.parts();
        // What was reached is what is compared and written.
        gathered.items.iter_mut().for_each(|item| item.value = item.parts.first().copied());
        gathered
    }

    fn draw(&self, layer: &Layer, frame: &Frame) {
        for item in &layer.items {
            let [reached, target] = item.parts[..] else { continue };
            let middle = frame.chart.x.place(item.x[0]);
            let half = layer.band * BAR_FILL / 2.0;
            let series = &layer.series[item.series];
            let color = series.color_at(reached);
            frame.bar((middle - half, 0.0), (middle + half, reached), (0.0, 0.0), color);
            let half = layer.band * TARGET_FILL / 2.0;
            let mark = Stroke { color: frame.look.ink, width_pt: TARGET_PT, dashed: false };
            frame.paper_line(
                frame.paper_exact(middle - half, target),
                frame.paper_exact(middle + half, target),
                &mark,
            );
            if layer.labels == LabelRule::All {
                let end = frame.paper_exact(middle, reached.max(target));
                offer_end(end, 1.0, 4.0, frame.write(reached), frame);
            }
        }
    }

    fn tell(&self, layer: &Layer, teller: &Teller) -> Option<Vec<String>> {
        let told = |item: &Item| {
            let [reached, target] = item.parts[..] else { return None };
            let (name, reached) = (teller.place_at(item.x[0]), teller.value(reached));
            Some(teller.say(said::OF_TARGET, &[&name, &reached, &teller.value(target)]))
        };
        let mut items: Vec<&Item> = layer.items.iter().collect();
        items.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
        Some(items.into_iter().take(TOLD_MAX).filter_map(told).collect())
    }
}
