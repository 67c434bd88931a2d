//! Where the words and signs of SQL stand, and how far an expression reaches: the parser leaves out
//! parentheses, signs and keywords around what it marks.

use crate::diag::Span;
use crate::yaml::Text;
use datafusion::sql::sqlparser::ast::{CastKind, Expr, Function, Spanned};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{self, Location, Token, Tokenizer};
use std::ops::Range;

/// A word or sign, and its bytes.
#[derive(Debug, Clone)]
pub struct Piece {
    /// What it is.
    pub token: Token,
    /// Where it stands.
    pub at: Range<usize>,
}

impl Piece {
    /// Whether it is this keyword, in small or capital letters.
    pub fn is_word(&self, keyword: &str) -> bool {
        matches!(&self.token, Token::Word(word) if word.quote_style.is_none()
            && word.value.eq_ignore_ascii_case(keyword))
    }
}

/// SQL and the places of everything in it.
pub struct Sql<'a> {
    /// As it was written.
    pub text: &'a Text,
    /// Words and signs, without spaces and comments; none when a quote is open.
    pub pieces: Vec<Piece>,
    lines: Lines,
}

impl<'a> Sql<'a> {
    /// Finds the words and signs.
    pub fn new(text: &'a Text) -> Sql<'a> {
        let lines = Lines::of(text.as_str());
        let tokens = Tokenizer::new(&GenericDialect {}, text.as_str()).tokenize_with_location();
        let tokens = tokens.unwrap_or_default().into_iter();
        let pieces = tokens.filter(|t| !matches!(t.token, Token::Whitespace(_) | Token::EOF));
        let pieces = pieces.map(|t| Piece { at: lines.range(t.span.start, t.span.end), token: t.token });
        Sql { text, pieces: pieces.collect(), lines }
    }

    /// The SQL.
    pub fn as_str(&self) -> &'a str {
        self.text.as_str()
    }

