//! Names in expressions: parameters, datasets and what they can be asked, the row of a `repeat:`.

use super::habits::{self, start_of};
use super::{Check, range_of};
use crate::diag::{self, Diagnostic, did_you_mean, list_names};
use crate::expr::ir::{Expr, Op};
use crate::expr::kinds::Kind;
use crate::expr::library::{MEMBERS, Member, Need, RUN_TIME, aggregate_kind};
use crate::expr::syntax::ast;
use crate::table::Schema;
use crate::value::{ParamKind, Type};
use std::ops::Range;

impl<'a> Check<'a> {
    /// A name by itself.
    pub(super) fn name(&mut self, name: &str) -> Option<Expr> {
        let at = self.place(name);
        if let Some(schema) = self.row_of(name) {
            let column = schema.names().next().unwrap_or("column");
            let help = format!("name a column: `{name}.{column}`");
            self.fail(at, format!("`{name}` is a row, not a value"), help);
            return None;
        }
        if let Some(kind) = self.names.parameters.get(name) {
            self.parameters.insert(name.into());
            return Some(Expr { op: Op::Parameter(name.into()), kind: Kind::of_parameter(kind), at });
        }
        if self.names.datasets.contains_key(name) {
            let help =
                format!("ask for its `{name}.count`, `{name}.sum('column')`, or a column of its first row");
            self.fail(at, format!("`{name}` is a dataset, not a value"), help);
            return None;
        }
        if name == RUN_TIME {
            return Some(Expr { op: Op::RunTime, kind: Kind::Of(Type::Instant), at });
        }
        self.unknown_name(name, at);
        None
    }

