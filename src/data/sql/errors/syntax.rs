//! SQL that cannot be parsed: the usual slips first, then what the parser says.

use super::super::{offset, range_of, significant};
use super::sql_range;
use super::words::lower_first;
use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use crate::yaml::Text;
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use std::ops::Range;

/// Reports SQL that cannot be parsed.
pub fn report(error: &DataFusionError, text: &Text, sink: &mut Sink) {
    let words = match error.find_root() {
        DataFusionError::SQL(error, _) => error.to_string(),
        other => other.strip_backtrace(),
    };
    let words = words.trim_start_matches("sql parser error: ");
    let (message, place) = match words.rsplit_once(" at Line: ") {
        Some((message, place)) => (message, place.split_once(", Column: ")),
        None => (words, None),
    };
    let sql = text.as_str();
    let place = place.and_then(|(line, column)| {
        Some(word_at(sql, offset(sql, line.trim().parse().ok()?, column.trim().parse().ok()?)))
    });
    let hint = || error.diagnostic().and_then(|hint| hint.span).map(|span| sql_range(sql, &span));
    let broken = Broken { text, sql, tokens: significant(sql) };
    sink.push(broken.slip(message).unwrap_or_else(|| broken.told(message, place.or_else(hint))));
}

/// The word that begins at a byte, or the one character.
fn word_at(sql: &str, start: usize) -> Range<usize> {
    let word = sql[start..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(sql.len() - start);
    let first = sql[start..].chars().next().map_or(0, char::len_utf8);
    start..start + word.max(first)
}

struct Broken<'a> {
    text: &'a Text,
    sql: &'a str,
    tokens: Vec<TokenWithSpan>,
}

impl Broken<'_> {
    fn error(&self, at: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Sql, self.text.span_of(at), message)
    }

    fn range(&self, token: &TokenWithSpan) -> Range<usize> {
        range_of(self.sql, token.span.start, token.span.end)
    }

    /// Mistakes that the parser meets too late to find good words for them.
    fn slip(&self, message: &str) -> Option<Diagnostic> {
        self.braces().or_else(|| self.parentheses(message))
    }

    fn braces(&self) -> Option<Diagnostic> {
        let start = self.sql.find("{{")?;
        let end = self.sql[start..].find("}}").map_or(start + 2, |length| start + length + 2);
        let name = self.sql[start..end].trim_matches(['{', '}', ' ']);
        let told = self.error(start..end, "`{{ }}` is not for SQL: parameters are named with `$`");
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        Some(if plain { told.help(format!("write `${name}`")) } else { told })
    }

    fn parentheses(&self, message: &str) -> Option<Diagnostic> {
        let mut open: Vec<&TokenWithSpan> = Vec::new();
        for token in &self.tokens {
            match token.token {
                Token::LParen => open.push(token),
                Token::RParen if open.pop().is_none() => {
                    return Some(self.error(self.range(token), "this `)` closes nothing"));
                }
                _ => {}
            }
        }
        let early = message.starts_with("Expected: )") || message.ends_with("found: EOF");
        let open = open.last().filter(|_| early)?;
        Some(self.error(self.range(open), "this `(` is never closed").help("add `)`"))
    }

    fn told(&self, message: &str, place: Option<Range<usize>>) -> Diagnostic {
        let place = place.filter(|place| !place.is_empty());
        let at = place.clone().unwrap_or_else(|| self.tokens.last().map_or(0..0, |last| self.range(last)));
        if message.starts_with("Unterminated string literal") {
            return self.error(at, "this text is never closed").help("add `'` at its end");
        }
        match message.strip_prefix("Expected: ").and_then(|m| m.split_once(", found: ")) {
            Some((wanted, "EOF")) => {
                self.error(at, format!("the SQL ends too early: after this, {} is expected", plain(wanted)))
            }
            Some(("end of statement", found)) => self.unexpected(at, found),
            Some(("an SQL statement", found)) => self.first_word(at, found),
            Some((wanted, found)) => self.error(at, format!("expected {}, found `{found}`", plain(wanted))),
            None => self.error(at, lower_first(message)),
        }
    }

    fn unexpected(&self, at: Range<usize>, found: &str) -> Diagnostic {
        if let Some(told) = self.misspelt(&at) {
            return told;
        }
        let told = self.error(at, format!("`{found}` cannot stand here"));
        match found.to_ascii_uppercase().as_str() {
            by @ ("GROUP" | "ORDER" | "PARTITION") => told.help(format!("write `{by} BY`")),
            "WHERE" => told.help("`WHERE` stands before `GROUP BY`, `ORDER BY` and `LIMIT`"),
            "FROM" | "JOIN" => told.help("a query has one `FROM`, and joins stand before `WHERE`"),
            _ => told.help("is a comma, an operator or a keyword missing before it?"),
        }
    }

    /// A clause whose first word is misspelt: the parser takes it for an alias and stumbles there, or over
    /// the word after it.
    fn misspelt(&self, at: &Range<usize>) -> Option<Diagnostic> {
        const CLAUSES: [&str; 12] = [
            "FROM", "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "JOIN", "LEFT", "INNER", "UNION", "WINDOW",
            "BETWEEN",
        ];
        let place = self.tokens.iter().position(|token| self.range(token).start == at.start)?;
        let near = self.tokens[place.saturating_sub(1)..=place].iter().rev();
        near.filter_map(|token| {
            let Token::Word(word) = &token.token else { return None };
            let is_name = word.quote_style.is_none() && word.keyword == Keyword::NoKeyword;
            let meant = did_you_mean(&word.value, CLAUSES).filter(|_| is_name)?;
            let at = self.range(token);
            let span = self.text.span_of(at.clone());
            let told = self.error(at, format!("`{}` is no word of SQL", word.value));
            Some(told.label(format!("did you mean `{meant}`?")).fix(format!("write `{meant}`"), span, meant))
        })
        .next()
    }

    fn first_word(&self, at: Range<usize>, found: &str) -> Diagnostic {
        let told = self.error(at.clone(), format!("a query begins with `SELECT` or `WITH`, not `{found}`"));
        match did_you_mean(found, ["SELECT", "WITH"]) {
            Some(near) => told.label(format!("did you mean `{near}`?")).fix(
                format!("write `{near}`"),
                self.text.span_of(at),
                near,
            ),
            None => told,
        }
    }
}

/// What the parser expects, in the words of people.
fn plain(wanted: &str) -> String {
    match wanted {
        "an expression" | "an expression:" => "a value or a column".to_owned(),
        "identifier" | "an identifier" => "a name".to_owned(),
        sign if sign.chars().all(|c| c.is_ascii_punctuation() || c.is_ascii_uppercase()) => {
            format!("`{sign}`")
        }
        other => other.to_owned(),
    }
}
