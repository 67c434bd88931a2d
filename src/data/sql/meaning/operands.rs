//! Operators: which values go together, and what comes out.

use super::kinds::{Class, words};
use super::{Kind, Walk};
use crate::diag::Diagnostic;
use datafusion::arrow::datatypes::DataType;
use datafusion::logical_expr::Operator;
use datafusion::logical_expr::type_coercion::binary::BinaryTypeCoercer;
use datafusion::sql::sqlparser::ast::{BinaryOperator, Expr, Query, UnaryOperator, Value};
use std::ops::Range;

/// An operand and its type.
pub(super) type Operand<'e> = (&'e Expr, &'e Kind);

impl Walk<'_> {
    pub(super) fn binary(&mut self, whole: &Expr, left: &Expr, op: &BinaryOperator, right: &Expr) -> Kind {
        match op {
            BinaryOperator::And | BinaryOperator::Or => {
                self.truth(left);
                self.truth(right);
                Some(DataType::Boolean)
            }
            BinaryOperator::Eq
            | BinaryOperator::NotEq
            | BinaryOperator::Lt
            | BinaryOperator::LtEq
            | BinaryOperator::Gt
            | BinaryOperator::GtEq => {
                if self.joined_by_bars(left) {
                    return None;
                }
                let (a, b) = self.both(left, right);
                let sign = op.to_string();
                if !self.compared_with_null(whole, &sign, left, right) {
                    self.compare(&sign, (left, &a), (right, &b));
                }
                Some(DataType::Boolean)
            }
            BinaryOperator::Plus => self.arithmetic(whole, (left, right), Operator::Plus),
            BinaryOperator::Minus => self.arithmetic(whole, (left, right), Operator::Minus),
            BinaryOperator::Multiply => self.arithmetic(whole, (left, right), Operator::Multiply),
            BinaryOperator::Divide => self.arithmetic(whole, (left, right), Operator::Divide),
            BinaryOperator::Modulo => self.arithmetic(whole, (left, right), Operator::Modulo),
            BinaryOperator::StringConcat => {
                let (a, b) = self.both(left, right);
                let lists = [a, b].iter().flatten().any(|kind| Class::of(kind) == Class::List);
                (!lists).then_some(DataType::Utf8View)
            }
            BinaryOperator::PGOverlap => {
                self.both(left, right);
                let at = self.sign_between(left, right);
                let told = self.error(&at, "`&&` is no operator of SQL");
                let told = self.instead(told, &at, "AND");
                self.broken(told);
                Some(DataType::Boolean)
            }
            BinaryOperator::PGRegexMatch
            | BinaryOperator::PGRegexIMatch
            | BinaryOperator::PGRegexNotMatch
            | BinaryOperator::PGRegexNotIMatch => self.like(left, right),
            BinaryOperator::BitwiseXor => self.foreign(whole, left, right, "power"),
            BinaryOperator::DuckIntegerDivide | BinaryOperator::MyIntegerDivide => {
                self.foreign(whole, left, right, "floor")
            }
            _ => {
                self.both(left, right);
                None
            }
        }
    }

    /// Operators that mean something else here than where they are known from, or nothing.
    fn foreign(&mut self, whole: &Expr, left: &Expr, right: &Expr, function: &str) -> Kind {
        let (kind, _) = self.both(left, right);
        let at = self.sign_between(left, right);
        let sign = self.sql.slice(&at);
        let (a, b) = (self.sql.slice(&self.sql.extent(left)), self.sql.slice(&self.sql.extent(right)));
        let (message, instead) = match function {
            "power" => (format!("`{sign}` works on the bits of two numbers"), format!("power({a}, {b})")),
            _ => (format!("there is no `{sign}` in this SQL"), format!("floor({a} / {b})")),
        };
        let told = self.error(&at, message);
        let told = self.instead(told, &self.sql.extent(whole), &instead).unsure();
        self.silent(told);
        kind
    }

    /// `a = 1 || b = 2`: the bars join texts, and bind closer than the comparison.
    fn joined_by_bars(&mut self, left: &Expr) -> bool {
        let Expr::BinaryOp {
            op:
                BinaryOperator::Eq
                | BinaryOperator::NotEq
                | BinaryOperator::Gt
                | BinaryOperator::GtEq
                | BinaryOperator::Lt
                | BinaryOperator::LtEq,
            right,
            ..
        } = left
        else {
            return false;
        };
        let Expr::BinaryOp { left: a, op: BinaryOperator::StringConcat, right: b } = right.as_ref() else {
            return false;
        };
        let at = self.sign_between(a, b);
        let told = self.error(&at, "`||` joins texts");
        let told = self.instead(told, &at, "OR");
        self.broken(told);
        true
    }

    pub(super) fn both(&mut self, left: &Expr, right: &Expr) -> (Kind, Kind) {
        (self.value(left), self.value(right))
    }

    /// `x = NULL` is never true, whatever `x` is.
    fn compared_with_null(&mut self, whole: &Expr, sign: &str, left: &Expr, right: &Expr) -> bool {
        let is_null = |expr: &Expr| matches!(expr, Expr::Value(value) if value.value == Value::Null);
        let value = match (is_null(left), is_null(right)) {
            (false, true) => left,
            (true, false) => right,
            _ => return false,
        };
        let test = if matches!(sign, "<>" | "!=") { "IS NOT NULL" } else { "IS NULL" };
        let at = self.sql.extent(whole);
        let written = self.sql.slice(&self.sql.extent(value));
        let told = self.error(&at, format!("nothing is `{sign} NULL`: this is never true"));
        // It changes which rows there are, so the author has to look.
        let told = self.instead(told, &at, &format!("{written} {test}")).unsure();
        self.silent(told);
        true
    }

    /// Tells of two values that cannot be compared.
    pub(super) fn compare(&mut self, sign: &str, left: Operand, right: Operand) {
        let (Some(a), Some(b)) = (left.1, right.1) else { return };
        match (Class::of(a), Class::of(b)) {
            (Class::Nothing | Class::Other, _) | (_, Class::Nothing | Class::Other) => {}
            (a, b) if a == b || (a.is_day() && b.is_day()) => {}
            (day, Class::Number) if day.is_day() => self.day_and_number(left, right),
            (Class::Number, day) if day.is_day() => self.day_and_number(right, left),
            (Class::Truth, Class::Text) => self.truth_and_text(sign, left, right),
            (Class::Text, Class::Truth) => self.truth_and_text(sign, right, left),
            (Class::Truth, Class::Number) => self.truth_and_text(sign, left, right),
            (Class::Number, Class::Truth) => self.truth_and_text(sign, right, left),
            (Class::Text, Class::Number) if text_of(left.0).is_none() => self.text_and_number(left, right),
            (Class::Number, Class::Text) if text_of(right.0).is_none() => self.text_and_number(right, left),
            (Class::Text, day) if day.is_day() => self.day_and_parameter(left.0),
            (day, Class::Text) if day.is_day() => self.day_and_parameter(right.0),
            // A text in quotes is read as what it stands beside; that it cannot be is told with its value.
            (Class::Text, _) | (_, Class::Text) => {}
            _ => {
                let told = self.unlike(left, right);
                self.broken(told);
            }
        }
    }

    /// The whole of two operands, and of what kind each of them is.
    fn unlike(&self, left: Operand, right: Operand) -> Diagnostic {
        let (a, b) = (self.sql.extent(left.0), self.sql.extent(right.0));
        let whole = a.start.min(b.start)..a.end.max(b.end);
        let kind = |operand: Operand| operand.1.as_ref().map_or("something else", words);
        let name = |at: &Range<usize>, side: &str| match self.shown(at) {
            Some(text) => format!("`{text}`"),
            None => format!("the {side} side"),
        };
        let (first, second) = (name(&a, "one"), name(&b, "other"));
        self.error(&whole, format!("{first} is {}, and {second} is {}", kind(left), kind(right)))
    }

    /// A truth value beside what stands for one elsewhere: `'yes'`, `1`.
    fn truth_and_text(&mut self, sign: &str, truth: Operand, other: Operand) {
        let told = self.unlike(truth, other);
        let written = self.sql.slice(&self.sql.extent(truth.0));
        let number = self.sql.slice(&self.sql.extent(other.0));
        let positive = match text_of(other.0).or(Some(number)).map(str::to_ascii_lowercase).as_deref() {
            Some("yes" | "y" | "true" | "t" | "1" | "on") => Some(true),
            Some("no" | "n" | "false" | "f" | "0" | "off") => Some(false),
            _ => None,
        };
        let equal = match sign {
            "=" => positive,
            "<>" | "!=" => positive.map(|positive| !positive),
            _ => None,
        };
        self.broken(match equal {
            Some(true) => told.help(format!("write `{written}`")),
            Some(false) => told.help(format!("write `NOT {written}`")),
            None => told.help(format!("write `{written}`, or `NOT {written}`")),
        });
    }

    fn text_and_number(&mut self, text: Operand, number: Operand) {
        let told = self.unlike(text, number);
        let at = self.sql.extent(number.0);
        let written = self.sql.slice(&at);
        let literal =
            matches!(plain(number.0), Expr::Value(value) if matches!(value.value, Value::Number(..)));
        let parameter =
            matches!(plain(text.0), Expr::Value(value) if matches!(value.value, Value::Placeholder(_)));
        let told = match literal {
            _ if parameter => told.help("make the parameter an `integer` or a `number`"),
            true => told.help(format!("if it is text, write `'{written}'`")),
            false => told.help("cast one of them, as in `CAST(x AS varchar)`"),
        };
        self.silent(told);
    }

    /// A date beside a parameter that is text: its value has to be a date.
    fn day_and_parameter(&mut self, text: &Expr) {
        let Expr::Value(value) = plain(text) else { return };
        let Value::Placeholder(written) = &value.value else { return };
        let name = written.trim_start_matches('$');
        let parameter = self.env.parameters.iter().find(|(known, ..)| known == name);
        let Some((_, _, crate::value::Value::Text(given))) = parameter else { return };
        if given.parse::<jiff::civil::DateTime>().is_ok() || given.parse::<jiff::civil::Date>().is_ok() {
            return;
        }
        let at = self.sql.range(value.span);
        let told = self.error(&at, format!("`{written}` is `{given}`, which is no date"));
        self.silent(told.help("make the parameter a `date`, or compare it with text"));
    }

    /// A date beside a number: the engine would count days since 1970.
    fn day_and_number(&mut self, day: Operand, number: Operand) {
        let at = self.sql.extent(number.0);
        let written = self.sql.slice(&at);
        if let Some(date) = as_date(written) {
            let told =
                self.error(&at, format!("without quotes `{written}` is {}", arithmetic_in_words(written)));
            let told = told.also(self.sql.span(&self.sql.extent(day.0)), "this is a date");
            let told = self.instead(told, &at, &format!("'{date}'"));
            self.silent(told);
            return;
        }
        let told = self.unlike(day, number);
        let column = self.shown(&self.sql.extent(day.0)).unwrap_or("day").to_owned();
        let is_year = written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_digit());
        self.silent(match is_year {
            true => told.help(format!("for its year write `date_part('year', {column})`")),
            false => told.help("write a date in quotes, such as `'2024-01-31'`"),
        });
    }

    fn arithmetic(&mut self, whole: &Expr, operands: (&Expr, &Expr), op: Operator) -> Kind {
        let (left, right) = operands;
        let (a, b) = self.both(left, right);
        if matches!(op, Operator::Divide | Operator::Modulo) {
            self.check_divisor(right);
        }
        let (Some(a), Some(b)) = (a, b) else { return None };
        match (Class::of(&a), Class::of(&b)) {
            (Class::Text, _) | (_, Class::Text) => {
                let moves_day =
                    [&a, &b].iter().any(|kind| matches!(Class::of(kind), Class::Date | Class::Moment));
                let sides = [left, right].map(|side| self.sql.slice(&self.sql.extent(side)));
                let span = sides.into_iter().find(|written| moves_day && is_span(written));
                let told = self.unlike((left, &Some(a)), (right, &Some(b)));
                let told = told.help(match (op, span) {
                    (_, Some(span)) => format!("a span of time is written `interval {span}`"),
                    (Operator::Plus, None) => "`+` adds numbers; `||` joins texts".to_owned(),
                    (op, None) => {
                        format!("`{op}` is for numbers: turn text into one with `CAST(x AS decimal(18,2))`")
                    }
                });
                self.broken(told);
                return None;
            }
            (Class::Truth, _) | (_, Class::Truth) => {
                let told = self.unlike((left, &Some(a)), (right, &Some(b)));
                self.broken(told.help("count with `CASE WHEN … THEN 1 ELSE 0 END`"));
                return None;
            }
            (day, Class::Number) if day.is_day() && matches!(op, Operator::Plus | Operator::Minus) => {
                return self.days_added(whole, (left, a), right, op);
            }
            _ => {}
        }
        match BinaryTypeCoercer::new(&a, &op, &b).get_result_type() {
            Ok(kind) => Some(kind),
            Err(_) => {
                let told = self.unlike((left, &Some(a)), (right, &Some(b)));
                self.broken(told.help(format!("`{op}` does not work on these")));
                None
            }
        }
    }

    /// `day + 1`
    fn days_added(&mut self, whole: &Expr, day: (&Expr, DataType), number: &Expr, op: Operator) -> Kind {
        if BinaryTypeCoercer::new(&day.1, &op, &DataType::Int64).get_result_type().is_ok() {
            return Some(day.1);
        }
        let at = self.sql.extent(whole);
        let days = self.sql.slice(&self.sql.extent(number));
        let days = if days.bytes().all(|byte| byte.is_ascii_digit()) { days } else { "1" };
        let written = self.sql.slice(&self.sql.extent(day.0));
        let told = self.error(&at, "a date and a number of days do not add up by themselves");
        let noun = if days == "1" { "day" } else { "days" };
        self.broken(told.help(format!("write `{written} {op} interval '{days} {noun}'`")));
        Some(day.1)
    }

    /// A division by a zero that was written out.
    fn check_divisor(&mut self, divisor: &Expr) {
        let Expr::Value(value) = plain(divisor) else { return };
        if let Value::Number(digits, _) = &value.value
            && digits.parse::<f64>().is_ok_and(|number| number == 0.0)
        {
            let at = self.sql.range(value.span);
            let told = self.error(&at, "this divides by zero");
            self.silent(told);
        }
    }

    pub(super) fn between(&mut self, item: &Expr, low: &Expr, high: &Expr) -> Kind {
        let kind = self.value(item);
        for end in [low, high] {
            let of_end = self.value(end);
            self.compare("BETWEEN", (item, &kind), (end, &of_end));
        }
        Some(DataType::Boolean)
    }

    pub(super) fn in_list(&mut self, whole: &Expr, item: &Expr, list: &[Expr], negated: bool) -> Kind {
        let kind = self.value(item);
        let item_is_list = kind.as_ref().is_some_and(|kind| Class::of(kind) == Class::List);
        for (place, other) in list.iter().enumerate() {
            let of_other = self.value(other);
            if !item_is_list && of_other.as_ref().is_some_and(|kind| Class::of(kind) == Class::List) {
                self.list_in_list(whole, item, other, negated);
                break;
            }
            // One mistake in the type of a list is told once.
            let before = self.findings.silent.len() + self.findings.broken.len();
            self.compare("IN", (item, &kind), (other, &of_other));
            if self.findings.silent.len() + self.findings.broken.len() > before && place + 1 < list.len() {
                break;
            }
        }
        Some(DataType::Boolean)
    }

    /// `x IN (SELECT …)`
    pub(super) fn in_query(&mut self, item: Operand, query: &Query, kind: &Kind) {
        let (Some(a), Some(b)) = (item.1, kind) else { return };
        let fits = match (Class::of(a), Class::of(b)) {
            (Class::Nothing | Class::Other, _) | (_, Class::Nothing | Class::Other) => true,
            (a, b) => a == b || (a.is_day() && b.is_day()),
        };
        if fits {
            return;
        }
        let at = self.second_column(query);
        let left = self.sql.extent(item.0);
        let told = self.error(&at, format!("this is {}, and what is looked for is {}", words(b), words(a)));
        let told = told.also(self.sql.span(&left), words(a));
        self.silent(told.help("select a column of the same type"));
    }

    /// `region IN ($names)`, where `$names` is a list.
    fn list_in_list(&mut self, whole: &Expr, item: &Expr, list: &Expr, negated: bool) {
        let (item, at) = (self.sql.slice(&self.sql.extent(item)), self.sql.extent(list));
        let written = self.sql.slice(&at);
        let not = if negated { "NOT " } else { "" };
        let instead = format!("{not}array_has({written}, {item})");
        let told =
            self.error(&at, format!("`{written}` is a list of values, and `IN ( )` takes them one by one"));
        let told = self.instead(told, &self.sql.extent(whole), &instead);
        self.broken(told);
    }

    pub(super) fn like(&mut self, text: &Expr, pattern: &Expr) -> Kind {
        let (a, b) = self.both(text, pattern);
        let wrong = |kind: &Kind| {
            kind.as_ref()
                .is_some_and(|kind| !matches!(Class::of(kind), Class::Text | Class::Nothing | Class::Other))
        };
        if let Some((operand, Some(kind))) =
            [(text, &a), (pattern, &b)].into_iter().find(|(_, kind)| wrong(kind))
        {
            let at = self.sql.extent(operand);
            let sign = self.sql.slice(&self.sign_between(text, pattern)).to_uppercase();
            let told = self.error(&at, format!("`{sign}` looks into text, but this is {}", words(kind)));
            self.broken(told.help("turn it into text first: `CAST(x AS varchar)`"));
        }
        Some(DataType::Boolean)
    }
}

