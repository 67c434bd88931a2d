//! SQL that is too long or too deep to be planned in good time is told before it is tried.

use super::place::{Piece, Sql};
use crate::diag::{Code, Diagnostic, Sink};
use crate::limits::{SQL_CHAIN_MAX, SQL_WORDS_MAX};
use datafusion::sql::sqlparser::tokenizer::Token;
use std::ops::Range;

/// Tells of SQL beyond the limits.
pub fn check(sql: &Sql, sink: &mut Sink) -> Option<()> {
    if sql.pieces.len() > SQL_WORDS_MAX {
        let at = sql.pieces[SQL_WORDS_MAX].at.clone();
        let message = format!("the SQL has more than {SQL_WORDS_MAX} words and signs");
        let told = Diagnostic::error(Code::Sql, sql.span(&at), message).label("here are too many");
        sink.push(told.help("put long lists of values into a source, and join it"));
        return None;
    }
    let (at, count) = longest_chain(sql);
    if count > SQL_CHAIN_MAX {
        let message = format!("more than {SQL_CHAIN_MAX} operators follow each other");
        let told = Diagnostic::error(Code::Sql, sql.span(&at), message);
        let help = "write a list, as in `x IN ('a', 'b')`, or put the values into a source and join it";
        sink.push(told.help(help));
        return None;
    }
    Some(())
}

/// The most operators that follow each other without a comma or clause between them, and where they end: each
/// is one level of a tree, and so is each query that is joined to another one.
fn longest_chain(sql: &Sql) -> (Range<usize>, usize) {
    let mut longest = (0..0, 0);
    let mut open = vec![Chain::default()];
    for piece in &sql.pieces {
        match &piece.token {
            Token::LParen => open.push(Chain::default()),
            Token::RParen if open.len() > 1 => {
                open.pop();
            }
            _ => {}
        }
        let Some(chain) = open.last_mut() else { break };
        chain.see(piece);
        let count = chain.operators.max(chain.queries);
        if count > longest.1 {
            longest = (piece.at.clone(), count);
        }
    }
    longest
}

/// What follows each other within one pair of parentheses.
#[derive(Default)]
struct Chain {
    operators: usize,
    queries: usize,
}

impl Chain {
    fn see(&mut self, piece: &Piece) {
        const OPERATORS: [&str; 4] = ["AND", "OR", "NOT", "CASE"];
        const CLAUSES: [&str; 7] = ["SELECT", "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "ON"];
        const QUERIES: [&str; 4] = ["UNION", "EXCEPT", "INTERSECT", "JOIN"];
        let is_one_of = |words: &[&str]| words.iter().any(|word| piece.is_word(word));
        match &piece.token {
            Token::Comma | Token::SemiColon => self.operators = 0,
            Token::Word(_) if is_one_of(&CLAUSES) => self.operators = 0,
            Token::Word(_) if is_one_of(&OPERATORS) => self.operators += 1,
            Token::Word(_) if is_one_of(&QUERIES) => self.queries += 1,
            Token::Plus | Token::Minus | Token::Mul | Token::Div | Token::Mod | Token::StringConcat => {
                self.operators += 1;
            }
            Token::Eq | Token::Neq | Token::Lt | Token::LtEq | Token::Gt | Token::GtEq => self.operators += 1,
            _ => {}
        }
    }
}
