//! Options of a chart that say nothing about its columns: each would be passed over in silence.

use super::channel::{ChannelPlan, FieldPlan, ScaleChoice, suggest};
use super::checker::Checker;
use super::plan::{LayerPlan, PanelPlan};
use super::spec::{ChannelSpec, ChartSpec};
use crate::diag::{Code, Diagnostic};
use crate::format::Format;
use crate::yaml::{OneOrMany, Spanned, Text};

/// Words for places of a reference line.
const PLACES: [&str; 6] = ["mean", "median", "min", "max", "inf", "-inf"];

impl Checker<'_> {
    /// Tells of a format that cannot show the columns of a channel.
    pub(super) fn suits(
        &mut self,
        written: &Spanned<String>,
        format: &Format,
        fields: &[FieldPlan],
    ) -> Option<()> {
        let Some(field) = fields.iter().find(|field| !format.suits(&field.kind)) else { return Some(()) };
        let shows = if format.is_date() { "dates and times" } else { "numbers" };
        let message = format!("the format `{written}` shows {shows}, but `{}` is {}", field.name, field.kind);
        let help = "use a format of the same kind";
        self.sink.push(Diagnostic::error(Code::WrongValue, written.span, message).help(help));
        None
    }

    /// Tells of a domain that is no pair, or of names.
    pub(super) fn pair(&mut self, main: &ChannelSpec, fields: &[FieldPlan]) -> Option<()> {
        let Some(domain) = &main.domain else { return Some(()) };
        let on_a_line = |field: &FieldPlan| field.kind.is_numeric() || field.kind.is_temporal();
        let (message, help) = match fields.iter().find(|field| !on_a_line(field)) {
            Some(field) => (
                format!("`{}` is {} and has no smallest and largest value", field.name, field.kind),
                "names are chosen with `top:`, or with `WHERE` in the SQL of the dataset",
            ),
            None if domain.value.len() != 2 => (
                format!("a `domain` has two values, not {}", domain.value.len()),
                "write the first and the last value shown; `null` for what the data give: `[0, null]`",
            ),
            None => return Some(()),
        };
        self.sink.push(Diagnostic::error(Code::WrongValue, domain.span, message).help(help));
        None
    }

    /// Tells of a reference line with more than two ends, or of a word for its place that there is not.
    pub(super) fn ends(&mut self, ends: &[Text], channel: &ChannelPlan) -> Option<()> {
        if let Some(third) = ends.get(2) {
            let message = "a reference is a line at one value or a band between two";
            let help = "write each line with a `- ` of its own";
            self.sink.push(Diagnostic::error(Code::WrongValue, third.span(), message).help(help));
            return None;
        }
        // On an axis of names any word may be one of them.
        if channel.scale == ScaleChoice::Band {
            return Some(());
        }
        let word = |text: &&Text| text.as_str().starts_with(char::is_alphabetic) && text.as_str() != "p";
        let known = |text: &str| {
            PLACES.contains(&text) || text.strip_prefix('p').is_some_and(|rest| rest.parse::<f64>().is_ok())
        };
        let Some(odd) = ends.iter().filter(word).find(|text| !known(text.as_str().trim())) else {
            return Some(());
        };
        let message = format!("`{odd}` is no place for a reference line");
        let unknown = Diagnostic::error(Code::WrongValue, odd.span(), message);
        let help = "write a value, or `p5` to `p95` for a share of the data";
        self.sink.push(suggest(unknown, odd.as_str(), odd.span(), &PLACES).help(help));
        None
    }
}

/// Tells of colours and emphasis for series that the chart does not have. Series that come from the rows of
/// a column are not known here.
pub(super) fn check_series(spec: &ChartSpec, panels: &[PanelPlan], checker: &mut Checker) -> Option<()> {
    let layers = || panels.iter().flat_map(|panel| &panel.layers);
    if layers().any(|layer| !layer.names_are_known()) {
        return Some(());
    }
    let series: Vec<String> = layers().flat_map(LayerPlan::names).collect();
    let series: Vec<&str> = series.iter().map(String::as_str).collect();
    let panels = || spec.panels.iter().flatten();
    let layers = || spec.layers.iter().chain(panels().filter_map(|panel| panel.layers.as_ref())).flatten();
    let palettes = panels().map(|panel| &panel.palette).chain(layers().map(|layer| &layer.palette));
    let palettes = spec.palette.iter().chain(palettes.flatten());
    let colors = palettes.flat_map(|palette| &palette.0.colors).map(|(name, _)| name);
    let emphasis = panels().map(|panel| &panel.emphasis).chain(layers().map(|layer| &layer.emphasis));
    let emphasis = spec.emphasis.iter().chain(emphasis.flatten()).flat_map(|OneOrMany(names)| names);
    let mut known = Some(());
    for name in colors.chain(emphasis).filter(|name| !series.contains(&name.as_str())) {
        let message = format!("the chart has no series `{name}`");
        let unknown = Diagnostic::error(Code::UnknownName, name.span, message);
        checker.sink.push(suggest(unknown, name, name.span, &series));
        known = None;
    }
    known
}
