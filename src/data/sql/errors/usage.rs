//! What people write out of habit with other databases, and how functions are used here.

use crate::diag::{Code, Diagnostic, Span, did_you_mean};

/// How functions that are often given something wrong are written.
const USAGES: [(&str, &str); 61] = [
    ("abs", "abs(number)"),
    ("array_has", "array_has(list, value)"),
    ("avg", "avg(number)"),
    ("ceil", "ceil(number)"),
    ("char_length", "char_length(text)"),
    ("coalesce", "coalesce(a, b)"),
    ("concat", "concat(text, text)"),
    ("concat_ws", "concat_ws(', ', text, text)"),
    ("corr", "corr(a, b)"),
    ("count", "count(*)"),
    ("date_bin", "date_bin(interval '15 minutes', time)"),
    ("date_part", "date_part('year', day)"),
    ("date_trunc", "date_trunc('month', day)"),
    ("ends_with", "ends_with(text, part)"),
    ("exp", "exp(number)"),
    ("first_value", "first_value(x ORDER BY day)"),
    ("floor", "floor(number)"),
    ("greatest", "greatest(a, b)"),
    ("ifnull", "ifnull(a, b)"),
    ("initcap", "initcap(text)"),
    ("last_value", "last_value(x ORDER BY day)"),
    ("least", "least(a, b)"),
    ("left", "left(text, length)"),
    ("length", "length(text)"),
    ("ln", "ln(number)"),
    ("log", "log(base, number)"),
    ("lower", "lower(text)"),
    ("lpad", "lpad(text, length, '0')"),
    ("make_date", "make_date(2024, 1, 31)"),
    ("max", "max(column)"),
    ("median", "median(number)"),
    ("min", "min(column)"),
    ("nullif", "nullif(a, b)"),
    ("nvl", "nvl(a, b)"),
    ("power", "power(number, 2)"),
    ("regexp_like", "regexp_like(text, pattern)"),
    ("regexp_match", "regexp_match(text, pattern)"),
    ("regexp_replace", "regexp_replace(text, pattern, new)"),
    ("repeat", "repeat(text, 3)"),
    ("replace", "replace(text, old, new)"),
    ("reverse", "reverse(text)"),
    ("right", "right(text, length)"),
    ("round", "round(number, 2)"),
    ("rpad", "rpad(text, length, ' ')"),
    ("signum", "signum(number)"),
    ("split_part", "split_part(text, ',', 1)"),
    ("sqrt", "sqrt(number)"),
    ("starts_with", "starts_with(text, part)"),
    ("stddev", "stddev(number)"),
    ("string_agg", "string_agg(text, ', ')"),
    ("strpos", "strpos(text, part)"),
    ("substr", "substr(text, from, length)"),
    ("substring", "substring(text, from, length)"),
    ("sum", "sum(number)"),
    ("to_char", "to_char(day, '%Y-%m')"),
    ("to_date", "to_date(text, '%d/%m/%Y')"),
    ("to_timestamp", "to_timestamp(text, '%d/%m/%Y %H:%M')"),
    ("trim", "trim(text)"),
    ("trunc", "trunc(number, 2)"),
    ("upper", "upper(text)"),
    ("var", "var(number)"),
];

