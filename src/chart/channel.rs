//! Reads one channel: which columns, which scale, which format; all checks of names and words are here.

use super::marks::{self, Holds, Roles, Traits};
use super::model::{Mark, Side};
use super::spec::{self, ChannelSpec};
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::format::{Format, Formats};
use crate::table::{Schema, title_of};
use crate::theme::{Color, Theme};
use crate::value::Type;
use crate::yaml::{OneOrMany, Short, Spanned, Text};
use jiff::civil;
use serde::Serialize;
use std::collections::BTreeMap;

/// A channel as meant.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChannelPlan {
    #[serde(skip)]
    pub span: Span,
    pub fields: Vec<FieldPlan>,
    pub title: Option<String>,
    /// Whether the author wrote the title.
    #[serde(skip)]
    pub titled: bool,
    pub unit: Option<String>,
    /// The format that the author chose.
    pub format: Option<Format>,
    pub domain: [Option<f64>; 2],
    pub zero: Option<bool>,
    pub scale: ScaleChoice,
    pub sort: Sort,
    #[serde(skip)]
    pub stack_written: Option<Text>,
    pub bin: Option<f64>,
    pub top: Option<usize>,
    pub other: Option<String>,
    pub missing: Missing,
    pub midpoint: f64,
    pub reverse: bool,
    /// The side of its axis.
    #[serde(skip)]
    pub side: Side,
}

/// A column of a channel.
#[derive(Debug, Clone, Serialize)]
pub(super) struct FieldPlan {
    pub name: String,
    /// What it is called.
    pub title: String,
    #[serde(rename = "type")]
    pub kind: Type,
}

/// A channel that only some kinds take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// Where marks end across.
    X2,
    /// Where marks end upwards.
    Y2,
    /// Numbers that become sizes.
    Size,
    /// Names that become shapes.
    Shape,
    /// Values that are written at the marks.
    Text,
    /// Names that tell series apart without colours of their own.
    Detail,
}

impl Channel {
    /// Its key.
    pub fn key(self) -> &'static str {
        match self {
            Channel::X2 => "x2",
            Channel::Y2 => "y2",
            Channel::Size => "size",
            Channel::Shape => "shape",
            Channel::Text => "text",
            Channel::Detail => "detail",
        }
    }
}

/// The channels of a layer that only some kinds take.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Extras(pub BTreeMap<Channel, ChannelPlan>);

impl Extras {
    /// A channel, if it was written.
    pub fn get(&self, channel: Channel) -> Option<&ChannelPlan> {
        self.0.get(&channel)
    }

    /// Whether none was written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Checks the channels that only some kinds take against what this kind takes.
pub(super) fn extras(
    written: &[(Channel, &Short<ChannelSpec>)],
    mark: Mark,
    checker: &mut Checker,
) -> Option<Extras> {
    let takes = mark.0.traits().takes;
    let mut extras = Extras::default();
    let mut good = true;
    for (channel, spec) in written {
        let Some(plan) = checker.short_channel(Some(spec), channel.key()) else {
            good = false;
            continue;
        };
        let Some(plan) = plan else { continue };
        good &= match takes.iter().find(|takes| takes.channel == *channel) {
            Some(takes) => checker.holds(&plan, takes.holds, channel.key(), mark),
            None => checker.not_taken(&plan, *channel, mark),
        };
        extras.0.insert(*channel, plan);
    }
    let lacking = takes.iter().find(|takes| takes.needed && extras.get(takes.channel).is_none());
    if let Some(takes) = lacking.filter(|_| good) {
        checker.missing(takes.channel.key(), takes.what);
        return None;
    }
    good.then_some(extras)
}

/// How values become places or colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum ScaleChoice {
    Auto,
    Linear,
    Log,
    Time,
    Band,
    Sequential,
    Diverging,
}

/// Order of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Sort {
    Auto,
    Data,
    Ascending,
    Descending,
    Value,
    ValueAscending,
    Calendar,
}

/// What a missing value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Missing {
    Gap,
    Zero,
    Connect,
}

impl ChannelPlan {
    /// Whether its columns hold numbers.
    pub fn is_numeric(&self) -> bool {
        self.fields.iter().all(|field| field.kind.is_numeric())
    }

