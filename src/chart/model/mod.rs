//! The compiled chart: scales, domains, ticks, series, labels, colours and formats, decided once and
//! handed to every output. Holds values and formats; text is made only where it is drawn or told.

mod axis;
mod layer;

pub use axis::{Axis, AxisKind, Calendar, Grain};
pub use layer::{
    ColorScale, Item, Keys, LabelRule, Layer, Mark, Native, Point, Series, ShadeKey, ShapeKey, Side, SizeKey,
    Stack,
};

use super::marks::Roles;
use crate::format::{Format, Region};
use crate::theme::{Color, Page, Theme};
use crate::words::chart as said;
use serde::Serialize;

/// A chart ready to be drawn, told in words, or rebuilt as a native chart.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// How wide it wants to be.
    pub size: Size,
    /// How its height follows from its width.
    pub height: Height,
    /// Whether values run across and categories down: horizontal bars.
    pub horizontal: bool,
    /// The axis that all panels share: time, categories or numbers.
    pub x: Axis,
    /// From top to bottom; at least one.
    pub panels: Vec<Panel>,
    /// How facets are arranged; absent when panels stand above each other.
    pub grid: Option<Grid>,
    /// What to say in place of the picture; present when there is nothing to draw.
    pub empty: Option<String>,
    /// Values that are missing in the data and shown as gaps.
    pub missing: usize,
    /// Names of the shared axis, or facets, that are left out because only the largest are shown.
    pub categories_hidden: usize,
    /// Series that are left out for the same reason.
    pub series_hidden: usize,
}

impl Chart {
    /// Height for a width.
    pub fn height_pt(&self, width_pt: f64) -> f64 {
        self.height.points(width_pt)
    }

    /// Height for a width on a page, with room for the words around the chart.
    pub fn height_on(&self, page: &Page, width_pt: f64) -> f64 {
        self.height_pt(width_pt).min(height_max_pt(page))
    }

    /// The picture of a width and a height: plot, axes and labels as SVG with real text; no title, which is text of the
    /// document.
    pub fn svg(&self, size_pt: (f64, f64), theme: &Theme, region: &Region) -> String {
        super::draw::svg(self, size_pt, theme, region)
    }

    /// What the chart shows, in words, at most 400 characters.
    pub fn alt(&self, region: &Region) -> String {
        super::describe::describe(self, region)
    }

    /// How many names it shows of all there are, where it leaves some out.
    pub fn left_out(&self, region: &Region) -> Vec<String> {
        let rows = self.panels.iter().map(|panel| panel.y.categories.len()).max().unwrap_or(0);
        let series = self.panels.iter().map(|panel| panel.series().count()).max().unwrap_or(0);
        let names = match (self.grid, self.x.categories.len()) {
            (Some(_), _) => self.panels.len(),
            (None, 0) => rows,
            (None, names) => names,
        };
        let counts = [(names, self.categories_hidden), (series, self.series_hidden)];
        let left_out = counts.into_iter().filter(|(_, hidden)| *hidden > 0 && self.empty.is_none());
        let words = left_out.map(|(shown, hidden)| {
            said::NAMES_SHOWN.with(region.language(), &[&shown.to_string(), &(shown + hidden).to_string()])
        });
        words.collect()
    }

    /// Whether there is nothing to draw.
    pub fn is_empty(&self) -> bool {
        self.empty.is_some()
    }
}

/// The height that a page has for a chart besides the words around it.
pub(super) fn height_max_pt(page: &Page) -> f64 {
    const WORDS_PT: f64 = 96.0;
    (page.text_height_pt() - WORDS_PT).max(60.0)
}

/// How facets are arranged, row by row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Grid {
    /// Columns.
    pub columns: usize,
    /// Whether each facet has a value axis of its own.
    pub free: bool,
}

impl Grid {
    /// Columns at a width: no facet gets so narrow that its labels have no room.
    pub fn columns_at(columns: usize, width_pt: f64) -> usize {
        const WIDTH_MIN_PT: f64 = 88.0;
        columns.min((width_pt / WIDTH_MIN_PT).floor() as usize).max(1)
    }
}

/// How wide a chart wants to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// The whole column.
    Wide,
    /// Half of it.
    Half,
    /// A third of it.
    Third,
}

impl Size {
    /// The width on pages whose text is this wide; two halves and three thirds fit beside each other.
    pub fn width_pt(self, text_pt: f64) -> f64 {
        const GAP_PT: f64 = 22.0;
        match self {
            Size::Wide => text_pt,
            Size::Half => (text_pt - GAP_PT) / 2.0,
            Size::Third => (text_pt - 2.0 * GAP_PT) / 3.0,
        }
    }

