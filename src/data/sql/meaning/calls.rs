//! Functions: whether they are there, and whether they are given what they need.

use super::super::errors::usage;
use super::kinds::{Class, words};
use super::operands::text_of;
use super::scope::Rows;
use super::{Clause, Kind, Walk};
use crate::diag::{Code, Diagnostic};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::logical_expr::ReturnFieldArgs;
use datafusion::logical_expr::type_coercion::functions::{UDFCoercionExt, fields_with_udf};
use datafusion::sql::sqlparser::ast::{
    Expr, Function, FunctionArg, FunctionArgExpr, FunctionArgumentClause, FunctionArguments, OrderByExpr,
    Spanned, Value, WindowSpec, WindowType,
};
use std::ops::Range;
use std::sync::Arc;

/// Functions whose first value is a part of a date.
const OF_PARTS: [&str; 4] = ["date_trunc", "datetrunc", "date_part", "datepart"];
/// Aggregates that are given an order by `WITHIN GROUP`.
const ORDERED: [&str; 4] =
    ["percentile_cont", "approx_percentile_cont", "approx_percentile_cont_with_weight", "quantile_cont"];
/// Window functions whose second value counts rows.
const SHIFTS: [&str; 3] = ["lag", "lead", "nth_value"];
/// Functions that the engine has and lists nowhere.
const UNLISTED: [&str; 4] = ["unnest", "unnest_outer", "make_map", "map"];
/// Functions all whose values are of one type.
const OF_ONE_TYPE: [&str; 6] = ["coalesce", "nullif", "ifnull", "nvl", "greatest", "least"];

/// A function that is called, with the types of what it is given.
struct Call<'e> {
    /// As it was written.
    name: &'e str,
    /// In small letters.
    key: String,
    at: Range<usize>,
    args: Vec<&'e Expr>,
    kinds: Vec<Kind>,
}

impl Call<'_> {
    /// All types, where all are known.
    fn fields(&self) -> Option<Vec<FieldRef>> {
        let field = |kind: &Kind| Some(Arc::new(Field::new("value", kind.clone()?, true)));
        self.kinds.iter().map(field).collect()
    }
}

