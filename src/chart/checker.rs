//! Checks that all parts of a chart share: words, colours, places, and what a kind of mark needs of its channels.

use super::channel::{Channel, ChannelPlan, ScaleChoice, suggest};
use super::marks::{self, Holds, Roles};
use super::model::Mark;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::format::Formats;
use crate::table::Schema;
use crate::theme::{Color, Theme};
use crate::yaml::Text;
use jiff::civil;

/// What the checks need to know.
pub(super) struct Checker<'a> {
    pub schema: &'a Schema,
    pub data: &'a str,
    pub formats: &'a Formats,
    pub theme: &'a Theme,
    /// The chart, for what has no place of its own.
    pub span: Span,
    pub sink: &'a mut Sink,
}

impl Checker<'_> {
    /// Tells a mistake.
    pub fn error(&mut self, code: Code, span: Span, message: &str) {
        self.sink.push(Diagnostic::error(code, span, message));
    }

    /// Tells that a key is missing.
    pub fn missing(&mut self, key: &str, what: &str) {
        let message = format!("the chart has no `{key}`");
        let help = format!("add `{key}:`, which {what}");
        self.sink.push(Diagnostic::error(Code::MissingKey, self.span, message).help(help));
    }

    /// The same, where the outer `None` says that a mistake was told.
    pub fn checked_word<T: Copy>(
        &mut self,
        text: &Option<Text>,
        key: &str,
        words: &[(&str, T)],
    ) -> Option<Option<T>> {
        match (text, self.word(text, key, words)) {
            (Some(_), None) => None,
            (_, found) => Some(found),
        }
    }

    /// One of some words; a mistake is told and counts as absent.
    pub fn word<T: Copy>(&mut self, text: &Option<Text>, key: &str, words: &[(&str, T)]) -> Option<T> {
        let text = text.as_ref()?;
        let found = words.iter().find(|(word, _)| *word == text.as_str());
        if found.is_none() {
            let names = words.iter().map(|(word, _)| *word);
            let message = format!("`{}` is no `{key}`", text.as_str());
            self.sink.push(suggest(
                Diagnostic::error(Code::WrongValue, text.span(), message),
                text.as_str(),
                text.span(),
                &names.collect::<Vec<_>>(),
            ));
        }
        found.map(|(_, value)| *value)
    }

    /// A colour: `#RRGGBB`, or a name of the theme.
    pub fn color(&mut self, text: &Text) -> Option<Color> {
        let colors = &self.theme.colors;
        let named = [
            ("ink", colors.ink),
            ("muted", colors.muted),
            ("line", colors.line),
            ("accent", colors.accent),
            ("good", colors.good),
            ("gain", colors.good),
            ("bad", colors.bad),
            ("loss", colors.bad),
            ("warn", colors.warn),
        ];
        let word = text.as_str();
        let found = named.iter().find(|(name, _)| *name == word).map(|(_, color)| *color);
        let color = found.or_else(|| Color::parse(word));
        if color.is_none() {
            let message = format!("`{word}` is no colour");
            let wrong = Diagnostic::error(Code::WrongValue, text.span(), message);
            let help = "write `\"#0E4A72\"` with quotes, or a colour of the theme: `accent`, `good`, `bad`, \
                        `warn`, `ink`, `muted`";
            self.sink.push(match did_you_mean(word, named.iter().map(|(name, _)| *name)) {
                Some(_) => suggest(wrong, word, text.span(), &named.map(|(name, _)| name)),
                None => wrong.help(help),
            });
        }
        color
    }

    /// A number or a date, as a place on an axis.
    pub fn bound(&mut self, text: &Text, temporal: bool) -> Option<f64> {
        let word = text.as_str().trim();
        let place = match temporal {
            true => word.parse::<civil::DateTime>().ok().map(super::calendar::seconds),
            false => word.replace('_', "").parse::<f64>().ok().filter(|number| number.is_finite()),
        };
        if place.is_none() {
            let what = if temporal { "a date such as `2024-01-31`" } else { "a number" };
            let message = format!("expected {what}, found `{word}`");
            self.sink.push(Diagnostic::error(Code::WrongType, text.span(), message));
        }
        place
    }

    /// Whether a channel holds what a kind needs of it.
    pub fn holds(&mut self, plan: &ChannelPlan, holds: Holds, key: &str, mark: Mark) -> bool {
        let (fits, what) = match holds {
            Holds::Anything => (true, "values"),
            Holds::Numbers => (plan.is_numeric(), "numbers"),
            Holds::Places => (plan.is_numeric() || plan.is_temporal(), "numbers or dates"),
        };
        if !fits {
            let field = &plan.fields[0];
            let message = format!(
                "`{key}` of a `{}` chart needs {what}, and column `{}` is {}",
                mark.0.name(),
                field.name,
                field.kind
            );
            self.error(Code::WrongType, plan.span, &message);
        }
        fits
    }

    /// Tells that a kind does not take a channel, and which it takes.
    pub fn not_taken(&mut self, plan: &ChannelPlan, channel: Channel, mark: Mark) -> bool {
        let message = format!("a `{}` chart takes no `{}`", mark.0.name(), channel.key());
        let takers = marks::MARKS
            .iter()
            .filter(|kind| kind.traits().takes.iter().any(|takes| takes.channel == channel));
        let names = list_names(takers.map(|kind| kind.name()), 12);
        let diagnostic = Diagnostic::error(Code::WrongValue, plan.span, message);
        self.sink.push(match names.is_empty() {
            true => diagnostic.help(format!("remove `{}`", channel.key())),
            false => diagnostic.help(format!("remove it, or choose a mark that takes it: {names}")),
        });
        false
    }

    /// Whether an axis of lengths begins at zero; tells when it was asked not to.
    pub fn needs_zero(&mut self, value: &ChannelPlan, mark: Mark) -> Option<()> {
        let name = mark.0.name();
        let cut = |end: Option<f64>, sign: f64| end.is_some_and(|end| end * sign > 0.0);
        if mark.0.traits().zero
            && mark.0.traits().axes
            && (cut(value.domain[0], 1.0) || cut(value.domain[1], -1.0))
        {
            let message = format!("a `{name}` chart begins at zero, and this `domain` leaves zero out");
            let help = "write `domain: [0, …]`, or use `mark: line` or `mark: point`";
            self.sink.push(Diagnostic::error(Code::Chart, value.span, message).help(help));
            return None;
        }
        let (message, help) = match (mark.0.traits().zero, value.zero, value.scale) {
            (true, Some(false), _) => (
                format!("a `{name}` chart that does not begin at zero misleads"),
                "remove `zero: false`, or use `mark: line` or `mark: point`",
            ),
            (true, _, ScaleChoice::Log) => (
                format!("a `{name}` chart begins at zero, which a log scale does not have"),
                "use `mark: line`",
            ),
            _ => return Some(()),
        };
        self.sink.push(Diagnostic::error(Code::Chart, value.span, message).help(help));
        None
    }

    /// Whether bins of one width are equally long.
    pub fn needs_equal_bins(&mut self, x: &ChannelPlan, mark: Mark) -> Option<()> {
        let factors = matches!(x.scale, ScaleChoice::Log | ScaleChoice::Symlog);
        if !factors || mark.0.traits().roles != Roles::Distribution {
            return Some(());
        }
        let field = &x.fields[0].name;
        let message = format!("bins of one width are not equally long on a `{}` scale", x.scale.word());
        let help = format!("bin the logarithm: write `log10({field}) AS {field}` in the dataset");
        self.sink.push(Diagnostic::error(Code::Chart, x.span, message).help(help));
        None
    }

    /// Warns of a second value axis: where its line crosses another says nothing.
    pub fn two_scales(&mut self, right: &ChannelPlan) {
        let message = "two value axes in one plot: where their marks meet depends only on the two scales";
        let help = "show the second measure in a panel of its own: `panels:` share `x`";
        self.sink.push(Diagnostic::warning(Code::Chart, right.span, message).help(help));
    }

    /// Whether `y` has as many columns as each value of the kind needs.
    pub fn needs_parts(&mut self, value: &ChannelPlan, mark: Mark) -> Option<()> {
        let parts = mark.0.traits().parts;
        if parts.is_empty() || parts.len() == value.fields.len() {
            return Some(());
        }
        let names = list_names(parts.iter().copied(), 8);
        let message = format!("a `{}` chart takes {} columns as values: {names}", mark.0.name(), parts.len());
        let help = format!("write `y: [{}]` with your columns in this order", parts.join(", "));
        self.sink.push(Diagnostic::error(Code::WrongValue, value.span, message).help(help));
        None
    }

    /// Whether the values of a mark are numbers; tells which column is not.
    pub fn needs_numbers(&mut self, value: &ChannelPlan, mark: Mark) -> bool {
        let wrong = value.fields.iter().find(|field| !field.kind.is_numeric());
        let Some(field) = wrong else { return true };
        let message = format!(
            "a `{}` chart needs numbers, and column `{}` is {}",
            mark.0.name(),
            field.name,
            field.kind
        );
        let numbers = self.schema.fields.iter().filter(|f| f.kind.is_numeric()).map(|f| f.name.as_str());
        let names = list_names(numbers, 6);
        let diagnostic = Diagnostic::error(Code::WrongType, value.span, message);
        self.sink.push(match names.is_empty() {
            true => diagnostic.help(format!("dataset `{}` has no column of numbers", self.data)),
            false => diagnostic.help(format!("columns of numbers are {names}")),
        });
        false
    }
}
