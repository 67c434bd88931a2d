//! Columns: whether they are there, and what was probably meant where they are not.

use super::scope::{Found, Rows, Scope};
use super::{Clause, Kind, Walk};
use crate::diag::{Code, Diagnostic, did_you_mean, list_names};
use datafusion::sql::sqlparser::ast::Ident;
use std::ops::Range;

/// Columns listed when none is near the one written.
const COLUMNS_LISTED: usize = 12;

impl Walk<'_> {
    /// A column by its name alone.
    pub(super) fn column(&mut self, ident: &Ident) -> Kind {
        let at = self.sql.range(ident.span);
        if let Some(name) = ident.value.strip_prefix('@').filter(|_| ident.quote_style.is_none()) {
            self.foreign_parameter(&ident.value, name, &at);
            return None;
        }
        for scope in self.scopes.iter().rev() {
            match scope.find(&ident.value) {
                Found::One(kind) => return kind,
                Found::Many(tables) => {
                    let told = self.ambiguous(&ident.value, &tables, &at);
                    self.broken(told);
                    return None;
                }
                Found::Nothing => {}
            }
        }
        let told = self.unknown(ident, &at);
        self.broken(told);
        None
    }

    /// `table.column`; longer names are the engine's business.
    pub(super) fn qualified(&mut self, parts: &[Ident]) -> Kind {
        let [table, column] = parts else { return None };
        let Some(source) = self.scopes.iter().rev().find_map(|scope| scope.source(&table.value)) else {
            // A structure has parts, too.
            let mut sources = self.scopes.iter().flat_map(|scope| &scope.sources);
            let nameless = sources.any(|source| source.name.is_none() && source.shape.open);
            let is_column = self.scopes.iter().any(|scope| scope.has(&table.value));
            if !is_column && !nameless {
                let told = self.unknown_table(table, &column.value);
                self.broken(told);
            }
            return None;
        };
        let known = source.shape.columns.iter().find(|(name, _)| *name == column.value);
        if let Some((_, kind)) = known {
            return kind.clone();
        }
        if source.shape.open {
            return None;
        }
        let names: Vec<&str> = source.shape.columns.iter().map(|(name, _)| name.as_str()).collect();
        let at = self.sql.range(column.span);
        let message = format!("`{}` has no column `{}`", table.value, column.value);
        let span = self.sql.span(&at);
        let unknown = Diagnostic::error(Code::UnknownColumn, span, message);
        let told = match did_you_mean(&column.value, names.iter().copied()) {
            Some(near) => self.renamed(unknown, &at, near),
            None => self.with_columns(unknown, source.table.as_deref(), &names),
        };
        self.broken(told);
        None
    }

    /// Whether a name is a column here.
    pub(super) fn can_see(&self, name: &str) -> bool {
        self.scopes.iter().any(|scope| !matches!(scope.find(name), Found::Nothing))
    }

    fn ambiguous(&self, name: &str, tables: &[String], at: &Range<usize>) -> Diagnostic {
        let told = self.error(at, format!("more than one table has a column `{name}`"));
        let named: Vec<String> =
            tables.iter().filter(|table| !table.is_empty()).map(|table| format!("{table}.{name}")).collect();
        match named.is_empty() {
            true => told.help("give the tables names with `AS`, and say which one is meant"),
            false => told.help(format!("say which one: {}", either(&named))),
        }
    }

    fn unknown(&self, ident: &Ident, at: &Range<usize>) -> Diagnostic {
        let name = ident.value.as_str();
        let span = self.sql.span(at);
        let unknown = Diagnostic::error(Code::UnknownColumn, span, format!("there is no column `{name}`"));
        let Some(scope) = self.scopes.last() else { return unknown };
        if let Some(told) = self.given_later(&unknown, scope, name) {
            return told;
        }
        if scope.sources.is_empty() && self.scopes.len() == 1 {
            return unknown.help("this `SELECT` has no `FROM`: add the source or dataset it reads");
        }
        if self.env.parameters.iter().any(|(parameter, ..)| parameter == name) {
            return self.instead(unknown.label("this is a parameter"), at, &format!("${name}"));
        }
        if ident.quote_style.is_none() && self.clause == Clause::OrderBy && name.eq_ignore_ascii_case("count")
        {
            return unknown.help("name what is counted: `count(*) AS count`");
        }
        let names = scope.columns();
        // A name that is selected already would then be there twice.
        let free = names
            .iter()
            .copied()
            .filter(|known| !self.stands_alone(at) || !self.bare.contains(&(*known).to_owned()));
        if let Some(near) = did_you_mean(name, free) {
            return self.renamed(unknown, at, near);
        }
        let outer = self.scopes.iter().rev().skip(1).flat_map(|scope| scope.columns());
        if let Some(near) = did_you_mean(name, outer) {
            return self.renamed(unknown, at, near);
        }
        let told = self.perhaps_text(unknown, ident, at);
        let one = match scope.sources.as_slice() {
            [source] => source.table.as_deref(),
            _ => None,
        };
        self.with_columns(told, one, &names)
    }

    /// Whether a column is all that stands between two commas of `SELECT`.
    fn stands_alone(&self, at: &Range<usize>) -> bool {
        self.clause == Clause::Select && self.bare.iter().any(|bare| bare == self.sql.slice(at))
    }

    /// A name that the same `SELECT` gives, in a place that comes before that.
    fn given_later(&self, unknown: &Diagnostic, scope: &Scope, name: &str) -> Option<Diagnostic> {
        let given = scope.given.iter().find(|given| given.name == name)?;
        let told =
            unknown.clone().also(self.sql.span(&given.stands_for), format!("`{name}` is a name for this"));
        let what = self.shown(&given.stands_for);
        let clause = self.clause.name();
        let told = match self.clause {
            Clause::Select => told.label("a `SELECT` does not see the names it gives itself"),
            _ => told.label(format!("`{clause}` comes before the names that `SELECT` gives")),
        };
        Some(match (self.clause, given.looks_at, what) {
            (Clause::Where, Rows::Group, _) => {
                told.help(format!("after `GROUP BY`, write `HAVING {name} …` in place of `WHERE`"))
            }
            (Clause::Where, Rows::Window, _) => {
                told.help(format!("write `QUALIFY {name} …` in place of `WHERE`"))
            }
            (_, _, Some(what)) => {
                told.help(format!("write `{what}` once more, or use `{name}` in a further dataset"))
            }
            (_, _, None) => told.help(format!("use `{name}` in a further dataset")),
        })
    }

    /// Text without quotes, or in double ones, is a name to SQL.
    fn perhaps_text(&self, told: Diagnostic, ident: &Ident, at: &Range<usize>) -> Diagnostic {
        let name = &ident.value;
        if ident.quote_style == Some('"') {
            return told
                .label("double quotes are for names")
                .help(format!("text stands in single quotes: `'{name}'`"));
        }
        let before = self.sql.as_str()[..at.start].trim_end_matches([' ', '(', '\n']).to_ascii_lowercase();
        let equal = before.ends_with('=') && !before.ends_with(">=") && !before.ends_with("<=");
        let compared = equal
            || before.ends_with("<>")
            || [" like", " ilike", " in", " then", " else"].iter().any(|word| before.ends_with(word));
        match compared {
            true => told.help(format!("if it is text, write it in single quotes: `'{name}'`")),
            false => told,
        }
    }

    /// Says which name was probably meant, and offers it.
    fn renamed(&self, unknown: Diagnostic, at: &Range<usize>, near: &str) -> Diagnostic {
        let told = unknown.label(format!("did you mean `{near}`?"));
        // Quotes of SQL would end a quoted text of YAML.
        match is_plain(near) {
            true => told.fix(format!("rename to `{near}`"), self.sql.span(at), near),
            false => told.help(format!("write it in double quotes: `\"{near}\"`")),
        }
    }

    /// The columns there are, at the declaration of the table that has them where it is one.
    fn with_columns(&self, told: Diagnostic, table: Option<&str>, names: &[&str]) -> Diagnostic {
        if names.is_empty() {
            return told;
        }
        let listed = list_names(names.iter().copied(), COLUMNS_LISTED);
        let noun = if names.len() == 1 { "column" } else { "columns" };
        match table.and_then(|table| Some((*self.env.declared.get(table)?, table))) {
            Some((place, table)) => told.also(place, format!("`{table}` has the {noun} {listed}")),
            None if names.len() == 1 => told.note(format!("the only column here is {listed}")),
            None => told.note(format!("the columns here are {listed}")),
        }
    }

    pub(super) fn unknown_table(&self, table: &Ident, column: &str) -> Diagnostic {
        let name = table.value.as_str();
        let at = self.sql.range(table.span);
        let sources: Vec<_> = self.scopes.iter().rev().flat_map(|scope| &scope.sources).collect();
        let called: Vec<&str> = sources.iter().filter_map(|source| source.name.as_deref()).collect();
        let message = format!("there is no table `{name}` in this part of the query");
        let span = self.sql.span(&at);
        let unknown = Diagnostic::error(Code::UnknownName, span, message);
        let renamed = sources.iter().find(|source| source.table.as_deref() == Some(name));
        if let Some(alias) = renamed.and_then(|source| source.name.as_deref()) {
            let told = unknown.label(format!("here it is called `{alias}`"));
            return told.fix(format!("write `{alias}`"), span, alias);
        }
        let is_range =
            |end: &str| self.env.parameters.iter().any(|(known, ..)| *known == format!("{name}_{end}"));
        if is_range("start") && matches!(column, "start" | "end" | "begin") {
            return unknown.help(format!("the ends of a range are `${name}_start` and `${name}_end` in SQL"));
        }
        match did_you_mean(name, called.iter().copied()) {
            Some(near) => unknown.label(format!("did you mean `{near}`?")).fix(
                format!("rename to `{near}`"),
                span,
                near,
            ),
            None if called.is_empty() => unknown,
            None if called.len() == 1 => unknown.help(format!("the only table here is `{}`", called[0])),
            None => unknown.help(format!("the tables here are {}", list_names(called, COLUMNS_LISTED))),
        }
    }

    /// `@region`, as other databases name what is given from outside.
    fn foreign_parameter(&mut self, written: &str, name: &str, at: &Range<usize>) {
        let known = self.env.parameters.iter().any(|(known, ..)| known == name);
        let told = self.error(at, format!("`{written}` is no name of a parameter"));
        let told = match known {
            true => self.instead(told, at, &format!("${name}")),
            false => told.help(format!("parameters are written with `$`: `${name}`")),
        };
        self.broken(told);
    }
}

/// "`a.x` or `b.x`"
fn either(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" or ")
}

/// Whether SQL takes a name without quotes.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        && !name.starts_with(|c: char| c.is_ascii_digit())
}
