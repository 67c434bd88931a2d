//! From plan and rows to the chart: everything an output needs is decided here, once.

mod colors;
mod facets;
mod layer;
mod panels;
mod shared;
mod told;
mod values;

use super::gather::{Gathered, Gathering, Names};
use super::marks::Roles;
use super::model::{Axis, AxisKind, Chart, Grid, Height, Layer, Panel, Series, Side, Stack};
use super::order::SeriesOrder;
use super::plan::{ChartPlan, LayerPlan};
use crate::diag::{Code, Diagnostic, Sink};
use crate::format::Region;
use crate::table::Table;
use crate::theme::Theme;
use panels::Draft;
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
        let plan = self.plan;
        let (splits, facets_hidden) = self.splits(rows);
        let mut names = Names::default();
        let mut gathered: Vec<Gathered> = Vec::new();
        for split in &splits {
            gathered.extend(plan.layers().map(|layer| self.gather(layer, &split.rows, rows, &mut names)));
        }
        let shared = self.shared(&names, &mut gathered);
        self.check_ends(&shared);
        self.check_cut(&shared);
        let dropped = gathered.iter().step_by(plan.layers().count()).map(|layer| layer.dropped).sum();
        self.check_dropped(dropped, rows.len());
        let missing = gathered.iter().map(|layer| layer.missing).sum();
        let series_hidden = gathered.iter().map(|layer| layer.hidden).max().unwrap_or(0);
        let grid = self.grid(splits.len());
        let series = self.facet_names(&gathered);
        let mut gathered = gathered.into_iter();
        let mut drafts: Vec<Vec<Draft>> = plan.panels.iter().map(|_| Vec::new()).collect();
        for split in splits {
            for (panel, drafts) in plan.panels.iter().zip(&mut drafts) {
                let layers = gathered.by_ref().take(panel.layers.len()).collect();
                drafts.push(self.draft(panel, split.title.clone(), layers, &shared, &series));
            }
        }
        let mut panels = Vec::new();
        for (panel, drafts) in plan.panels.iter().zip(drafts) {
            match grid.is_some_and(|grid| grid.free) {
                true => {
                    panels.extend(drafts.into_iter().flat_map(|one| self.panels(panel, vec![one], &shared)))
                }
                false => panels.extend(self.panels(panel, drafts, &shared)),
            }
        }
        self.check_names(&panels, &shared.axis);
        let nothing = panels.iter().flat_map(|panel| &panel.layers).all(Layer::shows_nothing);
        Chart {
            size: plan.size,
            height: self.height(&panels, &shared.axis, grid),
            horizontal: self.lies(&panels, &shared.axis),
            x: shared.axis,
            panels,
            grid,
            empty: nothing.then(|| plan.empty.clone().unwrap_or_else(|| self.no_data())),
            missing,
            categories_hidden: shared.hidden + facets_hidden,
            series_hidden,
        }
        .settle()
    }

    /// What is said in place of an empty chart when the author says nothing.
    fn no_data(&self) -> String {
        crate::words::of(self.region.language()).no_data.to_string()
    }

    fn gather(&mut self, layer: &LayerPlan, rows: &Table, whole: &Table, names: &mut Names) -> Gathered {
        let (x, region) = (&self.plan.x, self.region);
        let order = layer.series.as_ref().map(|channel| SeriesOrder::of(channel, layer, whole, region));
        let order = &order.unwrap_or_default();
        let mut gathering = Gathering { x, layer, rows, whole, region, order, names, dropped: 0 };
        let mut gathered = layer.mark.0.gather(&mut gathering);
        let dropped = gathering.dropped;
        gathered.hidden = order.hidden();
        for finding in gathered.findings.drain(..) {
            let diagnostic = Diagnostic::error(Code::Chart, layer.value.span, finding.message);
            self.tell(Diagnostic { severity: finding.severity, ..diagnostic }.help(finding.help));
        }
        Gathered { dropped, ..gathered }
    }

    /// Whether bars lie: as written, or because names are longer than their bars are wide.
    fn horizontal(&self, shared: &Shared) -> bool {
        let alone = self.plan.panels.len() == 1 && self.plan.facet.is_none();
        self.plan.horizontal || (alone && self.names_too_long(&shared.axis))
    }

    fn turns(&self, panels: &[Panel], axis: &Axis) -> bool {
        let ([panel], None) = (panels, &self.plan.facet) else { return false };
        panel.series().next().is_some() && self.names_too_long(axis)
    }

    /// Names that need more than the width of their bar, when there is nothing that cannot lie.
    fn names_too_long(&self, axis: &Axis) -> bool {
        let lies = |layer: &LayerPlan| {
            let traits = layer.mark.0.traits();
            traits.bands && traits.axes && traits.roles == Roles::Series && layer.side == Side::Left
        };
        let calendar = self.plan.x.is_temporal();
        if axis.kind != AxisKind::Band || calendar || !self.plan.layers().all(lies) {
            return false;
        }
        let room = (self.plan.size.nominal_width_pt() - 36.0) / axis.categories.len().max(1) as f64 - 4.0;
        axis.categories.iter().any(|name| super::draw::label_width_pt(name) > room.max(8.0) * 1.6)
    }

    fn height(&self, panels: &[Panel], axis: &Axis, grid: Option<Grid>) -> Height {
        let rows_pt = self.lies(panels, axis).then(|| self.rows_height(&panels[0], axis));
        if let (Some(grid), Height::Ratio(_)) = (grid, self.plan.height) {
            return Height::Grid { columns: grid.columns, count: panels.len(), plot_pt: rows_pt };
        }
        let (Height::Ratio(_), [panel]) = (self.plan.height, panels) else { return self.plan.height };
        let width_pt = self.plan.size.nominal_width_pt();
        let own = panel.layers.iter().find_map(|layer| layer.mark.0.height_pt(layer, width_pt));
        if let Some(height) = own {
            return Height::Points(height);
        }
        if panel.is_heat_map() {
            return Height::Points(self.cells_height(panel, axis));
        }
        if panel.y.kind == AxisKind::Band {
            let rows = panel.y.categories.len().max(1) as f64 * BAR_HEIGHT_PT;
            return Height::Points((rows + 36.0).max(60.0));
        }
        let around = if panel.y.hidden { 20.0 } else { 36.0 };
        rows_pt.map_or(self.plan.height, |rows| Height::Points((rows + around).max(60.0)))
    }

    fn lies(&self, panels: &[Panel], axis: &Axis) -> bool {
        self.plan.horizontal || self.turns(panels, axis)
    }

    /// Height of lying bars, those of a group beside each other.
    fn rows_height(&self, panel: &Panel, axis: &Axis) -> f64 {
        let beside = |layer: &Layer| match layer.stack {
            Stack::None if layer.items.is_empty() && !layer.mark.0.traits().over => layer.series.len().max(1),
            Stack::None | Stack::Zero | Stack::Normalize => 1,
        };
        let beside = panel.layers.iter().map(beside).max().unwrap_or(1);
        axis.categories.len().max(1) as f64 * (BAR_HEIGHT_PT + (beside.min(6) as f64 - 1.0) * 9.0)
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
