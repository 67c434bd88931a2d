//! What is known of a value without data, and which kinds go together.

use super::ir::Operator;
use crate::value::{ParamKind, Type};
use std::fmt;

/// The most digits a decimal has.
const PRECISION_MAX: u8 = 38;

/// What is known of the result of an expression before there are any rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A value of a type; it may be missing.
    Of(Type),
    /// A range of dates.
    Range,
    /// Nothing is known.
    Any,
}

impl Kind {
    /// Text.
    pub const TEXT: Kind = Kind::Of(Type::Text);
    /// Whole number.
    pub const INTEGER: Kind = Kind::Of(Type::Integer);
    /// True or false.
    pub const TRUTH: Kind = Kind::Of(Type::Boolean);

    /// A decimal with so many digits after the point.
    pub fn decimal(scale: u8) -> Kind {
        Kind::Of(Type::Decimal { precision: PRECISION_MAX, scale: scale.min(PRECISION_MAX) })
    }

    /// Several texts.
    pub fn list_of_text() -> Kind {
        Kind::Of(Type::List(Box::new(Type::Text)))
    }

    /// The kind of a parameter.
    pub fn of_parameter(kind: &ParamKind) -> Kind {
        match kind {
            // Nothing is known of one whose declaration cannot be read.
            ParamKind::One(Type::Other(_)) => Kind::Any,
            ParamKind::One(kind) => Kind::Of(kind.clone()),
            ParamKind::DateRange => Kind::Range,
            ParamKind::List(item) => Kind::Of(Type::List(Box::new(item.clone()))),
        }
    }

    /// The type, for callers that know only types.
    pub fn to_type(&self) -> Type {
        match self {
            Kind::Of(kind) => kind.clone(),
            Kind::Range => Type::List(Box::new(Type::Date)),
            Kind::Any => Type::Other("value".into()),
        }
    }

    /// Whether it may be a number.
    pub fn may_be_number(&self) -> bool {
        match self {
            Kind::Of(kind) => kind.is_numeric(),
            Kind::Range => false,
            Kind::Any => true,
        }
    }

    /// Whether it may be true or false.
    pub fn may_be_truth(&self) -> bool {
        matches!(self, Kind::Any | Kind::Of(Type::Boolean))
    }

    /// Whether it may be text.
    pub fn may_be_text(&self) -> bool {
        matches!(self, Kind::Any | Kind::Of(Type::Text | Type::Other(_)))
    }

    /// Whether it may be a list.
    pub fn may_be_list(&self) -> bool {
        matches!(self, Kind::Any | Kind::Of(Type::List(_)))
    }

    /// The kind of a value that is one or the other.
    pub fn or(&self, other: &Kind) -> Kind {
        match (self, other) {
            (a, b) if a == b => a.clone(),
            (Kind::Any, known) | (known, Kind::Any) => known.clone(),
            _ => Kind::Any,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Kind::Of(Type::Text) => "text",
            Kind::Of(Type::Integer | Type::Number | Type::Decimal { .. }) => "a number",
            Kind::Of(Type::Boolean) => "true or false",
            Kind::Of(Type::Date) => "a date",
            Kind::Of(Type::Time) => "a time",
            Kind::Of(Type::DateTime) => "a date and time",
            Kind::Of(Type::Instant) => "a point in time",
            Kind::Of(Type::List(_)) => "a list",
            Kind::Of(Type::Other(name)) => return write!(f, "of type {name}"),
            Kind::Range => "a range of dates",
            Kind::Any => "a value",
        })
    }
}