/// Functions of other databases and of spreadsheets, and what does the same here.
const FOREIGN: [(&str, &str); 91] = [
    ("add_months", "day + interval '1 month'"),
    ("any", "min(x)"),
    ("average", "avg(number)"),
    ("averageif", "avg(number) FILTER (WHERE condition)"),
    ("avgif", "avg(number) FILTER (WHERE condition)"),
    ("bigint", "CAST(x AS bigint)"),
    ("cast", "CAST(x AS integer)"),
    ("charindex", "strpos(text, part)"),
    ("cnt", "count(*)"),
    ("concatenate", "concat(text, text)"),
    ("convert", "CAST(x AS integer)"),
    ("count_if", "count(*) FILTER (WHERE condition)"),
    ("countd", "count(DISTINCT x)"),
    ("countdistinct", "count(DISTINCT x)"),
    ("countif", "count(*) FILTER (WHERE condition)"),
    ("countifs", "count(*) FILTER (WHERE condition)"),
    ("ct", "count(*)"),
    ("curdate", "$run_time"),
    ("date", "CAST(x AS date)"),
    ("date_add", "day + interval '1 day'"),
    ("date_diff", "a - b"),
    ("date_format", "to_char(day, '%Y-%m')"),
    ("date_sub", "day - interval '1 day'"),
    ("dateadd", "day + interval '1 day'"),
    ("datediff", "a - b"),
    ("datetime", "CAST(x AS timestamp)"),
    ("day", "date_part('day', day)"),
    ("dayname", "to_char(day, '%A')"),
    ("dayofweek", "date_part('dow', day)"),
    ("dayofyear", "date_part('doy', day)"),
    ("decimal", "CAST(x AS decimal(18,2))"),
    ("distinct_count", "count(DISTINCT x)"),
    ("div0", "a / nullif(b, 0)"),
    ("double", "CAST(x AS double)"),
    ("eomonth", "date_trunc('month', day) + interval '1 month' - interval '1 day'"),
    ("first", "first_value(x ORDER BY day)"),
    ("float", "CAST(x AS double)"),
    ("format", "to_char(day, '%Y-%m')"),
    ("getdate", "$run_time"),
    ("group_concat", "string_agg(text, ', ')"),
    ("hour", "date_part('hour', time)"),
    ("if", "CASE WHEN condition THEN a ELSE b END"),
    ("iff", "CASE WHEN condition THEN a ELSE b END"),
    ("iif", "CASE WHEN condition THEN a ELSE b END"),
    ("int", "CAST(x AS integer)"),
    ("integer", "CAST(x AS integer)"),
    ("isnull", "coalesce(a, b)"),
    ("last", "last_value(x ORDER BY day)"),
    ("last_day", "date_trunc('month', day) + interval '1 month' - interval '1 day'"),
    ("lcase", "lower(text)"),
    ("len", "length(text)"),
    ("listagg", "string_agg(text, ', ')"),
    ("maxif", "max(number) FILTER (WHERE condition)"),
    ("mid", "substr(text, from, length)"),
    ("minif", "min(number) FILTER (WHERE condition)"),
    ("minute", "date_part('minute', time)"),
    ("mod", "a % b"),
    ("month", "date_part('month', day)"),
    ("monthname", "to_char(day, '%B')"),
    ("months_between", "a - b"),
    ("number", "CAST(x AS double)"),
    ("percentile", "percentile_cont(0.9) WITHIN GROUP (ORDER BY x)"),
    ("percentile_disc", "percentile_cont(0.9) WITHIN GROUP (ORDER BY x)"),
    ("proper", "initcap(text)"),
    ("quantile", "percentile_cont(0.9) WITHIN GROUP (ORDER BY x)"),
    ("quarter", "date_part('quarter', day)"),
    ("rept", "repeat(text, 3)"),
    ("safe_divide", "a / nullif(b, 0)"),
    ("search", "strpos(text, part)"),
    ("second", "date_part('second', time)"),
    ("stdev", "stddev(number)"),
    ("str", "CAST(x AS varchar)"),
    ("strftime", "to_char(day, '%Y-%m')"),
    ("string", "CAST(x AS varchar)"),
    ("substitute", "replace(text, old, new)"),
    ("sum_if", "sum(number) FILTER (WHERE condition)"),
    ("sumif", "sum(number) FILTER (WHERE condition)"),
    ("sumifs", "sum(number) FILTER (WHERE condition)"),
    ("sysdate", "$run_time"),
    ("text", "CAST(x AS varchar)"),
    ("timestamp", "CAST(x AS timestamp)"),
    ("to_number", "CAST(text AS decimal(18,2))"),
    ("to_string", "CAST(x AS varchar)"),
    ("total", "sum(number)"),
    ("trunc_date", "date_trunc('month', day)"),
    ("ucase", "upper(text)"),
    ("varchar", "CAST(x AS varchar)"),
    ("week", "date_part('week', day)"),
    ("weekday", "date_part('dow', day)"),
    ("weeknum", "date_part('week', day)"),
    ("year", "date_part('year', day)"),
];