/// An expression without the parentheses around it.
pub(super) fn plain(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => plain(inner),
        Expr::UnaryOp { op: UnaryOperator::Plus, expr } => plain(expr),
        other => other,
    }
}

/// A text in quotes.
pub(super) fn text_of(expr: &Expr) -> Option<&str> {
    match plain(expr) {
        Expr::Value(value) => match &value.value {
            Value::SingleQuotedString(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The date that was meant by `2024-02-01` or `20240201`.
fn as_date(written: &str) -> Option<String> {
    let compact = written.len() == 8 && written.bytes().all(|byte| byte.is_ascii_digit());
    let text = match compact {
        true => format!("{}-{}-{}", &written[..4], &written[4..6], &written[6..]),
        false => written.split_whitespace().collect(),
    };
    let shape = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    shape.then(|| text.parse::<jiff::civil::Date>().ok()).flatten().map(|date| date.to_string())
}

/// Whether a text in quotes is a span of time: `'1 month'`.
fn is_span(written: &str) -> bool {
    const UNITS: [&str; 7] = ["day", "week", "month", "year", "hour", "minute", "second"];
    let mut words = written.trim_matches('\'').split_whitespace();
    let is_number = words.next().is_some_and(|word| word.parse::<i64>().is_ok());
    let unit = words.next().map(str::to_lowercase);
    is_number && unit.is_some_and(|unit| UNITS.contains(&unit.trim_end_matches('s')))
}

/// What `2024-02-01` is to SQL.
fn arithmetic_in_words(written: &str) -> String {
    let mut parts = written.split('-').map(|part| part.trim().parse::<i64>());
    let first = parts.next().and_then(Result::ok).unwrap_or_default();
    match parts.try_fold(first, |sum, part| part.map(|part| sum - part)) {
        Ok(number) if number != first => format!("a subtraction: {number}"),
        _ => "a number".to_owned(),
    }
}