    /// The width in an A4 report, for decisions that are made before the width is known.
    pub fn nominal_width_pt(self) -> f64 {
        match self {
            Size::Wide => 483.0,
            Size::Half => 234.0,
            Size::Third => 150.0,
        }
    }
}

/// How height follows from width.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Height {
    /// Always the same.
    Points(f64),
    /// A share of the width times this; narrow charts are relatively taller.
    Ratio(f64),
    /// Facets, each a little wider than tall.
    Grid {
        /// Columns where there is room.
        columns: usize,
        /// How many there are.
        count: usize,
        /// The height that the plot of one wants, where it does not follow from its width.
        plot_pt: Option<f64>,
    },
}

/// Height of the name of a facet and of the gap under it.
const GRID_ROW_PT: f64 = 24.0;

impl Height {
    /// Lowest chart that still can be read.
    const MIN_PT: f64 = 120.0;

    /// The height for a width.
    pub fn points(self, width_pt: f64) -> f64 {
        match self {
            Height::Points(points) => points,
            Height::Ratio(factor) => {
                // 0.42 at full width is the shape of a newspaper chart; at half width it would be a strip.
                let narrow = ((400.0 - width_pt) / 240.0).clamp(0.0, 1.0);
                (width_pt * (0.42 + 0.28 * narrow) * factor).max(Height::MIN_PT)
            }
            Height::Grid { columns, count, plot_pt } => {
                let columns = Grid::columns_at(columns, width_pt);
                let (one, rows) = (width_pt / columns as f64, count.div_ceil(columns));
                // The words around the facets come on top.
                let one = plot_pt.map_or((one * 0.62).clamp(70.0, 150.0), |plot| plot + GRID_ROW_PT);
                (rows as f64 * one + 30.0).max(Height::MIN_PT)
            }
        }
    }
}

/// One plot of a chart: layers of marks over a shared axis, with value axes of its own.
#[derive(Debug, Clone, Serialize)]
pub struct Panel {
    /// The name of the facet that it shows.
    pub title: Option<String>,
    /// Share of the height, relative to the other panels.
    pub share: f64,
    /// The axis of the values; for layers with rows the names of the rows.
    pub y: Axis,
    /// The axis of the values of layers on the right.
    pub right: Option<Axis>,
    /// Where the names of its series stand.
    pub legend: Legend,
    /// What is drawn, from back to front; at least one.
    pub layers: Vec<Layer>,
    /// Reference lines and bands.
    pub refs: Vec<RefLine>,
    /// Notes at places of the data.
    pub notes: Vec<Note>,
}

/// Where the names of series stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Legend {
    /// At the ends of lines while they are few, else over the plot.
    #[default]
    Auto,
    /// Over the plot.
    Top,
    /// Beside the plot.
    Right,
    /// Nowhere.
    None,
}

impl Panel {
    /// The value axis of one side.
    pub fn axis(&self, side: Side) -> &Axis {
        match side {
            Side::Left => &self.y,
            Side::Right => self.right.as_ref().unwrap_or(&self.y),
        }
    }

    /// All series with their layers, from back to front.
    pub fn series(&self) -> impl Iterator<Item = (&Layer, &Series)> {
        self.layers.iter().flat_map(|layer| layer.series.iter().map(move |series| (layer, series)))
    }

    /// Whether it shows values as colours of cells, and nothing else.
    pub fn is_heat_map(&self) -> bool {
        self.layers.iter().all(|layer| layer.mark.0.traits().roles == Roles::Cells)
    }
}

/// A reference line, or a band.
#[derive(Debug, Clone, Serialize)]
pub struct RefLine {
    /// The axis its value lies on.
    pub axis: RefAxis,
    /// Its value.
    pub from: f64,
    /// The other end of a band.
    pub to: Option<f64>,
    /// Words beside it.
    pub label: Option<String>,
    /// How the author wants the value in the words to be written.
    #[serde(skip)]
    pub format: Option<Format>,
    /// Whether it is dashed.
    pub dash: bool,
    /// Its colour.
    pub color: Color,
    /// The colour of the surface of a band.
    pub fill: Color,
}

/// Words at a place of the data.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Note {
    /// The place on the shared axis.
    pub x: f64,
    /// The place on the value axis.
    pub y: f64,
    /// The words.
    pub text: String,
}

/// The axis that a reference belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefAxis {
    /// The shared axis.
    X,
    /// The axis of the values.
    Y,
}
