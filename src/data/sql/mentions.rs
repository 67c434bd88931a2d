//! The names that a piece of SQL mentions, found by walking over it.

use super::errors::usage;
use super::place::Sql;
use datafusion::sql::sqlparser::ast::{
    DateTimeField, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident, ObjectName, Query,
    Spanned, TableFactor, Value, ValueWithSpan, Visit, Visitor,
};
use datafusion::sql::sqlparser::tokenizer::{self, Token};
use std::ops::{ControlFlow, Range};

/// A name and the bytes of the SQL where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub at: Range<usize>,
}

/// The names that a piece of SQL mentions.
#[derive(Debug, Clone, Default)]
pub struct Mentions {
    /// Tables, names of `WITH` left out.
    pub tables: Vec<Mention>,
    /// All names of `WITH`.
    pub with: Vec<String>,
    /// Parameters, without their `$`.
    pub parameters: Vec<Mention>,
    /// Functions.
    pub functions: Vec<Mention>,
    /// Texts in quotes and numbers.
    pub literals: Vec<Mention>,
    /// Columns in the form `a` or `t.a`, by their last part.
    pub columns: Vec<Mention>,
    /// Parts of a date: of `date_trunc`, and of `date_part` and `extract`.
    pub parts: Vec<(Mention, &'static [&'static str])>,
    /// Queries in parentheses that stand for a value.
    pub subqueries: Vec<Range<usize>>,
    /// Values that are cast.
    pub casts: Vec<Range<usize>>,
}

/// The names in a query or an expression.
pub fn mentions_of(node: &impl Visit, sql: &Sql) -> Mentions {
    let mut finder =
        Finder { sql, mentions: Mentions::default(), with: Vec::new(), table_functions: Vec::new() };
    let _ = node.visit(&mut finder);
    finder.mentions
}

/// Collects names while it walks over SQL.
struct Finder<'a> {
    sql: &'a Sql<'a>,
    mentions: Mentions,
    /// Names of `WITH` that can be seen from here.
    with: Vec<String>,
    /// Where functions stand in place of tables.
    table_functions: Vec<tokenizer::Span>,
}

impl Finder<'_> {
    fn mention(&self, ident: &Ident) -> Mention {
        Mention { name: ident.value.clone(), at: self.sql.range(ident.span) }
    }

    fn see_name(&mut self, name: &ObjectName) -> Option<Mention> {
        let parts: Vec<&str> =
            name.0.iter().filter_map(|part| Some(part.as_ident()?.value.as_str())).collect();
        let name_of = parts.join(".");
        let at = self.sql.range(name.span());
        // A name in single quotes has no place to the parser.
        let quoted = |piece: &&super::place::Piece| piece.token == Token::SingleQuotedString(name_of.clone());
        let at = match at.is_empty() {
            true => self.sql.pieces.iter().find(quoted).map_or(at, |piece| piece.at.clone()),
            false => at,
        };
        Some(Mention { name: name_of, at })
    }

    /// The part of a date that a function is given in quotes.
    fn see_part(&mut self, function: &Function, name: &str) {
        let more: &[&str] = match name.to_ascii_lowercase().as_str() {
            "date_trunc" | "datetrunc" => &[],
            "date_part" | "datepart" => &usage::MORE_PARTS,
            _ => return,
        };
        let FunctionArguments::List(list) = &function.args else { return };
        if let Some(FunctionArg::Unnamed(FunctionArgExpr::Expr(Expr::Value(value)))) = list.args.first()
            && let Value::SingleQuotedString(part) = &value.value
        {
            let mention = Mention { name: part.clone(), at: self.sql.range(value.span) };
            self.mentions.parts.push((mention, more));
        }
    }
}

impl Visitor for Finder<'_> {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        for cte in query.with.iter().flat_map(|with| &with.cte_tables) {
            // The body of a `WITH` that is not recursive does not see its own name.
            if !query.with.as_ref().is_some_and(|with| with.recursive) {
                cte.query.visit(self)?;
            }
            self.with.push(cte.alias.name.value.clone());
            self.mentions.with.push(cte.alias.name.value.clone());
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        let count = query.with.as_ref().map_or(0, |with| with.cte_tables.len());
        self.with.truncate(self.with.len() - count);
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        if let TableFactor::Table { name, args: Some(_), .. } = factor {
            self.table_functions.push(name.span());
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        let Some(mention) = self.see_name(relation) else {
            return ControlFlow::Continue(());
        };
        if self.table_functions.contains(&relation.span()) {
            self.mentions.functions.push(mention);
        } else if !self.with.contains(&mention.name) && !self.mentions.tables.contains(&mention) {
            self.mentions.tables.push(mention);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Function(function) => {
                let mention = self.see_name(&function.name);
                self.see_part(function, mention.as_ref().map_or("", |mention| &mention.name));
                self.mentions.functions.extend(mention);
            }
            Expr::Extract { field: DateTimeField::Custom(part), .. } => {
                let part = (self.mention(part), usage::MORE_PARTS.as_slice());
                self.mentions.parts.push(part);
            }
            Expr::Identifier(ident) => self.mentions.columns.push(self.mention(ident)),
            Expr::CompoundIdentifier(parts) => {
                let last = parts.last().map(|ident| self.mention(ident));
                self.mentions.columns.extend(last);
            }
            Expr::Cast { .. } => self.mentions.casts.push(self.sql.extent(expr)),
            Expr::Subquery(query) => self.mentions.subqueries.push(self.sql.range(query.span())),
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> ControlFlow<()> {
        let at = self.sql.range(value.span);
        match &value.value {
            Value::Placeholder(name) => {
                let name = name.strip_prefix('$').unwrap_or(name).to_owned();
                self.mentions.parameters.push(Mention { name, at });
            }
            Value::SingleQuotedString(text) | Value::Number(text, _) => {
                self.mentions.literals.push(Mention { name: text.clone(), at });
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}
