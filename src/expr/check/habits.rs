//! What other languages write as methods, functions and indexes, and what is written here instead.

use super::names::text_of;
use super::{Check, range_of};
use crate::diag::{self, did_you_mean, list_names};
use crate::expr::kinds::Kind;
use crate::expr::library::{FILTERS, Filter, MEMBERS, Member, Need, RUN_TIME};
use crate::expr::syntax::ast;
use crate::table::Schema;
use crate::value::Type;
use std::ops::Range;

/// Words of other languages for what datasets can be asked.
const MEMBER_WORDS: &[(&str, &[&str])] = &[
    ("count", &["rows", "len", "length", "size", "row_count", "num_rows", "nrow", "n", "count_rows"]),
    ("empty", &["is_empty", "isempty"]),
    ("sum", &["total"]),
    ("avg", &["mean", "average"]),
    ("min", &["minimum", "lowest", "smallest", "least"]),
    ("max", &["maximum", "highest", "largest", "greatest"]),
    ("first", &["head", "top"]),
    ("last", &["tail", "bottom"]),
];

/// Words of other languages for filters.
const FILTER_WORDS: &[(&str, &[&str])] = &[
    ("format", &["strftime", "date_format", "currency", "number_format", "tofixed", "to_fixed", "money"]),
    ("default", &["coalesce", "ifnull", "nvl", "fillna", "fill_na", "or_else", "d"]),
    ("abs", &["absolute"]),
    ("upper", &["touppercase", "to_upper", "uppercase", "upcase", "ucase"]),
    ("lower", &["tolowercase", "to_lower", "lowercase", "downcase", "lcase"]),
    ("title", &["capitalize", "capitalise", "titlecase", "title_case", "initcap", "proper"]),
    ("length", &["len", "size", "count", "char_length"]),
    ("plural", &["pluralize", "pluralise"]),
    ("join", &["implode", "concat"]),
];

/// The end of a range of dates that is meant by a word of another language.
pub(super) fn end_of_range(word: &str) -> Option<&'static str> {
    let words: &[(&str, &[&str])] = &[
        ("start", &["begin", "beginning", "from", "first", "min", "since", "lower"]),
        ("end", &["to", "until", "last", "max", "stop", "finish", "upper", "till"]),
    ];
    meant(words, word).or_else(|| did_you_mean(word, ["start", "end"]))
}

/// The format that shows a part of a date.
fn part_of_date(word: &str) -> Option<&'static str> {
    let words: &[(&str, &[&str])] = &[
        ("yyyy", &["year", "getfullyear"]),
        ("mmmm", &["month", "month_name"]),
        ("d", &["day", "getdate"]),
        ("dddd", &["weekday", "day_name", "dayname"]),
    ];
    meant(words, word)
}

/// What a dataset is asked by a word of another language.
pub(super) fn member(word: &str) -> Option<&'static Member> {
    let name = meant(MEMBER_WORDS, word)?;
    MEMBERS.iter().find(|member| member.name == name)
}

/// The filter that has the name, or is meant by a word of another language.
fn filter(word: &str) -> Option<&'static Filter> {
    let small = word.to_lowercase();
    let name = meant(FILTER_WORDS, word).unwrap_or(&small);
    FILTERS.iter().find(|filter| filter.name == name)
}

