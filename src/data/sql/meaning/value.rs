//! Values: the type of an expression, and the mistakes in it.

use super::kinds::{self, Class};
use super::{Clause, Kind, Walk};
use crate::data::column::data_type;
use crate::diag::did_you_mean;
use crate::value::Type;
use datafusion::arrow::datatypes::{DataType, IntervalUnit};
use datafusion::sql::sqlparser::ast::{
    CaseWhen, DataType as SqlType, Expr, Query, UnaryOperator, Value, ValueWithSpan,
};
use datafusion::sql::sqlparser::tokenizer::Token;

impl Walk<'_> {
    /// The type of an expression.
    pub(super) fn value(&mut self, expr: &Expr) -> Kind {
        let tried = self.tried;
        let failure = self.try_constant(expr);
        let told = self.findings.broken.len() + self.findings.silent.len();
        let kind = self.form(expr);
        self.tried = tried;
        let told_of_parts = self.findings.broken.len() + self.findings.silent.len() > told;
        // Where a part of it fails by itself, that was told.
        if let Some(failure) = failure.filter(|_| !told_of_parts) {
            self.silent(failure);
        }
        // What comes of a mistake would only echo it.
        kind.filter(|_| !told_of_parts)
    }

    fn form(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::Identifier(ident) => self.column(ident),
            Expr::CompoundIdentifier(parts) => self.qualified(parts),
            Expr::Value(value) => self.literal(value),
            Expr::Nested(inner) | Expr::Collate { expr: inner, .. } => self.value(inner),
            Expr::BinaryOp { left, op, right } => self.binary(expr, left, op, right),
            Expr::UnaryOp { op, expr: operand } => self.unary(op, operand),
            Expr::IsDistinctFrom(left, right) | Expr::IsNotDistinctFrom(left, right) => {
                self.both(left, right);
                Some(DataType::Boolean)
            }
            Expr::InList { expr: item, list, negated } => self.in_list(expr, item, list, *negated),
            Expr::InSubquery { expr: item, subquery, .. } => {
                let kind = self.value(item);
                let of_query = self.subquery(subquery);
                self.in_query((item, &kind), subquery, &of_query);
                Some(DataType::Boolean)
            }
            Expr::Between { expr: item, low, high, .. } => self.between(item, low, high),
            Expr::Like { expr: item, pattern, .. }
            | Expr::ILike { expr: item, pattern, .. }
            | Expr::SimilarTo { expr: item, pattern, .. } => self.like(item, pattern),
            Expr::Case { operand, conditions, else_result, .. } => {
                self.case(operand.as_deref(), conditions, else_result.as_deref())
            }
            Expr::Cast { expr: operand, data_type, .. } => {
                self.value(operand);
                self.check_type(expr, data_type);
                kinds::of_cast(data_type)
            }
            Expr::TypedString(typed) => kinds::of_cast(&typed.data_type),
            Expr::Interval(_) => Some(DataType::Interval(IntervalUnit::MonthDayNano)),
            Expr::Function(function) => self.call(function),
            Expr::Exists { subquery, .. } => {
                self.query(subquery);
                Some(DataType::Boolean)
            }
            Expr::Subquery(query) => self.subquery(query),
            other => self.other(other),
        }
    }

    /// Forms that only hold other values, and those that reports seldom meet.
    fn other(&mut self, expr: &Expr) -> Kind {
        match expr {
            Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner)
            | Expr::IsUnknown(inner)
            | Expr::IsNotUnknown(inner) => {
                self.value(inner);
                Some(DataType::Boolean)
            }
            Expr::Extract { expr: inner, .. } => {
                self.of_class("extract", inner, &[Class::Date, Class::Moment, Class::Time, Class::Span]);
                Some(DataType::Int32)
            }
            Expr::Ceil { expr: inner, .. } => self.of_class("ceil", inner, &[Class::Number]),
            Expr::Floor { expr: inner, .. } => self.of_class("floor", inner, &[Class::Number]),
            Expr::Position { expr: part, r#in: whole } => {
                self.of_class("position", part, &[Class::Text]);
                self.of_class("position", whole, &[Class::Text]);
                Some(DataType::Int32)
            }
            Expr::Substring { expr: text, substring_from, substring_for, shorthand, .. } => {
                let name = if *shorthand { "substr" } else { "substring" };
                let told = self.findings.broken.len();
                self.of_class(name, text, &[Class::Text]);
                for number in substring_from.iter().chain(substring_for) {
                    self.of_class(name, number, &[Class::Number]);
                }
                if substring_from.is_none() && substring_for.is_none() && told == self.findings.broken.len() {
                    let at = self.sql.extent(text);
                    let told = self.error(&at, format!("`{name}` does not say where the part begins"));
                    self.broken(told.help(format!("write `{name}(text, from, length)`")));
                }
                Some(DataType::Utf8View)
            }
            Expr::Trim { expr: text, .. } => {
                self.of_class("trim", text, &[Class::Text]);
                Some(DataType::Utf8View)
            }
            Expr::Overlay { expr: text, .. } => {
                self.value(text);
                Some(DataType::Utf8View)
            }
            Expr::RLike { expr: text, pattern, negated, .. } => {
                let kind = self.like(text, pattern);
                self.rlike(text, pattern, *negated);
                kind
            }
            Expr::Convert { expr: operand, data_type, .. } => self.convert(expr, operand, data_type.as_ref()),
            Expr::AtTimeZone { timestamp, .. } => {
                self.value(timestamp);
                None
            }
            Expr::Array(array) => {
                array.elem.iter().for_each(|item| drop(self.value(item)));
                None
            }
            Expr::Tuple(items) => {
                items.iter().for_each(|item| drop(self.value(item)));
                None
            }
            _ => None,
        }
    }

    /// `CONVERT(x, INT)` and `CONVERT(INT, x)`
    fn convert(&mut self, whole: &Expr, operand: &Expr, kind: Option<&SqlType>) -> Kind {
        let at = self.sql.extent(whole);
        let mut value = self.sql.slice(&self.sql.extent(operand)).to_owned();
        let mut written = kind.map_or("varchar".to_owned(), ToString::to_string);
        // Both orders are in use; a column is no type.
        match kind {
            Some(SqlType::Custom(name, _)) if self.can_see(&name.to_string()) => {
                std::mem::swap(&mut value, &mut written)
            }
            _ => drop(self.value(operand)),
        }
        let told = self.error(&at, "`CONVERT` is SQL that Folio does not know");
        let told = self.instead(told, &at, &format!("CAST({value} AS {written})"));
        self.broken(told);
        kind.and_then(kinds::of_cast)
    }

    /// The type of a value that a function takes only of some classes.
    fn of_class(&mut self, function: &str, value: &Expr, wanted: &[Class]) -> Kind {
        let kind = self.value(value);
        if let Some(found) = &kind
            && !matches!(Class::of(found), Class::Nothing | Class::Other)
            && !wanted.contains(&Class::of(found))
        {
            let at = self.sql.extent(value);
            let told = self.error(&at, format!("`{function}` cannot work with {}", kinds::words(found)));
            self.broken(match super::super::errors::usage::of(function) {
                Some(usage) => told.help(format!("write `{usage}`")),
                None => told,
            });
        }
        kind
    }

    /// `x RLIKE 'pattern'`
    fn rlike(&mut self, text: &Expr, pattern: &Expr, negated: bool) {
        let (text, pattern) = (self.sql.extent(text), self.sql.extent(pattern));
        let at = text.start..pattern.end.max(text.start);
        let sign = if negated { "!~" } else { "~" };
        let word = self.sql.word_in("RLIKE", at.clone()).or_else(|| self.sql.word_in("REGEXP", at.clone()));
        let word = word.unwrap_or(at);
        let name = self.sql.slice(&word).to_uppercase();
        let told = self.error(&word, format!("`{name}` is SQL that Folio does not know"));
        let told = match negated {
            true => told.help(format!("write `{sign}`")),
            false => self.instead(told, &word, sign),
        };
        self.broken(told);
    }

    /// The type of an expression that is true or false.
    pub(super) fn truth(&mut self, expr: &Expr) {
        let Some(kind) = self.value(expr) else { return };
        if matches!(Class::of(&kind), Class::Truth | Class::Nothing) {
            return;
        }
        let at = self.sql.extent(expr);
        let told =
            self.error(&at, format!("a condition is true or false, but this is {}", kinds::words(&kind)));
        self.silent(told.help(match Class::of(&kind) {
            Class::Number => "compare it, as in `… > 0`",
            _ => "compare it, as in `… = 'North'`, or write `… IS NOT NULL`",
        }));
    }

    fn literal(&mut self, value: &ValueWithSpan) -> Kind {
        match &value.value {
            Value::Number(digits, _) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                Some(DataType::Int64)
            }
            Value::Number(digits, _) if digits.contains(['e', 'E']) => Some(DataType::Float64),
            Value::Number(digits, _) => {
                let scale = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
                let precision = u8::try_from(digits.len()).unwrap_or(38).min(38);
                Some(DataType::Decimal128(precision, i8::try_from(scale).unwrap_or(38).min(38)))
            }
            Value::SingleQuotedString(text) => {
                self.check_quoted(text, value);
                Some(DataType::Utf8View)
            }
            Value::Boolean(_) => Some(DataType::Boolean),
            Value::Null => Some(DataType::Null),
            Value::Placeholder(name) => self.parameter(name),
            _ => None,
        }
    }

    pub(super) fn parameter(&self, written: &str) -> Kind {
        let name = written.strip_prefix('$')?;
        let (_, kind, _) = self.env.parameters.iter().find(|(known, ..)| known == name)?;
        (!matches!(kind, Type::Other(_))).then(|| data_type(kind))
    }

    /// A parameter in quotes is plain text.
    fn check_quoted(&mut self, text: &str, value: &ValueWithSpan) {
        let at = self.sql.range(value.span);
        if let Some(start) = text.find("{{").filter(|start| text[*start..].contains("}}")) {
            let inside = text[start..].trim_start_matches('{').split('}').next().unwrap_or_default().trim();
            let told = self.error(&at, "`{{ }}` is not for SQL: in quotes it is plain text");
            let whole = text.trim().starts_with("{{") && text.trim().ends_with("}}");
            self.silent(match self.declared_parameter(inside) {
                Some(name) if whole => self.instead(told, &at, &format!("${name}")),
                Some(name) => told.help(format!("join it to the text: `'…' || ${name} || '…'`")),
                None => told.help("parameters are named with `$`, without quotes"),
            });
            return;
        }
        let marked = text.match_indices('$').find_map(|(start, _)| {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let name = text[start + 1..].split(|c| !word(c)).next()?;
            Some((start, self.declared_parameter(name)?))
        });
        let Some((start, name)) = marked else { return };
        let told = self.error(&at, format!("in quotes `${name}` is plain text, not the parameter"));
        let end = start + 1 + name.len();
        let whole = start == 0 && end == text.len();
        if whole {
            let told = self.instead(told, &at, &format!("${name}"));
            self.silent(told);
            return;
        }
        let quoted = |part: &str| (!part.is_empty()).then(|| format!("'{}'", part.replace('\'', "''")));
        let parts = [quoted(&text[..start]), Some(format!("${name}")), quoted(&text[end..])];
        let joined = parts.into_iter().flatten().collect::<Vec<_>>().join(" || ");
        self.silent(told.help(format!("join it to the text: `{joined}`")));
    }

    /// The parameter that a word names.
    fn declared_parameter(&self, word: &str) -> Option<&str> {
        let found = self.env.parameters.iter().find(|(known, ..)| known == word);
        found.map(|(name, ..)| name.as_str())
    }

    fn unary(&mut self, op: &UnaryOperator, operand: &Expr) -> Kind {
        match op {
            UnaryOperator::Not => {
                let kind = self.value(operand);
                if let Some(kind) =
                    kind.filter(|kind| !matches!(Class::of(kind), Class::Truth | Class::Nothing))
                {
                    let at = self.sql.extent(operand);
                    let message =
                        format!("`NOT` turns true and false around, but this is {}", kinds::words(&kind));
                    let told = self.error(&at, message);
                    self.broken(told);
                }
                Some(DataType::Boolean)
            }
            UnaryOperator::Minus | UnaryOperator::Plus => {
                let kind = self.value(operand);
                if let Some(kind) = kind.as_ref().filter(|kind| Class::of(kind) == Class::Text) {
                    let at = self.sql.extent(operand);
                    let told = self
                        .error(&at, format!("only numbers have a sign, but this is {}", kinds::words(kind)));
                    self.broken(told);
                }
                kind
            }
            _ => {
                self.value(operand);
                let value = self.sql.extent(operand);
                let told = self.error(&value, format!("there is no `{op}` before a value in this SQL"));
                self.broken(told);
                None
            }
        }
    }

    fn case(&mut self, operand: Option<&Expr>, conditions: &[CaseWhen], otherwise: Option<&Expr>) -> Kind {
        let compared = operand.map(|operand| (operand, self.value(operand)));
        // A branch that is not taken may hold what could not be computed.
        let before = std::mem::replace(&mut self.tried, true);
        let mut kinds = Vec::new();
        for CaseWhen { condition, result } in conditions {
            match &compared {
                Some((operand, kind)) => {
                    let with = self.value(condition);
                    self.compare("=", (operand, kind), (condition, &with));
                }
                None => self.truth(condition),
            }
            kinds.push(self.value(result));
        }
        kinds.extend(otherwise.map(|otherwise| self.value(otherwise)));
        self.tried = before;
        let mut known = kinds.into_iter().filter(|kind| *kind != Some(DataType::Null));
        let first = known.next()??;
        known
            .all(|kind| kind.as_ref().is_some_and(|kind| Class::of(kind) == Class::of(&first)))
            .then_some(first)
    }

    /// A type that there is not.
    fn check_type(&mut self, cast: &Expr, kind: &SqlType) {
        use super::super::errors::usage::{MORE_TYPES, TYPES};
        let SqlType::Custom(name, _) = kind else { return };
        let name = name.to_string();
        let extent = self.sql.extent(cast);
        let at = self.sql.word_in(&name, extent.clone()).unwrap_or(extent);
        let told = self.error(&at, format!("there is no type `{}`", name.to_lowercase()));
        self.broken(match did_you_mean(&name, TYPES.into_iter().chain(MORE_TYPES)) {
            Some(near) => told.label(format!("did you mean `{near}`?")),
            None if name.eq_ignore_ascii_case("money") => told.help("write `decimal(18,2)`"),
            None => told.help(format!("types are {}", crate::diag::list_names(TYPES, 12))),
        });
    }

    /// A query in the place of a value.
    fn subquery(&mut self, query: &Query) -> Kind {
        let shape = self.query(query);
        if let [(_, kind)] = shape.columns.as_slice() {
            return kind.clone();
        }
        if !shape.open {
            let at = self.second_column(query);
            let told = self.error(&at, "a query in the place of a value selects one column");
            self.broken(told);
        }
        None
    }

    /// Whether values are looked at one row at a time here.
    pub(super) fn is_of_one_row(&self) -> bool {
        matches!(self.clause, Clause::Where | Clause::On | Clause::GroupBy | Clause::Condition)
    }

    /// The written sign between two operands.
    pub(super) fn sign_between(&self, left: &Expr, right: &Expr) -> std::ops::Range<usize> {
        let (start, end) = (self.sql.extent(left).end, self.sql.extent(right).start);
        let first = self.sql.pieces.get(self.sql.piece_at(start));
        match first {
            Some(piece) if piece.at.end <= end && piece.token != Token::RParen => piece.at.clone(),
            _ => start..end.max(start),
        }
    }
}
