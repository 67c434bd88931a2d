//! The chart in words, for readers who cannot see it: what is shown, from where to where, what stands
//! out. The same model and formats as the picture.

use super::domain::place_text;
use super::draw::unit_line;
use super::model::{AxisKind, Chart, Grain, Layer, Panel, Point, Series, Stack};
use crate::format::Region;
use crate::value::Value;

/// Longest description; screen readers read it in one go.
const LENGTH_MAX: usize = 400;
/// Series told one by one.
const SERIES_MAX: usize = 4;

/// Describes a chart.
pub(super) fn describe(chart: &Chart, region: &Region) -> String {
    if let Some(words) = &chart.empty {
        return format!("Empty chart: {words}.");
    }
    let mut sentences = Vec::new();
    for panel in &chart.panels {
        for layer in &panel.layers {
            let teller = Teller { chart, panel, layer, region };
            sentences.push(teller.what());
            sentences.extend(teller.sentences());
        }
        let labels = panel.refs.iter().filter_map(|line| line.label.clone());
        sentences.extend(labels.map(|label| format!("Marked: {label}.")));
    }
    if chart.categories_hidden > 0 {
        sentences.push(format!("{} smaller names are left out.", chart.categories_hidden));
    }
    if chart.missing > 0 {
        sentences.push(format!("Missing values: {}.", chart.missing));
    }
    cut(sentences)
}

/// Whole sentences as long as they fit; the first is shortened when it alone is too long.
fn cut(sentences: Vec<String>) -> String {
    let mut out = String::new();
    let mut length = 0;
    for sentence in sentences {
        let more = sentence.chars().count() + usize::from(!out.is_empty());
        if length + more > LENGTH_MAX {
            if out.is_empty() {
                out = sentence.chars().take(LENGTH_MAX - 1).collect();
                out.push('…');
            }
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&sentence);
        length += more;
    }
    out
}

/// The extent of the shared axis.
fn across(chart: &Chart, region: &Region) -> String {
    let axis = &chart.x;
    let layers = || chart.panels.iter().flat_map(|panel| &panel.layers);
    let points = layers().flat_map(|layer| &layer.series).flat_map(|series| &series.points);
    let points = points.filter(|point| point.value.is_some()).map(|point| point.x);
    let items = layers().flat_map(|layer| &layer.items).flat_map(|item| item.x);
    let (low, high) = points
        .chain(items)
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
    match axis.kind {
        AxisKind::Band => match &axis.title {
            Some(title) => format!(" by {title}, {}", names(axis.categories.len())),
            None => format!(", {}", names(axis.categories.len())),
        },
        _ if low > high => String::new(),
        AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log if low == high => {
            format!(", {}", place_text(axis, low, region))
        }
        AxisKind::Time(_) => {
            format!(", {} to {}", place_text(axis, low, region), place_text(axis, high, region))
        }
        AxisKind::Linear | AxisKind::Log => {
            let by = unit_line(axis).map_or(String::new(), |words| format!(" by {words}"));
            format!("{by}, {} to {}", place_text(axis, low, region), place_text(axis, high, region))
        }
    }
}

fn names(count: usize) -> String {
    if count == 1 { "1 name".into() } else { format!("{count} names") }
}

/// Tells one layer.
#[derive(Debug)]
pub struct Teller<'a> {
    /// The whole chart.
    pub chart: &'a Chart,
    /// The panel that the layer is part of.
    pub panel: &'a Panel,
    /// The layer that is told.
    pub layer: &'a Layer,
    /// For writing values.
    pub region: &'a Region,
}

