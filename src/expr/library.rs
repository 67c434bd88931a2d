//! The tables of what expressions can do with datasets and values: names, usage, one line each. The
//! checks, the suggestions and the manual are made from them.

use super::arithmetic;
use super::eval::Outcome;
use super::kinds::Kind;
use crate::format::Format;
use crate::value::{Decimal, Type, Value};
use std::ops::RangeInclusive;

/// The only name that every report has.
pub(super) const RUN_TIME: &str = "run_time";

/// Something a dataset can be asked: `trades.sum('pnl')`.
#[derive(Debug)]
pub struct Member {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it is, in one line.
    pub summary: &'static str,
    /// How it is computed.
    pub(super) function: Aggregate,
    /// Whether a column must be named.
    pub(super) column: Need,
    /// Whether the column must hold numbers.
    pub(super) numeric: bool,
}

/// Whether something must be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// It must not.
    Never,
    /// It may.
    Optional,
    /// It must.
    Always,
}

/// How many rows become one value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aggregate {
    /// How many rows there are, or values in a column.
    Count,
    /// Whether there are no rows.
    Empty,
    /// The exact sum.
    Sum,
    /// The arithmetic mean.
    Average,
    /// The smallest value.
    Min,
    /// The largest value.
    Max,
    /// The value in the first row.
    First,
    /// The value in the last row.
    Last,
}

/// What datasets can be asked, in the order of the manual.
pub static MEMBERS: &[Member] = &[
    Member {
        name: "count",
        usage: "data.count",
        summary: "how many rows there are; `data.count('column')` counts the values that are not missing",
        function: Aggregate::Count,
        column: Need::Optional,
        numeric: false,
    },
    Member {
        name: "empty",
        usage: "data.empty",
        summary: "whether there are no rows",
        function: Aggregate::Empty,
        column: Need::Never,
        numeric: false,
    },
    Member {
        name: "sum",
        usage: "data.sum('column')",
        summary: "the sum of a column, exact for whole numbers and decimals; zero without rows",
        function: Aggregate::Sum,
        column: Need::Always,
        numeric: true,
    },
    Member {
        name: "avg",
        usage: "data.avg('column')",
        summary: "the mean of the values that are not missing",
        function: Aggregate::Average,
        column: Need::Always,
        numeric: true,
    },
    Member {
        name: "min",
        usage: "data.min('column')",
        summary: "the smallest value of a column",
        function: Aggregate::Min,
        column: Need::Always,
        numeric: false,
    },
    Member {
        name: "max",
        usage: "data.max('column')",
        summary: "the largest value of a column",
        function: Aggregate::Max,
        column: Need::Always,
        numeric: false,
    },
    Member {
        name: "first",
        usage: "data.first('column')",
        summary: "the value in the first row; `data.column` is short for it",
        function: Aggregate::First,
        column: Need::Always,
        numeric: false,
    },
    Member {
        name: "last",
        usage: "data.last('column')",
        summary: "the value in the last row",
        function: Aggregate::Last,
        column: Need::Always,
        numeric: false,
    },
];

/// Something that is done to a value: `value | round(2)`.
pub struct Filter {
    /// Its name.
    pub name: &'static str,
    /// How it is written.
    pub usage: &'static str,
    /// What it does, in one line.
    pub summary: &'static str,
    /// How many arguments it takes.
    pub(super) arguments: RangeInclusive<usize>,
    /// What it can be done to.
    pub(super) accepts: Accepts,
    /// The kind of the result: of the input and of the first argument.
    pub(super) result: fn(&Kind, Option<&Kind>) -> Kind,
    /// Does it.
    pub(super) apply: fn(Outcome, &[Value]) -> Outcome,
}

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "Filter({})", self.name)
    }
}

/// What a filter can be done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepts {
    /// Anything.
    Anything,
    /// Numbers.
    Numbers,
    /// Text.
    Texts,
    /// Lists.
    Lists,
    /// Text and lists.
    TextsAndLists,
}

impl Accepts {
    /// Whether it can be done to this kind.
    pub fn takes(self, kind: &Kind) -> bool {
        match self {
            Accepts::Anything => true,
            Accepts::Numbers => kind.may_be_number(),
            Accepts::Texts => kind.may_be_text(),
            Accepts::Lists => kind.may_be_list(),
            Accepts::TextsAndLists => kind.may_be_text() || kind.may_be_list(),
        }
    }

    /// What it can be done to, in words.
    pub fn describe(self) -> &'static str {
        match self {
            Accepts::Anything => "anything",
            Accepts::Numbers => "numbers",
            Accepts::Texts => "text",
            Accepts::Lists => "lists",
            Accepts::TextsAndLists => "text and lists",
        }
    }
}

/// The most digits `round` keeps.
pub(super) const ROUND_DIGITS_MAX: i64 = 12;

