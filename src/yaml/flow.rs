//! What stands between brackets, as a row of tokens; a rough reading that no mistake stops.

use super::lines::{indent_of, is_blank, line_at, line_end, line_start, next_line};
use super::scan::quote_end;
use std::ops::Range;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `[` or `{`.
    Open,
    /// `]` or `}`.
    Close,
    /// `,`.
    Comma,
    /// `:` that ends a key.
    Colon,
    /// A text in quotes.
    Quoted,
    /// Anything else.
    Plain,
    /// From `#` to the end of the line.
    Comment,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// What it is.
    pub kind: Kind,
    /// Where it stands.
    pub range: Range<usize>,
    /// How many brackets are open around it; an opening one is not counted itself, nor a closing one.
    pub depth: usize,
    /// The bracket around it; of a bracket the one around that.
    pub inside: Option<usize>,
}

/// The brackets that open at a place, with all they hold.
#[derive(Debug)]
pub(super) struct Flow {
    /// All tokens, comments too.
    pub tokens: Vec<Token>,
    /// Brackets that are still open at the end, outermost first.
    pub open: Vec<usize>,
    /// A closing bracket of the wrong kind, and the bracket it stands against.
    pub mismatch: Option<(usize, usize)>,
    /// Where the brackets end: one past the last that closes, or where lines follow that cannot belong to them.
    pub end: usize,
}

impl Flow {
    /// Reads what a bracket opens, up to the one that closes it or to the first that is of the wrong kind.
    pub fn read(text: &str, open: usize) -> Flow {
        let mut reader = Reader { text, at: open, tokens: Vec::new(), open: Vec::new() };
        let until = outside(text, open);
        let mut mismatch = None;
        while reader.at < until {
            if let Some(wrong) = reader.step(until) {
                mismatch = Some(wrong);
                break;
            }
            if reader.open.is_empty() {
                break;
            }
        }
        Flow { end: reader.at.min(until), tokens: reader.tokens, open: reader.open, mismatch }
    }

    /// The last token before a place that is no comment.
    pub fn last_before(&self, at: usize) -> Option<&Token> {
        let before = |token: &&Token| token.range.end <= at && token.kind != Kind::Comment;
        self.tokens.iter().rev().find(before)
    }

    /// Tokens without comments.
    pub fn content(&self) -> impl Iterator<Item = &Token> + Clone {
        self.tokens.iter().filter(|token| token.kind != Kind::Comment)
    }
}

/// The first line below a bracket that is not indented more than the line of the bracket and does not
/// begin as something between brackets does.
fn outside(text: &str, open: usize) -> usize {
    let line = line_start(text, open);
    let indent = indent_of(&text[line..]);
    // A file that is all in brackets has nothing outside of them.
    if text[..open].trim().is_empty() {
        return text.len();
    }
    let mut next = next_line(text, open);
    while let Some(start) = next {
        let line = &text[line_at(text, start)];
        let content = line.trim_start_matches(' ');
        let closes = content.starts_with([']', '}', ',', ')']);
        if !is_blank(line) && indent_of(line) <= indent && !closes && begins_outside(content) {
            return start;
        }
        next = next_line(text, start);
    }
    text.len()
}

/// Whether a line begins as one that no bracket is around: an item, or a key without quotes.
fn begins_outside(content: &str) -> bool {
    let word = content.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.')).unwrap_or(0);
    content.starts_with("- ") || word > 0 && content[word..].trim_start_matches(' ').starts_with(':')
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    tokens: Vec<Token>,
    open: Vec<usize>,
}

impl Reader<'_> {
    /// Reads one token; a closing bracket of the wrong kind is returned with the bracket it stands against.
    fn step(&mut self, until: usize) -> Option<(usize, usize)> {
        let bytes = self.text.as_bytes();
        match bytes[self.at] {
            b' ' | b'\t' | b'\r' | b'\n' => self.at += 1,
            b'[' | b'{' => {
                self.take(Kind::Open, self.at + 1);
                self.open.push(self.at - 1);
            }
            close @ (b']' | b'}') => {
                let last = *self.open.last()?;
                let right = if bytes[last] == b'[' { b']' } else { b'}' };
                if close != right {
                    return Some((self.at, last));
                }
                self.open.pop();
                self.take(Kind::Close, self.at + 1);
            }
            b',' => self.take(Kind::Comma, self.at + 1),
            b':' if self.ends_key() => self.take(Kind::Colon, self.at + 1),
            quote @ (b'"' | b'\'') => {
                self.take(Kind::Quoted, quote_end(self.text, self.at, quote).min(until))
            }
            b'#' if matches!(bytes[self.at - 1], b' ' | b'\t' | b'\n') => {
                self.take(Kind::Comment, line_end(self.text, self.at));
            }
            _ => self.plain(until),
        }
        None
    }

    fn take(&mut self, kind: Kind, end: usize) {
        let (depth, inside) = (self.open.len(), self.open.last().copied());
        self.tokens.push(Token { kind, range: self.at..end, depth, inside });
        self.at = end;
    }

    /// Whether the colon here ends a key: a blank or a sign follows, or a key in quotes stands before it.
    fn ends_key(&self) -> bool {
        let next = self.text.as_bytes().get(self.at + 1);
        let quoted =
            self.tokens.last().is_some_and(|last| last.kind == Kind::Quoted && last.range.end == self.at);
        quoted
            || next.is_none_or(|byte| {
                matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b'[' | b']' | b'{' | b'}')
            })
    }

    /// A plain text, on one line.
    fn plain(&mut self, until: usize) {
        let bytes = self.text.as_bytes();
        let start = self.at;
        let mut end = start;
        while self.at < until {
            match bytes[self.at] {
                b',' | b'[' | b']' | b'{' | b'}' | b'\n' => break,
                b':' if self.at > start && self.ends_key() => break,
                b'#' if matches!(bytes[self.at - 1], b' ' | b'\t') => break,
                b' ' | b'\t' | b'\r' => {}
                _ => end = self.at + 1,
            }
            self.at += 1;
        }
        self.at = end.max(start + 1);
        let end = self.at;
        self.at = start;
        self.take(Kind::Plain, end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(&str, usize)> {
        let open = text.find(['[', '{']).expect("a bracket");
        let flow = Flow::read(text, open);
        flow.tokens.iter().map(|token| (&text[token.range.clone()], token.depth)).collect()
    }

    #[test]
    fn brackets_hold_tokens() {
        let expected = [("{", 0), ("a", 1), (":", 1), ("x y", 1), (",", 1), ("\"b\"", 1), (":", 1), ("[", 1)];
        assert_eq!(tokens("k: { a: x y, \"b\":[1, 'it''s'] }")[..8], expected);
        assert_eq!(tokens("[a:b, http://c, d # e\n]").len(), 8);
    }

    #[test]
    fn brackets_end_where_lines_cannot_belong_to_them() {
        let text = "  a: [x,\n    y\n  b: 1\n";
        let flow = Flow::read(text, 5);
        assert_eq!((flow.open.as_slice(), &text[..flow.end]), (&[5][..], "  a: [x,\n    y\n"));
        let flow = Flow::read("a: [{b: 1]", 3);
        assert_eq!(flow.mismatch, Some((9, 4)));
    }
}
