//! Panels: their layers, references and notes, and the value axes that they have alone or share with other facets.

use super::Compiler;
use super::shared::Shared;
use crate::chart::gather::Gathered;
use crate::chart::model::{Axis, Layer, Note, Panel, RefAxis, RefLine, Side};
use crate::chart::plan::PanelPlan;
use crate::chart::reference::{self, RefData, RefPlan};
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
    /// The layers of a panel. `names` are those of the series of all facets.
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
        let first = &plan.layers[0];
        let takes = |name: &&String| {
            let grey = first.mutes(name) || first.is_rest(name, &self.plan.x);
            !grey && first.palette.takes_next(name, false)
        };
        let mut taken: Vec<String> = names.iter().filter(takes).cloned().collect();
        for (plan, gathered) in plan.layers.iter().zip(gathered) {
            sample.extend_from_slice(&gathered.sample);
            let (layer, axis) = self.layer(plan, gathered, &mut taken, shared);
            self.check_domain(plan, &layer);
            layers.push(layer);
            rows = rows.or(axis);
        }
        let (refs, notes) = self.refs(plan, &layers, &sample, shared);
        if rows.is_some() {
            layers.iter_mut().zip(&plan.layers).for_each(|(layer, plan)| self.format_cells(plan, layer));
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
            let of_axis = if line.axis == RefAxis::X { &across } else { &upward };
            let format = &line.format.clone().unwrap_or_else(|| of_axis.clone());
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
        let mut refs: Vec<RefLine> = Vec::new();
        let mut placed: Vec<RefPlan> = Vec::new();
        for plan in &plan.refs {
            if let Some(line) = reference::place(plan, &data, theme, sink) {
                refs.push(line);
                placed.push(plan.clone());
            }
        }
        let notes = plan.notes.iter().filter_map(|written| reference::place_note(written, &data, sink));
        let notes = notes.collect();
        for (plan, line) in placed.iter().zip(&refs) {
            self.check_reference(plan, line, shared);
        }
        if plan.layers.iter().any(|layer| layer.mark.0.traits().graded) {
            reference::grade(&placed, &mut refs, theme);
        }
        (refs, notes)
    }
}
