//! Reads series from rows: one per column, or one per name in the `color` column; places on the shared
//! axis, values, and what is missing.

use super::calendar;
use super::channel::{Channel, ChannelPlan, FieldPlan, Missing, ScaleChoice};
use super::model::Item;
use super::order::SeriesOrder;
use super::plan::LayerPlan;
use crate::diag::Severity;
use crate::format::{Format, Region};
use crate::table::Table;
use crate::value::Value;
use std::collections::BTreeMap;

/// Everything a kind of mark needs to read its series.
#[derive(Debug)]
pub struct Gathering<'a> {
    pub(super) x: &'a ChannelPlan,
    pub(super) layer: &'a LayerPlan,
    pub(super) rows: &'a Table,
    /// The rows of all facets, for what must be the same in each.
    pub(super) whole: &'a Table,
    pub(super) region: &'a Region,
    /// The series that a column names.
    pub(super) order: &'a SeriesOrder,
    /// Names of the shared axis, where it has names; all layers add to them.
    pub(super) names: &'a mut Names,
    /// Rows that have no place on the shared axis.
    pub(super) dropped: usize,
}

/// What was read for one layer.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    pub(super) series: Vec<RawSeries>,
    /// Marks that are more than a value at a place; on an axis of names their `x` are places of the names, and with
    /// `rows` their `y` are places of the rows.
    pub(super) items: Vec<Item>,
    /// Values that are not there.
    pub(super) missing: usize,
    /// Rows without a place on the shared axis, as the gathering counted them.
    pub(super) dropped: usize,
    /// Names of series that are left out.
    pub(super) hidden: usize,
    /// Names of the rows of the picture, for kinds that have rows.
    pub(super) rows: Option<Names>,
    /// The values that were counted into bins, sorted.
    pub(super) sample: Vec<f64>,
    /// Numbers that became sizes and shades, and names that became shapes.
    pub(super) sizes: Vec<f64>,
    pub(super) shades: Vec<f64>,
    pub(super) shapes: Vec<String>,
    /// Room of one value on the shared axis where it does not follow from the axis: the width of a bin.
    pub(super) band: f64,
    /// What the rows have that the kind cannot show truthfully, or should not.
    pub(super) findings: Vec<Finding>,
}

/// Something in the rows that the author has to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) help: String,
}

impl Finding {
    /// The picture would be false.
    pub(super) fn error(message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding { severity: Severity::Error, message: message.into(), help: help.into() }
    }

    /// The picture would be hard to read.
    pub(super) fn warning(message: impl Into<String>, help: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, message: message.into(), help: help.into() }
    }
}

/// A series as it was read: places in the order of the rows.
#[derive(Debug, Clone, Default)]
pub struct RawSeries {
    pub(super) name: String,
    pub(super) points: Vec<(f64, Option<f64>)>,
}

/// Names in the order in which they first came, each with the value it was made from.
#[derive(Debug, Clone, Default)]
pub struct Names {
    pub(super) list: Vec<(String, Value)>,
    index: BTreeMap<String, usize>,
}

impl Names {
    /// The place of a name that is known.
    pub(super) fn find(&self, value: &Value, format: &Format, region: &Region) -> Option<usize> {
        self.index.get(&format.display(value, region).text).copied()
    }

    /// The place of a name; a new one is added.
    pub(super) fn place(&mut self, value: Value, format: &Format, region: &Region) -> usize {
        let name = format.display(&value, region).text;
        if let Some(place) = self.index.get(&name) {
            return *place;
        }
        self.index.insert(name.clone(), self.list.len());
        self.list.push((name, value));
        self.list.len() - 1
    }
}

