//! Queries: the names of `WITH`, the clauses of `SELECT` in the order the engine goes through them, and the
//! columns that come out.

use super::kinds::Class;
use super::scope::{Given, Rows, Scope, Shape};
use super::{Clause, Kind, Walk};
use crate::diag::{Code, Diagnostic};
use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::ast::{
    Distinct, ExcludeSelectItem, Expr, GroupByExpr, Ident, LimitClause, NamedWindowExpr, ObjectName, OrderBy,
    OrderByKind, Query, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, SetOperator,
    SetQuantifier, Spanned, UnaryOperator, Value, Visit, Visitor, WildcardAdditionalOptions,
};
use std::ops::ControlFlow;

impl Walk<'_> {
    /// The columns of a query.
    pub(super) fn query(&mut self, query: &Query) -> Shape {
        let clause = std::mem::replace(&mut self.clause, Clause::Select);
        let tried = std::mem::replace(&mut self.tried, false);
        let with = self.with.len();
        self.name_parts(query);
        let shape = self.body(&query.body, query.order_by.as_ref());
        self.limit(query);
        self.with.truncate(with);
        (self.clause, self.tried) = (clause, tried);
        shape
    }

    /// The queries of `WITH`.
    fn name_parts(&mut self, query: &Query) {
        let Some(with) = &query.with else { return };
        let outside = self.with.len();
        for cte in &with.cte_tables {
            let name = &cte.alias.name;
            if self.with[outside..].iter().any(|(known, _)| *known == name.value) {
                let at = self.sql.range(name.span);
                let told = self.error(&at, format!("`WITH` names `{}` twice", name.value));
                self.broken(told.help("give one of them another name"));
            }
            if with.recursive {
                self.with.push((name.value.clone(), Shape::unknown()));
            }
            let mut shape = self.query(&cte.query);
            for (place, column) in cte.alias.columns.iter().enumerate() {
                if let Some((known, _)) = shape.columns.get_mut(place) {
                    known.clone_from(&column.name.value);
                }
            }
            match self.with.last_mut() {
                Some((_, recursive)) if with.recursive => *recursive = shape,
                _ => self.with.push((name.value.clone(), shape)),
            }
        }
    }

    fn body(&mut self, body: &SetExpr, order_by: Option<&OrderBy>) -> Shape {
        match body {
            SetExpr::Select(select) => self.select(select, order_by),
            SetExpr::Query(query) => self.query(query),
            SetExpr::SetOperation { op, set_quantifier, left, right } => {
                let (a, b) = (self.body(left, None), self.body(right, None));
                self.check_sides(*op, *set_quantifier, (left, &a), (right, &b));
                self.check_positions(order_by, &a);
                a
            }
            SetExpr::Values(values) => {
                let mut columns: Vec<(String, Kind)> = Vec::new();
                for row in &values.rows {
                    for (place, value) in row.content.iter().enumerate() {
                        let kind = self.value(value);
                        if columns.len() == place {
                            columns.push((format!("column{}", place + 1), kind));
                        }
                    }
                }
                Shape { columns, open: false }
            }
            SetExpr::Table(_)
            | SetExpr::Insert(_)
            | SetExpr::Update(_)
            | SetExpr::Delete(_)
            | SetExpr::Merge(_) => Shape::unknown(),
        }
    }

    fn select(&mut self, select: &Select, order_by: Option<&OrderBy>) -> Shape {
        let windows = select.named_window.iter().map(|window| window.0.value.clone()).collect();
        let windows = std::mem::replace(&mut self.windows, windows);
        let bare = select.projection.iter().filter_map(|item| match item {
            SelectItem::UnnamedExpr(Expr::Identifier(ident)) => Some(ident.value.clone()),
            _ => None,
        });
        let bare = bare.collect();
        let bare = std::mem::replace(&mut self.bare, bare);
        self.scopes.push(Scope::default());
        select.from.iter().for_each(|from| self.from(from));
        self.check_shape(select, order_by);
        let given = select.projection.iter().filter_map(|item| self.given(item)).collect();
        self.scope().given = given;
        let shape = self.projection(select);
        self.clauses(select, &shape);
        self.order(order_by, &shape);
        self.scopes.pop();
        (self.windows, self.bare) = (windows, bare);
        shape
    }

    /// `SELECT` without columns, `TOP`, and an order that `DISTINCT ON` cannot work with.
    fn check_shape(&mut self, select: &Select, order_by: Option<&OrderBy>) {
        let begin = self.sql.range(select.select_token.0.span);
        if select.projection.is_empty() {
            let told = self.error(&begin, "this `SELECT` names no column").help("write `*` for all of them");
            self.silent(told);
        }
        if let Some(top) = &select.top {
            let behind = begin.end..self.sql.as_str().len();
            let at = self.sql.word_in("TOP", behind).unwrap_or(begin);
            let count = top.to_string();
            let count = count.split_whitespace().nth(1).unwrap_or("10");
            let told = self.error(&at, "`TOP` is SQL that Folio does not know");
            self.broken(told.help(format!("write `LIMIT {count}` at the end")));
        }
        if let (Some(Distinct::On(keys)), Some(OrderBy { kind: OrderByKind::Expressions(order), .. })) =
            (&select.distinct, order_by)
        {
            let begins =
                keys.iter().zip(order).all(|(key, order)| *key == order.expr) && order.len() >= keys.len();
            if let (false, Some(first)) = (begins, keys.first()) {
                let at = order.first().map_or(self.sql.extent(first), |order| self.sql.extent(&order.expr));
                let key = self.sql.slice(&self.sql.extent(first)).to_owned();
                let told =
                    self.error(&at, format!("`DISTINCT ON ({key})` keeps the first row of each `{key}`"));
                self.broken(told.help(format!("begin the order with it: `ORDER BY {key}, …`")));
            }
        }
    }

    fn scope(&mut self) -> &mut Scope {
        self.scopes.last_mut().expect("a `SELECT` puts its scope in place before its parts are walked over")
    }

    /// A name that an item of `SELECT` gives.
    fn given(&self, item: &SelectItem) -> Option<Given> {
        let SelectItem::ExprWithAlias { expr, alias } = item else { return None };
        let mut finder = RowsFinder { walk: self, rows: Rows::One };
        let _ = expr.visit(&mut finder);
        let stands_for = self.sql.extent(expr);
        Some(Given { name: alias.value.clone(), stands_for, looks_at: finder.rows, kind: None })
    }

    /// The items of `SELECT`: their names and types.
    fn projection(&mut self, select: &Select) -> Shape {
        let mut shape = Shape::default();
        for item in &select.projection {
            match item {
                SelectItem::UnnamedExpr(expr) => {
                    let told = self.findings.broken.len();
                    let kind = self.value(expr);
                    let name = match expr {
                        Expr::Identifier(ident) => Some(ident.value.clone()),
                        Expr::CompoundIdentifier(parts) => parts.last().map(|ident| ident.value.clone()),
                        _ => None,
                    };
                    // A column without a name is called by its text; what is misspelt is called otherwise.
                    shape.open |= self.findings.broken.len() > told;
                    let name = name.unwrap_or_else(|| {
                        super::super::names::name_of(self.sql.slice(&self.sql.extent(expr)))
                    });
                    shape.columns.push((name, kind));
                }
                SelectItem::ExprWithAlias { expr, alias } => {
                    let kind = self.value(expr);
                    let given = self.scope().given.iter_mut().find(|given| given.name == alias.value);
                    if let Some(given) = given {
                        given.kind.clone_from(&kind);
                    }
                    shape.columns.push((alias.value.clone(), kind));
                }
                SelectItem::Wildcard(options) => {
                    self.left_out(options, None);
                    let plain = options.opt_exclude.is_none() && options.opt_except.is_none();
                    let plain = plain && options.opt_rename.is_none() && options.opt_replace.is_none();
                    self.all_columns(None, plain, &mut shape);
                }
                SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options) => {
                    if let [part] = name.0.as_slice()
                        && let Some(ident) = part.as_ident()
                        && self.scope().source(&ident.value).is_none()
                    {
                        let told = self.unknown_table(ident, "*");
                        self.broken(told);
                        shape.open = true;
                    }
                    let name = name.to_string();
                    self.left_out(options, Some(&name));
                    let plain = options.opt_exclude.is_none() && options.opt_except.is_none();
                    self.all_columns(Some(&name), plain, &mut shape);
                }
                SelectItem::QualifiedWildcard(..) | SelectItem::ExprWithAliases { .. } => shape.open = true,
            }
        }
        shape
    }

    /// The columns that `* EXCLUDE (a)` leaves out.
    fn left_out(&mut self, options: &WildcardAdditionalOptions, table: Option<&str>) {
        let excluded: Vec<&ObjectName> = match &options.opt_exclude {
            Some(ExcludeSelectItem::Single(name)) => vec![name],
            Some(ExcludeSelectItem::Multiple(names)) => names.iter().collect(),
            None => Vec::new(),
        };
        let excluded = excluded.into_iter().filter_map(|name| name.0.last()?.as_ident());
        let except = options.opt_except.iter();
        let except =
            except.flat_map(|except| [&except.first_element].into_iter().chain(&except.additional_elements));
        let idents: Vec<Ident> = excluded.chain(except).cloned().collect();
        for ident in idents {
            match table {
                Some(table) => drop(self.qualified(&[Ident::new(table), ident])),
                None => drop(self.column(&ident)),
            }
        }
    }

    /// `*` and `t.*`
    fn all_columns(&mut self, table: Option<&str>, plain: bool, shape: &mut Shape) {
        let scope = self.scope();
        let (mut merged, mut open) = (scope.merged.clone(), !plain);
        let mut seen: Vec<String> = Vec::new();
        for source in scope.sources.iter().filter(|s| table.is_none() || s.name.as_deref() == table) {
            open |= source.shape.open;
            for (name, kind) in &source.shape.columns {
                if merged.contains(name) && seen.contains(name) {
                    continue;
                }
                seen.push(name.clone());
                shape.columns.push((name.clone(), kind.clone()));
            }
        }
        merged.clear();
        shape.open |= open;
    }

    /// The clauses after `FROM`.
    fn clauses(&mut self, select: &Select, shape: &Shape) {
        if let Some(condition) = &select.selection {
            self.within(Clause::Where, |walk| walk.truth(condition));
        }
        for window in &select.named_window {
            if let NamedWindowExpr::WindowSpec(spec) = &window.1 {
                self.window(spec);
            }
        }
        self.scope().sees_given = true;
        if let GroupByExpr::Expressions(keys, _) = &select.group_by {
            for key in keys {
                self.within(Clause::GroupBy, |walk| walk.key(key, shape));
            }
        }
        if let Some(condition) = &select.having {
            self.within(Clause::Having, |walk| walk.truth(condition));
        }
        if let Some(condition) = &select.qualify {
            self.within(Clause::Qualify, |walk| walk.truth(condition));
        }
        if let Some(Distinct::On(keys)) = &select.distinct {
            keys.iter().for_each(|key| drop(self.value(key)));
        }
    }

    fn order(&mut self, order_by: Option<&OrderBy>, shape: &Shape) {
        let Some(OrderBy { kind: OrderByKind::Expressions(keys), .. }) = order_by else { return };
        for key in keys {
            self.within(Clause::OrderBy, |walk| walk.key(&key.expr, shape));
        }
    }

    /// The keys of a union: names and positions of its columns.
    fn check_positions(&mut self, order_by: Option<&OrderBy>, shape: &Shape) {
        let Some(OrderBy { kind: OrderByKind::Expressions(keys), .. }) = order_by else { return };
        for key in keys.iter().filter(|key| matches!(key.expr, Expr::Value(_))) {
            self.within(Clause::OrderBy, |walk| walk.key(&key.expr, shape));
        }
    }

    /// A key of `GROUP BY` or `ORDER BY`; a number is the place of a column.
    fn key(&mut self, key: &Expr, shape: &Shape) {
        let Expr::Value(value) = key else {
            self.value(key);
            return;
        };
        let Value::Number(digits, _) = &value.value else { return };
        let place: usize = digits.parse().unwrap_or(0);
        if (1..=shape.columns.len()).contains(&place) || shape.open {
            return;
        }
        let at = self.sql.range(value.span);
        let count = shape.columns.len();
        let noun = if count == 1 { "column" } else { "columns" };
        let told = self.error(&at, format!("there is no column {digits}: the query selects {count} {noun}"));
        self.broken(told);
    }

    fn limit(&mut self, query: &Query) {
        let (limit, offset) = match &query.limit_clause {
            Some(LimitClause::LimitOffset { limit, offset, .. }) => {
                (limit.as_ref(), offset.as_ref().map(|offset| &offset.value))
            }
            Some(LimitClause::OffsetCommaLimit { offset, limit }) => (Some(limit), Some(offset)),
            None => return,
        };
        for (word, count) in [("LIMIT", limit), ("OFFSET", offset)] {
            let Some(count) = count else { continue };
            let kind = self.value(count);
            let at = self.sql.extent(count);
            let is_negative = matches!(count, Expr::UnaryOp { op: UnaryOperator::Minus, .. });
            let is_other = kind.as_ref().is_some_and(|kind| !kind.is_integer() && *kind != DataType::Null);
            if is_negative || is_other {
                let written = self.sql.slice(&at);
                let told = self.error(&at, format!("`{word}` takes a whole number, not `{written}`"));
                self.broken(told);
            }
        }
    }

    /// Both sides of a `UNION` have as many columns, of the same types.
    fn check_sides(
        &mut self,
        op: SetOperator,
        quantifier: SetQuantifier,
        left: (&SetExpr, &Shape),
        right: (&SetExpr, &Shape),
    ) {
        let by_name = matches!(
            quantifier,
            SetQuantifier::ByName | SetQuantifier::AllByName | SetQuantifier::DistinctByName
        );
        if left.1.open || right.1.open || by_name {
            return;
        }
        let (a, b) = (&left.1.columns, &right.1.columns);
        if a.len() != b.len() {
            let columns =
                |count: usize| if count == 1 { "1 column".to_owned() } else { format!("{count} columns") };
            let (first, second) = (self.sql.range(left.0.span()), self.sql.range(right.0.span()));
            let (first, second) = (self.head(first), self.head(second));
            let told = self.error(&second, format!("both sides of `{op}` have the same number of columns"));
            let told = told.label(format!("here are {}", columns(b.len())).replace("are 1 ", "is 1 "));
            let here = format!("here are {}", columns(a.len())).replace("are 1 ", "is 1 ");
            let told = told.also(self.sql.span(&first), here);
            self.broken(told);
            return;
        }
        for (place, ((name, a), (_, b))) in a.iter().zip(b).enumerate() {
            let (Some(a), Some(b)) = (a, b) else { continue };
            if let Some(told) = self.unlike_sides(op, place, name, (left.0, a), (right.0, b)) {
                self.silent(told);
                return;
            }
        }
    }

    fn unlike_sides(
        &self,
        op: SetOperator,
        place: usize,
        name: &str,
        left: (&SetExpr, &DataType),
        right: (&SetExpr, &DataType),
    ) -> Option<Diagnostic> {
        let (a, b) = (Class::of(left.1), Class::of(right.1));
        let fits = a == b
            || (a.is_day() && b.is_day())
            || matches!(a, Class::Nothing | Class::Other)
            || matches!(b, Class::Nothing | Class::Other);
        // Numbers beside text are shown as text, which may be meant.
        if fits || matches!((a, b), (Class::Text, Class::Number) | (Class::Number, Class::Text)) {
            return None;
        }
        let (first, second) = (self.item(left.0, place), self.item(right.0, place));
        let message = format!("a column of `{op}` holds values of one type, and `{name}` does not");
        let told = self.error(&second, message).label(super::kinds::words(right.1));
        let told = told.also(self.sql.span(&first), super::kinds::words(left.1));
        Some(
            told.help("cast one of them, as in `CAST(x AS varchar)`, or put the columns into the same order"),
        )
    }

    /// Where a column of a side of a `UNION` is selected.
    fn item(&self, side: &SetExpr, place: usize) -> std::ops::Range<usize> {
        match side {
            SetExpr::Select(select) => match select.projection.get(place) {
                Some(SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }) => {
                    self.sql.extent(expr)
                }
                _ => self.head(self.sql.range(side.span())),
            },
            SetExpr::Query(query) => self.item(&query.body, place),
            SetExpr::SetOperation { right, .. } => self.item(right, place),
            other => self.head(self.sql.range(other.span())),
        }
    }

    /// Where a query selects its second column, or the only one.
    pub(super) fn second_column(&self, query: &Query) -> std::ops::Range<usize> {
        match query.body.as_ref() {
            SetExpr::Select(select) if select.projection.len() == 1 => {
                select.projection.first().map_or(0..0, |item| match item {
                    SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => {
                        self.sql.extent(expr)
                    }
                    other => self.sql.range(other.span()),
                })
            }
            body => self.item(body, 1),
        }
    }

    /// The first line of a range.
    fn head(&self, at: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let length = self.sql.slice(&at).lines().next().map_or(0, |line| line.trim_end().len());
        at.start..at.start + length
    }

    /// Two columns of one name, which nothing could tell apart.
    pub(super) fn check_names(&mut self, query: &Query, shape: &Shape) {
        // Columns that are joined by another name than was written would echo that.
        if !self.findings.broken.is_empty() {
            return;
        }
        let Some((place, (name, _))) = shape
            .columns
            .iter()
            .enumerate()
            .find(|(place, (name, _))| shape.columns[..*place].iter().any(|(before, _)| before == name))
        else {
            return;
        };
        let told = self.twice(query, name, place);
        self.broken(told);
    }

    fn twice(&self, query: &Query, name: &str, place: usize) -> Diagnostic {
        let message = format!("two columns of `{}` are called `{name}`", self.env.dataset);
        let select = match query.body.as_ref() {
            SetExpr::Select(select) => Some(select),
            _ => None,
        };
        let items = select.map(|select| select.projection.as_slice()).unwrap_or_default();
        let star = items
            .iter()
            .find(|item| matches!(item, SelectItem::Wildcard(_) | SelectItem::QualifiedWildcard(..)));
        if let (Some(star), Some(select)) = (star, select) {
            let at = self.sql.range(star.span());
            let told = Diagnostic::error(Code::Sql, self.sql.span(&at), message);
            let joined = select.from.iter().any(|from| !from.joins.is_empty());
            return match joined {
                true => told.help(format!(
                    "if `{name}` is the same in both tables, join them by `USING ({name})`; or name the columns one by one"
                )),
                false => told.help("name the columns one by one"),
            };
        }
        let at = match items.get(place) {
            Some(SelectItem::UnnamedExpr(expr)) => self.sql.extent(expr),
            Some(SelectItem::ExprWithAlias { alias, .. }) => self.sql.range(alias.span),
            _ => self.sql.first_line(),
        };
        self.error(&at, message).help("give one of them another name with `AS`")
    }
}

/// Finds out how many rows a value is made of.
struct RowsFinder<'w, 'a> {
    walk: &'w Walk<'a>,
    rows: Rows,
}

impl Visitor for RowsFinder<'_, '_> {
    type Break = ();

    fn pre_visit_query(&mut self, _: &Query) -> ControlFlow<()> {
        ControlFlow::Break(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        if let Expr::Function(function) = expr {
            let name = function.name.to_string().to_lowercase();
            if function.over.is_some() {
                self.rows = Rows::Window;
                return ControlFlow::Break(());
            }
            if self.walk.env.state.aggregate_functions().contains_key(&name) {
                self.rows = Rows::Group;
            }
        }
        ControlFlow::Continue(())
    }
}