    /// What stands in a range.
    pub fn slice(&self, at: &Range<usize>) -> &'a str {
        self.as_str().get(at.clone()).unwrap_or_default()
    }

    /// The place of a range in the report.
    pub fn span(&self, at: &Range<usize>) -> Span {
        self.text.span_of(at.clone())
    }

    /// The bytes between two places that the parser counts in lines and characters.
    pub fn range(&self, span: tokenizer::Span) -> Range<usize> {
        self.lines.range(span.start, span.end)
    }

    /// The byte at a line and character, both from 1.
    pub fn offset(&self, line: u64, column: u64) -> usize {
        self.lines.offset(Location { line, column })
    }

    /// Where to point when nothing smaller is known: the first line of the query, without comments.
    pub fn first_line(&self) -> Range<usize> {
        let Some(first) = self.pieces.first() else { return 0..self.as_str().trim_end().len() };
        let line_end = self.as_str()[first.at.start..].find('\n').map(|length| first.at.start + length);
        let line_end = line_end.unwrap_or(self.as_str().len());
        let last = self.pieces.iter().rfind(|piece| piece.at.end <= line_end).unwrap_or(first);
        first.at.start..last.at.end
    }

    /// Whether a quote of SQL can be put into the text as it is written: it would end a quoted scalar.
    pub fn takes_quotes(&self) -> bool {
        self.text.span_of(0..1).start == self.text.span().start
    }

    /// The piece that begins at a byte, or the first one after it.
    pub fn piece_at(&self, byte: usize) -> usize {
        self.pieces.partition_point(|piece| piece.at.start < byte)
    }

    /// The first piece with this keyword in a range.
    pub fn word_in(&self, keyword: &str, range: Range<usize>) -> Option<Range<usize>> {
        let from = self.piece_at(range.start);
        let inside = self.pieces[from..].iter().take_while(|piece| piece.at.end <= range.end);
        inside.into_iter().find(|piece| piece.is_word(keyword)).map(|piece| piece.at.clone())
    }

    /// The bytes of a whole expression, with its parentheses and keywords.
    pub fn extent(&self, expr: &Expr) -> Range<usize> {
        let marked = self.closed(self.range(expr.span()));
        match expr {
            Expr::BinaryOp { left, right, .. } => self.joined(left, right),
            Expr::Nested(inner) => self.in_parentheses(self.extent(inner)),
            Expr::Between { expr, high, .. } => self.joined(expr, high),
            Expr::Like { expr, pattern, .. } | Expr::ILike { expr, pattern, .. } => {
                self.joined(expr, pattern)
            }
            Expr::InList { expr, list, .. } => {
                let inside = list.last().map_or(self.extent(expr), |last| self.extent(last));
                self.extent(expr).start..self.to_closing(inside.end)
            }
            Expr::InSubquery { expr, subquery, .. } => {
                self.extent(expr).start..self.to_closing(self.range(subquery.span()).end)
            }
            Expr::Function(function) => self.of_function(function),
            Expr::RLike { expr, pattern, .. } => self.joined(expr, pattern),
            Expr::UnaryOp { expr, .. } => self.before(self.extent(expr)),
            Expr::Interval(interval) => self.before(self.extent(&interval.value)),
            Expr::TypedString(_) | Expr::Prefixed { .. } => self.before(marked),
            Expr::Cast { kind: CastKind::DoubleColon, expr, .. } => self.with_type(self.extent(expr)),
            Expr::Cast { expr, .. } | Expr::Extract { expr, .. } | Expr::Convert { expr, .. } => {
                self.before(self.in_parentheses(self.extent(expr)))
            }
            Expr::Ceil { .. }
            | Expr::Floor { .. }
            | Expr::Position { .. }
            | Expr::Substring { .. }
            | Expr::Trim { .. }
            | Expr::Overlay { .. }
            | Expr::Exists { .. } => self.before(self.in_parentheses(marked)),
            Expr::Subquery(_) | Expr::Array(_) => self.in_parentheses(marked),
            Expr::IsNull(inner)
            | Expr::IsNotNull(inner)
            | Expr::IsTrue(inner)
            | Expr::IsNotTrue(inner)
            | Expr::IsFalse(inner)
            | Expr::IsNotFalse(inner) => self.with_test(self.extent(inner)),
            _ => marked,
        }
    }

    fn joined(&self, left: &Expr, right: &Expr) -> Range<usize> {
        let (left, right) = (self.extent(left), self.extent(right));
        left.start..right.end.max(left.start)
    }

    /// Name, arguments, and what follows in parentheses: `FILTER (…)`, `OVER (…)`, `WITHIN GROUP (…)`.
    fn of_function(&self, function: &Function) -> Range<usize> {
        let name = self.range(function.name.span());
        let mut end = self.to_pair(name.end).unwrap_or(name.end);
        let mut at = self.piece_at(end);
        while let Some(piece) = self.pieces.get(at) {
            let opens = ["FILTER", "OVER", "GROUP"].iter().any(|word| piece.is_word(word));
            let passes = ["WITHIN", "IGNORE", "RESPECT", "NULLS"].iter().any(|word| piece.is_word(word));
            match () {
                () if opens => end = self.to_pair(piece.at.end).unwrap_or(piece.at.end),
                () if passes => end = piece.at.end,
                () => break,
            }
            at = self.piece_at(end);
        }
        // `OVER w` names its window.
        if let (Some(Piece { token: Token::Word(_), at: name }), true) =
            (self.pieces.get(at), function.over.is_some() && self.ends_with_word(end, "OVER"))
        {
            end = name.end;
        }
        name.start..end
    }

    fn ends_with_word(&self, end: usize, keyword: &str) -> bool {
        let last = self.piece_at(end).checked_sub(1).and_then(|at| self.pieces.get(at));
        last.is_some_and(|piece| piece.is_word(keyword))
    }

    /// The end of the parenthesis that opens right at a byte.
    fn to_pair(&self, byte: usize) -> Option<usize> {
        let open = self.piece_at(byte);
        let first = self.pieces.get(open).filter(|piece| piece.token == Token::LParen)?;
        Some(self.to_closing(first.at.end))
    }

    /// The end of the parenthesis that is open at a byte.
    fn to_closing(&self, byte: usize) -> usize {
        let mut depth = 0_usize;
        for piece in &self.pieces[self.piece_at(byte)..] {
            match piece.token {
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen | Token::RBracket if depth == 0 => return piece.at.end,
                Token::RParen | Token::RBracket => depth -= 1,
                _ => {}
            }
        }
        byte
    }

    /// A range with the parentheses closed that open in it.
    fn closed(&self, at: Range<usize>) -> Range<usize> {
        let inside = &self.pieces[self.piece_at(at.start)..self.piece_at(at.end)];
        let open = inside.iter().filter(|piece| piece.token == Token::LParen).count();
        let close = inside.iter().filter(|piece| piece.token == Token::RParen).count();
        let missing = open.saturating_sub(close);
        (0..missing).fold(at, |at, _| at.start..self.to_closing(at.end).max(at.end))
    }

    /// A range with the parenthesis right before it, and its other half.
    fn in_parentheses(&self, at: Range<usize>) -> Range<usize> {
        let mut depth = 0_usize;
        for piece in self.pieces[..self.piece_at(at.start)].iter().rev() {
            match piece.token {
                Token::RParen | Token::RBracket => depth += 1,
                Token::LParen | Token::LBracket if depth == 0 => {
                    return piece.at.start..self.to_closing(at.end).max(at.end);
                }
                Token::LParen | Token::LBracket => depth -= 1,
                _ => {}
            }
        }
        at
    }

    /// A range with the word or sign right before it.
    fn before(&self, at: Range<usize>) -> Range<usize> {
        let before = self.piece_at(at.start).checked_sub(1).and_then(|before| self.pieces.get(before));
        before.map_or(at.start, |piece| piece.at.start)..at.end
    }

    /// A range with `::type` behind it.
    fn with_type(&self, at: Range<usize>) -> Range<usize> {
        let colons = self.piece_at(at.end);
        let Some(name) = self.pieces.get(colons + 1) else { return at };
        at.start..self.to_pair(name.at.end).unwrap_or(name.at.end)
    }

    /// A range with `IS NOT NULL` and the like behind it.
    fn with_test(&self, at: Range<usize>) -> Range<usize> {
        const WORDS: [&str; 6] = ["IS", "NOT", "NULL", "TRUE", "FALSE", "UNKNOWN"];
        let behind = &self.pieces[self.piece_at(at.end)..];
        let words = behind.iter().take_while(|piece| WORDS.iter().any(|word| piece.is_word(word)));
        at.start..words.last().map_or(at.end, |piece| piece.at.end)
    }
}

/// The lines of a text, to find the byte of a character in one without going over all before it.
struct Lines {
    lines: Vec<Line>,
    length: usize,
}

struct Line {
    start: usize,
    length: usize,
    /// The bytes at which the characters begin; none where each is one byte.
    chars: Vec<usize>,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let mut start = 0;
        let line = |line: &str| {
            let chars =
                if line.is_ascii() { Vec::new() } else { line.char_indices().map(|(at, _)| at).collect() };
            start += line.len();
            Line { start: start - line.len(), length: line.len(), chars }
        };
        Lines { lines: text.split_inclusive('\n').map(line).collect(), length: text.len() }
    }

    fn offset(&self, place: Location) -> usize {
        let line = usize::try_from(place.line).unwrap_or(usize::MAX).saturating_sub(1);
        let Some(line) = self.lines.get(line) else { return self.length };
        let column = usize::try_from(place.column).unwrap_or(usize::MAX).saturating_sub(1);
        let inside =
            if line.chars.is_empty() { column } else { *line.chars.get(column).unwrap_or(&line.length) };
        line.start + inside.min(line.length)
    }

    fn range(&self, start: Location, end: Location) -> Range<usize> {
        let start = self.offset(start);
        start..self.offset(end).max(start)
    }
}
