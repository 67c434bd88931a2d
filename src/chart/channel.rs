//! Reads one channel: which columns, which scale, which format; all checks of names and words are here.

use super::checker::Checker;
use super::marks::{Roles, Traits};
use super::model::{Mark, Side};
use super::spec::{self, BinSpec, ChannelSpec};
use crate::diag::{Code, Diagnostic, Span, did_you_mean, list_names};
use crate::format::Format;
use crate::table::title_of;
use crate::value::Type;
use crate::yaml::{OneOrMany, Short, Spanned, Text};
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
    pub bin: BinPlan,
    /// How many values each mean of the last values takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rolling: Option<usize>,
    /// Whether values are added up from the first to each.
    #[serde(skip)]
    pub cumulative: bool,
    /// Values between which colours do not change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thresholds: Vec<f64>,
    /// First month of the year.
    #[serde(skip)]
    pub year_start: i8,
    /// First day of the week, 0 for Monday.
    #[serde(skip)]
    pub week_start: Option<i8>,
    pub top: Option<usize>,
    pub other: Option<String>,
    pub missing: Missing,
    pub midpoint: f64,
    pub reverse: bool,
    /// The side of its axis.
    #[serde(skip)]
    pub side: Side,
    /// Whether its axis has no ticks and words.
    #[serde(skip)]
    pub axis_hidden: bool,
    /// About how many ticks the author wants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticks: Option<usize>,
}

/// How values are counted into bins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub(super) struct BinPlan {
    /// The width of a bin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<f64>,
    /// About how many bins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Where a bin begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<f64>,
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
    Symlog,
    Time,
    Band,
    Sequential,
    Diverging,
    Threshold,
}

impl ScaleChoice {
    /// Its word in a report.
    pub fn word(self) -> &'static str {
        SCALES.iter().find(|(_, scale)| *scale == self).map_or("auto", |(word, _)| word)
    }
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

    /// Whether there is nothing between its whole numbers.
    pub fn is_whole(&self) -> bool {
        self.rolling.is_none() && self.fields.iter().all(|field| field.kind == Type::Integer)
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
        // It is called in the language of the report.
        title: None,
        titled: false,
        unit: None,
        format: Format::parse("#,##0").ok(),
        domain: [None, None],
        zero: None,
        scale: ScaleChoice::Linear,
        reverse: false,
        rolling: None,
        cumulative: false,
        ..of.clone()
    }
}

const SCALES: [(&str, ScaleChoice); 8] = [
    ("linear", ScaleChoice::Linear),
    ("log", ScaleChoice::Log),
    ("symlog", ScaleChoice::Symlog),
    ("time", ScaleChoice::Time),
    ("band", ScaleChoice::Band),
    ("sequential", ScaleChoice::Sequential),
    ("diverging", ScaleChoice::Diverging),
    ("threshold", ScaleChoice::Threshold),
];
const MONTHS: [(&str, i8); 12] = [
    ("january", 1),
    ("february", 2),
    ("march", 3),
    ("april", 4),
    ("may", 5),
    ("june", 6),
    ("july", 7),
    ("august", 8),
    ("september", 9),
    ("october", 10),
    ("november", 11),
    ("december", 12),
];
const DAYS: [(&str, i8); 3] = [("monday", 0), ("saturday", 5), ("sunday", 6)];
const SORTS: [(&str, Sort); 6] = [
    ("data", Sort::Data),
    ("ascending", Sort::Ascending),
    ("descending", Sort::Descending),
    ("value", Sort::Value),
    ("value_ascending", Sort::ValueAscending),
    ("calendar", Sort::Calendar),
];
/// The side of an axis, or none for no axis.
const AXES: [(&str, Option<Side>); 3] =
    [("left", Some(Side::Left)), ("right", Some(Side::Right)), ("none", None)];
const MISSINGS: [(&str, Missing); 3] =
    [("gap", Missing::Gap), ("zero", Missing::Zero), ("connect", Missing::Connect)];

