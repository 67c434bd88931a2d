//! What people write out of habit with other databases, and how functions are used here.

/// How functions that are often given something wrong are written.
const USAGES: [(&str, &str); 26] = [
    ("avg", "avg(number)"),
    ("ceil", "ceil(number)"),
    ("coalesce", "coalesce(a, b)"),
    ("concat", "concat(text, text)"),
    ("date_part", "date_part('year', day)"),
    ("date_trunc", "date_trunc('month', day)"),
    ("floor", "floor(number)"),
    ("left", "left(text, length)"),
    ("length", "length(text)"),
    ("lower", "lower(text)"),
    ("max", "max(column)"),
    ("min", "min(column)"),
    ("nullif", "nullif(a, b)"),
    ("replace", "replace(text, old, new)"),
    ("right", "right(text, length)"),
    ("round", "round(number, 2)"),
    ("split_part", "split_part(text, ',', 1)"),
    ("string_agg", "string_agg(text, ', ')"),
    ("strpos", "strpos(text, part)"),
    ("substr", "substr(text, from, length)"),
    ("substring", "substring(text, from, length)"),
    ("sum", "sum(number)"),
    ("to_char", "to_char(day, '%Y-%m')"),
    ("to_date", "to_date(text, '%d/%m/%Y')"),
    ("trim", "trim(text)"),
    ("upper", "upper(text)"),
];

/// Functions of other databases, and what does the same here.
const FOREIGN: [(&str, &str); 27] = [
    ("add_months", "day + interval '1 month'"),
    ("charindex", "strpos(text, part)"),
    ("curdate", "$run_time"),
    ("date_add", "day + interval '1 day'"),
    ("date_diff", "a - b"),
    ("date_format", "to_char(day, '%Y-%m')"),
    ("date_sub", "day - interval '1 day'"),
    ("dateadd", "day + interval '1 day'"),
    ("datediff", "a - b"),
    ("day", "date_part('day', day)"),
    ("getdate", "$run_time"),
    ("group_concat", "string_agg(text, ', ')"),
    ("hour", "date_part('hour', time)"),
    ("if", "CASE WHEN condition THEN a ELSE b END"),
    ("iif", "CASE WHEN condition THEN a ELSE b END"),
    ("isnull", "coalesce(a, b)"),
    ("len", "length(text)"),
    ("listagg", "string_agg(text, ', ')"),
    ("month", "date_part('month', day)"),
    ("months_between", "a - b"),
    ("quarter", "date_part('quarter', day)"),
    ("strftime", "to_char(day, '%Y-%m')"),
    ("sysdate", "$run_time"),
    ("to_number", "cast(text AS decimal(18,2))"),
    ("trunc_date", "date_trunc('month', day)"),
    ("week", "date_part('week', day)"),
    ("year", "date_part('year', day)"),
];

/// Names of types that a `cast` takes.
pub const TYPES: [&str; 10] =
    ["varchar", "text", "bigint", "integer", "double", "decimal", "date", "timestamp", "boolean", "interval"];

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

fn find(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, usage)| *usage)
}