impl Teller<'_> {
    /// What is drawn, of what, from where to where.
    fn what(&self) -> String {
        let (layer, axis) = (self.layer, self.panel.axis(self.layer.side));
        let noun = match (layer.stack, layer.series.len()) {
            (Stack::None, _) | (_, 0 | 1) => layer.mark.0.noun().to_string(),
            (Stack::Zero, _) => format!("Stacked {}", layer.mark.0.noun().to_lowercase()),
            (Stack::Normalize, _) => format!("{} of shares", layer.mark.0.noun()),
        };
        let unit = axis.symbol.as_ref().map_or(String::new(), |unit| format!(" ({unit})"));
        let of = axis.title.as_ref().map_or(String::new(), |title| format!(" of {title}{unit}"));
        format!("{noun}{of}{}.", across(self.chart, self.region))
    }

    fn sentences(&self) -> Vec<String> {
        let (layer, kind) = (self.layer, self.chart.x.kind);
        if let Some(sentences) = layer.mark.0.tell(layer, self) {
            return sentences;
        }
        let mut sentences: Vec<String> = match (layer.colors, kind) {
            (Some(_), _) => self.cells().into_iter().collect(),
            (None, AxisKind::Band) => self.ranking(),
            (None, AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log) => {
                layer.series.iter().take(SERIES_MAX).filter_map(|series| self.way(series)).collect()
            }
        };
        if layer.series.len() > SERIES_MAX && layer.colors.is_none() {
            sentences.push(format!("{} series in all.", layer.series.len()));
        }
        sentences
    }

    /// A value in the format of single values.
    pub fn value(&self, value: f64) -> String {
        self.layer.value_format.display(&Value::Number(value), self.region).text
    }

    /// A value with its place, in the words that fit the place.
    fn value_at(&self, (point, value): (&Point, f64)) -> String {
        let word = match self.chart.x.kind {
            AxisKind::Time(Grain::Month | Grain::Quarter | Grain::Year) => "in",
            AxisKind::Time(Grain::Moment | Grain::Day | Grain::Week) => "on",
            AxisKind::Linear | AxisKind::Log | AxisKind::Band => "at",
        };
        format!("{} {word} {}", self.value(value), self.place(point))
    }

    /// The value that the picture shows: a share where shares are shown.
    fn shown(&self, point: &Point) -> Option<f64> {
        let value = point.value?;
        Some(if self.layer.stack == Stack::Normalize { point.high - point.low } else { value })
    }

    fn place(&self, point: &Point) -> String {
        self.place_at(point.x)
    }

    /// A place on the shared axis in words.
    pub fn place_at(&self, x: f64) -> String {
        place_text(&self.chart.x, x, self.region)
    }

    /// From where to where a series goes, and how far in between.
    fn way(&self, series: &Series) -> Option<String> {
        let there = || series.points.iter().filter_map(|point| Some((point, self.shown(point)?)));
        let (_, from) = there().next()?;
        let (_, to) = there().next_back()?;
        let low = there().min_by(|a, b| a.1.total_cmp(&b.1))?;
        let high = there().max_by(|a, b| a.1.total_cmp(&b.1))?;
        if there().nth(1).is_none() {
            return Some(format!("{}: {}.", series.name, self.value(from)));
        }
        if self.layer.band > 0.0 || !self.layer.mark.0.traits().ends {
            let at = |extreme: (&Point, f64)| self.value_at(extreme);
            return Some(format!("{}: highest {}, lowest {}.", series.name, at(high), at(low)));
        }
        let verb = match to.total_cmp(&from) {
            std::cmp::Ordering::Greater => "rises",
            std::cmp::Ordering::Less => "falls",
            std::cmp::Ordering::Equal => "goes",
        };
        let ends = format!("{} {verb} from {} to {}", series.name, self.value(from), self.value(to));
        let at = |extreme: (&Point, f64)| self.value_at(extreme);
        Some(match low.1 == high.1 {
            true => format!("{} stays at {}.", series.name, self.value(to)),
            false => format!("{ends}, high {}, low {}.", at(high), at(low)),
        })
    }

    /// The largest three and the smallest of some names.
    fn ranking(&self) -> Vec<String> {
        let told = |series: &Series| {
            let mut points: Vec<(&Point, f64)> =
                series.points.iter().filter_map(|point| Some((point, self.shown(point)?))).collect();
            points.sort_by(|a, b| b.1.total_cmp(&a.1));
            let one =
                |(point, value): &(&Point, f64)| format!("{} at {}", self.place(point), self.value(*value));
            let top: Vec<String> = points.iter().take(3).map(one).collect();
            let last =
                points.last().filter(|_| points.len() > 3).map(|last| format!("; lowest {}", one(last)));
            let name = if self.layer.series.len() > 1 { series.name.clone() } else { "Highest".into() };
            (!top.is_empty()).then(|| format!("{name}: {}{}.", top.join(", "), last.unwrap_or_default()))
        };
        self.layer.series.iter().take(SERIES_MAX).filter_map(told).collect()
    }

    /// The extremes of a heat map.
    fn cells(&self) -> Option<String> {
        let series = self.layer.series.iter();
        let all = || {
            series
                .clone()
                .flat_map(|row| row.points.iter().filter_map(move |point| Some((row, point, point.value?))))
        };
        let low = all().min_by(|a, b| a.2.total_cmp(&b.2))?;
        let high = all().max_by(|a, b| a.2.total_cmp(&b.2))?;
        let tell = |(row, point, value): (&Series, &Point, f64)| {
            format!("{} in {}, {}", self.value(value), self.place(point), row.name)
        };
        Some(format!("{} rows. Highest {}, lowest {}.", self.layer.series.len(), tell(high), tell(low)))
    }
}