impl Checker<'_> {
    /// A channel that may be absent; the outer `None` says that a mistake was told.
    pub fn channel(
        &mut self,
        written: Option<&OneOrMany<Short<ChannelSpec>>>,
        key: &str,
    ) -> Option<Option<ChannelPlan>> {
        let Some(written) = written else { return Some(None) };
        if written.0.is_empty() {
            self.error(Code::MissingValue, self.span, &format!("`{key}` names no column"));
            return None;
        }
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
            Some(name) => {
                let format = self.formats.find(name, self.sink)?;
                self.suits(name, &format, &fields)?;
                Some(format)
            }
            None => None,
        };
        self.pair(main, &fields)?;
        if main.top == Some(0) {
            self.error(Code::WrongValue, span, "`top: 0` would show nothing");
            return None;
        }
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
        let axis = self.word(&main.axis, "axis", &AXES).unwrap_or(Some(Side::Left));
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
            bin: self.bin(main.bin.as_ref())?,
            rolling: self.rolling(main.rolling.as_ref())?,
            cumulative: main.cumulative.unwrap_or(false),
            thresholds: self.thresholds(main)?,
            year_start: self.word(&main.fiscal_year, "fiscal_year", &MONTHS).unwrap_or(1),
            week_start: self.word(&main.week_start, "week_start", &DAYS),
            top: main.top,
            other: main.other.clone(),
            missing: self.word(&main.missing, "missing", &MISSINGS).unwrap_or(Missing::Gap),
            midpoint: main.midpoint.filter(|midpoint| midpoint.is_finite()).unwrap_or(0.0),
            reverse: main.reverse.unwrap_or(false),
            side: axis.unwrap_or(Side::Left),
            axis_hidden: axis.is_none(),
            ticks: self.ticks(main, &fields)?,
            fields,
        })
    }

    /// The bins; a step, or options.
    fn bin(&mut self, written: Option<&Short<BinSpec>>) -> Option<BinPlan> {
        let Some(Short(written)) = written else { return Some(BinPlan::default()) };
        let mut number = |text: &Option<Text>, positive: bool| -> Option<Option<f64>> {
            let Some(text) = text else { return Some(None) };
            let number = self.bound(text, false)?;
            if positive && number <= 0.0 {
                self.error(Code::WrongValue, text.span(), "bins are wider than zero");
                return None;
            }
            Some(Some(number))
        };
        let (step, from) = (number(&written.step, true)?, number(&written.from, false)?);
        if let Some(count) = written.count.as_ref().filter(|count| !(1..=500).contains(&count.value)) {
            self.error(Code::WrongValue, count.span, "a histogram has 1 to 500 bins");
            return None;
        }
        Some(BinPlan { step, count: written.count.as_ref().map(|count| count.value), from })
    }

    /// About how many ticks: of an axis of numbers.
    fn ticks(&mut self, main: &ChannelSpec, fields: &[FieldPlan]) -> Option<Option<usize>> {
        let Some(ticks) = &main.ticks else { return Some(None) };
        if !(2..=12).contains(&ticks.value) {
            self.error(Code::WrongValue, ticks.span, "an axis has 2 to 12 `ticks`");
            return None;
        }
        if let Some(field) = fields.iter().find(|field| !field.kind.is_numeric()) {
            let message = format!("`ticks` are for axes of numbers, and `{}` is {}", field.name, field.kind);
            self.error(Code::WrongValue, ticks.span, &message);
            return None;
        }
        Some(Some(ticks.value))
    }

    fn rolling(&mut self, written: Option<&Spanned<usize>>) -> Option<Option<usize>> {
        let Some(written) = written else { return Some(None) };
        if written.value < 2 {
            self.error(Code::WrongValue, written.span, "a rolling mean takes two values or more");
            return None;
        }
        Some(Some(written.value))
    }

    /// The values between which colours do not change: given, rising, and only with their scale.
    fn thresholds(&mut self, main: &ChannelSpec) -> Option<Vec<f64>> {
        let wanted = main.scale.as_ref().filter(|scale| scale.as_str() == "threshold");
        let Some(written) = &main.thresholds else {
            if let Some(scale) = wanted {
                let message = "a `threshold` scale needs the values between its colours";
                let help = "add `thresholds: [0, 10, 20]`";
                self.sink.push(Diagnostic::error(Code::MissingKey, scale.span(), message).help(help));
                return None;
            }
            return Some(Vec::new());
        };
        let values: Option<Vec<f64>> = written.value.iter().map(|text| self.bound(text, false)).collect();
        let values = values?;
        if values.is_empty() || values.windows(2).any(|pair| pair[0] >= pair[1]) {
            self.error(Code::WrongValue, written.span, "`thresholds` are one or more rising numbers");
            return None;
        }
        Some(values)
    }
}

/// The scale of the shared axis: as written when it fits the column, else what the column suggests.
/// `lies` says that its places stand below each other.
pub(super) fn choose_scale(
    x: &ChannelPlan,
    traits: Traits,
    lies: bool,
    checker: &mut Checker,
) -> Option<ScaleChoice> {
    let fits = match x.scale {
        ScaleChoice::Auto | ScaleChoice::Band => true,
        ScaleChoice::Linear | ScaleChoice::Log | ScaleChoice::Symlog => x.is_numeric(),
        ScaleChoice::Time => x.is_temporal(),
        ScaleChoice::Sequential | ScaleChoice::Diverging | ScaleChoice::Threshold => false,
    };
    if !fits {
        let message = format!("column `{}` does not fit this `scale`", x.fields[0].name);
        let help = "numbers take `linear`, `log` or `symlog`, dates take `time`, anything takes `band`";
        checker.sink.push(Diagnostic::error(Code::WrongType, x.span, message).help(help));
        return None;
    }
    Some(match x.scale {
        ScaleChoice::Auto if matches!(traits.roles, Roles::Cells | Roles::Parts) => ScaleChoice::Band,
        // Rows have names, days too.
        ScaleChoice::Auto if lies || (traits.bands && !traits.axes) => ScaleChoice::Band,
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
    assert!(spec::MONTHS.len() == MONTHS.len() && spec::DAYS.len() == DAYS.len());
    assert!(spec::SIDES.len() == AXES.len());
    assert!(spec::SCALES.len() == SCALES.len());
    assert!(spec::SORTS.len() == SORTS.len());
    assert!(spec::MISSINGS.len() == MISSINGS.len());
};
