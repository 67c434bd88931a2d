//! Panels: their layers, references and notes, and the value axes that they have alone or share with other facets.

use super::Compiler;
use super::shared::Shared;
use crate::chart::gather::Gathered;
use crate::chart::model::{Axis, Layer, Note, Panel, RefAxis, RefLine, Side};
use crate::chart::plan::PanelPlan;
use crate::chart::reference::{self, RefData};
use crate::format::Format;

/// A panel that waits for its value axes.
pub(super) struct Draft {
    /// The name of its facet.
    pub title: Option<String>,
    pub layers: Vec<Layer>,
    /// The axis of rows, for layers that have rows.
    rows: Option<Axis>,
    pub refs: Vec<RefLine>,
    notes: Vec<Note>,
}

impl Compiler<'_> {
    /// The layers of a panel. `names` are those of all series that get their colours from the palette, in order.
    pub(super) fn draft(
        &mut self,
        plan: &PanelPlan,
        title: Option<String>,
        gathered: Vec<Gathered>,
        shared: &Shared,
        names: &[String],
    ) -> Draft {
        let mut layers: Vec<Layer> = Vec::new();
        let mut rows = None;
        let mut sample = Vec::new();
        for (plan, gathered) in plan.layers.iter().zip(gathered) {
            let earlier = layers.iter().flat_map(|layer| &layer.series).map(|series| &series.name);
            let known: Vec<String> = names.iter().chain(earlier).cloned().collect();
            sample.extend_from_slice(&gathered.sample);
            let (layer, axis) = self.layer(plan, gathered, &known, shared);
            layers.push(layer);
            rows = rows.or(axis);
        }
        let (mut refs, mut notes) = self.refs(plan, &layers, &sample, shared);
        if rows.is_some() {
            layers.iter_mut().zip(&plan.layers).for_each(|(layer, plan)| self.format_cells(plan, layer));
            refs.retain(|line| line.axis == RefAxis::X);
            notes.clear();
        }
        Draft { title, layers, rows, refs, notes }
    }

    /// Gives panels that are measured alike their axes.
    pub(super) fn panels(&self, plan: &PanelPlan, mut drafts: Vec<Draft>, shared: &Shared) -> Vec<Panel> {
        if drafts.iter().any(|draft| draft.rows.is_some()) {
            let panel = |draft: Draft| {
                let y = draft.rows.clone().unwrap_or_else(|| shared.axis.clone());
                self.finish(plan, draft, y, None)
            };
            return drafts.into_iter().map(panel).collect();
        }
        let y = self.value_axis(plan, &mut drafts, Side::Left, shared);
        let right = plan.layers.iter().any(|layer| layer.side == Side::Right);
        let right = right.then(|| self.value_axis(plan, &mut drafts, Side::Right, shared));
        drafts.into_iter().map(|draft| self.finish(plan, draft, y.clone(), right.clone())).collect()
    }

    fn finish(&self, plan: &PanelPlan, draft: Draft, y: Axis, right: Option<Axis>) -> Panel {
        let Draft { title, layers, rows: _, refs, notes } = draft;
        let mut panel =
            Panel { title, share: plan.share, y, right, legend: self.plan.legend, layers, refs, notes };
        self.write_values(&mut panel);
        panel
    }

    /// Values in words are written as the marks beside them write theirs.
    fn write_values(&self, panel: &mut Panel) {
        let across = self.plan.x.value_format();
        let measured = panel.layers.iter().find(|layer| layer.side == Side::Left);
        let upward = measured.map_or_else(Format::general, |layer| layer.value_format.clone());
        for line in &mut panel.refs {
            let format = if line.axis == RefAxis::X { &across } else { &upward };
            let label = line.label.take();
            line.label = label.map(|label| reference::write_value(&label, line.from, format, self.region));
        }
        for note in &mut panel.notes {
            note.text = reference::write_value(&note.text, note.y, &upward, self.region);
        }
    }

    /// References and notes are measured on the layers of the left axis.
    fn refs(
        &mut self,
        plan: &PanelPlan,
        layers: &[Layer],
        sample: &[f64],
        shared: &Shared,
    ) -> (Vec<RefLine>, Vec<Note>) {
        let measured = layers.iter().filter(|layer| layer.side == Side::Left);
        let series = measured.flat_map(|layer| &layer.series).collect();
        let data = RefData { series, sample, axis: &shared.axis };
        let (theme, sink) = (self.theme, &mut *self.sink);
        let line = |written| reference::place(written, &data, theme, sink);
        let refs = plan.refs.iter().filter_map(line).collect();
        let note = |written| reference::place_note(written, &data, sink);
        (refs, plan.notes.iter().filter_map(note).collect())
    }
}