impl Gathering<'_> {
    /// The usual way: values in columns, series in columns or by name.
    pub(super) fn series(&mut self) -> Gathered {
        let places = self.places();
        let mut gathered = Gathered::default();
        let unplaced = places.iter().filter(|place| place.is_none()).count();
        let keys = self.layer.series.as_ref().map(|channel| self.order.keys(channel, self.rows, self.region));
        let details = self.layer.extras.get(Channel::Detail).map(|channel| self.keys(channel));
        for field in &self.layer.value.fields {
            let Some(column) = self.rows.schema().index_of(&field.name) else { continue };
            let rows: Vec<(Option<f64>, Option<f64>)> =
                places.iter().copied().zip(self.rows.numbers(column)).collect();
            let named = match &keys {
                None => vec![(self.layer.name_of(field), (0..rows.len()).collect())],
                Some(keys) => self.split_by_name(keys, field, &rows),
            };
            for (name, members) in named {
                let split = match &details {
                    None => vec![members],
                    Some((names, keys)) => split(&members, names.list.len(), |row| Some(keys[row])),
                };
                for members in split {
                    let points = members.into_iter().filter_map(|row| Some((rows[row].0?, rows[row].1)));
                    gathered.series.push(RawSeries { name: name.clone(), points: points.collect() });
                }
            }
        }
        if self.layer.series.as_ref().is_some_and(|channel| channel.other.is_some()) {
            gathered.series.iter_mut().for_each(RawSeries::add_up);
        }
        gathered.fill(self.layer.value.missing);
        gathered.missing += unplaced;
        gathered
    }

    /// The rows of each series that a column names.
    fn split_by_name(
        &self,
        keys: &[Option<usize>],
        field: &FieldPlan,
        rows: &[(Option<f64>, Option<f64>)],
    ) -> Vec<(String, Vec<usize>)> {
        let many = self.layer.value.fields.len() > 1;
        let name = |key: &str| if many { format!("{key}, {}", field.title) } else { key.to_string() };
        let all: Vec<usize> = (0..rows.len()).collect();
        let members = split(&all, self.order.list.len(), |row| keys[row]);
        // Rows without a name and without a value stand for nothing, such as the days without an event.
        let is_event = |((_, value), members): &(&(String, Value), Vec<usize>)| match value {
            Value::Null => members.iter().any(|row| rows[*row].1.is_some()),
            _ => true,
        };
        let named = self.order.list.iter().zip(members).filter(is_event);
        named.map(|((key, _), members)| (name(key), members)).collect()
    }

    /// Heat map: each row of the picture is a series.
    pub(super) fn cells(&mut self) -> Gathered {
        let places = self.places();
        let mut gathered = Gathered::default();
        let Some(channel) = &self.layer.rows else { return gathered };
        let (names, keys) = self.keys(channel);
        let field = &self.layer.value.fields[0];
        let Some(column) = self.rows.schema().index_of(&field.name) else { return gathered };
        let named = |(name, _): &(String, Value)| RawSeries { name: name.clone(), points: Vec::new() };
        gathered.series = names.list.iter().map(named).collect();
        for ((key, x), value) in keys.iter().zip(&places).zip(self.rows.column(column)) {
            if let Some(x) = x {
                gathered.series[*key].points.push((*x, value.as_f64()));
            }
        }
        gathered.missing =
            gathered.series.iter().flat_map(|s| &s.points).filter(|(_, y)| y.is_none()).count();
        gathered.rows = Some(names);
        gathered
    }

    /// One item for each row whose columns of `y` are all there: its parts in the order of the columns, its extent
    /// from the least to the largest, its value the last.
    pub(super) fn parts(&mut self) -> Gathered {
        let places = self.places();
        let (names, keys) = self.series_of_rows();
        let columns: Vec<Vec<Option<f64>>> =
            self.layer.value.fields.iter().map(|field| self.numbers(&field.name)).collect();
        let mut gathered = Gathered { series: named(&names), ..Gathered::default() };
        let mut runs: Vec<usize> = vec![0; names.len()];
        let rows = keys.into_iter().zip(places).enumerate();
        let mut rows: Vec<(usize, usize, Option<f64>)> =
            rows.filter_map(|(row, (key, x))| Some((row, key?, x))).collect();
        // Whether a row without values lies between two others is known in the order of the places.
        rows.sort_by(|a, b| a.2.unwrap_or(0.0).total_cmp(&b.2.unwrap_or(0.0)));
        for (row, key, x) in rows {
            let parts: Option<Vec<f64>> = columns.iter().map(|column| column[row]).collect();
            let (Some(x), Some(parts)) = (x, parts) else {
                gathered.missing += 1;
                runs[key] += 1;
                continue;
            };
            if let Some(what) = self.layer.mark.0.impossible(&parts) {
                let message = format!("{what} in row {} of the data", row + 1);
                let order = self.layer.mark.0.traits().parts.join(", ");
                let help =
                    format!("columns may be exchanged: write `y: [{order}]` with your columns in this order");
                gathered.findings.push(Finding::error(message, help));
            }
            let low = parts.iter().copied().fold(f64::INFINITY, f64::min);
            let high = parts.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let value = parts.last().copied();
            let (name, run) = (String::new(), runs[key]);
            let item = Item { series: key, run, name, x: [x, x], y: [low, high], parts, value };
            gathered.items.push(item);
        }
        gathered
    }

    /// The names of the series and the place of each row among them: by `color`, or all in one. Rows of series that
    /// are left out have no place.
    pub(super) fn series_of_rows(&self) -> (Vec<String>, Vec<Option<usize>>) {
        match &self.layer.series {
            Some(channel) => {
                let names = self.order.list.iter().map(|(name, _)| name.clone()).collect();
                (names, self.order.keys(channel, self.rows, self.region))
            }
            None => (vec![self.layer.name_of_values()], vec![Some(0); self.rows.len()]),
        }
    }

    /// What the `text` channel says of each row; nothing where there is none.
    pub(super) fn words(&self) -> Vec<String> {
        let channel = self.layer.extras.get(Channel::Text);
        let column = channel.and_then(|channel| self.rows.schema().index_of(&channel.fields[0].name));
        let (Some(channel), Some(column)) = (channel, column) else {
            return vec![String::new(); self.rows.len()];
        };
        let format = channel.value_format();
        let shown = |value| format.display(&value, self.region).text;
        self.rows.column(column).map(shown).collect()
    }

    /// The numbers of a column, row by row.
    pub(super) fn numbers(&self, column: &str) -> Vec<Option<f64>> {
        match self.rows.schema().index_of(column) {
            Some(column) => self.rows.numbers(column),
            None => vec![None; self.rows.len()],
        }
    }

    /// The place of each row on the shared axis.
    pub(super) fn places(&mut self) -> Vec<Option<f64>> {
        let channel = self.x;
        let places = self.places_of(channel);
        self.dropped = places.iter().filter(|place| place.is_none()).count();
        places
    }

    /// The places of the rows of all facets.
    pub(super) fn whole_places(&mut self) -> Vec<Option<f64>> {
        let facet = std::mem::replace(&mut self.rows, self.whole);
        let places = self.places();
        self.rows = facet;
        places
    }

    /// The place of each row in another column on the shared axis, such as where its mark ends.
    pub(super) fn places_of(&mut self, channel: &ChannelPlan) -> Vec<Option<f64>> {
        let field = &channel.fields[0];
        let Some(column) = self.rows.schema().index_of(&field.name) else {
            return vec![None; self.rows.len()];
        };
        match self.x.scale {
            ScaleChoice::Time => match self.rows.local_seconds(column) {
                Some(places) => places,
                None => {
                    let values = self.rows.column(column);
                    values.map(|value| calendar::place(&value, self.region)).collect()
                }
            },
            ScaleChoice::Band => {
                let format = name_format(channel, field);
                let values = self.rows.column(column);
                values.map(|value| Some(self.names.place(value, &format, self.region) as f64)).collect()
            }
            ScaleChoice::Log => {
                self.rows.numbers(column).into_iter().map(|x| x.filter(|x| *x > 0.0)).collect()
            }
            ScaleChoice::Auto | ScaleChoice::Linear | ScaleChoice::Symlog => self.rows.numbers(column),
            ScaleChoice::Sequential | ScaleChoice::Diverging | ScaleChoice::Threshold => {
                vec![None; self.rows.len()]
            }
        }
    }

    /// The series of each row, by the place of its name.
    pub(super) fn keys(&self, channel: &ChannelPlan) -> (Names, Vec<usize>) {
        let mut names = Names::default();
        let field = &channel.fields[0];
        let Some(column) = self.rows.schema().index_of(&field.name) else {
            return (names, vec![0; self.rows.len()]);
        };
        let format = name_format(channel, field);
        let values = self.rows.column(column);
        let keys = values.map(|value| names.place(value, &format, self.region)).collect();
        (names, keys)
    }
}