fn meant(words: &[(&'static str, &[&str])], word: &str) -> Option<&'static str> {
    let small = word.to_lowercase();
    words.iter().find(|(_, others)| others.contains(&small.as_str())).map(|(name, _)| *name)
}

/// A question to a dataset, as it is written.
pub(super) struct Asked {
    /// Its name.
    pub member: &'static str,
    /// All of it.
    pub text: String,
    /// Whether nothing else can have been meant.
    pub safe: bool,
}

/// The first byte of a node; the parser begins the parts of a longer path at their `.`.
pub(super) fn start_of(node: &ast::Expr) -> usize {
    match node {
        ast::Expr::GetAttr(part) => start_of(&part.expr),
        ast::Expr::GetItem(item) => start_of(&item.expr),
        ast::Expr::Call(call) => start_of(&call.expr),
        ast::Expr::Filter(filter) => filter.expr.as_ref().map_or(range_of(node).start, start_of),
        other => range_of(other).start,
    }
}

impl<'a> Check<'a> {
    /// The dataset and the name in `dataset.name`.
    pub(super) fn column_of_dataset(&self, node: &ast::Expr<'a>) -> Option<(&'a str, String)> {
        match node {
            ast::Expr::GetAttr(part) => match &part.expr {
                ast::Expr::Var(var) if self.names.datasets.contains_key(var.id) => {
                    Some((var.id, part.name.to_owned()))
                }
                _ => None,
            },
            ast::Expr::GetItem(item) => match &item.expr {
                ast::Expr::Var(var) if self.names.datasets.contains_key(var.id) => {
                    Some((var.id, text_of(&item.subscript_expr)?))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// `sales.revenue.sum`, `sales.sum.revenue` and the like, as they are asked.
    pub(super) fn asked(&self, (dataset, first): (&str, String), second: &str) -> Option<Asked> {
        let schema = self.names.datasets.get(dataset)?;
        let known = |word: &str| {
            let same = MEMBERS.iter().find(|member| member.name.eq_ignore_ascii_case(word));
            same.map(|same| (same, true)).or_else(|| Some((member(word)?, false)))
        };
        let (column, (member, safe)) = match (schema.field(&first), schema.field(second)) {
            (Some(_), _) => (first.as_str(), known(second)?),
            (None, Some(_)) => (second, known(&first)?),
            (None, None) => return None,
        };
        let text = match member.column {
            Need::Never => return None,
            _ => format!("{dataset}.{}('{column}')", member.name),
        };
        Some(Asked { member: member.name, text, safe })
    }

    /// The text of a node that can stand before a `|` as it is.
    pub(super) fn written(&self, node: &ast::Expr<'a>) -> Option<String> {
        match node {
            ast::Expr::Var(_)
            | ast::Expr::Const(_)
            | ast::Expr::GetAttr(_)
            | ast::Expr::GetItem(_)
            | ast::Expr::Call(_)
            | ast::Expr::Filter(_) => self.source.get(start_of(node)..range_of(node).end).map(str::to_owned),
            _ => None,
        }
    }

    /// Says that a value has no part of a name, and which filter does what the name says.
    pub(super) fn filter_instead(
        &mut self,
        message: String,
        (base, kind): (&str, &Kind),
        name: &str,
        whole: Range<usize>,
        name_at: Range<usize>,
    ) {
        let code = part_of_date(name).filter(|_| matches!(kind, Kind::Of(Type::Date | Type::Instant)));
        if let Some(code) = code {
            let text = format!("{base} | format('{code}')");
            self.instead(diag::Code::Expression, whole, message, text, false);
            return;
        }
        let names = FILTERS.iter().map(|filter| filter.name);
        let found = filter(name).or_else(|| filter(did_you_mean(name, names)?));
        match found {
            Some(filter) if filter.arguments.contains(&0) => {
                let text = format!("{base} | {}", filter.name);
                self.instead(diag::Code::Expression, whole, message, text, false);
            }
            Some(filter) => self.fail(name_at, message, format!("write `{}`", filter.usage)),
            None => self.fail(name_at, message, format!("write `{base}`")),
        }
    }

    /// `base.name(…)`, where `base` is no dataset.
    pub(super) fn method(
        &mut self,
        base: &ast::Expr<'a>,
        name: &str,
        arguments: &[ast::CallArg<'a>],
        end: usize,
    ) {
        let whole = start_of(base)..end;
        if let Some(asked) = self.column_of_dataset(base).and_then(|of| self.asked(of, name)) {
            let message = format!("`{}` is asked of the dataset", asked.member);
            self.instead(diag::Code::Expression, whole, message, asked.text, asked.safe);
            return;
        }
        // Tells of unknown names, and of a row that is no value.
        if self.expr(base).is_none() {
            return;
        }
        let name_at = self.place(name);
        let filters = || FILTERS.iter().map(|filter| filter.name);
        let found = filter(name).or_else(|| filter(did_you_mean(name, filters())?));
        let (Some(filter), Some(written)) = (found, self.written(base)) else {
            let message = format!("values have no functions such as `{name}`");
            let help = format!("they have filters, as in `value | round(1)`: {}", list_names(filters(), 12));
            self.fail(name_at, message, help);
            return;
        };
        let message = format!("`{}` is a filter, written after `|`", filter.name);
        if !filter.arguments.contains(&arguments.len()) {
            self.fail(name_at, message, format!("write `{}`", filter.usage));
            return;
        }
        let given = match arguments {
            [] => "",
            _ => self.source[name_at.end..end].trim(),
        };
        let text = format!("{written} | {}{given}", filter.name);
        self.instead(diag::Code::Expression, whole, message, text, filter.name == name);
    }

    /// `name(…)`.
    pub(super) fn unknown_function(&mut self, name: &str, arguments: &[ast::CallArg<'a>], end: usize) {
        let at = self.place(name);
        let message = format!("there is no function `{name}`");
        if let Some((text, safe)) = self.function_instead(name, arguments) {
            self.instead(diag::Code::UnknownName, at.start..end, message, text, safe);
            return;
        }
        let help = match (filter(name), MEMBERS.iter().find(|member| member.name.eq_ignore_ascii_case(name)))
        {
            (_, Some(member)) => format!("ask a dataset: `{}`", member.usage),
            (Some(filter), None) => format!("`{}` is a filter: write `{}`", filter.name, filter.usage),
            _ if matches!(name, "now" | "today") => format!("write `{RUN_TIME}`, the time of the run"),
            _ if matches!(name.to_lowercase().as_str(), "if" | "iif" | "iff" | "when" | "case") => {
                "write `a if condition else b`".into()
            }
            _ => format!(
                "datasets have {}; values have filters: {}",
                list_names(MEMBERS.iter().map(|member| member.name), 12),
                list_names(FILTERS.iter().map(|filter| filter.name), 12),
            ),
        };
        self.push(diag::Code::UnknownName, at, message, help);
    }

    /// `count(sales)`, `sum(sales.revenue)`, `round(x, 2)`, as they are written here.
    fn function_instead(&self, name: &str, arguments: &[ast::CallArg<'a>]) -> Option<(String, bool)> {
        let same = MEMBERS.iter().find(|member| member.name.eq_ignore_ascii_case(name));
        let (ast::CallArg::Pos(first), others) = arguments.split_first()? else { return None };
        if let Some(asked) = same.or_else(|| member(name)).filter(|_| others.is_empty()) {
            let safe = same.is_some();
            match first {
                ast::Expr::Var(var) if self.names.datasets.contains_key(var.id) => {
                    return (asked.column != Need::Always)
                        .then(|| (format!("{}.{}", var.id, asked.name), safe));
                }
                ast::Expr::Var(var) if !self.names.parameters.contains_key(var.id) => {
                    if let ([owner], true) = (self.owners(var.id).as_slice(), asked.column != Need::Never) {
                        return Some((format!("{owner}.{}('{}')", asked.name, var.id), false));
                    }
                }
                _ => {}
            }
            if let Some((dataset, column)) = self.column_of_dataset(first)
                && self.names.datasets.get(dataset).is_some_and(|schema| schema.field(&column).is_some())
                && asked.column != Need::Never
            {
                return Some((format!("{dataset}.{}('{column}')", asked.name), safe));
            }
        }
        let filter = filter(name)?;
        if !filter.arguments.contains(&others.len()) {
            return None;
        }
        let written = self.written(first)?;
        let given: Option<Vec<&str>> = others
            .iter()
            .map(|other| match other {
                ast::CallArg::Pos(node) => self.source.get(start_of(node)..range_of(node).end),
                _ => None,
            })
            .collect();
        let given = given?;
        let given = if given.is_empty() { String::new() } else { format!("({})", given.join(", ")) };
        Some((format!("{written} | {}{given}", filter.name), filter.name == name))
    }

    /// `data.name(…)` with a name that datasets cannot be asked by.
    pub(super) fn unknown_member(
        &mut self,
        dataset: &str,
        schema: &Schema,
        name: &str,
        name_at: Range<usize>,
        end: usize,
    ) {
        if schema.field(name).is_some() {
            let message = format!("`{name}` is a column, and no function");
            let whole = name_at.start..end;
            self.instead(diag::Code::Expression, whole, message, name.to_owned(), false);
            return;
        }
        if let Some(member) = member(name) {
            let message = format!("unknown function `{name}`");
            self.instead(diag::Code::UnknownName, name_at, message, member.name.to_owned(), false);
            return;
        }
        if matches!(
            name,
            "median" | "std" | "stddev" | "var" | "quantile" | "unique" | "nunique" | "distinct"
        ) {
            let message = format!("`{dataset}` cannot be asked for `{name}`");
            self.push(diag::Code::UnknownName, name_at, message, "compute it in the SQL of a dataset");
            return;
        }
        self.unknown("function", name, name_at, || MEMBERS.iter().map(|member| member.name));
    }

    /// `[ ]` with something else than the name of a column of a dataset in it.
    pub(super) fn odd_item(&mut self, item: &ast::GetItem<'a>, at: Range<usize>) {
        let inside = range_of(&item.subscript_expr);
        let whole = start_of(&item.expr)..at.end;
        let number = match &item.subscript_expr {
            ast::Expr::Const(constant) => i64::try_from(constant.value.clone()).ok(),
            _ => None,
        };
        match (&item.expr, &item.subscript_expr) {
            (ast::Expr::Var(var), ast::Expr::Var(column)) if self.has_column(var.id, column.id) => {
                let quoted = format!("'{}'", column.id);
                let message = "a column is named in quotes";
                self.instead(diag::Code::Expression, inside, message, quoted, true);
            }
            (ast::Expr::Var(var), _) if number.is_some() && self.names.datasets.contains_key(var.id) => {
                let schema = &self.names.datasets[var.id];
                let column = schema.names().next().unwrap_or("column");
                let help = format!(
                    "`{0}.{column}` is the value in the first row, `{0}.last('{column}')` that in the last",
                    var.id
                );
                self.fail(inside, "rows have no numbers", help);
            }
            (ast::Expr::Const(_), ast::Expr::Const(_)) if number.is_some() => {
                let message = format!("`{}` is not a number", &self.source[whole.clone()]);
                self.fail(whole, message, "a number has one `.`, before its decimals");
            }
            (ast::Expr::GetItem(_), _) if self.expr(&item.expr).is_none() => {}
            (base, _) if number.is_some() && self.column_of_dataset(base).is_some() => {
                let message = "rows have no numbers";
                let (dataset, column) = self.column_of_dataset(base).unwrap_or_default();
                let help = format!("`{dataset}.{column}` is the value in the first row already");
                self.fail(inside, message, help);
            }
            (base, subscript) => {
                let asked =
                    text_of(subscript).and_then(|column| self.asked(self.column_of_dataset(base)?, &column));
                match asked {
                    Some(asked) => {
                        let message = format!("`{}` is asked with parentheses", asked.member);
                        self.instead(diag::Code::Expression, whole, message, asked.text, asked.safe);
                    }
                    None => {
                        let message = "`[ ]` takes the name of a column in quotes, after a dataset or row";
                        self.fail(inside, message, "write `data['column']`");
                    }
                }
            }
        }
    }

    fn has_column(&self, owner: &str, column: &str) -> bool {
        let row = self.names.row.filter(|(alias, _)| *alias == owner).map(|(_, schema)| schema);
        let schema = row.or_else(|| self.names.datasets.get(owner));
        schema.is_some_and(|schema| schema.field(column).is_some())
    }
}
