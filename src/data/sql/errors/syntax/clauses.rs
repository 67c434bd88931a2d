//! Clauses in another order than SQL has them, and `CASE` that is not whole.

use super::Broken;
use crate::diag::Diagnostic;
use datafusion::sql::sqlparser::tokenizer::Token;

/// The clauses of a query in their order.
const CLAUSES: [(&str, &str); 9] = [
    ("FROM", "FROM"),
    ("WHERE", "WHERE"),
    ("GROUP", "GROUP BY"),
    ("HAVING", "HAVING"),
    ("WINDOW", "WINDOW"),
    ("QUALIFY", "QUALIFY"),
    ("ORDER", "ORDER BY"),
    ("LIMIT", "LIMIT"),
    ("OFFSET", "OFFSET"),
];
/// Clauses of two words.
const WITH_BY: [&str; 3] = ["GROUP", "ORDER", "PARTITION"];

impl Broken<'_> {
    /// A clause that stands after one it belongs before, is there twice, or lacks its `BY`.
    pub(super) fn order_of_clauses(&self) -> Option<Diagnostic> {
        let index = self.index();
        let piece = self.piece(index)?;
        if let Some(word) = WITH_BY.iter().find(|word| piece.is_word(word))
            && !self.piece(index + 1).is_some_and(|next| next.is_word("BY"))
        {
            let told = self.error(piece.at.clone(), format!("`{word}` cannot stand here"));
            return Some(self.instead(told, &piece.at, &format!("{word} BY")));
        }
        let rank = CLAUSES.iter().position(|(word, _)| piece.is_word(word))?;
        let (_, name) = CLAUSES[rank];
        let before = self.clauses_before(index);
        if before.contains(&rank) {
            let told = self.error(piece.at.clone(), format!("this query has a `{name}` already"));
            return Some(match name {
                "WHERE" | "HAVING" | "QUALIFY" => told.help("join the conditions with `AND`"),
                "FROM" => told.help("a query has one `FROM`, and joins stand before `WHERE`"),
                _ => told.help("write all of it in the first one"),
            });
        }
        let (_, later) = CLAUSES[before.into_iter().filter(|other| *other > rank).min()?];
        let told = self.error(piece.at.clone(), format!("`{name}` stands before `{later}`"));
        Some(told.help(format!("move `{name} …` in front of `{later}`")))
    }

    /// The clauses of the same `SELECT` before a piece.
    fn clauses_before(&self, index: usize) -> Vec<usize> {
        let mut depth = 0_usize;
        let mut found = Vec::new();
        for piece in self.sql.pieces[..index].iter().rev() {
            match piece.token {
                Token::RParen => depth += 1,
                Token::LParen if depth == 0 => break,
                Token::LParen => depth -= 1,
                _ if depth > 0 => {}
                _ if piece.is_word("SELECT") => break,
                _ => found.extend(CLAUSES.iter().position(|(word, _)| piece.is_word(word))),
            }
        }
        found
    }

    /// `CASE` that lacks a part: the parser takes the word for a column then, and stumbles over the next one.
    pub(super) fn case(&self) -> Option<Diagnostic> {
        let pieces = &self.sql.pieces;
        let stumbled = self.index();
        let near = |place: usize| place + 3 >= stumbled && place <= stumbled;
        let begin =
            pieces.iter().enumerate().position(|(place, piece)| piece.is_word("CASE") && near(place))?;
        let at = pieces[begin].at.clone();
        let parts = self.parts_of_case(begin);
        let has = |word: &str| parts.contains(&word);
        let form = "write `CASE WHEN condition THEN a ELSE b END`";
        if !has("WHEN") {
            return Some(self.error(at, "this `CASE` has no `WHEN`").help(form));
        }
        let thens = parts.iter().filter(|part| **part == "THEN").count();
        if thens < parts.iter().filter(|part| **part == "WHEN").count() {
            return Some(self.error(at, "a `WHEN` of this `CASE` has no `THEN`").help(form));
        }
        if !has("END") {
            return Some(self.error(at, "this `CASE` is never closed").help("add `END`"));
        }
        let empty = pieces[begin..].windows(2).find(|pair| {
            let opens = ["WHEN", "THEN", "ELSE"].iter().any(|word| pair[0].is_word(word));
            opens && ["WHEN", "THEN", "ELSE", "END"].iter().any(|word| pair[1].is_word(word))
        });
        match empty {
            Some(pair) => {
                let word = self.sql.slice(&pair[0].at).to_uppercase();
                Some(self.error(pair[0].at.clone(), format!("after this `{word}`, a value is missing")))
            }
            None => Some(self.error(at, "this `CASE` cannot be read").help(form)),
        }
    }

    /// The keywords of the `CASE` that begins at a piece, up to its `END`, a clause, or a closing parenthesis.
    fn parts_of_case(&self, begin: usize) -> Vec<&'static str> {
        let (mut depth, mut inner) = (0_usize, 0_usize);
        let mut parts = Vec::new();
        for piece in &self.sql.pieces[begin + 1..] {
            match piece.token {
                Token::LParen => depth += 1,
                Token::RParen if depth == 0 => break,
                Token::RParen => depth -= 1,
                _ if depth > 0 => {}
                _ if piece.is_word("CASE") => inner += 1,
                _ if piece.is_word("END") && inner > 0 => inner -= 1,
                _ if inner > 0 => {}
                _ if piece.is_word("END") => {
                    parts.push("END");
                    break;
                }
                _ if CLAUSES.iter().any(|(word, _)| piece.is_word(word)) => break,
                _ => parts.extend(["WHEN", "THEN", "ELSE"].into_iter().find(|word| piece.is_word(word))),
            }
        }
        parts
    }
}
