//! Options of a chart that say nothing about its columns: each would be passed over in silence.

use super::channel::{ChannelPlan, FieldPlan, ScaleChoice, suggest};
use super::checker::Checker;
use super::model::LabelRule;
use super::plan::{LayerPlan, PanelPlan};
use super::spec::{ChannelSpec, ChartSpec, RefSpec};
use super::written::WrittenPanel;
use crate::diag::{Code, Diagnostic, list_names};
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

    /// Tells of numbers on an axis of names, where the values lie on the other axis.
    pub(super) fn no_values(&mut self, ends: &[Text]) -> Option<()> {
        let number = ends.iter().find(|text| text.as_str().trim().parse::<f64>().is_ok());
        let Some(text) = number else { return Some(()) };
        let message = format!("`{text}` is a value, and `y` of lying bars holds names");
        let help = "write `x` in place of `y`: values run across";
        self.sink.push(Diagnostic::error(Code::WrongValue, text.span(), message).help(help));
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

/// Tells of a side for the axis that runs across.
pub(super) fn check_side(spec: &ChartSpec, checker: &mut Checker) -> Option<()> {
    let written =
        spec.x.iter().flat_map(|channels| &channels.0).filter_map(|channel| channel.0.axis.as_ref());
    let Some(text) = written.into_iter().find(|text| matches!(text.as_str(), "left" | "right")) else {
        return Some(());
    };
    let message = "the axis of `x` runs across, so it has no side";
    let help = "write `axis: none` to leave it out, or move `axis` to `y`";
    checker.sink.push(Diagnostic::error(Code::WrongValue, text.span(), message).help(help));
    None
}

/// Tells of values that no kind of mark writes which they are asked of.
pub(super) fn check_labels(panel: &WrittenPanel, layers: &[LayerPlan], checker: &mut Checker) -> Option<()> {
    let asked = || {
        let written = panel.layers.iter().map(|layer| layer.labels.as_ref()).zip(layers);
        written.filter_map(|(text, layer)| Some((text?, layer, layer.labels?)))
    };
    let writes = |layer: &LayerPlan, rule: LabelRule| {
        rule == LabelRule::None || layer.mark.0.traits().writes.contains(&rule)
    };
    // What is asked of a whole chart is asked of the layers that can.
    let heard =
        |at: &Text| asked().any(|(text, layer, rule)| text.span() == at.span() && writes(layer, rule));
    let Some((text, layer, _)) = asked().find(|(text, ..)| !heard(text)) else { return Some(()) };
    let traits = layer.mark.0.traits();
    let words: Vec<&str> = traits.writes.iter().map(|rule| rule.word()).chain(["none"]).collect();
    let message = format!("a `{}` chart has no labels of the kind `{}`", layer.mark.0.name(), text.as_str());
    let help = match traits.writes.is_empty() {
        true => "remove `labels`".to_string(),
        false => format!("choose from {}", list_names(words.iter().copied(), 4)),
    };
    checker.sink.push(Diagnostic::error(Code::WrongValue, text.span(), message).help(help));
    None
}

/// Tells of a legend for marks that bear their names themselves.
pub(super) fn check_legend(spec: &ChartSpec, panels: &[PanelPlan], checker: &mut Checker) -> Option<()> {
    let Some(text) = &spec.legend else { return Some(()) };
    let mut layers = panels.iter().flat_map(|panel| &panel.layers);
    let first = layers.next()?.mark.0;
    if !first.names_itself() || layers.any(|layer| !layer.mark.0.names_itself()) || text.as_str() == "auto" {
        return Some(());
    }
    let message = format!("a `{}` chart has no legend: its names stand at its marks", first.name());
    checker.sink.push(Diagnostic::error(Code::WrongValue, text.span(), message).help("remove `legend`"));
    None
}

/// Tells of references and notes where there is no axis that they could be measured on.
pub(super) fn check_axes(panel: &WrittenPanel, layers: &[LayerPlan], checker: &mut Checker) -> Option<()> {
    let mark = layers[0].mark.0;
    let (axes, rows) = (mark.traits().axes, layers.iter().any(|layer| layer.rows.is_some()));
    let upward = |written: &&RefSpec| !axes || (rows && written.y.is_some());
    let refs = panel.refs.iter().filter(upward).flat_map(|written| written.x.iter().chain(&written.y));
    let refs = refs.filter_map(|ends| ends.0.first()).map(|text| ("refs", text.span()));
    let notes = panel.notes.iter().filter(|_| !axes || rows).map(|note| ("notes", note.text.span()));
    let (key, span) = match refs.chain(notes).next() {
        Some(found) => found,
        None => return Some(()),
    };
    let (message, help) = match axes {
        true => (
            format!("the rows of a `{}` chart are names, which `{key}` cannot be measured on", mark.name()),
            "references of such a chart are on `x`",
        ),
        false => {
            (format!("a `{}` chart has no axes for `{key}`", mark.name()), "remove them, or use `mark: bar`")
        }
    };
    checker.sink.push(Diagnostic::error(Code::WrongValue, span, message).help(help));
    None
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
