//! What shows only while rows are computed.

use super::Teller;
use super::words;
use crate::diag::{Code, Diagnostic, Span};
use datafusion::sql::sqlparser::tokenizer::Token;

impl Teller<'_> {
    /// Values that cannot be computed, and queries that need too much.
    pub(super) fn tell_run(&self, words: &str, limit: bool) -> Option<Diagnostic> {
        let (dataset, lower) = (self.dataset, words.to_lowercase());
        let error = |code, message: String| Diagnostic::error(code, self.whole(), message);
        if limit {
            let message = format!("`{dataset}` needs more memory than queries may use");
            let help = "sum up or filter before joining and sorting, and select fewer columns";
            return Some(error(Code::DataLimit, message).help(help));
        }
        if lower.contains("divide by zero") {
            let help = "write `a / nullif(b, 0)`, which is missing where `b` is 0";
            return Some(error(Code::Compute, format!("`{dataset}` divides by zero")).help(help));
        }
        if lower.contains("overflow") || words.contains("too large to store in a Decimal") {
            let message = format!("a number in `{dataset}` becomes too large for its type");
            let help = "cast to a wider type first, such as `CAST(x AS decimal(28,2))`";
            let place = self.narrow(words).or_else(|| self.operand(words)).unwrap_or(self.whole());
            let told = Diagnostic::error(Code::Compute, place, message);
            return Some(told.help(help));
        }
        if lower.contains("scalar subquery returned more than one row") {
            let place = match self.mentions.subqueries.as_slice() {
                [one] => self.sql.span(one),
                _ => self.whole(),
            };
            let message = "a query in the place of a value gives more than one row";
            let told = Diagnostic::error(Code::Compute, place, message);
            return Some(told.help("take one: `SELECT max(x) …`, or `… ORDER BY x LIMIT 1`"));
        }
        let (value, kind) = unreadable(words)?;
        let message = format!("`{value}` cannot be read as {kind}");
        let help = match kind {
            "a date" => Some("write dates as `'2024-01-31'`"),
            _ => None,
        };
        Some(match self.mentioned(&self.mentions.literals, value) {
            Some(literal) => {
                help.into_iter().fold(Diagnostic::error(Code::Sql, literal, message), Diagnostic::help)
            }
            None => {
                let place = match self.mentions.casts.as_slice() {
                    [one] => self.sql.span(one),
                    _ => self.whole(),
                };
                let told = Diagnostic::error(Code::Compute, place, message);
                told.note(format!("a value of the rows that `{dataset}` reads"))
            }
        })
    }

    /// The type that a number is too large for, where it is written once.
    fn narrow(&self, words: &str) -> Option<Span> {
        let digits = words.split_once("of precision ")?.1;
        let digits = digits.split(|c: char| !c.is_ascii_digit()).next()?;
        let pieces = &self.sql.pieces;
        let mut found = pieces.windows(3).filter(|three| {
            let named = ["decimal", "numeric", "dec"].iter().any(|name| three[0].is_word(name));
            named && three[1].token == Token::LParen && self.sql.slice(&three[2].at) == digits
        });
        let first = found.next().filter(|_| found.next().is_none())?;
        Some(self.sql.span(&first[0].at))
    }

    /// The number that was written and is too large: `Overflow happened on: 3 * 4611686018427387904`.
    fn operand(&self, words: &str) -> Option<Span> {
        let (_, operands) = words.split_once("happened on: ")?;
        operands.split(' ').filter(|number| number.len() > 9).find_map(|number| {
            let number = number.trim_end_matches(|c: char| !c.is_ascii_digit());
            self.mentioned(&self.mentions.literals, number)
        })
    }

    /// A value of the data that a function does not take.
    pub(super) fn tell_value(&self, words: &str) -> Option<Diagnostic> {
        if words.contains("for converting from i64 to i32") {
            let span = self.mentioned(&self.mentions.functions, "to_date").unwrap_or(self.whole());
            let told = Diagnostic::error(Code::Compute, span, "a value is no date in the form `2024-01-31`");
            return Some(told.help("say how it is written: `to_date(text, '%d.%m.%Y')`"));
        }
        if let Some((_, rest)) = words.split_once("regex parse error:") {
            let reason = rest.rsplit_once("error: ").map_or("it cannot be read", |(_, reason)| reason.trim());
            let reason = reason.lines().next().unwrap_or(reason);
            let pattern = rest.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
            let span = self.mentioned(&self.mentions.literals, pattern).unwrap_or(self.whole());
            let message = format!("the pattern is not a regular expression: {}", words::lower_first(reason));
            let told = Diagnostic::error(Code::Sql, span, message);
            return Some(told.help(
                "signs such as `(`, `[`, `*` and `?` are written `\\(` when they stand for themselves",
            ));
        }
        None
    }
}

/// A text that a cast cannot read, and the kind of value it should be.
fn unreadable(words: &str) -> Option<(&str, &'static str)> {
    if let Some((_, rest)) = words.split_once("Error parsing timestamp from '") {
        return Some((rest.split('\'').next()?, "a date and time"));
    }
    let (_, rest) = words.split_once("Cannot cast string '")?;
    let (value, rest) = rest.split_once('\'')?;
    let kind = rest.find("of ").map_or(rest, |at| &rest[at + 3..]);
    Some((value, words::kind(kind)))
}
