//! SQL as it is written: parsed, kept to queries that only read, and searched for the names it mentions.

mod errors;

pub use errors::{Known, report};

use crate::diag::{Code, Diagnostic, Sink, Span, did_you_mean, list_names};
use crate::yaml::Text;
use datafusion::error::DataFusionError;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::ast::{
    DateTimeField, Expr, ExprWithAlias, Function, FunctionArg, FunctionArgExpr, FunctionArguments, Ident,
    ObjectName, Query, SetExpr, Spanned, Statement as SqlStatement, TableFactor, Value, ValueWithSpan, Visit,
    Visitor,
};
use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{self, Location, Token, TokenWithSpan, Tokenizer};
use errors::usage;
use std::ops::{ControlFlow, Range};

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
}

/// One query.
#[derive(Debug, Clone)]
pub struct ParsedQuery {
    /// The query.
    pub statement: Statement,
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
    let parsed = parser(text).and_then(|mut parser| parser.parse_statements());
    let mut statements = match parsed {
        Ok(statements) => statements,
        Err(error) => {
            errors::report_syntax(&error, text, sink);
            return None;
        }
    };
    let Some(statement) = statements.pop_front() else {
        let message = "a dataset needs a query, such as `SELECT * FROM source`";
        sink.push(Diagnostic::error(Code::Sql, text.span(), message));
        return None;
    };
    if !statements.is_empty() {
        let second = Diagnostic::error(
            Code::Sql,
            second_statement(text),
            "a dataset is one query, and this is the second",
        );
        sink.push(second.help("make a dataset of each query, or take the `;` away"));
        return None;
    }
    let Statement::Statement(inner) = &statement else {
        return refuse(text, sink);
    };
    let SqlStatement::Query(query) = inner.as_ref() else {
        return refuse(text, sink);
    };
    if writes(&query.body) {
        return refuse(text, sink);
    }
    let mut finder = Finder { sql: text.as_str(), ..Finder::default() };
    let _ = query.visit(&mut finder);
    report_impure(&finder.mentions, text, sink)?;
    report_parts(&finder.mentions, text, sink)?;
    Some(ParsedQuery { statement, mentions: finder.mentions })
}

/// Parses a condition on one row.
pub fn parse_condition(text: &Text, sink: &mut Sink) -> Option<ParsedCondition> {
    let parsed = parser(text).and_then(|mut parser| parser.parse_into_expr());
    let condition = match parsed {
        Ok(condition) => condition,
        Err(error) => {
            errors::report_syntax(&error, text, sink);
            return None;
        }
    };
    let mut finder = Finder { sql: text.as_str(), ..Finder::default() };
    let _ = condition.expr.visit(&mut finder);
    if let Some(table) = finder.mentions.tables.first() {
        let message = "a condition looks at one row at a time and cannot read other tables";
        let wrong = Diagnostic::error(Code::Sql, text.span_of(table.at.clone()), message);
        sink.push(
            wrong.help("make a dataset that holds the rows at fault, and test it with `rows: { max: 0 }`"),
        );
        return None;
    }
    report_impure(&finder.mentions, text, sink)?;
    report_parts(&finder.mentions, text, sink)?;
    Some(ParsedCondition { condition, mentions: finder.mentions })
}

fn parser(text: &Text) -> Result<datafusion::sql::parser::DFParser<'static>, DataFusionError> {
    DFParserBuilder::new(text.as_str()).with_dialect(&GenericDialect {}).build()
}

/// The bytes between two places that the parser counts in lines and characters.
pub fn range_of(sql: &str, start: Location, end: Location) -> Range<usize> {
    let start = offset(sql, start.line, start.column);
    start..offset(sql, end.line, end.column).max(start)
}

/// The byte at a line and character, both from 1.
pub fn offset(sql: &str, line: u64, column: u64) -> usize {
    let line_start: usize =
        sql.split_inclusive('\n').take(line.saturating_sub(1) as usize).map(str::len).sum();
    let rest = &sql[line_start.min(sql.len())..];
    let inside = rest.char_indices().nth(column.saturating_sub(1) as usize).map_or(rest.len(), |(at, _)| at);
    line_start + inside
}