    /// Whether its columns lie on a calendar.
    pub fn is_temporal(&self) -> bool {
        self.fields.iter().all(|field| field.kind.is_temporal())
    }

    /// How single values are written: as chosen, or as the type suggests.
    pub fn value_format(&self) -> Format {
        let kind = self.fields.first().map_or(&Type::Text, |field| &field.kind);
        self.format.clone().unwrap_or_else(|| Format::default_for(kind))
    }
}

/// The channel of counted rows, which no column holds.
pub(super) fn counts(of: &ChannelPlan) -> ChannelPlan {
    ChannelPlan {
        title: Some("Count".into()),
        unit: None,
        format: Format::parse("#,##0").ok(),
        domain: [None, None],
        zero: None,
        scale: ScaleChoice::Linear,
        reverse: false,
        ..of.clone()
    }
}

const SCALES: [(&str, ScaleChoice); 6] = [
    ("linear", ScaleChoice::Linear),
    ("log", ScaleChoice::Log),
    ("time", ScaleChoice::Time),
    ("band", ScaleChoice::Band),
    ("sequential", ScaleChoice::Sequential),
    ("diverging", ScaleChoice::Diverging),
];
const SORTS: [(&str, Sort); 6] = [
    ("data", Sort::Data),
    ("ascending", Sort::Ascending),
    ("descending", Sort::Descending),
    ("value", Sort::Value),
    ("value_ascending", Sort::ValueAscending),
    ("calendar", Sort::Calendar),
];
const SIDES: [(&str, Side); 2] = [("left", Side::Left), ("right", Side::Right)];
const MISSINGS: [(&str, Missing); 3] =
    [("gap", Missing::Gap), ("zero", Missing::Zero), ("connect", Missing::Connect)];

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
            let help = "write `\"#0E4A72\"` with quotes, or a colour of the theme: `accent`, `good`, `bad`, \
                        `warn`, `ink`, `muted`";
            self.sink.push(Diagnostic::error(Code::WrongValue, text.span(), message).help(help));
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

    /// A channel that may be absent; the outer `None` says that a mistake was told.
    pub fn channel(
        &mut self,
        written: Option<&OneOrMany<Short<ChannelSpec>>>,
        key: &str,
    ) -> Option<Option<ChannelPlan>> {
        let Some(written) = written.filter(|written| !written.0.is_empty()) else {
            return Some(None);
        };
        let mut fields = Vec::new();
        for part in &written.0 {
            for name in &part.0.field.0 {
                fields.push(self.field(name, part.0.title.as_deref().filter(|_| written.0.len() > 1), key));
            }
        }
        let fields: Vec<FieldPlan> = fields.into_iter().collect::<Option<_>>()?;
        // Of several channels the first one speaks for the axis.
        let main = &written.0[0].0;
        let title = match (&main.title, written.0.len(), fields.len()) {
            (Some(title), 1, _) => Some(title.clone()),
            (_, 1, 1) => Some(fields[0].title.clone()),
            _ => None,
        };
        self.options(main, fields, title.filter(|title| !title.is_empty())).map(Some)
    }

    /// A channel that is one mapping or name.
    pub fn short_channel(
        &mut self,
        written: Option<&Short<ChannelSpec>>,
        key: &str,
    ) -> Option<Option<ChannelPlan>> {
        match written {
            Some(written) => self.channel(Some(&OneOrMany(vec![written.clone()])), key),
            None => Some(None),
        }
    }

    fn field(&mut self, name: &Spanned<String>, title: Option<&str>, key: &str) -> Option<FieldPlan> {
        let Some(field) = self.schema.field(&name.value) else {
            let message = format!("dataset `{}` has no column `{}`", self.data, name.value);
            let names: Vec<&str> = self.schema.names().collect();
            let diagnostic = Diagnostic::error(Code::UnknownColumn, name.span, message);
            self.sink.push(suggest(diagnostic, &name.value, name.span, &names));
            return None;
        };
        if matches!(field.kind, Type::List(_) | Type::Other(_)) {
            let message = format!("`{key}` cannot show `{}`, which is {}", field.name, field.kind);
            self.error(Code::WrongType, name.span, &message);
            return None;
        }
        let title = title.map_or_else(|| title_of(&field.name), str::to_string);
        Some(FieldPlan { name: field.name.clone(), title, kind: field.kind.clone() })
    }

    fn options(
        &mut self,
        main: &ChannelSpec,
        fields: Vec<FieldPlan>,
        title: Option<String>,
    ) -> Option<ChannelPlan> {
        let span = main.field.0.first().map_or(self.span, |field| field.span);
        let format = match &main.format {
            Some(name) => Some(self.formats.find(name, self.sink)?),
            None => None,
        };
        let temporal = fields.iter().all(|field| field.kind.is_temporal());
        let mut domain = [None, None];
        for (place, bound) in domain.iter_mut().zip(main.domain.iter().flat_map(|domain| &domain.value)) {
            if let Some(bound) = bound {
                *place = Some(self.bound(bound, temporal)?);
            }
        }
        if let [Some(first), Some(last)] = domain
            && first >= last
        {
            let span = main.domain.as_ref().map_or(span, |domain| domain.span);
            self.error(Code::WrongValue, span, "a `domain` runs from the smaller value to the larger one");
            return None;
        }
        Some(ChannelPlan {
            span,
            title,
            titled: main.title.is_some(),
            unit: main.unit.clone().filter(|unit| !unit.is_empty()),
            format,
            domain,
            zero: main.zero.as_ref().map(|zero| zero.value),
            scale: self.word(&main.scale, "scale", &SCALES).unwrap_or(ScaleChoice::Auto),
            sort: self.word(&main.sort, "sort", &SORTS).unwrap_or(Sort::Auto),
            stack_written: main.stack.clone(),
            bin: main.bin.filter(|bin| *bin > 0.0 && bin.is_finite()),
            top: main.top.filter(|top| *top > 0),
            other: main.other.clone(),
            missing: self.word(&main.missing, "missing", &MISSINGS).unwrap_or(Missing::Gap),
            midpoint: main.midpoint.filter(|midpoint| midpoint.is_finite()).unwrap_or(0.0),
            reverse: main.reverse.unwrap_or(false),
            side: self.word(&main.axis, "axis", &SIDES).unwrap_or(Side::Left),
            fields,
        })
    }

    /// Whether a channel holds what a kind needs of it.
    fn holds(&mut self, plan: &ChannelPlan, holds: Holds, key: &str, mark: Mark) -> bool {
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
    fn not_taken(&mut self, plan: &ChannelPlan, channel: Channel, mark: Mark) -> bool {
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

/// The scale of the shared axis: as written when it fits the column, else what the column suggests.
pub(super) fn choose_scale(x: &ChannelPlan, traits: Traits, checker: &mut Checker) -> Option<ScaleChoice> {
    let fits = match x.scale {
        ScaleChoice::Auto | ScaleChoice::Band => true,
        ScaleChoice::Linear | ScaleChoice::Log => x.is_numeric(),
        ScaleChoice::Time => x.is_temporal(),
        ScaleChoice::Sequential | ScaleChoice::Diverging => false,
    };
    if !fits {
        let message = format!("column `{}` does not fit this `scale`", x.fields[0].name);
        let help = "numbers take `linear` or `log`, dates take `time`, anything takes `band`";
        checker.sink.push(Diagnostic::error(Code::WrongType, x.span, message).help(help));
        return None;
    }
    Some(match x.scale {
        ScaleChoice::Auto if matches!(traits.roles, Roles::Cells | Roles::Parts) => ScaleChoice::Band,
        ScaleChoice::Auto if x.is_temporal() => ScaleChoice::Time,
        ScaleChoice::Auto if x.is_numeric() && !traits.bands => ScaleChoice::Linear,
        ScaleChoice::Auto => ScaleChoice::Band,
        chosen => chosen,
    })
}

/// Adds the nearest name, or all names when none is near.
pub(super) fn suggest(diagnostic: Diagnostic, name: &str, span: Span, names: &[&str]) -> Diagnostic {
    match did_you_mean(name, names.iter().copied()) {
        Some(near) => {
            diagnostic.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
        }
        None => diagnostic.help(format!("choose from {}", list_names(names.iter().copied(), 12))),
    }
}

const _: () = {
    assert!(spec::SIDES.len() == SIDES.len());
    assert!(spec::SCALES.len() == SCALES.len());
    assert!(spec::SORTS.len() == SORTS.len());
    assert!(spec::MISSINGS.len() == MISSINGS.len());
};