impl Walk<'_> {
    /// The type of what a function gives.
    pub(super) fn call(&mut self, function: &Function) -> Kind {
        let args = arguments(&function.args);
        let ident = function.name.0.first().and_then(|part| part.as_ident())?;
        let name = if function.name.0.len() == 1 { ident.value.as_str() } else { "" };
        let key = name.to_lowercase();
        if matches!(key.as_str(), "cast" | "try_cast") {
            self.cast_like_a_function(&key, &args, self.sql.range(function.name.span()));
            return None;
        }
        let kinds = args.iter().enumerate().map(|(place, arg)| self.argument(&key, place, arg)).collect();
        self.inside(function);
        let call = Call { name, key, at: self.sql.range(function.name.span()), args, kinds };
        self.check_pattern(&call.key, &call.args);
        self.find(function, &call)
    }

    /// `CAST(x, INT)`
    fn cast_like_a_function(&mut self, key: &str, args: &[&Expr], at: Range<usize>) {
        let told =
            self.error(&at, format!("`{}` has `AS` between the value and its type", key.to_uppercase()));
        let written = |place: usize| args.get(place).map(|arg| self.sql.slice(&self.sql.extent(arg)));
        let (value, kind) = (written(0).unwrap_or("x"), written(1).unwrap_or("integer"));
        let told = told.help(format!("write `{}({value} AS {kind})`", key.to_uppercase()));
        self.broken(told);
        if let Some(value) = args.first() {
            self.value(value);
        }
    }

    fn argument(&mut self, function: &str, place: usize, arg: &Expr) -> Kind {
        if let (0, true, Expr::Identifier(ident)) = (place, OF_PARTS.contains(&function), arg)
            && usage::PARTS.contains(&ident.value.to_lowercase().as_str())
            && !self.can_see(&ident.value)
        {
            let at = self.sql.range(ident.span);
            let quoted = format!("'{}'", ident.value.to_lowercase());
            let told = self.error(&at, "a part of a date stands in quotes");
            let told = self.instead(told, &at, &quoted);
            self.broken(told);
            return Some(DataType::Utf8View);
        }
        self.value(arg)
    }

    /// The values that stand in the clauses of a function.
    fn inside(&mut self, function: &Function) {
        if let FunctionArguments::List(list) = &function.args {
            for clause in &list.clauses {
                if let FunctionArgumentClause::OrderBy(order) = clause {
                    self.ordered(order);
                }
            }
        }
        self.ordered(&function.within_group);
        if let Some(filter) = &function.filter {
            self.truth(filter);
        }
        if let Some(WindowType::WindowSpec(window)) = &function.over {
            self.window(window);
        }
        if let Some(WindowType::NamedWindow(name)) = &function.over {
            self.check_window(name);
        }
    }

    fn ordered(&mut self, order: &[OrderByExpr]) {
        order.iter().for_each(|key| drop(self.value(&key.expr)));
    }

    pub(super) fn window(&mut self, window: &WindowSpec) {
        window.partition_by.iter().for_each(|key| drop(self.value(key)));
        self.ordered(&window.order_by);
        if let Some(name) = &window.window_name {
            self.check_window(name);
        }
    }

    fn find(&mut self, function: &Function, call: &Call) -> Kind {
        let state = self.env.state;
        let is_window = function.over.is_some();
        if let (false, Some(scalar)) = (is_window, state.scalar_functions().get(&call.key)) {
            self.check_one_type(call);
            let fields = self.coerced(scalar.as_ref(), call)?;
            let literals = vec![None; fields.len()];
            let given = ReturnFieldArgs { arg_fields: &fields, scalar_arguments: &literals };
            return scalar.return_field_from_args(given).ok().map(|field| field.data_type().clone());
        }
        if let Some(aggregate) = state.aggregate_functions().get(&call.key) {
            self.check_place(call, if is_window { Rows::Window } else { Rows::Group });
            self.check_shift(call);
            if counts_rows(function) {
                return Some(DataType::Int64);
            }
            if ORDERED.contains(&call.key.as_str()) {
                self.check_ordered(function, call);
                return None;
            }
            let fields = self.coerced(aggregate.as_ref(), call)?;
            return aggregate.return_field(&fields).ok().map(|field| field.data_type().clone());
        }
        if let Some(window) = state.window_functions().get(&call.key) {
            if !is_window {
                let message = format!("`{}` looks at other rows and needs to know which", call.name);
                let told = self.error(&call.at, message);
                self.broken(told.help(format!("write `{}(…) OVER (PARTITION BY … ORDER BY …)`", call.name)));
                return None;
            }
            self.check_place(call, Rows::Window);
            self.check_shift(call);
            self.coerced(window.as_ref(), call);
            return None;
        }
        self.check_known(call);
        None
    }

    fn check_known(&mut self, call: &Call) {
        if let ("unnest" | "unnest_outer", [Some(kind)]) = (call.key.as_str(), call.kinds.as_slice())
            && !matches!(Class::of(kind), Class::List | Class::Nothing | Class::Other)
        {
            let message = format!("`{}` makes rows of a list, but this is {}", call.name, words(kind));
            let at = self.sql.extent(call.args[0]);
            let told = self.error(&at, message);
            self.broken(told);
        }
        let higher = self.env.state.higher_order_functions().contains_key(&call.key);
        if !call.name.is_empty() && !higher && !UNLISTED.contains(&call.key.as_str()) {
            let told = usage::unknown(call.name, self.sql.span(&call.at), self.env.functions);
            self.broken(told);
        }
    }

    /// The types of the values as the function takes them; `None` where they are not known or do not fit,
    /// which is told.
    fn coerced(&mut self, function: &impl UDFCoercionExt, call: &Call) -> Option<Vec<FieldRef>> {
        let fields = call.fields()?;
        if let Ok(fields) = fields_with_udf(&fields, function) {
            return Some(fields);
        }
        let told = self.unfit(function, call, &fields);
        self.broken(told);
        None
    }

    /// A function that is given too much, too little, or the wrong things.
    fn unfit(&self, function: &impl UDFCoercionExt, call: &Call, fields: &[FieldRef]) -> Diagnostic {
        let name = call.name;
        let count = fields.len();
        let values = |count: usize| if count == 1 { "1 value".to_owned() } else { format!("{count} values") };
        let kinds: Vec<&str> = fields.iter().map(|field| words(field.data_type())).collect();
        let all = super::super::errors::words::list(kinds.iter().copied());
        let told =
            match (culprit(function, fields), takes_fewer(function, fields), takes_more(function, fields)) {
                (Some(place), ..) if count > 1 => {
                    let at = self.sql.extent(call.args[place]);
                    self.error(
                        &at,
                        format!("`{name}` cannot work with {} as its {} value", kinds[place], ordinal(place)),
                    )
                }
                (None, Some(other), _) | (None, None, Some(other)) => {
                    self.error(&call.at, format!("`{name}` takes {}, not {count}", values(other)))
                }
                _ if count == 0 => self.error(&call.at, format!("`{name}` is given nothing")),
                _ => self.error(&call.at, format!("`{name}` cannot work with {all}")),
            };
        let told = match usage::of(&call.key) {
            Some(usage) => told.help(format!("write `{usage}`")),
            None => told,
        };
        let first = fields.first().map(|field| Class::of(field.data_type()));
        let written = call.args.first().map_or("", |arg| self.sql.slice(&self.sql.extent(arg)));
        match (matches!(call.key.as_str(), "sum" | "avg" | "mean" | "median"), first) {
            (true, Some(Class::Text)) => {
                told.help("turn text into numbers first: `CAST(x AS decimal(18,2))`")
            }
            (true, Some(Class::Truth)) => {
                told.help(format!("to count rows, write `count(*) FILTER (WHERE {written})`"))
            }
            (true, Some(Class::Date | Class::Moment)) => {
                told.help(format!("days do not add up; `min({written})` and `max({written})` work"))
            }
            _ => told,
        }
    }

    /// Aggregates and windows in a clause that looks at one row at a time.
    fn check_place(&mut self, call: &Call, rows: Rows) {
        let clause = self.clause;
        let name = clause.name();
        match rows {
            Rows::Group if self.is_of_one_row() => {
                let told = match clause {
                    Clause::Condition => self
                        .error(&call.at, "a condition looks at one row at a time and cannot add up")
                        .help("make a dataset that adds up, and test that"),
                    _ => self
                        .error(
                            &call.at,
                            format!("`{name}` looks at one row at a time and cannot add up rows"),
                        )
                        .help("after `GROUP BY …`, write `HAVING` for sums and counts"),
                };
                self.broken(told);
            }
            Rows::Window if self.is_of_one_row() || clause == Clause::Having => {
                let message = format!(
                    "`{name}` comes before functions that look at other rows, such as `{}`",
                    call.name
                );
                let told = self.error(&call.at, message);
                self.silent(match clause {
                    Clause::Condition => told.help("compute it in the dataset, and test the column"),
                    _ => told.help("write the condition behind `QUALIFY`, after `WHERE` and `GROUP BY`"),
                });
            }
            Rows::One | Rows::Group | Rows::Window => {}
        }
    }

    /// `percentile_cont(0.9)` needs to know of what.
    fn check_ordered(&mut self, function: &Function, call: &Call) {
        if function.within_group.is_empty() && call.args.len() == 1 {
            let written = self.sql.slice(&self.sql.extent(call.args[0]));
            let told = self.error(&call.at, format!("`{}` is not told of which values", call.name));
            let help = format!("write `{}({written}) WITHIN GROUP (ORDER BY x)`", call.name);
            self.broken(told.help(help));
        }
    }

    /// The second value of `lag` counts rows.
    fn check_shift(&mut self, call: &Call) {
        let Some(count) = call.args.get(1).filter(|_| SHIFTS.contains(&call.key.as_str())) else { return };
        let at = self.sql.extent(count);
        let written = self.sql.slice(&at);
        let is_literal = matches!(super::operands::plain(count), Expr::Value(value)
            if matches!(value.value, Value::Number(..) | Value::SingleQuotedString(_)));
        if is_literal && written.parse::<i64>().is_err() {
            let message = format!("`{}` counts rows in its second value, but this is `{written}`", call.name);
            let told = self.error(&at, message);
            let value = call.args.first().map_or("x", |arg| self.sql.slice(&self.sql.extent(arg)));
            let default = format!("{}({value}, 1, {written})", call.name);
            self.silent(
                told.help(format!("write a whole number; what stands for no row comes third: `{default}`")),
            );
        }
    }

    /// Text and numbers in one value: the text would be read as a number.
    fn check_one_type(&mut self, call: &Call) {
        if !OF_ONE_TYPE.contains(&call.key.as_str()) {
            return;
        }
        let of = |class: Class, call: &Call| {
            let is = |kind: &Kind| kind.as_ref().is_some_and(|kind| Class::of(kind) == class);
            let place =
                call.kinds.iter().zip(&call.args).position(|(kind, arg)| is(kind) && text_of(arg).is_none());
            place.map(|place| self.sql.extent(call.args[place]))
        };
        let (Some(text), Some(number)) = (of(Class::Text, call), of(Class::Number, call)) else { return };
        let message = format!("`{}` gives values of one type, and these are text and a number", call.name);
        let told = self.error(&call.at, message).also(self.sql.span(&text), "text");
        let told = told.also(self.sql.span(&number), "a number");
        let written = self.sql.slice(&number);
        self.silent(told.help(format!("write both as text: `'{written}'`")));
    }
}

