//! Parameters: the values given from outside against their declarations.

use crate::compile::Job;
use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::format::{Format, Region};
use crate::spec::{ParamKindSpec, ParamSpec};
use crate::value::{Decimal, ParamKind, ParamValue, Type, Value};
use crate::world::SharedWorld;
use crate::yaml::{self, Node, NodeKind, Spanned, Text};
use jiff::civil::Date;
use jiff::{ToSpan, civil};
use serde::Serialize;
use std::collections::BTreeMap;

/// A parameter with the value that is used.
#[derive(Debug, Clone, Serialize)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// What readers see.
    pub label: String,
    /// Its kind.
    pub kind: ParamKind,
    /// Its value.
    pub value: ParamValue,
    /// Where it is declared.
    #[serde(skip)]
    pub declared: Span,
}

impl Parameter {
    /// The parameter as SQL sees it: name, type and value; a range is two.
    pub fn bindings(&self) -> Vec<(String, Type, Value)> {
        match (&self.kind, &self.value) {
            (_, ParamValue::Range { start, end }) => vec![
                (format!("{}_start", self.name), Type::Date, Value::Date(*start)),
                (format!("{}_end", self.name), Type::Date, Value::Date(*end)),
            ],
            (ParamKind::One(kind), ParamValue::One(value)) => {
                vec![(self.name.clone(), kind.clone(), value.clone())]
            }
            (_, ParamValue::One(value)) => vec![(self.name.clone(), Type::Text, value.clone())],
            (_, ParamValue::Many(values)) => {
                let kind = Type::List(Box::new(Type::Text));
                vec![(self.name.clone(), kind, Value::List(values.clone()))]
            }
        }
    }
}

/// One value as it was given: text, or several texts.
#[derive(Debug, Clone)]
struct Given {
    texts: Vec<String>,
    is_list: bool,
    /// Where it was written; absent for `-p`.
    span: Option<Span>,
}

impl Given {
    fn shown(&self) -> String {
        self.texts.join(", ")
    }
}

/// Binds every declared parameter. All mistakes are told; the ones that bind are returned.
pub fn bind(
    world: &SharedWorld,
    job: &Job,
    declared: &[(Spanned<String>, ParamSpec)],
    with: &[(Spanned<String>, Node)],
    region: &Region,
    sink: &mut Sink,
) -> Vec<Parameter> {
    let mut given = from_nodes(world, with, declared, sink);
    given.extend(from_file(world, job, declared, sink));
    given.extend(from_command_line(job, declared, sink));
    let today = today(job, region);
    let mut bound = Vec::new();
    for (name, spec) in declared {
        let default = spec.default.as_ref().and_then(|node| of_node(world, node, sink));
        let Some(value) = given.remove(name.as_str()).or(default) else {
            if spec.default.is_none() {
                sink.push(missing(name, spec));
            }
            continue;
        };
        match parse(&value, spec, today) {
            Ok(parsed) => bound.push(Parameter {
                name: name.value.clone(),
                label: spec.label.clone().unwrap_or_else(|| crate::table::title_of(name)),
                kind: kind_of(spec.kind.value, &parsed),
                value: parsed,
                declared: name.span,
            }),
            Err(reason) => sink.push(refused(name, spec, &value, &reason)),
        }
    }
    bound
}

/// The day of the run, where the report is.
pub fn today(job: &Job, region: &Region) -> Date {
    job.now.to_zoned(region.time_zone().clone()).date()
}

fn missing(name: &Spanned<String>, spec: &ParamSpec) -> Diagnostic {
    let message = format!("parameter `{}` has no value", name.value);
    let label = match spec.required {
        Some(true) => "it is required",
        _ => "it has no default",
    };
    Diagnostic::error(Code::Parameter, name.span, message)
        .label(label)
        .help(format!("give it with `-p {}=…`, or give it a `default:`", name.value))
}

