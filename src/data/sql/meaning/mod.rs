//! What a query means, found by a walk of our own over it: which names can be seen where, and of which
//! types values are. The engine stops at the first mistake and often says no place; the walk goes on
//! after each, and knows the place of everything.

mod calls;
mod columns;
mod constants;
mod kinds;
mod operands;
mod patterns;
mod scope;
mod select;
mod tables;
mod value;

use scope::{Kind, Shape};

use super::mentions::Mentions;
use super::place::Sql;
use crate::diag::{Diagnostic, Span};
use crate::value::{Type, Value};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::ParamValues;
use datafusion::execution::session_state::SessionState;
use datafusion::sql::sqlparser::ast::{Expr, Query};
use scope::{Scope, Source};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a query may name.
#[derive(Clone, Copy)]
pub struct Env<'a> {
    /// The functions of the engine.
    pub state: &'a SessionState,
    /// Names of all functions.
    pub functions: &'a [String],
    /// Sources and datasets whose columns are known.
    pub tables: &'a BTreeMap<String, SchemaRef>,
    /// Where each of them is declared.
    pub declared: &'a BTreeMap<String, Span>,
    /// What `$name` stands for.
    pub parameters: &'a [(String, Type, Value)],
    /// The same, as the engine takes it.
    pub values: &'a ParamValues,
    /// The dataset that is computed.
    pub dataset: &'a str,
}

/// What is wrong with a query.
#[derive(Debug, Default)]
pub struct Findings {
    /// Mistakes that keep the engine from understanding it.
    pub broken: Vec<Diagnostic>,
    /// Mistakes that the engine passes over, or finds only once it has rows.
    pub silent: Vec<Diagnostic>,
}

impl Findings {
    /// All of them.
    pub fn into_all(self) -> Vec<Diagnostic> {
        self.broken.into_iter().chain(self.silent).collect()
    }
}

/// Walks over a query.
pub fn of_query(query: &Query, sql: &Sql, mentions: &Mentions, env: Env) -> Findings {
    let mut walk = Walk::new(sql, mentions, env);
    let shape = walk.query(query);
    walk.check_names(query, &shape);
    walk.findings
}

/// Walks over a condition on the rows of a table.
pub fn of_condition(
    condition: &Expr,
    table: &SchemaRef,
    sql: &Sql,
    mentions: &Mentions,
    env: Env,
) -> Findings {
    let mut walk = Walk::new(sql, mentions, env);
    let name = Some(env.dataset.to_owned());
    let source = Source { name: name.clone(), table: name, shape: Shape::of(table) };
    walk.scopes.push(Scope { sources: vec![source], ..Scope::default() });
    walk.clause = Clause::Condition;
    walk.truth(condition);
    walk.findings
}

/// The part of a query that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    Select,
    Where,
    On,
    GroupBy,
    Having,
    Qualify,
    OrderBy,
    /// The condition of a test.
    Condition,
}

impl Clause {
    /// As it is written.
    fn name(self) -> &'static str {
        match self {
            Clause::Select => "SELECT",
            Clause::Where => "WHERE",
            Clause::On => "ON",
            Clause::GroupBy => "GROUP BY",
            Clause::Having => "HAVING",
            Clause::Qualify => "QUALIFY",
            Clause::OrderBy => "ORDER BY",
            Clause::Condition => "that",
        }
    }
}

struct Walk<'a> {
    sql: &'a Sql<'a>,
    mentions: &'a Mentions,
    env: Env<'a>,
    findings: Findings,
    /// The `SELECT`s around, the innermost last.
    scopes: Vec<Scope>,
    /// Names of `WITH` that can be seen from here.
    with: Vec<(String, Shape)>,
    clause: Clause,
    /// Names of `WINDOW` in the innermost `SELECT`.
    windows: Vec<String>,
    /// Whether the value is a part of a constant that is tried as a whole, or of one that may not be reached.
    tried: bool,
    /// Columns that stand by themselves in the innermost `SELECT`.
    bare: Vec<String>,
}

impl<'a> Walk<'a> {
    fn new(sql: &'a Sql<'a>, mentions: &'a Mentions, env: Env<'a>) -> Walk<'a> {
        Walk {
            sql,
            mentions,
            env,
            findings: Findings::default(),
            scopes: Vec::new(),
            with: Vec::new(),
            clause: Clause::Select,
            windows: Vec::new(),
            tried: false,
            bare: Vec::new(),
        }
    }

    /// Tells of what the engine will refuse.
    fn broken(&mut self, told: Diagnostic) {
        self.findings.broken.push(told);
    }

    /// Tells of what the engine would pass over.
    fn silent(&mut self, told: Diagnostic) {
        self.findings.silent.push(told);
    }

    fn error(&self, at: &Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(crate::diag::Code::Sql, self.sql.span(at), message)
    }

    /// Offers to write something in place of what stands in a range.
    fn instead(&self, told: Diagnostic, at: &Range<usize>, text: &str) -> Diagnostic {
        // Quotes of SQL would end a quoted text of YAML.
        match text.contains(['\'', '"']) && !self.sql.takes_quotes() {
            true => told.help(format!("write `{text}`")),
            false => told.fix(format!("write `{text}`"), self.sql.span(at), text),
        }
    }

    /// Walks over a part of the query in another clause.
    fn within<T>(&mut self, clause: Clause, walk: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.clause, clause);
        let result = walk(self);
        self.clause = before;
        result
    }

    /// What stands in a range, to be quoted in a message; `None` where it is too long to be read there.
    fn shown(&self, at: &Range<usize>) -> Option<&'a str> {
        const CHARS_MAX: usize = 40;
        let text = self.sql.slice(at);
        (text.chars().count() <= CHARS_MAX && !text.contains(['\n', '`'])).then_some(text)
    }
}