/// The values that a function is given.
fn arguments(args: &FunctionArguments) -> Vec<&Expr> {
    let FunctionArguments::List(list) = args else { return Vec::new() };
    list.args
        .iter()
        .filter_map(|arg| {
            let (FunctionArg::Named { arg, .. }
            | FunctionArg::ExprNamed { arg, .. }
            | FunctionArg::Unnamed(arg)) = arg;
            match arg {
                FunctionArgExpr::Expr(expr) => Some(expr),
                _ => None,
            }
        })
        .collect()
}

/// `count(*)`
fn counts_rows(function: &Function) -> bool {
    let FunctionArguments::List(list) = &function.args else { return false };
    matches!(list.args.as_slice(), [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)])
}

/// The types that are tried in the place of one that does not fit.
const TRIED: [DataType; 4] = [DataType::Utf8View, DataType::Int64, DataType::Float64, DataType::Date32];

/// The only value that does not fit.
fn culprit(function: &impl UDFCoercionExt, fields: &[FieldRef]) -> Option<usize> {
    let fits_with = |place: usize, kind: &DataType| {
        let mut fields = fields.to_vec();
        fields[place] = Arc::new(Field::new("value", kind.clone(), true));
        fields_with_udf(&fields, function).is_ok()
    };
    let mut found = (0..fields.len()).filter(|place| TRIED.iter().any(|kind| fits_with(*place, kind)));
    found.next().filter(|_| found.next().is_none())
}