fn refused(name: &Spanned<String>, spec: &ParamSpec, value: &Given, reason: &Reason) -> Diagnostic {
    let message = format!("parameter `{}` cannot be `{}`: {}", name.value, value.shown(), reason.what);
    let mut diagnostic = match value.span {
        Some(span) => match reason.place {
            Some((place, what)) => Diagnostic::error(Code::Parameter, span, message).also(place, what),
            None => Diagnostic::error(Code::Parameter, span, message).also(name.span, "declared here"),
        },
        None => Diagnostic::error(Code::CommandLine, name.span, message)
            .label("declared here")
            .note(format!("given by `-p {}={}`", name.value, value.texts.join(","))),
    };
    if let Some(near) = &reason.near {
        let plain = near.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        let place = value.span.filter(|_| plain && near.starts_with(char::is_alphabetic));
        diagnostic = match place {
            Some(span) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                span,
                near.as_str(),
            ),
            None => diagnostic.help(format!("did you mean `{near}`?")),
        };
        return diagnostic;
    }
    diagnostic.help.extend(reason.help.clone());
    if diagnostic.help.is_empty() {
        diagnostic.help.extend(spec.help.clone());
    }
    diagnostic
}

fn from_command_line(
    job: &Job,
    declared: &[(Spanned<String>, ParamSpec)],
    sink: &mut Sink,
) -> BTreeMap<String, Given> {
    let mut given = BTreeMap::new();
    for (name, text) in &job.parameters {
        let Some((_, spec)) = declared.iter().find(|(known, _)| known.value == *name) else {
            sink.push(unknown(name, declared, None, Code::CommandLine));
            continue;
        };
        let is_list = spec.kind.value == ParamKindSpec::List;
        let texts = match is_list {
            true => text.split(',').map(|item| item.trim().to_string()).filter(|t| !t.is_empty()).collect(),
            false => vec![text.clone()],
        };
        given.insert(name.clone(), Given { texts, is_list, span: None });
    }
    given
}

fn unknown(
    name: &str,
    declared: &[(Spanned<String>, ParamSpec)],
    span: Option<Span>,
    code: Code,
) -> Diagnostic {
    let message = format!("the report has no parameter `{name}`");
    let diagnostic = match span {
        Some(span) => Diagnostic::error(code, span, message),
        None => Diagnostic::global(code, message),
    };
    let known = || declared.iter().map(|(name, _)| name.as_str());
    match did_you_mean(name, known()) {
        Some(near) => match span {
            Some(span) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                span,
                near,
            ),
            None => diagnostic.help(format!("did you mean `{near}`?")),
        },
        None if declared.is_empty() => diagnostic.help("it declares none"),
        None => diagnostic.help(format!("it has {}", list_names(known(), 8))),
    }
}

fn from_file(
    world: &SharedWorld,
    job: &Job,
    declared: &[(Spanned<String>, ParamSpec)],
    sink: &mut Sink,
) -> BTreeMap<String, Given> {
    let Some(path) = &job.parameters_file else { return BTreeMap::new() };
    let name = path.display().to_string();
    let bytes = match world.read(path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let message = format!("cannot read the parameters file `{name}`: {error}");
            sink.push(Diagnostic::global(Code::CommandLine, message));
            return BTreeMap::new();
        }
    };
    let text = match yaml::text_of(&bytes) {
        Ok(text) => text,
        Err(wrong) => {
            let told = wrong.tell(&name, sink);
            sink.push(told);
            return BTreeMap::new();
        }
    };
    let file = sink.sources.add(name, text);
    let Some(root) = yaml::parse(file, sink) else { return BTreeMap::new() };
    if root.kind() != NodeKind::Mapping {
        let message = format!("expected parameters as `name: value`, found {}", root.describe());
        sink.push(Diagnostic::error(Code::WrongType, root.span(), message));
    }
    let entries: Vec<_> = root
        .entries()
        .into_iter()
        .filter_map(|(key, value)| {
            let name = Spanned { value: key.text()?.to_string(), span: key.span() };
            Some((name, value))
        })
        .collect();
    from_nodes(world, &entries, declared, sink)
}

fn from_nodes(
    world: &SharedWorld,
    entries: &[(Spanned<String>, Node)],
    declared: &[(Spanned<String>, ParamSpec)],
    sink: &mut Sink,
) -> BTreeMap<String, Given> {
    let mut given = BTreeMap::new();
    for (name, node) in entries {
        if !declared.iter().any(|(known, _)| known.value == name.value) {
            sink.push(unknown(name, declared, Some(name.span), Code::UnknownParameter));
        } else if let Some(value) = of_node(world, node, sink) {
            given.insert(name.value.clone(), value);
        }
    }
    given
}

