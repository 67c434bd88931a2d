//! SQL that cannot be parsed: the usual slips first, then what the parser says.

mod clauses;
mod habits;
mod quotes;

use super::super::Sql;
use super::super::place::Piece;
use super::words::lower_first;
use crate::diag::{Code, Diagnostic, Sink, did_you_mean};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Location, Span as TokenSpan, Token};
use std::ops::Range;

/// Words that begin a clause or stand in one.
const WORDS: [&str; 23] = [
    "SELECT", "FROM", "WHERE", "GROUP", "HAVING", "QUALIFY", "ORDER", "LIMIT", "OFFSET", "UNION", "JOIN",
    "LEFT", "RIGHT", "INNER", "OUTER", "CROSS", "USING", "AND", "BETWEEN", "DESC", "LIKE", "WHEN", "THEN",
];

/// Reports SQL that cannot be parsed.
pub fn report(error: &DataFusionError, sql: &Sql, sink: &mut Sink) {
    let words = match error.find_root() {
        DataFusionError::SQL(error, _) => error.to_string(),
        other => other.strip_backtrace(),
    };
    let words = words.trim_start_matches("sql parser error: ");
    let (message, place) = match words.rsplit_once(" at Line: ") {
        Some((message, place)) => (message, place.split_once(", Column: ")),
        None => (words, None),
    };
    let place = place.and_then(|(line, column)| {
        Some(word_at(sql.as_str(), sql.offset(line.trim().parse().ok()?, column.trim().parse().ok()?)))
    });
    let location = |place: datafusion::common::Location| Location { line: place.line, column: place.column };
    let hint = || {
        let span = error.diagnostic()?.span?;
        Some(sql.range(TokenSpan { start: location(span.start), end: location(span.end) }))
    };
    let place = place.or_else(hint).filter(|place| !place.is_empty());
    let broken = Broken { sql, message, place };
    sink.push(broken.slip().unwrap_or_else(|| broken.told()));
}

/// The word that begins at a byte, or the one character.
fn word_at(sql: &str, start: usize) -> Range<usize> {
    let word = sql[start..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(sql.len() - start);
    let first = sql[start..].chars().next().map_or(0, char::len_utf8);
    start..start + word.max(first)
}

struct Broken<'a> {
    sql: &'a Sql<'a>,
    /// What the parser says.
    message: &'a str,
    /// Where it says so.
    place: Option<Range<usize>>,
}

impl<'a> Broken<'a> {
    fn error(&self, at: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(Code::Sql, self.sql.span(&at), message)
    }

    /// Offers to write something in place of what is there.
    fn instead(&self, told: Diagnostic, at: &Range<usize>, text: &str) -> Diagnostic {
        told.fix(format!("write `{text}`"), self.sql.span(at), text)
    }

    /// Where the parser stumbled, and else the last word.
    fn at(&self) -> Range<usize> {
        let last = || self.sql.pieces.last().map_or(0..0, |last| last.at.clone());
        self.place.clone().unwrap_or_else(last)
    }

    /// The place among the pieces where the parser stumbled; behind the last one at the end.
    fn index(&self) -> usize {
        self.place.as_ref().map_or(self.sql.pieces.len(), |place| self.sql.piece_at(place.start))
    }

