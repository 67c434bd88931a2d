//! The chart in words, for readers who cannot see it: what is shown, from where to where, what stands
//! out. The same model and formats as the picture.

use super::domain::place_text;
use super::draw::unit_line;
use super::model::{AxisKind, Chart, Grain, Layer, Panel, Point, Series, Stack};
use crate::format::Region;
use crate::value::Value;
use crate::words::Said;
use crate::words::chart as said;
use std::cmp::Ordering;

/// Longest description; screen readers read it in one go.
const LENGTH_MAX: usize = 400;
/// Series told one by one.
const SERIES_MAX: usize = 4;

/// Describes a chart.
pub(super) fn describe(chart: &Chart, region: &Region) -> String {
    if let Some(words) = &chart.empty {
        return said::EMPTY.with(region.language(), &[words.trim_end_matches('.')]);
    }
    let language = region.language();
    let mut sentences = Vec::new();
    for (index, panel) in chart.panels.iter().enumerate() {
        for layer in &panel.layers {
            let teller = Teller { chart, panel, layer, region };
            // Facets show the same of different names.
            if index == 0 || panel.title.is_none() {
                sentences.push(teller.what());
            }
            match &panel.title {
                Some(title) => {
                    sentences.extend(teller.sentences().iter().map(|words| format!("{title}: {words}")));
                }
                None => sentences.extend(teller.sentences()),
            }
        }
        if index > 0 && panel.title.is_some() {
            continue;
        }
        let labels = panel.refs.iter().filter_map(|line| line.label.clone());
        sentences.extend(labels.map(|label| said::MARKED.with(language, &[&label])));
    }
    let hidden = chart.categories_hidden + chart.series_hidden;
    if hidden > 0 {
        sentences.push(said::LEFT_OUT.with(language, &[&hidden.to_string()]));
    }
    if chart.missing > 0 {
        sentences.push(said::MISSING.with(language, &[&chart.missing.to_string()]));
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
    let language = region.language();
    let by = |words: Option<String>| words.map_or(String::new(), |words| said::BY.with(language, &[&words]));
    let place = |x: f64| place_text(axis, x, region);
    let reach = || said::FROM_TO.with(language, &[&place(low), &place(high)]);
    match axis.kind {
        AxisKind::Band => format!("{}, {}", by(axis.title.clone()), names(axis.categories.len(), language)),
        _ if low > high => String::new(),
        AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog if low == high => {
            format!(", {}", place(low))
        }
        AxisKind::Time(_) => format!(", {}", reach()),
        AxisKind::Linear | AxisKind::Log | AxisKind::SymLog => {
            format!("{}, {}", by(unit_line(axis)), reach())
        }
    }
}

fn names(count: usize, language: &str) -> String {
    match count {
        1 => said::ONE_NAME.of(language).to_string(),
        _ => said::NAMES.with(language, &[&count.to_string()]),
    }
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
        let noun = layer.mark.0.noun().of(self.region.language());
        let noun = match (layer.stack, layer.series.len()) {
            (Stack::None, _) | (_, 0 | 1) => noun.to_string(),
            (Stack::Zero, _) => self.say(said::STACKED, &[noun, &noun.to_lowercase()]),
            (Stack::Normalize, _) => self.say(said::SHARES, &[noun]),
        };
        let unit = axis.symbol.as_ref().map_or(String::new(), |unit| format!(" ({unit})"));
        let of = match &axis.title {
            Some(title) => self.say(said::OF, &[&noun, &format!("{title}{unit}")]),
            None => noun,
        };
        format!("{of}{}.", across(self.chart, self.region))
    }

    /// A phrase in the language of the report.
    pub fn say(&self, said: Said, parts: &[&str]) -> String {
        said.with(self.region.language(), parts)
    }

    fn sentences(&self) -> Vec<String> {
        let (layer, kind) = (self.layer, self.chart.x.kind);
        if let Some(sentences) = layer.mark.0.tell(layer, self) {
            return sentences;
        }
        let mut sentences: Vec<String> = match (&layer.colors, kind) {
            (Some(_), _) => self.cells().into_iter().collect(),
            (None, AxisKind::Band) => self.ranking(),
            (None, AxisKind::Time(_) | AxisKind::Linear | AxisKind::Log | AxisKind::SymLog) => {
                layer.series.iter().take(SERIES_MAX).filter_map(|series| self.way(series)).collect()
            }
        };
        if layer.series.len() > SERIES_MAX && layer.colors.is_none() {
            sentences.push(self.say(said::SERIES, &[&layer.series.len().to_string()]));
        }
        sentences
    }

    /// A value in the format of single values.
    pub fn value(&self, value: f64) -> String {
        self.layer.value_format.display(&Value::Number(value), self.region).text
    }

    /// A value with its place, in the words that fit the place.
    fn value_at(&self, (point, value): (&Point, f64)) -> String {
        self.at(value, point.x)
    }

    /// The same for a value at a place on the shared axis.
    pub fn at(&self, value: f64, x: f64) -> String {
        let phrase = match self.chart.x.kind {
            AxisKind::Time(Grain::Month | Grain::Quarter | Grain::Year) => said::IN,
            AxisKind::Time(Grain::Moment | Grain::Day | Grain::Week) => said::ON,
            AxisKind::Linear | AxisKind::Log | AxisKind::SymLog | AxisKind::Band => said::AT,
        };
        self.say(phrase, &[&self.value(value), &self.place_at(x)])
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
            return Some(self.say(said::ONLY, &[&series.name, &self.value(from)]));
        }
        let (at_low, at_high) = (self.value_at(low), self.value_at(high));
        if self.layer.band > 0.0 || !self.layer.mark.0.traits().ends {
            return Some(self.say(said::EXTREMES, &[&series.name, &at_high, &at_low]));
        }
        if low.1 == high.1 {
            return Some(self.say(said::STAYS, &[&series.name, &self.value(to)]));
        }
        let phrase = match to.total_cmp(&from) {
            Ordering::Greater => said::RISES,
            Ordering::Less => said::FALLS,
            Ordering::Equal => said::RETURNS,
        };
        Some(self.say(phrase, &[&series.name, &self.value(from), &self.value(to), &at_high, &at_low]))
    }

    /// The largest three and the smallest of some names.
    fn ranking(&self) -> Vec<String> {
        let told = |series: &Series| {
            let mut points: Vec<(&Point, f64)> =
                series.points.iter().filter_map(|point| Some((point, self.shown(point)?))).collect();
            points.sort_by(|a, b| b.1.total_cmp(&a.1));
            let one = |(point, value): &(&Point, f64)| {
                self.say(said::NAME_AT, &[&self.place(point), &self.value(*value)])
            };
            let top = points.iter().take(3).map(one).collect::<Vec<_>>().join(", ");
            let highest = said::HIGHEST.of(self.region.language());
            let name = if self.layer.series.len() > 1 { series.name.as_str() } else { highest };
            match points.last()? {
                last if points.len() > 3 => Some(self.say(said::RANKED_LOWEST, &[name, &top, &one(last)])),
                _ => Some(self.say(said::RANKED, &[name, &top])),
            }
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
            self.say(said::CELL, &[&self.value(value), &self.place(point), &row.name])
        };
        let rows = self.layer.series.len().to_string();
        Some(self.say(said::CELLS, &[&rows, &tell(high), &tell(low)]))
    }
}
