//! The names of columns that are computed and given none: the author's own words, where the engine has its own.

use super::place::{Piece, Sql};
use datafusion::sql::sqlparser::ast::{
    Expr, Ident, OrderBy, OrderByKind, Query, Select, SelectItem, SetExpr, VisitMut, VisitorMut,
};
use datafusion::sql::sqlparser::tokenizer::Token;
use std::ops::{ControlFlow, Range};

/// Characters of a name that is made of SQL; longer ones are cut.
const CHARS_MAX: usize = 60;

/// Names the columns of a query, and of those inside it, by what was written for them.
pub fn name_columns(query: &mut Query, sql: &Sql) {
    let _ = query.visit(&mut Namer { sql });
}

/// SQL as the name of a column: in one line, and not too long.
pub fn name_of(written: &str) -> String {
    let mut name = written.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = name.char_indices().nth(CHARS_MAX) {
        name.truncate(end);
        name.push('…');
    }
    name
}

struct Namer<'a> {
    sql: &'a Sql<'a>,
}

impl VisitorMut for Namer<'_> {
    type Break = ();

    fn post_visit_query(&mut self, query: &mut Query) -> ControlFlow<()> {
        self.name(&mut query.body);
        // `SELECT DISTINCT` is ordered by its own columns; the engine does not know one again that has a name.
        if let SetExpr::Select(select) = query.body.as_ref()
            && select.distinct.is_some()
            && let Some(OrderBy { kind: OrderByKind::Expressions(keys), .. }) = &mut query.order_by
        {
            for key in keys {
                let item = select.projection.iter().find_map(|item| match item {
                    SelectItem::ExprWithAlias { expr, alias } if *expr == key.expr => Some(alias),
                    _ => None,
                });
                if let Some(alias) = item {
                    key.expr = Expr::Identifier(alias.clone());
                }
            }
        }
        ControlFlow::Continue(())
    }
}

impl Namer<'_> {
    /// Names the columns of the `SELECT` that gives a query its columns; the other sides of a `UNION` take those.
    fn name(&self, body: &mut SetExpr) {
        let select = match body {
            SetExpr::Select(select) => select,
            SetExpr::SetOperation { left, .. } => return self.name(left),
            _ => return,
        };
        let places = self.items(select);
        for (item, at) in select.projection.iter_mut().zip(places) {
            let SelectItem::UnnamedExpr(expr) = item else { continue };
            let has_name = matches!(
                bare(expr),
                Expr::Identifier(_) | Expr::CompoundIdentifier(_) | Expr::CompoundFieldAccess { .. }
            );
            if !has_name && !unnests(expr) {
                let alias = Ident::with_quote('"', name_of(self.sql.slice(&at)));
                *item = SelectItem::ExprWithAlias { expr: expr.clone(), alias };
            }
        }
    }

    /// The bytes of each item of a `SELECT`; none where they cannot be told apart.
    fn items(&self, select: &Select) -> Vec<Range<usize>> {
        let begin = self.sql.range(select.select_token.0.span);
        let pieces = &self.sql.pieces[self.sql.piece_at(begin.end)..];
        let pieces = after_distinct(pieces);
        let mut items: Vec<Range<usize>> = Vec::new();
        let (mut depth, mut open) = (0_usize, false);
        for (place, piece) in pieces.iter().enumerate() {
            match piece.token {
                Token::LParen | Token::LBracket => depth += 1,
                Token::RParen | Token::RBracket if depth == 0 => break,
                Token::RParen | Token::RBracket => depth -= 1,
                Token::Comma if depth == 0 => {
                    open = false;
                    continue;
                }
                _ if depth == 0 && ends_list(pieces, place) => break,
                _ => {}
            }
            match items.last_mut().filter(|_| open) {
                Some(item) => item.end = piece.at.end,
                None => items.push(piece.at.clone()),
            }
            open = true;
        }
        if items.len() == select.projection.len() { items } else { Vec::new() }
    }
}

/// What stands after `DISTINCT`, `ALL` and `DISTINCT ON (…)`.
fn after_distinct(pieces: &[Piece]) -> &[Piece] {
    let Some(first) = pieces.first().filter(|first| first.is_word("DISTINCT") || first.is_word("ALL")) else {
        return pieces;
    };
    let rest = &pieces[1..];
    if !first.is_word("DISTINCT") || !rest.first().is_some_and(|piece| piece.is_word("ON")) {
        return rest;
    }
    let mut depth = 0_usize;
    let close = rest.iter().position(|piece| {
        match piece.token {
            Token::LParen => depth += 1,
            Token::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        piece.token == Token::RParen && depth == 0
    });
    close.map_or(rest, |close| &rest[close + 1..])
}

/// Whether the list of items ends before a piece.
fn ends_list(pieces: &[Piece], place: usize) -> bool {
    const ENDS: [&str; 14] = [
        "FROM",
        "WHERE",
        "GROUP",
        "HAVING",
        "ORDER",
        "LIMIT",
        "OFFSET",
        "UNION",
        "EXCEPT",
        "INTERSECT",
        "WINDOW",
        "QUALIFY",
        "FETCH",
        "INTO",
    ];
    let piece = &pieces[place];
    // `a IS DISTINCT FROM b`; `* EXCEPT (a)` is a part of its item.
    let distinct = piece.is_word("FROM") && place > 0 && pieces[place - 1].is_word("DISTINCT");
    let star = piece.is_word("EXCEPT") && place > 0 && pieces[place - 1].token == Token::Mul;
    let named = place > 0 && pieces[place - 1].is_word("AS");
    piece.token == Token::SemiColon
        || (!distinct && !star && !named && ENDS.iter().any(|word| piece.is_word(word)))
}

fn bare(expr: &Expr) -> &Expr {
    match expr {
        Expr::Nested(inner) => bare(inner),
        other => other,
    }
}

/// `unnest(list)` makes columns of its own.
fn unnests(expr: &Expr) -> bool {
    matches!(bare(expr), Expr::Function(function) if function.name.to_string().to_lowercase().starts_with("unnest"))
}
