//! Tables: what stands in `FROM`, and how it is joined.

use super::scope::{Shape, Source};
use super::{Clause, Walk};
use crate::diag::list_names;
use datafusion::sql::sqlparser::ast::{
    FunctionArg, FunctionArgExpr, Join, JoinConstraint, JoinOperator, ObjectName, Spanned, TableAlias,
    TableFactor, TableFunctionArgs, TableWithJoins,
};
use std::ops::Range;

impl Walk<'_> {
    pub(super) fn from(&mut self, from: &TableWithJoins) {
        self.factor(&from.relation);
        for join in &from.joins {
            self.join(join);
        }
    }

    fn join(&mut self, join: &Join) {
        let before = self.scopes.last().map_or(0, |scope| scope.sources.len());
        self.factor(&join.relation);
        let (constraint, needed) = match &join.join_operator {
            JoinOperator::Left(constraint) | JoinOperator::LeftOuter(constraint) => {
                (constraint, Some("LEFT JOIN"))
            }
            JoinOperator::Right(constraint) | JoinOperator::RightOuter(constraint) => {
                (constraint, Some("RIGHT JOIN"))
            }
            JoinOperator::FullOuter(constraint) => (constraint, Some("FULL JOIN")),
            JoinOperator::Join(constraint)
            | JoinOperator::Inner(constraint)
            | JoinOperator::Semi(constraint)
            | JoinOperator::LeftSemi(constraint)
            | JoinOperator::RightSemi(constraint)
            | JoinOperator::Anti(constraint)
            | JoinOperator::LeftAnti(constraint)
            | JoinOperator::RightAnti(constraint) => (constraint, None),
            _ => return,
        };
        match constraint {
            JoinConstraint::On(condition) => self.within(Clause::On, |walk| walk.truth(condition)),
            JoinConstraint::Using(columns) => {
                columns.iter().for_each(|column| self.joined_by(column, before));
            }
            JoinConstraint::Natural => {
                let common = self.common(before);
                self.merge(common);
            }
            JoinConstraint::None => {
                if let Some(kind) = needed {
                    self.without_condition(kind, &join.relation, before);
                }
            }
        }
    }

    fn merge(&mut self, columns: Vec<String>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.merged.extend(columns);
        }
    }

    /// Columns that both the tables so far and the joined ones have.
    fn common(&self, before: usize) -> Vec<String> {
        let Some(scope) = self.scopes.last() else { return Vec::new() };
        let (left, right) = scope.sources.split_at(before.min(scope.sources.len()));
        let has = |name: &str| {
            left.iter().any(|source| source.shape.columns.iter().any(|(known, _)| known == name))
        };
        let names = right.iter().flat_map(|source| &source.shape.columns).map(|(name, _)| name);
        names.filter(|name| has(name)).cloned().collect()
    }

    /// A column of `USING`, which both sides have.
    fn joined_by(&mut self, column: &ObjectName, before: usize) {
        let [part] = column.0.as_slice() else { return };
        let Some(ident) = part.as_ident() else { return };
        let common = self.common(before);
        let open = self.scopes.last().is_some_and(|scope| scope.is_open());
        if common.contains(&ident.value) || open {
            self.merge(vec![ident.value.clone()]);
            return;
        }
        let at = self.sql.range(ident.span);
        let span = self.sql.span(&at);
        let message = format!("both tables need a column `{}` to be joined by it", ident.value);
        let told = crate::diag::Diagnostic::error(crate::diag::Code::UnknownColumn, span, message);
        let told = match crate::diag::did_you_mean(&ident.value, common.iter().map(String::as_str)) {
            Some(near) => {
                told.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
            }
            None if common.is_empty() => told.help("they have no column in common: write `ON a.x = b.y`"),
            None => told.note(format!("both have {}", list_names(common.iter().map(String::as_str), 12))),
        };
        self.broken(told);
        self.merge(vec![ident.value.clone()]);
    }

    /// An outer join that does not say which rows belong together.
    fn without_condition(&mut self, kind: &str, relation: &TableFactor, before: usize) {
        let at = self.sql.range(relation.span());
        let told = self.error(&at, format!("this `{kind}` does not say which rows belong together"));
        let common = self.common(before);
        self.broken(match common.first() {
            Some(column) => told.help(format!("write `USING ({column})` after it, or `ON` with a condition")),
            None => told.help("write `ON` with a condition after it"),
        });
    }

    fn factor(&mut self, factor: &TableFactor) {
        match factor {
            TableFactor::Table { name, alias, args, sample, with_ordinality: _, .. } => {
                self.table(name, alias.as_ref(), args.as_ref());
                if sample.is_some() {
                    self.sampled(self.sql.range(name.span()));
                }
            }
            TableFactor::Derived { lateral, subquery, alias, sample } => {
                let hidden = match self.scopes.last_mut() {
                    Some(scope) if !lateral => std::mem::take(&mut scope.sources),
                    _ => Vec::new(),
                };
                let shape = self.query(subquery);
                if let Some(scope) = self.scopes.last_mut().filter(|_| !lateral) {
                    scope.sources = hidden;
                }
                self.put(alias.as_ref(), None, None, shape);
                if sample.is_some() {
                    self.sampled(self.sql.range(subquery.span()));
                }
            }
            TableFactor::NestedJoin { table_with_joins, alias } => {
                let before = self.scopes.last().map_or(0, |scope| scope.sources.len());
                self.from(table_with_joins);
                if let (Some(alias), Some(scope)) = (alias, self.scopes.last_mut()) {
                    let inner = scope.sources.split_off(before);
                    let columns = inner.into_iter().flat_map(|source| source.shape.columns).collect();
                    self.put(Some(alias), None, None, Shape { columns, open: false });
                }
            }
            TableFactor::UNNEST { alias, array_exprs, .. } => {
                array_exprs.iter().for_each(|list| drop(self.value(list)));
                self.put(alias.as_ref(), None, None, Shape::unknown());
            }
            TableFactor::Function { alias, .. } | TableFactor::TableFunction { alias, .. } => {
                self.put(alias.as_ref(), None, None, Shape::unknown());
            }
            _ => self.put(None, None, None, Shape::unknown()),
        }
    }

    fn table(&mut self, name: &ObjectName, alias: Option<&TableAlias>, args: Option<&TableFunctionArgs>) {
        let ident = name.0.last().and_then(|part| part.as_ident()).map(|ident| ident.value.clone());
        if let Some(args) = args {
            self.table_function(name, args);
            return self.put(alias, ident, None, Shape::unknown());
        }
        let Some(known) = ident.clone().filter(|_| name.0.len() == 1) else {
            return self.put(alias, ident, None, Shape::unknown());
        };
        if let Some((_, shape)) = self.with.iter().rev().find(|(with, _)| *with == known) {
            let shape = shape.clone();
            return self.put(alias, ident, None, shape);
        }
        match self.env.tables.get(&known) {
            Some(schema) => self.put(alias, ident, Some(known), Shape::of(schema)),
            None => self.put(alias, ident, None, Shape::unknown()),
        }
    }

    fn table_function(&mut self, name: &ObjectName, args: &TableFunctionArgs) {
        for arg in &args.args {
            if let FunctionArg::Unnamed(FunctionArgExpr::Expr(value)) = arg {
                self.value(value);
            }
        }
        let written = name.to_string();
        if self.env.state.table_functions().contains_key(&written.to_lowercase()) {
            return;
        }
        let at = self.sql.range(name.span());
        let told = self.error(&at, format!("there is no function `{written}` that gives a table"));
        self.broken(match written.to_lowercase().starts_with("read_") {
            true => told.help("declare the file under `sources:`, and name the source here"),
            false => told.help(format!(
                "there are {}",
                list_names(self.env.state.table_functions().keys().map(String::as_str), 12)
            )),
        });
    }

    /// Rows by chance, which the engine passes over without a word.
    fn sampled(&mut self, table: Range<usize>) {
        let behind = table.end..self.sql.as_str().len();
        let at =
            self.sql.word_in("TABLESAMPLE", behind.clone()).or_else(|| self.sql.word_in("SAMPLE", behind));
        let told = self
            .error(&at.unwrap_or(table), "a report has the same rows in every run, not a sample by chance");
        self.silent(
            told.help("take the first ones with `ORDER BY … LIMIT 100`, or every tenth with `id % 10 = 0`"),
        );
    }

    fn put(&mut self, alias: Option<&TableAlias>, name: Option<String>, table: Option<String>, shape: Shape) {
        let mut shape = shape;
        for (place, column) in alias.iter().flat_map(|alias| &alias.columns).enumerate() {
            match shape.columns.get_mut(place) {
                Some((name, _)) => name.clone_from(&column.name.value),
                None => shape.columns.push((column.name.value.clone(), None)),
            }
        }
        let name = alias.map(|alias| alias.name.value.clone()).or(name);
        if let Some(scope) = self.scopes.last_mut() {
            scope.sources.push(Source { name, table, shape });
        }
    }
}