/// The kind of `left operator right`, or why there is none.
pub(super) fn arithmetic(operator: Operator, left: &Kind, right: &Kind) -> Result<Kind, String> {
    use Type::{Date, Decimal, Integer, Number};
    let sign = operator.sign();
    match (operator, left, right) {
        (Operator::Subtract, Kind::Of(Date), Kind::Of(Date)) => Ok(Kind::INTEGER),
        (Operator::Add | Operator::Subtract, Kind::Of(Date), Kind::Of(Integer)) => Ok(Kind::Of(Date)),
        (Operator::Add, Kind::Of(Integer), Kind::Of(Date)) => Ok(Kind::Of(Date)),
        (Operator::Add, Kind::Of(Type::Text), _) | (Operator::Add, _, Kind::Of(Type::Text)) => {
            Err("`+` adds numbers; `~` joins texts".into())
        }
        (Operator::Divide, a, b) if a.may_be_number() && b.may_be_number() => Ok(Kind::Of(Number)),
        (_, Kind::Any, Kind::Any) => Ok(Kind::Any),
        (_, Kind::Any, Kind::Of(known)) | (_, Kind::Of(known), Kind::Any) if known.is_numeric() => {
            Ok(Kind::Any)
        }
        (_, Kind::Any, Kind::Of(Date)) | (_, Kind::Of(Date), Kind::Any) => Ok(Kind::Any),
        (_, Kind::Of(Integer), Kind::Of(Integer)) => Ok(Kind::INTEGER),
        (_, Kind::Of(a), Kind::Of(b)) if a.is_numeric() && b.is_numeric() => {
            let scale = |kind: &Type| match kind {
                Decimal { scale, .. } => *scale,
                _ => 0,
            };
            Ok(match operator {
                _ if *a == Number || *b == Number => Kind::Of(Number),
                Operator::Multiply => Kind::decimal(scale(a).saturating_add(scale(b))),
                _ => Kind::decimal(scale(a).max(scale(b))),
            })
        }
        _ => Err(format!("`{sign}` needs numbers, not {left} and {right}")),
    }
}

/// Why two kinds cannot be compared; `None` when they can.
pub(super) fn incomparable(operator: Operator, left: &Kind, right: &Kind) -> Option<String> {
    let ordered = !matches!(operator, Operator::Equal | Operator::NotEqual);
    let fits = match (left, right) {
        (Kind::Any, _) | (_, Kind::Any) => true,
        (Kind::Range, _) | (_, Kind::Range) => false,
        (Kind::Of(Type::List(_) | Type::Boolean), _) | (_, Kind::Of(Type::List(_) | Type::Boolean))
            if ordered =>
        {
            false
        }
        (Kind::Of(a), Kind::Of(b)) if a.is_numeric() => b.is_numeric(),
        (Kind::Of(Type::Date | Type::DateTime), Kind::Of(b)) => matches!(b, Type::Date | Type::DateTime),
        (Kind::Of(Type::List(_)), Kind::Of(b)) => matches!(b, Type::List(_)),
        (Kind::Of(Type::Text | Type::Other(_)), Kind::Of(b)) => matches!(b, Type::Text | Type::Other(_)),
        (Kind::Of(a), Kind::Of(b)) => a == b,
    };
    let sign = operator.sign();
    (!fits).then(|| format!("`{sign}` cannot compare {left} with {right}"))
}

/// Why `left in right` makes no sense; `None` when it does.
pub(super) fn never_in(left: &Kind, right: &Kind) -> Option<String> {
    let fits = match right {
        Kind::Any => true,
        Kind::Range => matches!(left, Kind::Any | Kind::Of(Type::Date | Type::DateTime)),
        Kind::Of(Type::List(item)) => {
            let item = match item.as_ref() {
                // An empty list, or one of several kinds.
                Type::Other(_) => Kind::Any,
                known => Kind::Of(known.clone()),
            };
            return incomparable(Operator::Equal, left, &item)
                .map(|_| format!("{left} is never in a list of which each is {item}"));
        }
        Kind::Of(Type::Text) => left.may_be_text(),
        Kind::Of(_) => false,
    };
    (!fits).then(|| format!("`in` looks into lists, texts and ranges of dates; {left} is never in {right}"))
}