/// The words and signs of SQL, without spaces and comments; none when a quote is open.
pub fn significant(sql: &str) -> Vec<TokenWithSpan> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize_with_location().unwrap_or_default();
    tokens.into_iter().filter(|t| !matches!(t.token, Token::Whitespace(_) | Token::EOF)).collect()
}

fn second_statement(text: &Text) -> Span {
    let sql = text.as_str();
    let mut tokens = significant(sql).into_iter();
    let second =
        tokens.by_ref().skip_while(|t| t.token != Token::SemiColon).find(|t| t.token != Token::SemiColon);
    second.map_or(text.span(), |token| text.span_of(range_of(sql, token.span.start, token.span.end)))
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

fn refuse<T>(text: &Text, sink: &mut Sink) -> Option<T> {
    let sql = text.as_str();
    let first = significant(sql).first().map(|token| range_of(sql, token.span.start, token.span.end));
    let at = first.unwrap_or(0..sql.len());
    let (span, word) = (text.span_of(at.clone()), &sql[at]);
    let message = format!("`{}` is not allowed: a dataset is a query that only reads", word.to_uppercase());
    sink.push(Diagnostic::error(Code::Sql, span, message).help("begin it with `SELECT` or `WITH`"));
    None
}

fn report_impure(mentions: &Mentions, text: &Text, sink: &mut Sink) -> Option<()> {
    let impure = |function: &&Mention| IMPURE.contains(&function.name.to_ascii_lowercase().as_str());
    let mut pure = Some(());
    for function in mentions.functions.iter().filter(impure) {
        let name = function.name.to_ascii_lowercase();
        let message = format!("`{name}` gives another answer in every run, and a report must not");
        let wrong = Diagnostic::error(Code::Sql, text.span_of(function.at.clone()), message);
        let clock = !matches!(name.as_str(), "random" | "rand" | "uuid" | "gen_random_uuid" | "version");
        sink.push(if clock { wrong.help("use `$run_time`, the time of the run") } else { wrong });
        pure = None;
    }
    pure
}

/// Reports parts of a date that there are not; the engine finds them only when it has rows.
fn report_parts(mentions: &Mentions, text: &Text, sink: &mut Sink) -> Option<()> {
    let mut known = Some(());
    for (part, more) in &mentions.parts {
        let name = part.name.to_ascii_lowercase();
        if usage::PARTS.contains(&name.as_str()) || more.contains(&name.as_str()) {
            continue;
        }
        let span = text.span_of(part.at.clone());
        let unknown = Diagnostic::error(Code::Sql, span, format!("a date has no part `{}`", part.name));
        sink.push(match did_you_mean(&name, usage::PARTS) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")),
            None => unknown.help(format!("it has {}", list_names(usage::PARTS, 12))),
        });
        known = None;
    }
    known
}

/// Collects names while it walks over SQL.
#[derive(Default)]
struct Finder<'a> {
    sql: &'a str,
    mentions: Mentions,
    /// Names of `WITH` that can be seen from here.
    with: Vec<String>,
    /// Where functions stand in place of tables.
    table_functions: Vec<tokenizer::Span>,
}

impl Finder<'_> {
    fn range(&self, span: tokenizer::Span) -> Range<usize> {
        range_of(self.sql, span.start, span.end)
    }

    fn mention(&self, ident: &Ident) -> Mention {
        Mention { name: ident.value.clone(), at: self.range(ident.span) }
    }

    fn see_name(&mut self, name: &ObjectName) -> Option<Mention> {
        let parts: Vec<&str> =
            name.0.iter().filter_map(|part| Some(part.as_ident()?.value.as_str())).collect();
        Some(Mention { name: parts.join("."), at: self.range(name.span()) })
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
            self.mentions.parts.push((Mention { name: part.clone(), at: self.range(value.span) }, more));
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
            _ => {}
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_value(&mut self, value: &ValueWithSpan) -> ControlFlow<()> {
        let at = self.range(value.span);
        match &value.value {
            Value::Placeholder(name) => {
                let name = name.trim_start_matches('$').to_owned();
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