    fn piece(&self, index: usize) -> Option<&'a Piece> {
        self.sql.pieces.get(index)
    }

    /// Mistakes that the parser meets too late to find good words for them.
    fn slip(&self) -> Option<Diagnostic> {
        self.too_deep()
            .or_else(|| self.braces())
            .or_else(|| self.quotes())
            .or_else(|| self.parentheses())
            .or_else(|| self.foreign_sign())
            .or_else(|| self.case())
            .or_else(|| self.misspelt())
            .or_else(|| self.order_of_clauses())
            .or_else(|| self.habit())
    }

    fn too_deep(&self) -> Option<Diagnostic> {
        self.message.to_lowercase().contains("recursion").then(|| {
            self.error(self.sql.first_line(), "the SQL is nested too deeply")
                .help("give the inner parts names in `WITH`, or make datasets of them")
        })
    }

    fn braces(&self) -> Option<Diagnostic> {
        let sql = self.sql.as_str();
        if let Some(start) = sql.find("${") {
            let end = sql[start..].find('}').map_or(start + 2, |length| start + length + 1);
            let name = sql[start..end].trim_matches(['$', '{', '}', ' ']);
            let told = self.error(start..end, "parameters have no braces in SQL");
            return Some(match is_name(name) {
                true => self.instead(told, &(start..end), &format!("${name}")),
                false => told.help("parameters are written `$name`"),
            });
        }
        let start = sql.find("{{")?;
        let end = sql[start..].find("}}").map_or(start + 2, |length| start + length + 2);
        let name = sql[start..end].trim_matches(['{', '}', ' ']);
        let told = self.error(start..end, "`{{ }}` is not for SQL: parameters are named with `$`");
        Some(if is_name(name) { told.help(format!("write `${name}`")) } else { told })
    }

    fn parentheses(&self) -> Option<Diagnostic> {
        let mut open: Vec<&Piece> = Vec::new();
        for piece in &self.sql.pieces {
            match piece.token {
                Token::LParen => open.push(piece),
                Token::RParen if open.pop().is_none() => {
                    return Some(self.error(piece.at.clone(), "this `)` closes nothing"));
                }
                _ => {}
            }
        }
        let early = self.message.starts_with("Expected: )") || self.message.ends_with("found: EOF");
        let open = open.last().filter(|_| early)?;
        Some(self.error(open.at.clone(), "this `(` is never closed").help("add `)`"))
    }

    /// What the parser says, in other words.
    fn told(&self) -> Diagnostic {
        let at = self.at();
        match self.message.strip_prefix("Expected: ").and_then(|m| m.split_once(", found: ")) {
            Some((wanted, "EOF")) => {
                let last = self.sql.pieces.last().map_or(at, |last| last.at.clone());
                let wanted = plain(wanted);
                self.error(last, format!("the SQL ends too early: after this, {wanted} is expected"))
            }
            Some(("end of statement" | "end of expression", found)) => self.unexpected(at, found.trim()),
            Some(("an SQL statement", found)) => self.first_word(at, found),
            Some((")", _)) if self.follows_a_value() => {
                let found = self.piece(self.index()).map_or(at, |piece| piece.at.clone());
                let told =
                    self.error(found.clone(), format!("`{}` cannot stand here", self.sql.slice(&found)));
                told.help("is a comma missing before it?")
            }
            Some((wanted, ")")) if wanted.starts_with("an expression") && self.follows_a_comma() => self
                .error(at, "a value is missing after the comma")
                .help("take the comma away, or write a value"),
            Some((wanted, found)) => {
                self.error(at, format!("expected {}, found `{}`", plain(wanted), found.trim()))
            }
            None => self.error(at, lower_first(self.message)),
        }
    }

    /// Whether the parser stumbled over a value right behind another one.
    fn follows_a_value(&self) -> bool {
        let is_value = |piece: &Piece| {
            matches!(piece.token, Token::Number(..) | Token::SingleQuotedString(_) | Token::Word(_))
        };
        let index = self.index();
        let before = index.checked_sub(1).and_then(|before| self.piece(before));
        before.is_some_and(is_value) && self.piece(index).is_some_and(is_value)
    }

    fn follows_a_comma(&self) -> bool {
        let before = self.index().checked_sub(1).and_then(|before| self.piece(before));
        before.is_some_and(|piece| piece.token == Token::Comma)
    }

    fn unexpected(&self, at: Range<usize>, found: &str) -> Diagnostic {
        let found = if self.sql.slice(&at).is_empty() { found } else { self.sql.slice(&at) };
        let told = self.error(at, format!("`{found}` cannot stand here"));
        match found.to_ascii_uppercase().as_str() {
            "FROM" | "JOIN" => told.help("a query has one `FROM`, and joins stand before `WHERE`"),
            ";" => told.help("take it away"),
            "," => told.help("conditions are joined by `AND`, not by a comma"),
            "NOT" => told.help("write `<> 'North'`, `NOT IN (…)` or `NOT LIKE '…'`"),
            _ => told.help("is a comma, an operator or a keyword missing before it?"),
        }
    }

    /// A word of SQL that is misspelt: the parser takes it for a name and stumbles there, or over the word
    /// after it.
    fn misspelt(&self) -> Option<Diagnostic> {
        let index = self.index().min(self.sql.pieces.len().checked_sub(1)?);
        let near = self.sql.pieces[index.saturating_sub(1)..=index].iter().rev();
        // After `LEFT` the parser says what is missing and stands behind what it found.
        let after_side = self.message.contains("JOIN after").then(|| self.after_side()).flatten();
        after_side.into_iter().chain(near).find_map(|piece| {
            let Token::Word(word) = &piece.token else { return None };
            let is_name = word.quote_style.is_none() && word.keyword == Keyword::NoKeyword;
            let meant = did_you_mean(&word.value, WORDS).filter(|_| is_name)?;
            let told = self.error(piece.at.clone(), format!("`{}` is no word of SQL", word.value));
            Some(self.instead(told.label(format!("did you mean `{meant}`?")), &piece.at, meant))
        })
    }

    /// What stands after the last `LEFT` or `RIGHT`.
    fn after_side(&self) -> Option<&'a Piece> {
        let side =
            self.sql.pieces.iter().rposition(|piece| piece.is_word("LEFT") || piece.is_word("RIGHT"))?;
        self.piece(side + 1)
    }

    fn first_word(&self, at: Range<usize>, found: &str) -> Diagnostic {
        let told = self.error(at.clone(), format!("a query begins with `SELECT` or `WITH`, not `{found}`"));
        match did_you_mean(found, ["SELECT", "WITH"]) {
            Some(near) => self.instead(told.label(format!("did you mean `{near}`?")), &at, near),
            None => told,
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// What the parser expects, in the words of people.
fn plain(wanted: &str) -> String {
    match wanted {
        "an expression" | "an expression:" => "a value or a column".to_owned(),
        "identifier" | "an identifier" => "a name".to_owned(),
        "SELECT, VALUES, or a subquery in the query body" => "`SELECT`".to_owned(),
        "ROWS, RANGE, GROUPS" => "`PARTITION BY`, `ORDER BY` or `ROWS`".to_owned(),
        sign if sign.chars().all(|c| c.is_ascii_punctuation() || c.is_ascii_uppercase()) => {
            format!("`{sign}`")
        }
        other => other.to_owned(),
    }
}