fn ordinal(place: usize) -> &'static str {
    ["first", "second", "third", "fourth"].get(place).copied().unwrap_or("last")
}

/// How many of the values the function would take, when there are too many.
fn takes_fewer(function: &impl UDFCoercionExt, fields: &[FieldRef]) -> Option<usize> {
    (1..fields.len()).rev().find(|count| fields_with_udf(&fields[..*count], function).is_ok())
}

/// How many values the function would take, when there are too few.
fn takes_more(function: &impl UDFCoercionExt, fields: &[FieldRef]) -> Option<usize> {
    let fits = |more: &[&DataType]| {
        let more = more.iter().map(|kind| Arc::new(Field::new("value", (*kind).clone(), true)));
        let all: Vec<FieldRef> = fields.iter().cloned().chain(more).collect();
        fields_with_udf(&all, function).is_ok()
    };
    if TRIED.iter().any(|kind| fits(&[kind])) {
        return Some(fields.len() + 1);
    }
    let two = TRIED.iter().any(|first| TRIED.iter().any(|second| fits(&[first, second])));
    two.then_some(fields.len() + 2)
}

impl Walk<'_> {
    /// A name that is given to no window.
    fn check_window(&mut self, name: &datafusion::sql::sqlparser::ast::Ident) {
        if self.windows.contains(&name.value) {
            return;
        }
        let at = self.sql.range(name.span);
        let span = self.sql.span(&at);
        let told = Diagnostic::error(Code::UnknownName, span, format!("there is no window `{}`", name.value));
        let known = self.windows.iter().map(String::as_str);
        self.broken(match crate::diag::did_you_mean(&name.value, known) {
            Some(near) => {
                let near = near.to_owned();
                told.label(format!("did you mean `{near}`?")).fix(format!("rename to `{near}`"), span, near)
            }
            None => told.help(format!("name one before `ORDER BY`: `WINDOW {} AS (ORDER BY …)`", name.value)),
        });
    }
}