/// A value written in YAML; `${NAME}` is taken from the environment.
fn of_node(world: &SharedWorld, node: &Node, sink: &mut Sink) -> Option<Given> {
    let is_list = node.kind() == NodeKind::Sequence;
    let items = if is_list { node.items() } else { vec![node.clone()] };
    let mut texts = Vec::new();
    for item in &items {
        let Some(text) = item.text() else {
            let message = format!("a parameter is text or a list of texts, found {}", item.describe());
            sink.push(Diagnostic::error(Code::Parameter, item.span(), message));
            return None;
        };
        texts.push(from_environment(world, text, item.span(), sink)?);
    }
    Some(Given { texts, is_list, span: Some(node.span()) })
}

/// Replaces `${NAME}` by the variable of that name.
fn from_environment(world: &SharedWorld, text: &str, span: Span, sink: &mut Sink) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        let name = &rest[start + 2..start + length];
        let Some(value) = world.env(name) else {
            let message = format!("the environment variable `{name}` is not set");
            let help = "set it before the command, or pass the parameter with `-p`";
            sink.push(Diagnostic::error(Code::Environment, span, message).help(help));
            return None;
        };
        out.push_str(&rest[..start]);
        out.push_str(&value);
        rest = &rest[start + length + 1..];
    }
    Some(out + rest)
}

/// Why a value is refused, and what to type instead.
struct Reason {
    what: String,
    help: Option<String>,
    /// What was probably meant.
    near: Option<String>,
    /// The part of the declaration that refuses it.
    place: Option<(Span, &'static str)>,
}

impl Reason {
    fn new(what: impl Into<String>) -> Reason {
        Reason { what: what.into(), help: None, near: None, place: None }
    }

    fn help(self, help: impl Into<String>) -> Reason {
        Reason { help: Some(help.into()), ..self }
    }

    /// The word of some that was probably meant.
    fn nearest<'a>(self, written: &str, words: impl IntoIterator<Item = &'a str>) -> Reason {
        Reason { near: did_you_mean(written, words).map(str::to_owned), ..self }
    }

    fn at(self, place: Span, what: &'static str) -> Reason {
        Reason { place: Some((place, what)), ..self }
    }
}

fn kind_of(kind: ParamKindSpec, value: &ParamValue) -> ParamKind {
    match (kind, value) {
        (ParamKindSpec::Decimal, ParamValue::One(Value::Decimal(decimal))) => {
            ParamKind::One(Type::Decimal { precision: 28, scale: decimal.scale })
        }
        (kind, _) => kind_without_value(kind),
    }
}

/// The kind of a parameter, as far as it is known without its value.
pub fn kind_without_value(kind: ParamKindSpec) -> ParamKind {
    match kind {
        ParamKindSpec::DateRange => ParamKind::DateRange,
        ParamKindSpec::List => ParamKind::List(Type::Text),
        one => ParamKind::One(type_of(one)),
    }
}

/// The type of the values of a kind; of a range, that of its ends.
pub fn type_of(kind: ParamKindSpec) -> Type {
    match kind {
        ParamKindSpec::String | ParamKindSpec::Choice => Type::Text,
        ParamKindSpec::Integer => Type::Integer,
        ParamKindSpec::Number => Type::Number,
        ParamKindSpec::Boolean => Type::Boolean,
        ParamKindSpec::Date | ParamKindSpec::DateRange => Type::Date,
        ParamKindSpec::List => Type::List(Box::new(Type::Text)),
        ParamKindSpec::Decimal => Type::Decimal { precision: 28, scale: 2 },
    }
}

fn parse(given: &Given, spec: &ParamSpec, today: Date) -> Result<ParamValue, Reason> {
    let kind = spec.kind.value;
    if kind == ParamKindSpec::List {
        for text in &given.texts {
            check_option(text, spec)?;
        }
        return Ok(ParamValue::Many(given.texts.iter().cloned().map(Value::Text).collect()));
    }
    let [text] = given.texts.as_slice() else {
        return Err(Reason::new("it takes one value, not a list"));
    };
    if given.is_list {
        return Err(Reason::new("it takes one value, not a list"));
    }
    check_pattern(text, spec)?;
    if kind == ParamKindSpec::Integer && given.span.is_some() {
        check_leading_zero(text)?;
    }
    let value = match kind {
        ParamKindSpec::DateRange => return range(text, today, spec),
        ParamKindSpec::Choice => {
            check_option(text, spec)?;
            Value::Text(text.clone())
        }
        _ => scalar(kind, text, today)?,
    };
    check_bounds(&value, kind, spec, today)?;
    Ok(ParamValue::One(value))
}