/// What can be done to values, in the order of the manual.
pub static FILTERS: &[Filter] = &[
    Filter {
        name: "format",
        usage: "value | format('usd0')",
        summary: "shows the value in a format of the theme or by an Excel number-format code",
        arguments: 1..=1,
        accepts: Accepts::Anything,
        result: |input, _| input.clone(),
        // The check turns it into an operation of its own, with the format found.
        apply: |input, _| input,
    },
    Filter {
        name: "default",
        usage: "value | default('none')",
        summary: "another value where this one is missing",
        arguments: 1..=1,
        accepts: Accepts::Anything,
        result: |input, other| other.map_or(Kind::Any, |other| input.or(other)),
        apply: |input, arguments| match (input.value.is_missing(), arguments.first()) {
            (true, Some(other)) => Outcome::of(other.clone()),
            _ => input,
        },
    },
    Filter {
        name: "abs",
        usage: "value | abs",
        summary: "the number without its sign",
        arguments: 0..=0,
        accepts: Accepts::Numbers,
        result: |input, _| input.clone(),
        apply: |input, _| Outcome { value: arithmetic::abs(&input.value), ..input },
    },
    Filter {
        name: "round",
        usage: "value | round(1)",
        summary: "rounded to so many digits after the point, half away from zero",
        arguments: 0..=1,
        accepts: Accepts::Numbers,
        result: |input, _| input.clone(),
        apply: |input, arguments| round(&input.value, arguments.first()),
    },
    Filter {
        name: "upper",
        usage: "text | upper",
        summary: "in capital letters",
        arguments: 0..=0,
        accepts: Accepts::Texts,
        result: |_, _| Kind::TEXT,
        apply: |input, _| in_text(&input.value, str::to_uppercase),
    },
    Filter {
        name: "lower",
        usage: "text | lower",
        summary: "in small letters",
        arguments: 0..=0,
        accepts: Accepts::Texts,
        result: |_, _| Kind::TEXT,
        apply: |input, _| in_text(&input.value, str::to_lowercase),
    },
    Filter {
        name: "title",
        usage: "text | title",
        summary: "each word with a capital letter",
        arguments: 0..=0,
        accepts: Accepts::Texts,
        result: |_, _| Kind::TEXT,
        apply: |input, _| in_text(&input.value, title),
    },
    Filter {
        name: "length",
        usage: "value | length",
        summary: "how many characters a text has, or values a list",
        arguments: 0..=0,
        accepts: Accepts::TextsAndLists,
        result: |_, _| Kind::INTEGER,
        apply: |input, _| Outcome::of(length(&input.value)),
    },
    Filter {
        name: "plural",
        usage: "count | plural('trade', 'trades')",
        summary: "the first word for one, the second for any other number",
        arguments: 2..=2,
        accepts: Accepts::Numbers,
        result: |_, _| Kind::TEXT,
        apply: |input, arguments| {
            let one = arithmetic::equal(&input.value, &Value::Integer(1));
            Outcome::of(arguments.get(usize::from(!one)).cloned().unwrap_or(Value::Null))
        },
    },
    Filter {
        name: "join",
        usage: "list | join(', ')",
        summary: "the values of a list as one text",
        arguments: 0..=1,
        accepts: Accepts::Lists,
        result: |_, _| Kind::TEXT,
        apply: |input, arguments| join(input, arguments.first()),
    },
];

fn in_text(value: &Value, change: impl Fn(&str) -> String) -> Outcome {
    Outcome::of(match value {
        Value::Null => Value::Null,
        other => Value::Text(change(&other.plain())),
    })
}

fn title(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut inside = false;
    for c in text.chars() {
        match inside {
            true => result.extend(c.to_lowercase()),
            false => result.extend(c.to_uppercase()),
        }
        inside = c.is_alphanumeric() || (inside && matches!(c, '\'' | '’'));
    }
    result
}

fn length(value: &Value) -> Value {
    match value {
        Value::Null => Value::Null,
        Value::List(items) => Value::Integer(items.len() as i64),
        other => Value::Integer(other.plain().chars().count() as i64),
    }
}

fn round(value: &Value, digits: Option<&Value>) -> Outcome {
    let digits = match digits {
        Some(Value::Integer(digits)) => (*digits).clamp(0, ROUND_DIGITS_MAX) as u8,
        _ => 0,
    };
    let kind = Type::Decimal { precision: 38, scale: digits };
    Outcome { format: Some(Format::default_for(&kind)), ..Outcome::of(arithmetic::round(value, digits)) }
}

fn join(input: Outcome, separator: Option<&Value>) -> Outcome {
    let Value::List(items) = &input.value else { return input };
    let separator = separator.map_or_else(|| ", ".to_string(), Value::plain);
    let mut parts = Vec::new();
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            parts.push(Outcome::of(Value::Text(separator.clone())).into_cell(&Kind::TEXT));
        }
        let cell = Outcome { format: input.format.clone(), ..Outcome::of(item.clone()) };
        parts.push(cell.into_cell(&Kind::Any));
    }
    Outcome::joined(parts)
}

/// The kind of an aggregate of a column.
pub(super) fn aggregate_kind(function: Aggregate, column: Option<&Type>) -> Kind {
    let of_column = || column.map_or(Kind::Any, |kind| Kind::Of(kind.clone()));
    match (function, column) {
        (Aggregate::Count, _) => Kind::INTEGER,
        (Aggregate::Empty, _) => Kind::TRUTH,
        // The digits that the column has are those its mean is read with.
        (Aggregate::Sum | Aggregate::Average, Some(Type::Decimal { scale, .. })) => Kind::decimal(*scale),
        (Aggregate::Average, _) => Kind::Of(Type::Number),
        (Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::First | Aggregate::Last, _) => {
            of_column()
        }
    }
}

/// Zero, as a decimal that takes on any scale.
pub(super) const ZERO: Decimal = Decimal { unscaled: 0, scale: 0 };
