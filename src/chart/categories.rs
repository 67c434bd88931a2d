//! Order and number of names on an axis: calendar words in their order, other names by size, and only
//! as many as can be read.

use super::channel::{ChannelPlan, Sort};
use super::gather::{Gathered, Names};
use crate::value::Value;
use std::cmp::Ordering;

/// More names than this are cut to the largest.
const NAMES_MAX: usize = 40;
/// What is left when there are too many.
const NAMES_KEPT: usize = 20;

/// Names in the order shown.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    /// The names.
    pub names: Vec<String>,
    /// From the place in which a name first came to the place where it is shown; `None` when left out.
    pub shown: Vec<Option<usize>>,
    /// How many are left out.
    pub hidden: usize,
}

/// What the marks of names say.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Compared {
    /// Sizes are compared, so that size is a good order.
    pub sizes: bool,
    /// What came last counts, not the sum of all series.
    pub last: bool,
    /// All together are a whole, so that none may be left out.
    pub whole: bool,
}

/// Chooses order and cut.
pub(super) fn order(
    channel: &ChannelPlan,
    names: &Names,
    layers: &mut [Gathered],
    compared: Compared,
) -> Order {
    let sortable = compared.sizes;
    let totals = totals(names.list.len(), layers, compared.last);
    let mut places: Vec<usize> = (0..names.list.len()).collect();
    match resolve_sort(channel, names, sortable) {
        Sort::Auto | Sort::Data => {}
        Sort::Ascending => places.sort_by(|a, b| compare(&names.list[*a].1, &names.list[*b].1)),
        Sort::Descending => places.sort_by(|a, b| compare(&names.list[*b].1, &names.list[*a].1)),
        Sort::Value => places.sort_by(|a, b| totals[*b].total_cmp(&totals[*a])),
        Sort::ValueAscending => places.sort_by(|a, b| totals[*a].total_cmp(&totals[*b])),
        Sort::Calendar => places.sort_by_key(|place| calendar_rank(&names.list[*place].0)),
    }
    let kept = cut(channel, &places, &totals, sortable && !compared.whole);
    let mut order = Order { shown: vec![None; names.list.len()], ..Order::default() };
    for place in places {
        if kept[place] {
            order.shown[place] = Some(order.names.len());
            order.names.push(names.list[place].0.clone());
        } else {
            order.hidden += 1;
        }
    }
    // Boxes and spans cannot be added up.
    let sums = layers.iter().all(|layer| layer.items.is_empty());
    if let Some(other) = channel.other.as_ref().filter(|_| order.hidden > 0 && sums) {
        add_other(other, &mut order, layers);
    }
    order
}

/// Sizes of names in the first layer: sums of all series, or values of the last.
fn totals(count: usize, layers: &[Gathered], last: bool) -> Vec<f64> {
    let mut totals = vec![0.0; count];
    let series = layers.first().map_or(&[][..], |layer| &layer.series);
    let before = if last { series.len().saturating_sub(1) } else { 0 };
    for (x, y) in series[before..].iter().flat_map(|series| &series.points) {
        totals[*x as usize] += y.unwrap_or(0.0);
    }
    for item in layers.iter().take(1).flat_map(|layer| &layer.items) {
        totals[item.x[0] as usize] += item.value.unwrap_or(0.0);
    }
    totals
}

fn resolve_sort(channel: &ChannelPlan, names: &Names, sortable: bool) -> Sort {
    let typed = !matches!(names.list.first(), Some((_, Value::Text(_))));
    let calendar = names.list.iter().all(|(name, _)| calendar_rank(name) < usize::MAX);
    // Names with digits in them such as `Q1` or `10–20` mostly are steps of something.
    let steps = names.list.iter().all(|(name, _)| name.chars().any(|c| c.is_ascii_digit()));
    match channel.sort {
        Sort::Auto if names.list.is_empty() => Sort::Data,
        Sort::Auto if typed => Sort::Ascending,
        Sort::Auto if calendar => Sort::Calendar,
        Sort::Auto if steps || !sortable => Sort::Data,
        Sort::Auto => Sort::Value,
        chosen => chosen,
    }
}

fn cut(channel: &ChannelPlan, places: &[usize], totals: &[f64], sortable: bool) -> Vec<bool> {
    let top = match channel.top {
        Some(top) => top,
        None if sortable && places.len() > NAMES_MAX => NAMES_KEPT,
        None => places.len(),
    };
    let mut largest = places.to_vec();
    largest.sort_by(|a, b| totals[*b].abs().total_cmp(&totals[*a].abs()));
    let mut kept = vec![false; totals.len()];
    for place in largest.into_iter().take(top) {
        kept[place] = true;
    }
    kept
}

/// Adds the values of names that were left out under one name at the end.
fn add_other(other: &str, order: &mut Order, layers: &mut [Gathered]) {
    let last = order.names.len();
    order.names.push(other.to_string());
    let hidden: Vec<usize> = (0..order.shown.len()).filter(|place| order.shown[*place].is_none()).collect();
    for series in layers.iter_mut().flat_map(|layer| &mut layer.series) {
        let (mut kept, mut sum, mut first) = (Vec::new(), None, None);
        for (x, y) in series.points.drain(..) {
            match order.shown[x as usize] {
                Some(_) => kept.push((x, y)),
                None => {
                    first = first.or(Some(x));
                    sum = match (sum, y) {
                        (sum, None) => sum,
                        (None, y) => y,
                        (Some(sum), Some(y)) => Some(sum + y),
                    };
                }
            }
        }
        // All of them stand where the first of them is moved to.
        if first.is_some() {
            kept.push((hidden[0] as f64, sum));
        }
        series.points = kept;
    }
    order.shown[hidden[0]] = Some(last);
    order.hidden = 0;
}

/// The order of two values that names were made from.
pub(super) fn compare(a: &Value, b: &Value) -> Ordering {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
        (Value::Instant(a), Value::Instant(b)) => a.cmp(b),
        (Value::Time(a), Value::Time(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => b.cmp(a),
        _ => match (a.as_f64(), b.as_f64()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            _ => a.plain().cmp(&b.plain()),
        },
    }
}

/// Place of a month or day of the week in its cycle; the largest number for other words.
pub(super) fn calendar_rank(name: &str) -> usize {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    const MONTH_NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = name.to_lowercase();
    let month = |(short, long): (&&str, &&str)| lower == *short || lower == *long;
    let day = |long: &&str| lower == *long || lower == long[..3];
    let months = MONTHS.iter().zip(MONTH_NAMES.iter()).position(month);
    months.or_else(|| DAYS.iter().position(day)).unwrap_or(usize::MAX)
}