/// What stands in a file as `0123` may be a number or a code; a reader cannot know.
fn check_leading_zero(text: &str) -> Result<(), Reason> {
    let digits = text.trim_start_matches(['+', '-']);
    if digits.len() < 2 || !digits.starts_with('0') || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(());
    }
    let number = digits.trim_start_matches('0');
    let number = if number.is_empty() { "0" } else { number };
    let help = format!("write `{number}`, or make the parameter a `string`");
    Err(Reason::new("it has a leading zero, which a number does not keep").help(help))
}

fn integer(text: &str) -> Result<Value, Reason> {
    let digits = text.trim_start_matches(['+', '-']);
    let is_whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse() {
        Ok(number) => Ok(Value::Integer(number)),
        Err(_) if is_whole => Err(Reason::new("it is larger than 64 bits can hold")),
        Err(_) => Err(Reason::new("it is not a whole number").help("write digits only, such as `1000`")),
    }
}

fn scalar(kind: ParamKindSpec, text: &str, today: Date) -> Result<Value, Reason> {
    match kind {
        ParamKindSpec::Integer => integer(text),
        ParamKindSpec::Number => text
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
            .map(Value::Number)
            .ok_or_else(|| Reason::new("it is not a number")),
        ParamKindSpec::Decimal => Decimal::parse(text)
            .map(Value::Decimal)
            .ok_or_else(|| Reason::new("it is not a decimal number").help("write it as `1234.50`")),
        ParamKindSpec::Boolean => match text {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(Reason::new("it is not true or false").help("write `true` or `false`")),
        },
        ParamKindSpec::Date => day(text, today).map(Value::Date),
        ParamKindSpec::String | ParamKindSpec::Choice | ParamKindSpec::List | ParamKindSpec::DateRange => {
            Ok(Value::Text(text.to_string()))
        }
    }
}

fn day(text: &str, today: Date) -> Result<Date, Reason> {
    match text {
        "today" => Ok(today),
        "yesterday" => Ok(today.saturating_sub(1.day())),
        _ => text
            .parse::<Date>()
            .map_err(|_| Reason::new("it is not a date").help("write it as `2024-01-31`, or `today`")),
    }
}

/// Names of ranges that move with the run time.
const RANGES: [&str; 10] = [
    "last_month",
    "this_month",
    "last_quarter",
    "this_quarter",
    "last_year",
    "this_year",
    "mtd",
    "qtd",
    "ytd",
    "today",
];

fn range(text: &str, today: Date, spec: &ParamSpec) -> Result<ParamValue, Reason> {
    let (start, end) = match text.split_once("..") {
        Some((start, end)) => (day(start.trim(), today)?, day(end.trim(), today)?),
        None => named_range(text, today).ok_or_else(|| {
            let reason = Reason::new("it is not a range of dates").nearest(text, RANGES);
            reason.help(format!("write `2024-01-01..2024-12-31`, or one of {}", list_names(RANGES, 10)))
        })?,
    };
    if end < start {
        return Err(Reason::new(format!("it ends on {end}, before it starts on {start}")));
    }
    for value in [start, end] {
        check_bounds(&Value::Date(value), ParamKindSpec::Date, spec, today)?;
    }
    Ok(ParamValue::Range { start, end })
}

fn named_range(name: &str, today: Date) -> Option<(Date, Date)> {
    let month = today.first_of_month();
    let quarter = civil::date(today.year(), (today.month() - 1) / 3 * 3 + 1, 1);
    let year = civil::date(today.year(), 1, 1);
    let before = |first: Date| first.saturating_sub(1.day());
    Some(match name {
        "last_month" => (before(month).first_of_month(), before(month)),
        "this_month" => (month, month.last_of_month()),
        "last_quarter" => (quarter.saturating_sub(3.months()), before(quarter)),
        "this_quarter" => (quarter, before(quarter.saturating_add(3.months()))),
        "last_year" => (year.saturating_sub(1.year()), before(year)),
        "this_year" => (year, civil::date(today.year(), 12, 31)),
        "mtd" => (month, today),
        "qtd" => (quarter, today),
        "ytd" => (year, today),
        "today" => (today, today),
        _ => return None,
    })
}

