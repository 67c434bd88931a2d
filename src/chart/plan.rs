//! A chart as meant: columns checked against the schema, marks and scales chosen, formats resolved. It
//! knows no row.

use super::channel::{Channel, ChannelPlan, Extras, FieldPlan};
use super::model::{Height, LabelRule, Legend, Mark, Side, Size, Stack};
use super::palette::PalettePlan;
use super::reference::{NotePlan, RefPlan};
use crate::format::Format;
use crate::value::Type;
use crate::yaml::Spanned;
use serde::Serialize;

/// A chart as meant.
#[derive(Debug, Clone, Serialize)]
pub struct ChartPlan {
    pub(super) size: Size,
    pub(super) height: Height,
    pub(super) horizontal: bool,
    pub(super) x: ChannelPlan,
    pub(super) panels: Vec<PanelPlan>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) facet: Option<FacetPlan>,
    pub(super) empty: Option<String>,
    /// Whether points that fall on the same place are left out.
    #[serde(skip)]
    pub(super) decimate: bool,
    /// Where the names of series stand.
    pub(super) legend: Legend,
}

/// Facets as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FacetPlan {
    /// The names that rows are split by.
    pub channel: ChannelPlan,
    pub columns: Option<usize>,
    /// Whether each facet has a value axis of its own.
    pub free: bool,
}

/// One panel as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PanelPlan {
    /// From back to front; at least one.
    pub layers: Vec<LayerPlan>,
    pub refs: Vec<RefPlan>,
    pub notes: Vec<NotePlan>,
    pub share: f64,
    /// The side of its only value axis.
    #[serde(skip)]
    pub side: Side,
}

/// One layer as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct LayerPlan {
    pub mark: Mark,
    /// Whether there are other layers in its panel.
    #[serde(skip)]
    pub among: bool,
    pub side: Side,
    /// The numbers that are shown.
    pub value: ChannelPlan,
    /// The names of rows, for kinds that have rows.
    pub rows: Option<ChannelPlan>,
    /// What tells series apart.
    pub series: Option<ChannelPlan>,
    /// Which places have colours of their own.
    #[serde(skip_serializing_if = "Paint::is_series")]
    pub paint: Paint,
    /// Numbers that become shades of the marks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shade: Option<ChannelPlan>,
    /// The channels that only some kinds take.
    #[serde(skip_serializing_if = "Extras::is_empty")]
    pub extras: Extras,
    pub stack: Stack,
    pub labels: Option<LabelRule>,
    pub palette: PalettePlan,
    pub emphasis: Vec<Spanned<String>>,
}

/// Whether colours tell the places of a band axis apart instead of series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Paint {
    /// Colours are those of series.
    #[default]
    Series,
    /// Every place has its own: `color` names the column of the places.
    Places,
    /// Some places stand out.
    Some,
}

impl Paint {
    fn is_series(&self) -> bool {
        *self == Paint::Series
    }
}

impl ChartPlan {
    /// The columns that the chart needs.
    pub fn fields(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let layers = self.layers().flat_map(LayerPlan::channels);
        let facet = self.facet.iter().map(|facet| &facet.channel);
        for field in std::iter::once(&self.x).chain(layers).chain(facet).flat_map(|channel| &channel.fields) {
            if !names.contains(&field.name) {
                names.push(field.name.clone());
            }
        }
        names
    }

    /// The columns that the chart shows, each with its heading and the format that the author chose.
    pub fn columns(&self) -> Vec<(String, String, Option<Format>)> {
        let mut columns: Vec<(String, String, Option<Format>)> = Vec::new();
        let facet = self.facet.iter().map(|facet| &facet.channel);
        let layers = self.layers().flat_map(LayerPlan::channels);
        for channel in facet.chain(std::iter::once(&self.x)).chain(layers) {
            for field in &channel.fields {
                if columns.iter().all(|(name, ..)| *name != field.name) {
                    let title = channel.title.clone().filter(|_| channel.fields.len() == 1);
                    let title = title.unwrap_or_else(|| field.title.clone());
                    columns.push((field.name.clone(), title, channel.format.clone()));
                }
            }
        }
        columns
    }

