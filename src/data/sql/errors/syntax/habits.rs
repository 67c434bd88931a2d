//! What people write out of habit with other languages and databases.

use super::{Broken, is_name};
use crate::diag::Diagnostic;
use datafusion::sql::sqlparser::tokenizer::Token;
use std::ops::Range;

/// Signs of other languages, and those of SQL.
const SIGNS: [(&str, &str); 7] =
    [("≥", ">="), ("≤", "<="), ("≠", "<>"), ("=>", ">="), ("=<", "<="), ("−", "-"), ("×", "*")];

impl Broken<'_> {
    /// A sign of another language.
    pub(super) fn foreign_sign(&self) -> Option<Diagnostic> {
        let place = self.place.clone()?;
        let sql = self.sql.as_str();
        let before = sql[..place.start].trim_end().len();
        let found = SIGNS.iter().find_map(|(theirs, ours)| {
            let one = sql[place.start..].starts_with(theirs).then(|| place.start..place.start + theirs.len());
            // The parser takes `=` of `=<` and stumbles over the rest.
            let start = before.checked_sub(1).filter(|start| sql.is_char_boundary(*start))?;
            let two = sql[start..].starts_with(theirs).then(|| start..start + theirs.len());
            Some((one.or(two)?, *theirs, *ours))
        });
        if let Some((at, theirs, ours)) = found {
            let told = self.error(at.clone(), format!("`{theirs}` is no operator of SQL"));
            return Some(self.instead(told, &at, ours));
        }
        let rest = &sql[place.start..];
        if rest.starts_with('=') && sql[..before].ends_with(['<', '>', '!']) && before < place.start {
            let at = before - 1..place.start + 1;
            let sign = sql[at.clone()].split_whitespace().collect::<String>();
            let told = self.error(at.clone(), format!("`{sign}` is written without a space"));
            return Some(self.instead(told, &at, &sign));
        }
        if rest.starts_with('!') {
            let told = self.error(place.start..place.start + 1, "`!` is no operator of SQL");
            return Some(told.help("write `NOT …`, and `<>` for what is not equal"));
        }
        if rest.starts_with('*') && sql[..before].ends_with('*') {
            let told = self.error(before - 1..place.start + 1, "`**` is no operator of SQL");
            return Some(told.help("write `power(x, 2)`"));
        }
        None
    }

    /// Words and forms that SQL has in another shape.
    pub(super) fn habit(&self) -> Option<Diagnostic> {
        if self.message.starts_with("Expected: AND") && self.sql.slice(&self.at()) == "," {
            let told = self.error(self.at(), "between the two ends of `BETWEEN` stands `AND`");
            return Some(told.help("write `BETWEEN 1 AND 3`"));
        }
        if let Some(told) = self.odd_name().or_else(|| self.odd_number()) {
            return Some(told);
        }
        let index = self.index();
        let before = index.checked_sub(1).and_then(|before| self.piece(before));
        let inside = index.checked_sub(2).and_then(|before| self.piece(before));
        if self.message.starts_with("Expected: (")
            && let (Some(place), Some(word)) = (self.place.clone(), before)
        {
            if word.is_word("IN") {
                return Some(self.in_list(place));
            }
            if word.is_word("USING") || word.is_word("AS") {
                return self.in_parentheses(word.is_word("AS"), place);
            }
        }
        if self.message.contains("a list of columns in parentheses") {
            return self.in_parentheses(false, self.at());
        }
        if let Some(piece) = self.piece(index)
            && let Some(short) = [("DESCENDING", "DESC"), ("ASCENDING", "ASC")]
                .into_iter()
                .find(|(long, _)| piece.is_word(long))
        {
            let told = self.error(piece.at.clone(), format!("`{}` is no word of SQL", short.0));
            return Some(self.instead(told, &piece.at, short.1));
        }
        // The parser takes `count(*) FILTER` for a named column, and stumbles inside the parenthesis.
        if let Some(filter) = self.sql.pieces[..index.min(self.sql.pieces.len())]
            .iter()
            .rev()
            .take(4)
            .find(|piece| piece.is_word("FILTER"))
        {
            let told = self.error(filter.at.clone(), "`FILTER` lacks its `WHERE`");
            return Some(told.help("write `FILTER (WHERE condition)`"));
        }
        if self.message.contains("IS 'x'") || self.message.contains("after IS") {
            let told = self.error(self.at(), "after `IS` stand `NULL`, `NOT NULL`, `TRUE` and `FALSE`");
            return Some(told.help("compare with `=`"));
        }
        if let (Some(comma), Some(with)) = (before, self.sql.pieces.first())
            && comma.is_word("SELECT")
            && with.is_word("WITH")
            && inside.is_some_and(|piece| piece.token == Token::Comma)
        {
            let at = inside.map_or(0..0, |piece| piece.at.clone());
            let told = self.error(at.clone(), "no query of `WITH` follows this comma");
            return Some(told.help("take the comma away"));
        }
        None
    }

    /// A name that has to stand in double quotes: `AS 2024`, `AS net-profit`.
    fn odd_name(&self) -> Option<Diagnostic> {
        let index = self.index();
        let piece = self.piece(index)?;
        let follows = |back: usize| index.checked_sub(back).and_then(|at| self.piece(at));
        if follows(1).is_some_and(|before| before.is_word("AS")) && self.message.contains("identifier") {
            let written = self.sql.slice(&piece.at);
            let told = self.error(piece.at.clone(), format!("`{written}` cannot be a name as it stands"));
            return Some(told.help(format!("write it in double quotes: `\"{written}\"`")));
        }
        let named = follows(2).is_some_and(|before| before.is_word("AS")) && piece.token == Token::Minus;
        let (first, second) = (follows(1).filter(|_| named)?, self.piece(index + 1)?);
        let whole = first.at.start..second.at.end;
        let written = self.sql.slice(&whole);
        let told = self.error(whole.clone(), format!("`{written}` cannot be a name as it stands"));
        Some(told.help(format!("write it in double quotes, `\"{written}\"`, or with `_`")))
    }

    /// `1,5`
    fn odd_number(&self) -> Option<Diagnostic> {
        let index = self.index();
        let piece = self.piece(index).filter(|piece| piece.token == Token::Comma)?;
        let is_number = |piece: &&crate::data::sql::place::Piece| matches!(piece.token, Token::Number(..));
        let before = index.checked_sub(1).and_then(|before| self.piece(before)).filter(is_number)?;
        let after = self.piece(index + 1).filter(is_number)?;
        let close = before.at.end == piece.at.start && piece.at.end == after.at.start;
        let (a, b) = (self.sql.slice(&before.at), self.sql.slice(&after.at));
        let told = self.error(before.at.start..after.at.end, "a number has no comma in it");
        close.then(|| told.help(format!("write `{a}.{b}`")))
    }

    /// `region IN $names`
    fn in_list(&self, place: Range<usize>) -> Diagnostic {
        let written = self.sql.slice(&place);
        let piece = self.piece(self.sql.piece_at(place.start));
        let whole = piece.map_or(place.clone(), |piece| piece.at.clone());
        let found = self.sql.slice(&whole);
        let told = self.error(whole, "after `IN` a list stands in parentheses");
        let column = self.index().checked_sub(2).and_then(|at| self.piece(at));
        let column = column.map_or("x", |piece| self.sql.slice(&piece.at));
        match found.strip_prefix('$').filter(|name| is_name(name)) {
            Some(_) => told.help(format!("if the parameter is a list, write `array_has({found}, {column})`")),
            None => told.help(format!("write `IN ({written}, …)`")),
        }
    }

    fn in_parentheses(&self, query: bool, place: Range<usize>) -> Option<Diagnostic> {
        let piece = self.piece(self.sql.piece_at(place.start))?;
        let written = self.sql.slice(&piece.at);
        if query {
            let told = self.error(piece.at.clone(), "the query of a `WITH` stands in parentheses");
            return Some(told.help("write `WITH name AS (SELECT …)`"));
        }
        let told = self.error(piece.at.clone(), "the columns of `USING` stand in parentheses");
        let instead = format!("({written})");
        Some(if is_name(written) { self.instead(told, &piece.at, &instead) } else { told })
    }
}