/// Names of types that a `cast` takes.
pub const TYPES: [&str; 10] =
    ["varchar", "text", "bigint", "integer", "double", "decimal", "date", "timestamp", "boolean", "interval"];

/// More names of the same types, as other databases have them.
pub const MORE_TYPES: [&str; 6] = ["int", "string", "float", "numeric", "char", "time"];

/// Parts of a date that functions take.
pub const PARTS: [&str; 10] =
    ["year", "quarter", "month", "week", "day", "hour", "minute", "second", "millisecond", "microsecond"];

/// More parts that only `date_part` and `extract` take.
pub const MORE_PARTS: [&str; 28] = [
    "century",
    "centuries",
    "decade",
    "decades",
    "years",
    "y",
    "yr",
    "yrs",
    "months",
    "mon",
    "mons",
    "weeks",
    "w",
    "days",
    "d",
    "hours",
    "h",
    "minutes",
    "m",
    "seconds",
    "s",
    "milliseconds",
    "microseconds",
    "nanosecond",
    "dow",
    "isodow",
    "doy",
    "epoch",
];

/// How a function is written.
pub fn of(function: &str) -> Option<&'static str> {
    find(&USAGES, function)
}

/// What does the same as a function of another database.
pub fn instead_of(function: &str) -> Option<&'static str> {
    find(&FOREIGN, function)
}

/// Says that there is no such function, and what does the same or was probably meant.
pub fn unknown(name: &str, span: Span, functions: &[String]) -> Diagnostic {
    let lower = name.to_lowercase();
    if functions.contains(&lower) {
        let message = format!("`{name}` looks at other rows and needs to know which");
        return Diagnostic::error(Code::Sql, span, message)
            .help(format!("write `{name}(…) OVER (PARTITION BY … ORDER BY …)`"));
    }
    let unknown = Diagnostic::error(Code::UnknownName, span, format!("there is no function `{name}`"));
    if let Some(ours) = instead_of(&lower) {
        return unknown.help(format!("write `{ours}`"));
    }
    let foreign = did_you_mean(&lower, FOREIGN.iter().map(|(name, _)| *name))
        .filter(|near| lower.len() > 4 && is_slip(&lower, near));
    if let Some(ours) = foreign.and_then(instead_of) {
        return unknown.help(format!("write `{ours}`"));
    }
    let near = did_you_mean(&lower, functions.iter().map(String::as_str));
    match near.filter(|near| is_near(&lower, near)) {
        Some(near) => {
            let told = unknown.label(format!("did you mean `{near}`?"));
            let told = told.fix(format!("rename to `{near}`"), span, near);
            // Another function computes something else: only a slip of the keyboard is sure.
            if is_slip(&lower, near) { told } else { told.unsure() }
        }
        None => unknown,
    }
}

/// Whether two names are of about one length: one inside a longer one is another function.
fn is_near(written: &str, near: &str) -> bool {
    written.len().abs_diff(near.len()) <= 1 || near.len() >= 8 && written.len().abs_diff(near.len()) <= 2
}

/// Whether one letter is missing, too many, or swapped with its neighbour.
fn is_slip(written: &str, meant: &str) -> bool {
    const LETTERS_MIN: usize = 3;
    let (a, b): (Vec<char>, Vec<char>) = (written.chars().collect(), meant.chars().collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let slip = match a.len() as isize - b.len() as isize {
        0 => {
            let pair = a.get(same..same + 2).zip(b.get(same..same + 2));
            pair.is_some_and(|(a, b)| a[0] == b[1] && a[1] == b[0]) && a[same + 2..] == b[same + 2..]
        }
        1 => a[same + 1..] == b[same..],
        -1 => a[same..] == b[same + 1..],
        _ => false,
    };
    slip && a.len().min(b.len()) >= LETTERS_MIN
}

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, usage)| *usage)
}