    /// The layers of all panels.
    pub(super) fn layers(&self) -> impl Iterator<Item = &LayerPlan> {
        self.panels.iter().flat_map(|panel| &panel.layers)
    }
}

impl LayerPlan {
    /// How far its marks reach beyond their places, in points.
    pub fn reach_pt(&self) -> f64 {
        self.mark.0.reach_pt(self.extras.get(Channel::Size).is_some())
    }

    /// Whether a series stays behind those that stand out.
    pub fn mutes(&self, name: &str) -> bool {
        !self.emphasis.is_empty() && self.emphasis.iter().all(|known| known.value != name)
    }

    /// Whether its values are numbers of rows, which no column holds.
    pub fn counts(&self) -> bool {
        self.mark.0.traits().roles == super::marks::Roles::Distribution
    }

    /// Whether the names of its series follow from the columns alone.
    pub fn names_are_known(&self) -> bool {
        use super::marks::Roles;
        self.series.is_none()
            && self.paint == Paint::Series
            && matches!(self.mark.0.traits().roles, Roles::Series | Roles::Distribution)
    }

    /// Whether what stands out or has a colour of its own are places rather than its only series.
    pub fn names_places(&self, x: &ChannelPlan) -> bool {
        let mut named = self.emphasis.iter().chain(self.palette.named.iter().map(|(name, _)| name));
        let alone = self.series.is_none() && self.value.fields.len() == 1 && self.mark.0.traits().paints;
        let is_series = |name: &Spanned<String>| self.names().contains(&name.value);
        alone
            && self.paint == Paint::Series
            && x.fields.iter().all(|field| field.kind == Type::Text)
            && (named.clone().next().is_some() || x.other.is_some())
            && !named.any(is_series)
    }

    /// Whether a series stands for all that have no name of their own; `x` holds the names of parts.
    pub fn is_rest(&self, name: &str, x: &ChannelPlan) -> bool {
        let parts = self.mark.0.traits().roles == super::marks::Roles::Parts;
        let names = if parts { Some(x) } else { self.series.as_ref() };
        names.and_then(|names| names.other.as_deref()) == Some(name)
    }

    /// What the series are called, where that is known without rows.
    pub fn names(&self) -> Vec<String> {
        match self.mark.0.traits().parts.is_empty() {
            true => self.value.fields.iter().map(|field| self.name_of(field)).collect(),
            false => vec![self.name_of_values()],
        }
    }

    /// What the columns of a kind that needs several are called together: as the author titled them, else after the
    /// first and the last.
    pub fn name_of_values(&self) -> String {
        match (&self.value.title, &self.value.fields[..]) {
            (Some(title), [_, _, ..]) => title.clone(),
            (None, [first, .., last]) => format!("{}–{}", first.title, last.title),
            (_, fields) => fields.first().map(|field| self.name_of(field)).unwrap_or_default(),
        }
    }

    /// What the series of a column is called: among layers a single column as its title says, means of so many
    /// values with their number.
    pub fn name_of(&self, field: &FieldPlan) -> String {
        let value = &self.value;
        let titled = value.title.as_ref().filter(|_| self.among && value.titled && value.fields.len() == 1);
        match (titled, value.rolling) {
            (Some(title), _) => title.clone(),
            (None, Some(count)) => format!("{} ({count})", field.title),
            (None, None) => field.title.clone(),
        }
    }

    fn channels(&self) -> impl Iterator<Item = &ChannelPlan> {
        let named = self.rows.iter().chain(&self.series).chain(&self.shade).chain(self.extras.0.values());
        std::iter::once(&self.value).chain(named)
    }
}
