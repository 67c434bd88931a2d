//! What the rows have that the author has to know: rows without a place, values beyond a domain, names that are cut or
//! that nothing has.

use super::Compiler;
use super::shared::Shared;
use crate::chart::channel::{ChannelPlan, ScaleChoice};
use crate::chart::marks::Roles;
use crate::chart::model::{Axis, AxisKind, Panel, RefAxis, RefLine};
use crate::chart::plan::Paint;
use crate::chart::reference::RefPlan;
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use crate::yaml::Spanned;

impl Compiler<'_> {
    /// Tells something once, however many facets say it.
    pub(super) fn tell(&mut self, diagnostic: Diagnostic) {
        let place = |known: &Diagnostic| known.primary.as_ref().map(|label| label.span);
        let same = |known: &&Diagnostic| {
            known.code == diagnostic.code
                && known.severity == diagnostic.severity
                && place(known) == place(&diagnostic)
        };
        if !self.sink.diagnostics().iter().any(same) {
            self.sink.push(diagnostic);
        }
    }

    /// Warns of places beyond the ends that the author chose for the shared axis.
    pub(super) fn check_ends(&mut self, shared: &Shared) {
        let x = &self.plan.x;
        if x.domain == [None, None] || shared.axis.kind == AxisKind::Band {
            return;
        }
        let outside = |place: &&f64| !(-1e-9..=1.0 + 1e-9).contains(&shared.axis.position(**place));
        let cut = shared.places.iter().filter(outside).count();
        self.tell_cut(x, cut, shared.places.len(), "places");
    }

    /// Warns of rows that stand nowhere on the shared axis.
    pub(super) fn check_dropped(&mut self, dropped: usize, rows: usize) {
        // What is only counted is missing as a value, not as a place.
        let counted = self.plan.layers().all(|layer| layer.mark.0.traits().roles == Roles::Distribution);
        if dropped == 0 || counted {
            return;
        }
        let field = &self.plan.x.fields[0].name;
        let why = match self.plan.x.scale {
            ScaleChoice::Log => "no place on the log scale of",
            _ => "no value in",
        };
        let (have, are) = if dropped == 1 { ("has", "is") } else { ("have", "are") };
        let message = format!("{dropped} of {rows} rows {have} {why} `{field}` and {are} not shown");
        let help = format!("leave them out in the dataset: WHERE \"{field}\" IS NOT NULL");
        let diagnostic = Diagnostic::warning(Code::Chart, self.plan.x.span, message);
        self.tell(match self.plan.x.scale {
            ScaleChoice::Log => diagnostic.help("use `scale: symlog`, or leave them out in the dataset"),
            _ => diagnostic.help(help),
        });
    }

    /// Warns of what lies beyond a domain, of how many there are.
    pub(super) fn tell_cut(&mut self, channel: &ChannelPlan, cut: usize, all: usize, what: &str) {
        if cut == 0 {
            return;
        }
        let field = &channel.fields[0].name;
        let (lie, are) = if cut == 1 { ("lies", "is") } else { ("lie", "are") };
        let message =
            format!("{cut} of {all} {what} {lie} outside of the `domain` of `{field}` and {are} cut off");
        let help = "widen the `domain`, or choose the rows in the dataset";
        self.tell(Diagnostic::warning(Code::Chart, channel.span, message).help(help));
    }

    /// Warns of names that are left out although the author did not say so.
    pub(super) fn check_cut(&mut self, shared: &Shared) {
        let x = &self.plan.x;
        if shared.hidden == 0 || x.top.is_some() {
            return;
        }
        let shown = shared.axis.categories.len();
        let all = shown + shared.hidden;
        let message =
            format!("`{}` has {all} names, and only the {shown} largest are shown", x.fields[0].name);
        let help = format!(
            "write `top: {shown}` to say so, with `other: Other` to add up the rest, or `top: {all}` to show each"
        );
        self.tell(Diagnostic::warning(Code::Chart, x.span, message).help(help));
    }

    /// Warns of a reference that lies where the chart shows nothing.
    pub(super) fn check_reference(&mut self, plan: &RefPlan, line: &RefLine, shared: &Shared) {
        let axis = &shared.axis;
        if line.axis == RefAxis::Y || axis.kind == AxisKind::Band {
            return;
        }
        let ends = [line.from, line.to.unwrap_or(line.from)];
        let (first, last) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        if last < axis.min || first > axis.max {
            let message = "this reference lies outside of the axis and is not shown";
            let help = "widen the axis with `domain`, or remove the reference";
            self.tell(Diagnostic::warning(Code::Chart, plan.span, message).help(help));
        }
    }

    /// Warns of series that stand out or have colours of their own and are not there.
    pub(super) fn check_names(&mut self, panels: &[Panel], axis: &Axis) {
        let series = panels.iter().flat_map(|panel| panel.series()).map(|(_, series)| series.name.as_str());
        let mut names: Vec<&str> = series.collect();
        let painted = self.plan.layers().any(|layer| layer.paint != Paint::Series);
        if painted {
            names = axis.categories.iter().map(String::as_str).collect();
        }
        names.sort_unstable();
        names.dedup();
        if names.is_empty() {
            return;
        }
        let emphasis = self.plan.layers().flat_map(|layer| &layer.emphasis);
        let palette = self.plan.layers().flat_map(|layer| &layer.palette.named).map(|(name, _)| name);
        // Colours may be there for names that the rows do not have today; a slip is near to one they have.
        let slips = palette.filter(|name| did_you_mean(&name.value, names.iter().copied()).is_some());
        let missing: Vec<&Spanned<String>> =
            emphasis.chain(slips).filter(|name| !names.contains(&name.value.as_str())).collect();
        for name in missing {
            let what = if painted { "name" } else { "series" };
            let message = format!("the chart has no {what} `{name}`");
            let told = Diagnostic::warning(Code::Chart, name.span, message);
            let help = match did_you_mean(&name.value, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", list_names(names.iter().copied(), 8)),
            };
            self.tell(told.help(help));
        }
    }
}