/// The members of each of some groups.
fn split(members: &[usize], groups: usize, key: impl Fn(usize) -> Option<usize>) -> Vec<Vec<usize>> {
    let mut split = vec![Vec::new(); groups];
    for row in members {
        if let Some(key) = key(*row) {
            split[key].push(*row);
        }
    }
    split
}

impl RawSeries {
    /// Adds up the values of one place, which come from several names.
    fn add_up(&mut self) {
        let mut sums: Vec<(f64, Option<f64>)> = Vec::with_capacity(self.points.len());
        let mut places: BTreeMap<u64, usize> = BTreeMap::new();
        for (x, value) in self.points.drain(..) {
            match places.get(&x.to_bits()) {
                Some(at) => {
                    let sum = &mut sums[*at].1;
                    *sum = match (*sum, value) {
                        (Some(sum), Some(value)) => Some(sum + value),
                        (sum, value) => sum.or(value),
                    };
                }
                None => {
                    places.insert(x.to_bits(), sums.len());
                    sums.push((x, value));
                }
            }
        }
        self.points = sums;
    }
}

/// Series that have only names.
fn named(names: &[String]) -> Vec<RawSeries> {
    names.iter().map(|name| RawSeries { name: name.clone(), points: Vec::new() }).collect()
}

/// How a value becomes a name. Years and other whole numbers are names without separators.
pub(super) fn name_format(channel: &ChannelPlan, field: &FieldPlan) -> Format {
    match (&channel.format, &field.kind) {
        (Some(format), _) => format.clone(),
        (None, crate::value::Type::Integer) => Format::parse("0").unwrap_or_else(|_| Format::general()),
        (None, kind) => Format::default_for(kind),
    }
}

impl Gathered {
    /// Applies the rule for missing values and counts those that stay gaps.
    fn fill(&mut self, rule: Missing) {
        for series in &mut self.series {
            match rule {
                Missing::Gap => {}
                Missing::Zero => series.points.iter_mut().for_each(|(_, y)| *y = Some(y.unwrap_or(0.0))),
                Missing::Connect => series.points.retain(|(_, y)| y.is_some()),
            }
            self.missing += series.points.iter().filter(|(_, y)| y.is_none()).count();
        }
    }
}
