//! Facets: the rows of a chart split by a name, one small panel each.

use super::Compiler;
use crate::chart::categories::{self, Compared};
use crate::chart::gather::{Gathered, Names, name_format};
use crate::chart::model::{Grid, Size};
use crate::diag::{Code, Diagnostic};
use crate::limits::FACETS_MAX;
use crate::table::Table;

/// The rows of one facet.
pub(super) struct Split {
    pub title: Option<String>,
    pub rows: Table,
}

/// Columns of a grid of facets, by how much width there is.
const COLUMNS_WIDE: usize = 3;
const COLUMNS_HALF: usize = 2;

impl Compiler<'_> {
    /// The rows of each facet in the order they are shown, and how many names are left out; without facets all rows.
    pub(super) fn splits(&mut self, rows: &Table) -> (Vec<Split>, usize) {
        let plan = self.plan;
        let whole = || vec![Split { title: None, rows: rows.clone() }];
        let Some(facet) = &plan.facet else { return (whole(), 0) };
        let field = &facet.channel.fields[0];
        let Some(column) = rows.schema().index_of(&field.name) else { return (whole(), 0) };
        let format = name_format(&facet.channel, field);
        let mut names = Names::default();
        let mut places: Vec<Vec<usize>> = Vec::new();
        for (row, value) in rows.column(column).enumerate() {
            let place = names.place(value, &format, self.region);
            places.resize(places.len().max(place + 1), Vec::new());
            places[place].push(row);
        }
        if names.list.is_empty() {
            return (whole(), 0);
        }
        let order = categories::order(&facet.channel, &names, &mut [], Compared::default());
        let mut shown: Vec<(usize, usize)> =
            order.shown.iter().enumerate().filter_map(|(first, shown)| Some(((*shown)?, first))).collect();
        shown.sort_unstable();
        if shown.len() > FACETS_MAX {
            let message = format!(
                "`{}` has {} names, and a chart has room for {FACETS_MAX} facets",
                field.name,
                shown.len()
            );
            let help = "choose the rows in the dataset, or write `facet: { field: …, top: 12 }`";
            self.sink.push(Diagnostic::error(Code::Chart, facet.channel.span, message).help(help));
            shown.truncate(FACETS_MAX);
        }
        let split = |(_, first): (usize, usize)| Split {
            title: Some(names.list[first].0.clone()),
            rows: rows.take(&places[first]),
        };
        (shown.into_iter().map(split).collect(), order.hidden)
    }

    /// How facets are arranged; `None` without facets.
    pub(super) fn grid(&self, count: usize) -> Option<Grid> {
        let facet = self.plan.facet.as_ref()?;
        let columns = facet.columns.unwrap_or(match (self.plan.size, count) {
            (Size::Wide, 4) => 2,
            (Size::Wide, count) => count.min(COLUMNS_WIDE),
            (Size::Half, count) => count.min(COLUMNS_HALF),
            (Size::Third, _) => 1,
        });
        Some(Grid { columns: columns.clamp(1, count.max(1)), free: facet.free })
    }

    /// The names of all series of all facets, so that a name has the same colour in each; none without facets.
    pub(super) fn facet_names(&self, gathered: &[Gathered]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        if self.plan.facet.is_none() {
            return names;
        }
        for series in gathered.iter().flat_map(|layer| &layer.series) {
            if !names.contains(&series.name) {
                names.push(series.name.clone());
            }
        }
        names
    }
}
