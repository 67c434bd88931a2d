//! From plan and rows to the chart: everything an output needs is decided here, once.

mod colors;
mod layer;
mod shared;
mod values;

use super::gather::{Gathered, Gathering, Names};
use super::model::{Axis, AxisKind, Chart, Layer, Note, Panel, RefAxis, RefLine, Series, Side, Stack};
use super::plan::{ChartPlan, LayerPlan, PanelPlan};
use super::reference::{self, RefData};
use crate::diag::{Code, Diagnostic, Sink};
use crate::format::{Format, Region};
use crate::table::Table;
use crate::theme::Theme;
use shared::Shared;

/// With more series than this, names stand in a legend and not at the ends.
pub(super) const END_LABELS_MAX: usize = 6;
/// Height of one horizontal bar with its gap, and of one row of a heat map.
const BAR_HEIGHT_PT: f64 = 17.0;
const CELL_HEIGHT_PT: f64 = 17.0;
/// Part of the width that lying bars and cells have beside their names, as far as it can be known before anything is
/// measured.
const PLOT_SHARE: f64 = 0.6;
/// Height of the names of a heat map's columns, and of its measure or key over them.
const CELL_NAMES_PT: f64 = 14.0;
const CELL_HEAD_PT: f64 = 17.0;

impl ChartPlan {
    /// Compiles the chart from rows. Data that cannot be shown truthfully are told to `sink`.
    pub fn compile(&self, rows: &Table, theme: &Theme, region: &Region, sink: &mut Sink) -> Chart {
        Compiler { plan: self, theme, region, sink }.chart(rows)
    }
}

struct Compiler<'a> {
    plan: &'a ChartPlan,
    theme: &'a Theme,
    region: &'a Region,
    sink: &'a mut Sink,
}

