//! Declarations of parameters, checked by themselves: whatever values are given, these must make sense.

use super::params::bound;
use crate::diag::{Code, Diagnostic, Sink, Span};
use crate::expr;
use crate::spec::{ParamKindSpec, ParamSpec};
use crate::yaml::{Spanned, Text};
use jiff::civil::Date;

/// Words that expressions or SQL keep for themselves.
const RESERVED: [&str; 24] = [
    "all", "and", "as", "by", "else", "false", "from", "group", "if", "in", "is", "join", "none", "not",
    "null", "on", "or", "order", "run_time", "select", "true", "union", "where", "with",
];

/// Tells what is wrong with the name of a source or dataset.
pub fn check_dataset_name(
    name: &Spanned<String>,
    declared: &[(Spanned<String>, ParamSpec)],
    sink: &mut Sink,
) {
    if !is_name(name) {
        let message = format!("`{}` cannot be the name of a dataset", name.value);
        let help = "names begin with a letter and hold letters, digits and `_`, so that SQL can name them";
        sink.push(wrong(name.span, message).help(help));
    } else if expr::WORDS.contains(&name.to_lowercase().as_str()) {
        let message = format!("`{name}` has a meaning of its own in expressions");
        sink.push(wrong(name.span, message).help("give the dataset another name"));
    } else if let Some((parameter, _)) = declared.iter().find(|(parameter, _)| parameter.value == name.value)
    {
        let message = format!("`{name}` is the name of a dataset and of a parameter");
        let told = Diagnostic::warning(Code::DuplicateKey, name.span, message);
        let note =
            format!("`{{{{ {name} }}}}` is the parameter, and `{{{{ {name}.count }}}}` asks the dataset");
        sink.push(
            told.also(parameter.span, "the parameter").note(note).help("give one of them another name"),
        );
    }
}

/// Whether expressions and SQL can write a name without quotes.
pub fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// Tells what is wrong with the declarations.
pub fn check(declared: &[(Spanned<String>, ParamSpec)], today: Date, sink: &mut Sink) {
    for (name, spec) in declared {
        check_name(name, sink);
        check_pattern(spec, sink);
        check_bounds(spec, today, sink);
        check_options(name, spec, sink);
        check_ends(name, declared, sink);
    }
}

fn wrong(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::WrongValue, span, message)
}

fn check_name(name: &Spanned<String>, sink: &mut Sink) {
    if !is_name(name) {
        let plain: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let plain = if plain.starts_with(char::is_numeric) { format!("p{plain}") } else { plain };
        let message = format!("`{name}` cannot be the name of a parameter");
        let help = format!("names begin with a letter and hold letters, digits and `_`: `{plain}`");
        sink.push(wrong(name.span, message).help(help));
    } else if RESERVED.contains(&name.to_lowercase().as_str()) {
        let message = format!("`{name}` has a meaning of its own in expressions or SQL");
        sink.push(wrong(name.span, message).help("give the parameter another name"));
    }
}

/// A range `period` is `$period_start` and `$period_end` in SQL; another parameter cannot be that, too.
fn check_ends(name: &Spanned<String>, declared: &[(Spanned<String>, ParamSpec)], sink: &mut Sink) {
    let range = |suffix: &str| {
        let base = name.strip_suffix(suffix)?;
        let is_range = |spec: &ParamSpec| spec.kind.value == ParamKindSpec::DateRange;
        declared.iter().find(|(known, spec)| known.value == base && is_range(spec)).map(|(known, _)| known)
    };
    if let Some(range) = range("_start").or_else(|| range("_end")) {
        let message = format!("`${name}` is an end of the range `{range}` in SQL");
        let diagnostic = Diagnostic::error(Code::DuplicateKey, name.span, message);
        sink.push(diagnostic.also(range.span, "the range").help("give one of them another name"));
    }
}

fn check_pattern(spec: &ParamSpec, sink: &mut Sink) {
    let Some(pattern) = &spec.pattern else { return };
    let Err(error) = regex::Regex::new(pattern.as_str()) else { return };
    let words = error.to_string();
    let reason = words.rsplit_once("error: ").map_or("it cannot be read", |(_, reason)| reason.trim());
    let message = format!("the pattern is not a regular expression: {reason}");
    let told = wrong(caret(&words, pattern), message);
    sink.push(
        told.help("signs such as `(`, `[`, `*` and `?` are written `\\(` when they stand for themselves"),
    );
}

/// The place that the words of the parser point to with `^` under the pattern.
fn caret(words: &str, pattern: &Text) -> Span {
    let lines: Vec<&str> = words.lines().collect();
    let found = lines.windows(2).find_map(|pair| {
        let (shown, marks) = (pair[0].strip_prefix("    ")?, pair[1].strip_prefix("    ")?);
        (shown == pattern.as_str() && marks.contains('^')).then_some(marks)
    });
    let Some(marks) = found else { return pattern.span() };
    let byte = |chars: usize| pattern.as_str().char_indices().nth(chars).map(|(at, _)| at);
    let start = marks.chars().take_while(|c| *c == ' ').count();
    let Some(first) = byte(start) else { return pattern.span() };
    let end = byte(start + marks.matches('^').count()).unwrap_or(pattern.as_str().len());
    pattern.span_of(first..end)
}

fn check_bounds(spec: &ParamSpec, today: Date, sink: &mut Sink) {
    let ordered = match spec.kind.value {
        ParamKindSpec::Boolean | ParamKindSpec::Choice | ParamKindSpec::List => false,
        ParamKindSpec::String
        | ParamKindSpec::Integer
        | ParamKindSpec::Number
        | ParamKindSpec::Decimal
        | ParamKindSpec::Date
        | ParamKindSpec::DateRange => true,
    };
    let written = [("min", &spec.min), ("max", &spec.max)];
    for (word, text) in written.into_iter().filter_map(|(word, text)| Some((word, text.as_ref()?))) {
        if !ordered {
            let message = format!("values of this type have no `{word}`");
            sink.push(wrong(text.span(), message).also(spec.kind.span, "the type"));
        } else if let Err(reason) = bound(text, spec, today) {
            let message = format!("`{word}` cannot be `{text}`: {reason}");
            sink.push(wrong(text.span(), message).also(spec.kind.span, "the type"));
        }
    }
    if let (Some(min), Some(max)) = (&spec.min, &spec.max)
        && super::params::bounds_cross(spec, today)
    {
        let message = format!("`min` is larger than `max`: no value lies between {min} and {max}");
        sink.push(wrong(min.span(), message).also(max.span(), "`max`"));
    }
}

fn check_options(name: &Spanned<String>, spec: &ParamSpec, sink: &mut Sink) {
    let chooses = matches!(spec.kind.value, ParamKindSpec::Choice | ParamKindSpec::List);
    let options = spec.options.as_deref().unwrap_or_default();
    if spec.kind.value == ParamKindSpec::Choice && options.is_empty() {
        let message = format!("there is nothing to choose from for `{name}`");
        sink.push(wrong(name.span, message).help("list its values: `options: [a, b]`"));
    }
    if let Some(first) = options.first().filter(|_| !chooses) {
        let message = "only a choice or a list has options";
        sink.push(wrong(first.span, message).also(spec.kind.span, "write `choice` here"));
    }
    for (place, option) in options.iter().enumerate() {
        if let Some(first) = options[..place].iter().find(|other| other.value == option.value) {
            let message = format!("the option `{option}` is given twice");
            sink.push(
                Diagnostic::error(Code::DuplicateKey, option.span, message).also(first.span, "first here"),
            );
        }
    }
}
