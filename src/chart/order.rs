//! The series of a layer in their order: as the rows bring them, sorted, or only the largest and one for all others.

use super::categories::{calendar_rank, compare};
use super::channel::{ChannelPlan, Sort};
use super::gather::{Names, name_format};
use super::plan::LayerPlan;
use crate::format::Region;
use crate::table::Table;
use crate::value::Value;

/// The series of a layer that a column names.
#[derive(Debug, Clone, Default)]
pub struct SeriesOrder {
    /// The names that are shown, in their order, with the values they were made from.
    pub(super) list: Vec<(String, Value)>,
    /// From the place in which a name first came to its place in the list; `None` where it is left out.
    places: Vec<Option<usize>>,
    known: Names,
}

impl SeriesOrder {
    /// Reads the names from the rows of all facets.
    pub(super) fn of(channel: &ChannelPlan, layer: &LayerPlan, rows: &Table, region: &Region) -> SeriesOrder {
        let field = &channel.fields[0];
        let format = name_format(channel, field);
        let mut known = Names::default();
        let Some(column) = rows.schema().index_of(&field.name) else { return SeriesOrder::default() };
        let keys: Vec<usize> = rows.column(column).map(|value| known.place(value, &format, region)).collect();
        let totals = totals(known.list.len(), &keys, layer, rows);
        let mut sorted: Vec<usize> = (0..known.list.len()).collect();
        match channel.sort {
            Sort::Auto | Sort::Data => {}
            Sort::Ascending => sorted.sort_by(|a, b| compare(&known.list[*a].1, &known.list[*b].1)),
            Sort::Descending => sorted.sort_by(|a, b| compare(&known.list[*b].1, &known.list[*a].1)),
            Sort::Calendar => sorted.sort_by_key(|place| calendar_rank(&known.list[*place].0)),
            Sort::Value | Sort::ValueAscending => {
                sorted.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]));
                if channel.sort == Sort::ValueAscending {
                    sorted.reverse();
                }
            }
        }
        let mut order = SeriesOrder { list: Vec::new(), places: vec![None; known.list.len()], known };
        let kept = match channel.top.filter(|top| *top < sorted.len()) {
            Some(top) => largest(&totals, top),
            None => vec![true; sorted.len()],
        };
        for place in sorted {
            if kept[place] {
                order.places[place] = Some(order.list.len());
                order.list.push(order.known.list[place].clone());
            }
        }
        if let (Some(other), true) = (&channel.other, kept.contains(&false)) {
            let last = order.list.len();
            order.list.push((other.clone(), Value::Text(other.as_str().into())));
            order.places.iter_mut().for_each(|place| *place = place.or(Some(last)));
        }
        order
    }

    /// How many names are left out.
    pub(super) fn hidden(&self) -> usize {
        self.places.iter().filter(|place| place.is_none()).count()
    }

    /// The series of each row; `None` where it is left out.
    pub(super) fn keys(&self, channel: &ChannelPlan, rows: &Table, region: &Region) -> Vec<Option<usize>> {
        let field = &channel.fields[0];
        let format = name_format(channel, field);
        let Some(column) = rows.schema().index_of(&field.name) else { return vec![None; rows.len()] };
        let key = |value: Value| {
            let place = self.known.find(&value, &format, region)?;
            self.places[place]
        };
        rows.column(column).map(key).collect()
    }
}

/// The sum of the sizes of the values of each name.
fn totals(count: usize, keys: &[usize], layer: &LayerPlan, rows: &Table) -> Vec<f64> {
    let mut totals = vec![0.0; count];
    let column = rows.schema().index_of(&layer.value.fields[0].name).filter(|_| layer.value.is_numeric());
    match column.filter(|_| !layer.counts()) {
        Some(column) => {
            for (key, value) in keys.iter().zip(rows.numbers(column)) {
                totals[*key] += value.unwrap_or(0.0).abs();
            }
        }
        None => keys.iter().for_each(|key| totals[*key] += 1.0),
    }
    totals
}

/// Which places hold the largest totals.
fn largest(totals: &[f64], top: usize) -> Vec<bool> {
    let mut places: Vec<usize> = (0..totals.len()).collect();
    places.sort_by(|a, b| totals[*b].total_cmp(&totals[*a]));
    let mut kept = vec![false; totals.len()];
    places.into_iter().take(top).for_each(|place| kept[place] = true);
    kept
}
