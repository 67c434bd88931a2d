//! The panels and layers of a chart as written, each with what it takes over from the whole.

use super::channel::Channel;
use super::checker::Checker;
use super::spec::{ChannelSpec, ChartSpec, LayerSpec, NoteSpec, PaletteSpec, PanelSpec, RefSpec};
use crate::diag::{Code, Diagnostic};
use crate::yaml::{OneOrMany, Short, Spanned, Text};

/// What was written of one layer.
#[derive(Debug, Clone)]
pub(super) struct WrittenLayer<'a> {
    pub mark: &'a Option<Text>,
    pub y: Option<&'a OneOrMany<Short<ChannelSpec>>>,
    pub color: Option<&'a Short<ChannelSpec>>,
    /// The channels that only some kinds take, where they are written.
    pub extras: Vec<(Channel, &'a Short<ChannelSpec>)>,
    pub labels: &'a Option<Text>,
    pub palette: Option<&'a Short<PaletteSpec>>,
    pub emphasis: &'a Option<OneOrMany<Spanned<String>>>,
}

/// What was written of one panel, whether under `panels:` or directly in the chart.
#[derive(Debug)]
pub(super) struct WrittenPanel<'a> {
    pub layers: Vec<WrittenLayer<'a>>,
    pub refs: &'a [RefSpec],
    pub notes: &'a [NoteSpec],
    pub share: f64,
}

/// Share of a further panel: enough to read three ticks.
const LOWER_PANEL_SHARE: f64 = 0.4;

/// The panels of a chart; `None` says that a mistake was told.
pub(super) fn panels<'a>(spec: &'a ChartSpec, checker: &mut Checker) -> Option<Vec<WrittenPanel<'a>>> {
    let whole = of_chart(spec);
    let Some(panels) = spec.panels.as_ref().filter(|panels| !panels.is_empty()) else {
        let refs = spec.refs.as_deref().unwrap_or_default();
        let notes = spec.notes.as_deref().unwrap_or_default();
        return Some(vec![WrittenPanel { layers: layers(whole, &spec.layers), refs, notes, share: 1.0 }]);
    };
    let misplaced = [
        ("y", spec.y.is_some()),
        ("refs", spec.refs.is_some()),
        ("notes", spec.notes.is_some()),
        ("layers", spec.layers.is_some()),
    ];
    if let Some((key, _)) = misplaced.iter().find(|(_, written)| *written) {
        let help = format!("move `{key}` into one of the panels");
        let message = format!("a chart with `panels` has no `{key}` of its own");
        checker.sink.push(Diagnostic::error(Code::WrongValue, checker.span, message).help(help));
        return None;
    }
    let write = |(index, panel): (usize, &'a PanelSpec)| WrittenPanel {
        layers: layers(of_panel(panel).over(&whole), &panel.layers),
        refs: panel.refs.as_deref().unwrap_or_default(),
        notes: panel.notes.as_deref().unwrap_or_default(),
        share: panel.height.unwrap_or(if index == 0 { 1.0 } else { LOWER_PANEL_SHARE }).clamp(0.1, 10.0),
    };
    Some(panels.iter().enumerate().map(write).collect())
}

/// The layers of a panel; without any it is one itself.
fn layers<'a>(whole: WrittenLayer<'a>, written: &'a Option<Vec<LayerSpec>>) -> Vec<WrittenLayer<'a>> {
    match written.as_ref().filter(|layers| !layers.is_empty()) {
        Some(layers) => layers.iter().map(|layer| of_layer(layer).over(&whole)).collect(),
        None => vec![whole],
    }
}

impl<'a> WrittenLayer<'a> {
    /// This layer, with what it does not say taken from the whole it is part of.
    fn over(mut self, whole: &WrittenLayer<'a>) -> WrittenLayer<'a> {
        for (channel, written) in &whole.extras {
            if self.extras.iter().all(|(own, _)| own != channel) {
                self.extras.push((*channel, written));
            }
        }
        WrittenLayer {
            mark: if self.mark.is_some() { self.mark } else { whole.mark },
            y: self.y.or(whole.y),
            color: self.color.or(whole.color),
            labels: if self.labels.is_some() { self.labels } else { whole.labels },
            palette: self.palette.or(whole.palette),
            emphasis: if self.emphasis.is_some() { self.emphasis } else { whole.emphasis },
            extras: self.extras,
        }
    }
}

/// Each of the three reads the same keys of its own type.
macro_rules! read_layer {
    ($written:ident, $size:expr) => {{
        let extras = [
            (Channel::X2, $written.x2.as_ref()),
            (Channel::Y2, $written.y2.as_ref()),
            (Channel::Size, $size),
            (Channel::Shape, $written.shape.as_ref()),
            (Channel::Text, $written.text.as_ref()),
            (Channel::Detail, $written.detail.as_ref()),
        ];
        WrittenLayer {
            mark: &$written.mark,
            y: $written.y.as_ref(),
            color: $written.color.as_ref().or($written.series.as_ref()),
            extras: extras.into_iter().filter_map(|(channel, written)| Some((channel, written?))).collect(),
            labels: &$written.labels,
            palette: $written.palette.as_ref(),
            emphasis: &$written.emphasis,
        }
    }};
}

fn of_chart(spec: &ChartSpec) -> WrittenLayer<'_> {
    read_layer!(spec, spec.size.as_ref().filter(|size| super::resolve::width_word(size).is_none()))
}

fn of_panel(panel: &PanelSpec) -> WrittenLayer<'_> {
    read_layer!(panel, panel.size.as_ref())
}

fn of_layer(layer: &LayerSpec) -> WrittenLayer<'_> {
    read_layer!(layer, layer.size.as_ref())
}