    fn row_of(&self, name: &str) -> Option<&'a Schema> {
        self.names.row.filter(|(alias, _)| *alias == name).map(|(_, schema)| schema)
    }

    fn unknown_name(&mut self, name: &str, at: Range<usize>) {
        if self.names.broken.contains(name) {
            return;
        }
        if matches!(name, "params" | "param" | "parameters") && !self.names.parameters.is_empty() {
            let help = format!("write {}", list_names(self.names.parameters.keys().map(String::as_str), 6));
            let message = "parameters are named by themselves, without `params.`";
            self.push(diag::Code::UnknownName, at, message, help);
            return;
        }
        if self.is_text_without_quotes(name, at.clone()) {
            return;
        }
        if let Some(help) = self.habit(name).or_else(|| self.as_column(name)) {
            self.push(diag::Code::UnknownName, at, format!("unknown name `{name}`"), help);
            return;
        }
        let names = self.names;
        self.unknown("name", name, at, || names.all(self.text.span().file));
    }

    /// How to name a column that was written alone.
    fn as_column(&self, name: &str) -> Option<String> {
        if let Some((alias, schema)) = self.names.row
            && schema.field(name).is_some()
        {
            return Some(format!("columns of the row are named with it: `{alias}.{name}`"));
        }
        let owners = self.owners(name);
        let first = owners.first()?;
        let numeric = self.names.datasets[*first].field(name).is_some_and(|field| field.kind.is_numeric());
        let ways: Vec<String> = match owners.as_slice() {
            [only] if numeric => vec![format!("{only}.sum('{name}')"), format!("{only}.{name}")],
            _ => owners.iter().map(|owner| format!("{owner}.{name}")).collect(),
        };
        let ways = list_names(ways.iter().map(String::as_str), 3);
        let first_row =
            if numeric && owners.len() == 1 { ", which is the value in the first row" } else { "" };
        Some(format!("columns are named with their dataset: {ways}{first_row}"))
    }

    /// The datasets that this file can name and that have a column.
    pub(super) fn owners(&self, column: &str) -> Vec<&'a str> {
        let names = self.names;
        let has =
            |name: &&str| names.datasets.get(*name).is_some_and(|schema| schema.field(column).is_some());
        names.datasets_for(self.text.span().file).filter(has).collect()
    }

    /// What to write in place of a name that other languages have.
    fn habit(&self, name: &str) -> Option<String> {
        match name.to_ascii_lowercase().as_str() {
            "null" | "nil" | "undefined" | "na" => Some("write `none`, as in `… is none`".into()),
            "now" | "today" | "date" => Some(format!("write `{RUN_TIME}`, the time of the run")),
            _ if self.names.formats.0.contains_key(name) => {
                Some(format!("a format is named in quotes: `value | format('{name}')`"))
            }
            _ => None,
        }
    }

    /// `base.name`, without a call.
    pub(super) fn part(&mut self, base: &ast::Expr<'a>, name: &str, name_at: Range<usize>) -> Option<Expr> {
        let ast::Expr::Var(var) = base else {
            return self.no_parts(base, name, name_at);
        };
        let base = var.id;
        let at = self.place(base).start..name_at.end;
        if let Some(schema) = self.row_of(base) {
            let kind = self.column(base, schema, name, name_at, &[])?;
            return Some(Expr { op: Op::Row(name.into()), kind, at });
        }
        if let Some(kind) = self.names.parameters.get(base) {
            match (kind, name) {
                (ParamKind::DateRange, "start" | "end") => {
                    self.parameters.insert(base.into());
                    let op = Op::RangeEnd { name: base.into(), last: name == "end" };
                    return Some(Expr { op, kind: Kind::Of(Type::Date), at });
                }
                // A dataset may have the name of a parameter; only it has parts then.
                _ if self.names.datasets.contains_key(base) => {}
                (ParamKind::DateRange, _) => {
                    let message = format!("a range of dates has no `{name}`");
                    match habits::end_of_range(name) {
                        Some(end) => {
                            let code = diag::Code::Expression;
                            self.instead(code, name_at, message, end.to_owned(), false);
                        }
                        None => self.fail(name_at, message, "it has `.start` and `.end`"),
                    }
                    return None;
                }
                (ParamKind::One(Type::Other(_)), _) => return None,
                (ParamKind::One(_) | ParamKind::List(_), _) => {
                    let kind = Kind::of_parameter(kind);
                    let message = format!("`{base}` is {kind} and has no `{name}`");
                    self.filter_instead(message, (base, &kind), name, at, name_at);
                    return None;
                }
            }
        }
        match self.names.datasets.get(base) {
            Some(schema) => self.of_dataset(base, schema, name, name_at, at),
            None => {
                // `run_time` and unknown names.
                self.name(base)?;
                self.fail(name_at.clone(), format!("`{base}` has no `{name}`"), format!("write `{base}`"));
                None
            }
        }
    }

    fn no_parts(&mut self, base: &ast::Expr<'a>, name: &str, name_at: Range<usize>) -> Option<Expr> {
        if let Some(call) = self.column_of_dataset(base).and_then(|of| self.asked(of, name)) {
            let whole = start_of(base)..name_at.end;
            let message = format!("`{}` is asked of the dataset", call.member);
            self.instead(diag::Code::Expression, whole, message, call.text, call.safe);
            return None;
        }
        let checked = self.expr(base)?;
        let message = format!("{} has no `{name}`", checked.kind);
        match self.written(base) {
            Some(written) => {
                let whole = start_of(base)..name_at.end;
                self.filter_instead(message, (&written, &checked.kind), name, whole, name_at);
            }
            None => self.fail(name_at, message, "datasets, rows and ranges of dates have parts"),
        }
        None
    }

    fn of_dataset(
        &mut self,
        dataset: &str,
        schema: &Schema,
        name: &str,
        name_at: Range<usize>,
        at: Range<usize>,
    ) -> Option<Expr> {
        let has_column = schema.field(name).is_some();
        let member = MEMBERS.iter().find(|member| member.name == name);
        match member {
            Some(member) if member.column != Need::Always => {
                if has_column {
                    self.warn_of_twins(dataset, name, name_at);
                }
                Some(self.aggregate(member, dataset, None, at))
            }
            Some(member) if !has_column => {
                let help = format!("write `{}`", member.usage.replace("data.", &format!("{dataset}.")));
                self.fail(name_at, format!("`{name}` needs a column"), help);
                None
            }
            _ => {
                let members: Vec<&str> = MEMBERS.iter().map(|member| member.name).collect();
                let kind = self.column(dataset, schema, name, name_at, &members)?;
                self.datasets.insert(dataset.into());
                let op = Op::Field { dataset: dataset.into(), column: name.into() };
                Some(Expr { op, kind, at })
            }
        }
    }

    /// `kpis.count` where `kpis` has a column `count`: said once, so that nobody reads the wrong one.
    fn warn_of_twins(&mut self, dataset: &str, name: &str, at: Range<usize>) {
        let member = MEMBERS.iter().find(|member| member.name == name);
        let meaning = member.map_or("", |member| member.summary.split(';').next().unwrap_or(""));
        let span = self.span(at);
        let message = format!("`{dataset}.{name}` is {meaning}, not the column `{name}`");
        let help = format!("write `{dataset}['{name}']` for the column");
        self.sink.push(Diagnostic::warning(diag::Code::Expression, span, message).help(help));
    }

    fn aggregate(
        &mut self,
        member: &Member,
        dataset: &str,
        column: Option<(&str, Type)>,
        at: Range<usize>,
    ) -> Expr {
        self.datasets.insert(dataset.into());
        let kind = aggregate_kind(member.function, column.as_ref().map(|(_, kind)| kind));
        let column = column.map(|(name, _)| name.to_string());
        Expr { op: Op::Aggregate { function: member.function, dataset: dataset.into(), column }, kind, at }
    }

    /// The kind of a column, or a diagnostic.
    fn column(
        &mut self,
        owner: &str,
        schema: &Schema,
        name: &str,
        at: Range<usize>,
        members: &[&str],
    ) -> Option<Kind> {
        if let Some(field) = schema.field(name) {
            return Some(Kind::Of(field.kind.clone()));
        }
        let sort = if self.row_of(owner).is_some() { "row" } else { "dataset" };
        let span = self.span(at);
        let message = format!("unknown column `{name}` in {sort} `{owner}`");
        let diagnostic = Diagnostic::error(diag::Code::UnknownColumn, span, message);
        let diagnostic = match did_you_mean(name, schema.names().chain(members.iter().copied())) {
            Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                span,
                near,
            ),
            None => match habits::member(name).filter(|_| !members.is_empty()) {
                Some(member) => {
                    let usage = member.usage.replace("data.", &format!("{owner}."));
                    let summary = member.summary.split(';').next().unwrap_or_default();
                    diagnostic.help(format!("`{usage}` is {summary}"))
                }
                None => diagnostic,
            },
        };
        let columns = list_names(schema.names(), 12);
        self.sink.push(diagnostic.note(format!("`{owner}` has the columns {columns}")));
        None
    }

    /// `base['column']`.
    pub(super) fn item(&mut self, item: &ast::GetItem<'a>, at: Range<usize>) -> Option<Expr> {
        let (ast::Expr::Var(var), Some(name)) = (&item.expr, text_of(&item.subscript_expr)) else {
            self.odd_item(item, at);
            return None;
        };
        let name_at = inside_quotes(range_of(&item.subscript_expr), &name);
        let at = self.place(var.id).start..at.end;
        let base = var.id;
        if let Some(schema) = self.row_of(base) {
            let kind = self.column(base, schema, &name, name_at, &[])?;
            return Some(Expr { op: Op::Row(name), kind, at });
        }
        let Some(schema) = self.names.datasets.get(base) else {
            self.name(base)?;
            self.fail(at, format!("`{base}` has no columns"), format!("write `{base}`"));
            return None;
        };
        let kind = self.column(base, schema, &name, name_at, &[])?;
        self.datasets.insert(base.into());
        Some(Expr { op: Op::Field { dataset: base.into(), column: name }, kind, at })
    }

    /// `data.sum('column')`.
    pub(super) fn call(&mut self, call: &ast::Call<'a>, end: usize) -> Option<Expr> {
        let (base, name) = match &call.expr {
            ast::Expr::GetAttr(part) => match &part.expr {
                ast::Expr::Var(var) if self.names.datasets.contains_key(var.id) => (var.id, part.name),
                base => {
                    self.method(base, part.name, &call.args, end);
                    return None;
                }
            },
            ast::Expr::Var(var) => {
                self.unknown_function(var.id, &call.args, end);
                return None;
            }
            other => {
                self.fail(
                    range_of(other),
                    "this cannot be called",
                    "write `data.sum('column')` or `value | round(1)`",
                );
                return None;
            }
        };
        let schema = &self.names.datasets[base];
        let name_at = self.place(name);
        let Some(member) = MEMBERS.iter().find(|member| member.name == name) else {
            self.unknown_member(base, schema, name, name_at, end);
            return None;
        };
        let at = self.place(base).start..end;
        let usage = member.usage.replace("data.", &format!("{base}."));
        match (call.args.as_slice(), member.column) {
            ([], Need::Never | Need::Optional) => Some(self.aggregate(member, base, None, at)),
            ([argument], Need::Optional | Need::Always) => self.of_column(member, base, schema, argument, at),
            _ => {
                let given = super::count_arguments(call.args.len());
                self.fail(
                    name_at.start..end,
                    format!("`{name}` has {given} here"),
                    format!("write `{usage}`"),
                );
                None
            }
        }
    }

    fn of_column(
        &mut self,
        member: &Member,
        dataset: &str,
        schema: &Schema,
        argument: &ast::CallArg<'a>,
        at: Range<usize>,
    ) -> Option<Expr> {
        let usage = member.usage.replace("data.", &format!("{dataset}."));
        let (ast::CallArg::Pos(node) | ast::CallArg::Kwarg(_, node)) = argument else {
            self.fail(at, "arguments are given one by one", format!("write `{usage}`"));
            return None;
        };
        let Some(column) = text_of(node) else {
            let message = "a column is named in quotes";
            match node {
                ast::Expr::Var(var) if schema.field(var.id).is_some() => {
                    let quoted = format!("'{}'", var.id);
                    self.instead(diag::Code::Expression, range_of(node), message, quoted, true);
                }
                ast::Expr::Var(var) => {
                    let help = format!("write `{dataset}.{}('{}')`", member.name, var.id);
                    self.fail(range_of(node), message, help);
                }
                _ => self.fail(range_of(node), message, format!("write `{usage}`")),
            }
            return None;
        };
        let column_at = inside_quotes(range_of(node), &column);
        let kind = self.column(dataset, schema, &column, column_at.clone(), &[])?.to_type();
        if member.numeric && !kind.is_numeric() {
            let message = format!("`{}` needs numbers, but `{column}` is {}", member.name, Kind::Of(kind));
            self.fail(column_at, message, format!("`{dataset}.count` counts rows; for others use SQL"));
            return None;
        }
        Some(self.aggregate(member, dataset, Some((&column, kind)), at))
    }
}

/// The text of a constant.
pub(super) fn text_of(node: &ast::Expr) -> Option<String> {
    match node {
        ast::Expr::Const(constant) => constant.value.as_str().map(str::to_string),
        _ => None,
    }
}

/// The bytes of a text without its quotes; with them where it has escapes.
fn inside_quotes(at: Range<usize>, text: &str) -> Range<usize> {
    if at.len() == text.len() + 2 { at.start + 1..at.end - 1 } else { at }
}
