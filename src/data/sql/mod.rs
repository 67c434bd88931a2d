//! SQL as it is written: parsed, kept to queries that only read, and searched for the names it mentions.

mod errors;
mod meaning;
mod mentions;
mod names;
mod parameters;
mod place;
mod size;

pub use errors::{Known, report};
pub use meaning::{Env, of_condition, of_query};
pub use mentions::{Mention, Mentions};
pub use parameters::unknown_parameter;
pub use place::Sql;

use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::yaml::Text;
use datafusion::error::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{ExprWithAlias, Query, SetExpr, Statement as SqlStatement};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::Token;
use errors::usage;

/// Functions that give another answer at another time; a report must not.
const IMPURE: [&str; 12] = [
    "now",
    "current_timestamp",
    "current_date",
    "current_time",
    "localtimestamp",
    "localtime",
    "today",
    "random",
    "rand",
    "uuid",
    "gen_random_uuid",
    "version",
];

/// One query.
#[derive(Debug, Clone)]
pub struct ParsedQuery {
    /// The query as the engine takes it, with a name for each column.
    pub statement: Statement,
    /// The query as it was written.
    pub query: Box<Query>,
    /// The names in it.
    pub mentions: Mentions,
}

/// One condition.
#[derive(Debug, Clone)]
pub struct ParsedCondition {
    /// The condition.
    pub condition: ExprWithAlias,
    /// The names in it.
    pub mentions: Mentions,
}

/// Parses the SQL of a dataset; anything but one query that only reads is reported.
pub fn parse_query(text: &Text, sink: &mut Sink) -> Option<ParsedQuery> {
    let sql = Sql::new(text);
    size::check(&sql, sink)?;
    let parsed = parser(text).and_then(|mut parser| parser.parse_statements());
    let mut statements = match parsed {
        Ok(statements) => statements,
        Err(error) => {
            errors::report_syntax(&error, &sql, sink);
            return None;
        }
    };
    let Some(statement) = statements.pop_front() else {
        let message = "a dataset needs a query, such as `SELECT * FROM source`";
        sink.push(Diagnostic::error(Code::Sql, sql.span(&sql.first_line()), message));
        return None;
    };
    if !statements.is_empty() {
        let second = Diagnostic::error(
            Code::Sql,
            second_statement(&sql),
            "a dataset is one query, and this is the second",
        );
        sink.push(second.help("make a dataset of each query, or take the `;` away"));
        return None;
    }
    let Statement::Statement(inner) = statement else {
        return refuse(&sql, sink);
    };
    let SqlStatement::Query(query) = *inner else {
        return refuse(&sql, sink);
    };
    if writes(&query.body) {
        return refuse(&sql, sink);
    }
    let mentions = mentions::mentions_of(&query, &sql);
    report_impure(&mentions, &sql, sink);
    report_parts(&mentions, &sql, sink);
    let mut named = query.clone();
    names::name_columns(&mut named, &sql);
    let statement = Statement::Statement(Box::new(SqlStatement::Query(named)));
    Some(ParsedQuery { statement, query, mentions })
}

/// Parses a condition on one row.
pub fn parse_condition(text: &Text, sink: &mut Sink) -> Option<ParsedCondition> {
    let sql = Sql::new(text);
    size::check(&sql, sink)?;
    let parsed = parser(text).and_then(|mut parser| parser.parse_into_expr());
    let condition = match parsed {
        Ok(condition) => condition,
        Err(error) => {
            errors::report_syntax(&error, &sql, sink);
            return None;
        }
    };
    let mentions = mentions::mentions_of(&condition.expr, &sql);
    if let Some(table) = mentions.tables.first() {
        let message = "a condition looks at one row at a time and cannot read other tables";
        let wrong = Diagnostic::error(Code::Sql, sql.span(&table.at), message);
        sink.push(
            wrong.help("make a dataset that holds the rows at fault, and test it with `rows: { max: 0 }`"),
        );
        return None;
    }
    report_impure(&mentions, &sql, sink);
    report_parts(&mentions, &sql, sink);
    Some(ParsedCondition { condition, mentions })
}

fn parser(text: &Text) -> Result<datafusion::sql::parser::DFParser<'static>, DataFusionError> {
    DFParserBuilder::new(text.as_str()).with_dialect(&GenericDialect {}).build()
}

fn second_statement(sql: &Sql) -> Span {
    let mut pieces = sql.pieces.iter();
    let second =
        pieces.by_ref().skip_while(|p| p.token != Token::SemiColon).find(|p| p.token != Token::SemiColon);
    second.map_or(sql.text.span(), |piece| sql.span(&piece.at))
}

fn writes(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => select.into.is_some(),
        SetExpr::Query(query) => writes(&query.body),
        SetExpr::SetOperation { left, right, .. } => writes(left) || writes(right),
        SetExpr::Values(_) => false,
        SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => true,
        // `TABLE x` only reads.
        SetExpr::Table(_) => false,
    }
}

fn refuse<T>(sql: &Sql, sink: &mut Sink) -> Option<T> {
    let at = sql.pieces.first().map_or(0..sql.as_str().len(), |first| first.at.clone());
    let word = sql.slice(&at).to_uppercase();
    let message = format!("`{word}` is not allowed: a dataset is a query that only reads");
    sink.push(Diagnostic::error(Code::Sql, sql.span(&at), message).help("begin it with `SELECT` or `WITH`"));
    None
}

fn report_impure(mentions: &Mentions, sql: &Sql, sink: &mut Sink) {
    let impure = |function: &&Mention| IMPURE.contains(&function.name.to_ascii_lowercase().as_str());
    for function in mentions.functions.iter().filter(impure) {
        let name = function.name.to_ascii_lowercase();
        let message = format!("`{name}` gives another answer in every run, and a report must not");
        let wrong = Diagnostic::error(Code::Sql, sql.span(&function.at), message);
        let clock = !matches!(name.as_str(), "random" | "rand" | "uuid" | "gen_random_uuid" | "version");
        sink.push(if clock { wrong.help("use `$run_time`, the time of the run") } else { wrong });
    }
}

/// Reports parts of a date that there are not; the engine finds them only when it has rows.
fn report_parts(mentions: &Mentions, sql: &Sql, sink: &mut Sink) {
    for (part, more) in &mentions.parts {
        let name = part.name.to_ascii_lowercase();
        if usage::PARTS.contains(&name.as_str()) || more.contains(&name.as_str()) {
            continue;
        }
        let unknown =
            Diagnostic::error(Code::Sql, sql.span(&part.at), format!("a date has no part `{}`", part.name));
        sink.push(match did_you_mean(&name, usage::PARTS) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")),
            None => unknown.help(format!("it has {}", list_names(usage::PARTS, 12))),
        });
    }
}