fn check_option(text: &str, spec: &ParamSpec) -> Result<(), Reason> {
    let options = match &spec.options {
        Some(options) if !options.is_empty() => options,
        // A choice without options has been told of.
        _ => return Ok(()),
    };
    if options.iter().any(|option| option.value == text) {
        return Ok(());
    }
    let names = || options.iter().map(|option| option.as_str());
    Err(Reason::new(format!("it is not one of {}", list_names(names(), 8))).nearest(text, names()))
}

/// The options of the parameters that have some.
pub fn choices(declared: &[(Spanned<String>, ParamSpec)]) -> BTreeMap<String, Vec<String>> {
    let options = declared.iter().filter_map(|(name, spec)| Some((name, spec.options.as_ref()?)));
    let words = |options: &[Spanned<String>]| options.iter().map(|option| option.value.clone()).collect();
    options.map(|(name, options)| (name.value.clone(), words(options))).collect()
}

fn check_pattern(text: &str, spec: &ParamSpec) -> Result<(), Reason> {
    let Some(pattern) = &spec.pattern else { return Ok(()) };
    // A pattern that cannot be read has been told of.
    let Ok(regex) = regex::Regex::new(&format!("^(?:{pattern})$")) else { return Ok(()) };
    match regex.is_match(text) {
        true => Ok(()),
        false => Err(Reason::new(format!("it does not match the pattern `{pattern}`"))
            .at(pattern.span(), "the pattern")),
    }
}

fn check_bounds(value: &Value, kind: ParamKindSpec, spec: &ParamSpec, today: Date) -> Result<(), Reason> {
    if bounds_cross(spec, today) {
        return Ok(()); // Told with the declaration.
    }
    let bound = |text: &Option<Text>| {
        let text = text.as_ref()?;
        Some((scalar(kind, text.as_str(), today).ok()?, text.span()))
    };
    if let Some((min, place)) = bound(&spec.min).filter(|(min, _)| is_less(value, min)) {
        return Err(Reason::new(format!("it is less than the smallest value, {}", min.plain()))
            .at(place, "the smallest value"));
    }
    if let Some((max, place)) = bound(&spec.max).filter(|(max, _)| is_less(max, value)) {
        return Err(Reason::new(format!("it is more than the largest value, {}", max.plain()))
            .at(place, "the largest value"));
    }
    Ok(())
}

/// The value of a `min` or `max`, or why it is none.
pub fn bound(text: &Text, spec: &ParamSpec, today: Date) -> Result<Value, String> {
    let kind = match spec.kind.value {
        ParamKindSpec::DateRange => ParamKindSpec::Date,
        kind => kind,
    };
    scalar(kind, text.as_str(), today).map_err(|reason| reason.what)
}

/// Whether `min` is larger than `max`.
pub fn bounds_cross(spec: &ParamSpec, today: Date) -> bool {
    let bound = |text: &Option<Text>| text.as_ref().and_then(|text| bound(text, spec, today).ok());
    matches!((bound(&spec.min), bound(&spec.max)), (Some(min), Some(max)) if is_less(&max, &min))
}

fn is_less(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => a < b,
        (Value::Number(a), Value::Number(b)) => a < b,
        (Value::Decimal(a), Value::Decimal(b)) => a < b,
        (Value::Date(a), Value::Date(b)) => a < b,
        (Value::Text(a), Value::Text(b)) => a < b,
        _ => false,
    }
}

/// A parameter's value as readers see it.
pub fn shown(value: &ParamValue, region: &Region) -> (Value, Format) {
    match value {
        ParamValue::One(value) => {
            let kind = match value {
                Value::Integer(_) => Type::Integer,
                Value::Number(_) => Type::Number,
                Value::Decimal(decimal) => Type::Decimal { precision: 38, scale: decimal.scale },
                Value::Date(_) => Type::Date,
                Value::Boolean(_) => Type::Boolean,
                _ => Type::Text,
            };
            (value.clone(), Format::default_for(&kind))
        }
        ParamValue::Range { start, end } => {
            let day = Format::default_for(&Type::Date);
            let text = |date: &Date| day.display(&Value::Date(*date), region).text;
            (Value::Text(format!("{} – {}", text(start), text(end))), Format::general())
        }
        ParamValue::Many(values) => (Value::List(values.clone()), Format::general()),
    }
}