impl Compiler<'_> {
    fn chart(&mut self, rows: &Table) -> Chart {
        let mut names = Names::default();
        let mut gathered: Vec<Gathered> =
            self.plan.layers().map(|layer| self.gather(layer, rows, &mut names)).collect();
        let shared = self.shared(&names, &mut gathered);
        let missing = gathered.iter().map(|layer| layer.missing).sum();
        let mut gathered = gathered.into_iter();
        let plan = self.plan;
        let mut panels = Vec::new();
        for panel in &plan.panels {
            let layers = gathered.by_ref().take(panel.layers.len()).collect();
            panels.push(self.panel(panel, layers, &shared));
        }
        let nothing = panels.iter().flat_map(|panel| &panel.layers).all(Layer::is_empty);
        Chart {
            size: self.plan.size,
            height: self.height(&panels, &shared.axis),
            horizontal: self.plan.horizontal || self.turns(&panels, &shared.axis),
            x: shared.axis,
            panels,
            empty: nothing.then(|| self.plan.empty.clone()),
            missing,
            categories_hidden: shared.hidden,
        }
        .settle()
    }

    fn gather(&mut self, layer: &LayerPlan, rows: &Table, names: &mut Names) -> Gathered {
        let mut gathering = Gathering { x: &self.plan.x, layer, rows, region: self.region, names };
        let mut gathered = layer.mark.0.gather(&mut gathering);
        for finding in gathered.findings.drain(..) {
            let diagnostic = Diagnostic::error(Code::Chart, layer.value.span, finding.message);
            self.sink.push(Diagnostic { severity: finding.severity, ..diagnostic }.help(finding.help));
        }
        gathered
    }

    fn panel(&mut self, plan: &PanelPlan, gathered: Vec<Gathered>, shared: &Shared) -> Panel {
        let mut layers: Vec<Layer> = Vec::new();
        let mut rows = None;
        let mut sample = Vec::new();
        for (plan, gathered) in plan.layers.iter().zip(gathered) {
            let known: Vec<String> =
                layers.iter().flat_map(|layer| &layer.series).map(|series| series.name.clone()).collect();
            sample.extend_from_slice(&gathered.sample);
            let (layer, axis) = self.layer(plan, gathered, &known, shared);
            layers.push(layer);
            rows = rows.or(axis);
        }
        let (refs, notes) = self.refs(plan, &layers, &sample, shared);
        if let Some(y) = rows {
            layers.iter_mut().zip(&plan.layers).for_each(|(layer, plan)| self.format_cells(plan, layer));
            let refs = refs.into_iter().filter(|line| line.axis == RefAxis::X).collect();
            return Panel { share: plan.share, y, right: None, layers, refs, notes: Vec::new() };
        }
        let y = self.value_axis(plan, &mut layers, &refs, Side::Left, shared);
        let right = plan.layers.iter().any(|layer| layer.side == Side::Right);
        let right = right.then(|| self.value_axis(plan, &mut layers, &[], Side::Right, shared));
        let mut panel = Panel { share: plan.share, y, right, layers, refs, notes };
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
        let axis = &shared.axis;
        let data = RefData { series, sample, axis };
        let (theme, sink) = (self.theme, &mut *self.sink);
        let line = |written| reference::place(written, &data, theme, sink);
        let refs = plan.refs.iter().filter_map(line).collect();
        let note = |written| reference::place_note(written, &data, sink);
        (refs, plan.notes.iter().filter_map(note).collect())
    }

    /// Whether bars lie: as written, or because names are longer than their bars are wide.
    fn horizontal(&self, shared: &Shared) -> bool {
        self.plan.horizontal || (self.plan.panels.len() == 1 && self.names_too_long(&shared.axis))
    }

    fn turns(&self, panels: &[Panel], axis: &Axis) -> bool {
        let [panel] = panels else { return false };
        panel.series().next().is_some() && self.names_too_long(axis)
    }

    /// Names that need more than the width of their bar, when there is nothing that cannot lie.
    fn names_too_long(&self, axis: &Axis) -> bool {
        let lies = |layer: &LayerPlan| {
            let traits = layer.mark.0.traits();
            traits.bands && traits.axes && traits.roles == super::marks::Roles::Series && layer.side == Side::Left
        };
        if axis.kind != AxisKind::Band || !self.plan.layers().all(lies) {
            return false;
        }
        let room = (self.plan.size.nominal_width_pt() - 36.0) / axis.categories.len().max(1) as f64 - 4.0;
        axis.categories.iter().any(|name| super::draw::label_width_pt(name) > room.max(8.0) * 1.6)
    }

    fn height(&self, panels: &[Panel], axis: &Axis) -> super::model::Height {
        use super::model::Height;
        let (Height::Ratio(_), [panel]) = (self.plan.height, panels) else { return self.plan.height };
        if panel.is_heat_map() {
            return Height::Points(self.cells_height(panel, axis));
        }
        if panel.y.kind == AxisKind::Band {
            let rows = panel.y.categories.len().max(1) as f64 * BAR_HEIGHT_PT;
            return Height::Points((rows + 36.0).max(60.0));
        }
        if !(self.plan.horizontal || self.turns(panels, axis)) {
            return self.plan.height;
        }
        let beside = |layer: &Layer| match layer.stack {
            Stack::None if layer.items.is_empty() => layer.series.len().max(1),
            Stack::None | Stack::Zero | Stack::Normalize => 1,
        };
        let beside = panel.layers.iter().map(beside).max().unwrap_or(1);
        let one = BAR_HEIGHT_PT + (beside.min(6) as f64 - 1.0) * 9.0;
        let around = if panel.y.hidden { 20.0 } else { 36.0 };
        Height::Points((axis.categories.len().max(1) as f64 * one + around).max(60.0))
    }

    fn cells_height(&self, panel: &Panel, axis: &Axis) -> f64 {
        let height = panel.y.categories.len().max(1) as f64 * CELL_HEIGHT_PT;
        let size_pt = (self.plan.size.nominal_width_pt() * PLOT_SHARE, height);
        let headed = super::draw::cells_need_head(size_pt, panel, axis.categories.len(), self.region);
        height + CELL_NAMES_PT + if headed { CELL_HEAD_PT } else { 0.0 }
    }
}

impl Series {
    /// Whether it has no value at all.
    pub fn is_empty(&self) -> bool {
        self.points.iter().all(|point| point.value.is_none())
    }
}

impl Chart {
    /// Categories of horizontal bars run downwards.
    fn settle(mut self) -> Chart {
        if self.horizontal {
            self.x.reverse = !self.x.reverse;
        }
        self
    }
}
