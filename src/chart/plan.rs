//! A chart as meant: columns checked against the schema, marks and scales chosen, formats resolved. It
//! knows no row.

use super::channel::{ChannelPlan, Extras};
use super::model::{Height, LabelRule, Mark, Side, Size, Stack};
use super::palette::PalettePlan;
use super::reference::{NotePlan, RefPlan};
use serde::Serialize;

/// A chart as meant.
#[derive(Debug, Clone, Serialize)]
pub struct ChartPlan {
    pub(super) size: Size,
    pub(super) height: Height,
    pub(super) horizontal: bool,
    pub(super) x: ChannelPlan,
    pub(super) panels: Vec<PanelPlan>,
    pub(super) empty: String,
}

/// One panel as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PanelPlan {
    /// From back to front; at least one.
    pub layers: Vec<LayerPlan>,
    pub refs: Vec<RefPlan>,
    pub notes: Vec<NotePlan>,
    pub share: f64,
}

/// One layer as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LayerPlan {
    pub mark: Mark,
    pub side: Side,
    /// The numbers that are shown.
    pub value: ChannelPlan,
    /// The names of rows, for kinds that have rows.
    pub rows: Option<ChannelPlan>,
    /// What tells series apart.
    pub series: Option<ChannelPlan>,
    /// The channels that only some kinds take.
    #[serde(skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
    pub stack: Stack,
    pub labels: Option<LabelRule>,
    pub palette: PalettePlan,
    pub emphasis: Vec<String>,
}

impl ChartPlan {
    /// The columns that the chart needs.
    pub fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let layers = self.layers().flat_map(LayerPlan::channels);
        for field in std::iter::once(&self.x).chain(layers).flat_map(|channel| &channel.fields) {
            if !names.contains(&field.name) {
                names.push(field.name.clone());
            }
        }
        names
    }

    /// The layers of all panels.
    pub(super) fn layers(&self) -> impl Iterator<Item = &LayerPlan> {
        self.panels.iter().flat_map(|panel| &panel.layers)
    }
}

impl LayerPlan {
    fn channels(&self) -> impl Iterator<Item = &ChannelPlan> {
        let named = self.rows.iter().chain(&self.series).chain(self.extras.0.values());
        std::iter::once(&self.value).chain(named)
    }
}
