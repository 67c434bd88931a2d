//! Where facets stand: equal plots in rows and columns, names over them, words of the axes only at the outer edge.

use super::frame::Rectangle;
use super::layout::{self, HEAD_GAP_PT, HEAD_LINE_PT, LINE_PT, Layout, PanelPlace, Room};
use super::legend::{self, Lines};
use crate::chart::model::{Chart, Grid};
use crate::format::Region;

/// Gap between facets beside each other, and under one before the name of the next.
const COLUMN_GAP_PT: f64 = 14.0;
const ROW_GAP_PT: f64 = 9.0;
/// Height of the name over a facet.
const TITLE_PT: f64 = LINE_PT + 5.0;
/// Plots never get smaller than this, even if words then leave the picture.
const PLOT_MIN_PT: f64 = 12.0;
/// Least part of its column that stays for a plot.
const PLOT_SHARE_MIN: f64 = 0.35;

/// Places of all facets.
pub fn layout(chart: &Chart, grid: Grid, size: (f64, f64), region: &Region) -> Layout {
    let grid = Grid { columns: Grid::columns_at(grid.columns, size.0), ..grid };
    let columns = Columns::of(chart, grid, size.0, region);
    let room = Room { left: columns.margin, width: columns.plot, right: columns.right };
    let across = layout::across(chart, room, region);
    let (above, below) = layout::shared_heights(chart, &across);
    let heads = head_lines(chart, grid, size.0, region);
    let head = heads.height_pt();
    let rows = chart.panels.len().div_ceil(grid.columns).max(1);
    let gaps = (rows - 1) as f64 * ROW_GAP_PT + rows as f64 * TITLE_PT;
    let plot = ((size.1 - head - gaps - above - below) / rows as f64).max(PLOT_MIN_PT);
    let place = |index: usize| {
        let (row, column) = (index / grid.columns, index % grid.columns);
        let top = head + above + row as f64 * (TITLE_PT + plot + ROW_GAP_PT) + TITLE_PT;
        let left = columns.left_of(column);
        PanelPlace {
            plot: Rectangle { left, right: left + columns.plot, top, bottom: top + plot },
            unit_at: heads.unit_at().filter(|_| index == 0),
            legend: if index == 0 { heads.legend.clone() } else { Lines::new() },
            legend_at: heads.legend_at(),
            title_at: Some(top - TITLE_PT / 2.0 - 2.5),
            values: column == 0 || grid.free,
            words_end: left + columns.plot + columns.right,
            below: index + grid.columns >= chart.panels.len(),
        }
    };
    let panels = (0..chart.panels.len()).map(place).collect();
    Layout { panels, across }
}

/// The columns on paper.
struct Columns {
    /// Room left of the first plot, and of every plot when axes are free.
    margin: f64,
    every: f64,
    right: f64,
    plot: f64,
}

impl Columns {
    fn of(chart: &Chart, grid: Grid, width: f64, region: &Region) -> Columns {
        let count = grid.columns.max(1) as f64;
        let one = width / count;
        let margin = layout::left_margin(chart, one, region).min(one * (1.0 - PLOT_SHARE_MIN) / 2.0);
        let right = layout::right_margin(chart, one, region).min(one * (1.0 - PLOT_SHARE_MIN) / 2.0);
        let every = if grid.free { margin } else { 0.0 };
        let gaps = (count - 1.0) * (COLUMN_GAP_PT + every);
        let plot = ((width - margin - gaps) / count - right).max(PLOT_MIN_PT);
        Columns { margin, every, right, plot }
    }

    fn left_of(&self, column: usize) -> f64 {
        self.margin + column as f64 * (self.plot + self.right + COLUMN_GAP_PT + self.every)
    }
}

/// What stands over all facets: the unit line they share, and the legend.
struct Heads {
    unit: bool,
    legend: Lines,
}

fn head_lines(chart: &Chart, grid: Grid, width: f64, region: &Region) -> Heads {
    let panel = &chart.panels[0];
    let entries = legend::entries(panel, region);
    let legend = if entries.is_empty() { Lines::new() } else { legend::lines(panel, &entries, width) };
    Heads { unit: !grid.free && layout::unit_line(&panel.y).is_some(), legend }
}

impl Heads {
    fn height_pt(&self) -> f64 {
        match self.legend.len() + usize::from(self.unit) {
            0 => 0.0,
            lines => lines as f64 * HEAD_LINE_PT + HEAD_GAP_PT,
        }
    }

    fn unit_at(&self) -> Option<f64> {
        self.unit.then_some(LINE_PT / 2.0 - 0.5)
    }

    fn legend_at(&self) -> f64 {
        let first = LINE_PT / 2.0 - 0.5;
        if self.unit { first + HEAD_LINE_PT } else { first }
    }
}
