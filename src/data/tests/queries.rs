//! SQL: names, order, parameters, mistakes at their place, and rows.

use super::Case;
use crate::plan::{Keep, Needs, plan};
use crate::value::{Type, Value};
use jiff::civil::date;

const TRADES: &str =
    "id,PnL,exit_time,account\n1,10.10,2024-01-05,main\n2,-3.05,2024-02-01,demo\n3,0.95,2024-02-29,main\n";

fn query(sql: &str) -> Case {
    let report = format!(
        "sources: {{ trades: trades.csv }}\ndatasets:\n  d: |\n    {}\n",
        sql.replace('\n', "\n    ")
    );
    Case::new(&report, &[("trades.csv", TRADES)])
}

fn told(sql: &str) -> Vec<String> {
    let mut case = query(sql);
    case.describe();
    case.told()
}

#[test]
fn rows_go_through_sql() {
    let sql = "SELECT date_trunc('month', exit_time) AS month, sum(PnL) AS PnL, count(*) AS n
FROM trades GROUP BY month ORDER BY month";
    assert_eq!(query(sql).rows("d"), ["2024-01-01|10.10|1", "2024-02-01|-2.10|2"]);
}

#[test]
fn datasets_read_each_other_in_any_order() {
    let report = "sources: { trades: trades.csv }
datasets:
  total: SELECT sum(PnL) AS PnL FROM won
  won: SELECT * FROM trades WHERE PnL > 0
  two: SELECT a.PnL, b.n FROM total a, (WITH won AS (SELECT 1 AS x) SELECT count(*) AS n FROM won) b";
    let mut case = Case::new(report, &[("trades.csv", TRADES)]);
    assert_eq!(case.describe().order, ["won", "total", "two"]);
    assert_eq!(case.rows("two"), ["11.05|1"]);
}

#[test]
fn a_loop_is_reported_with_all_its_places() {
    let report =
        "datasets: { a: SELECT * FROM b, b: SELECT * FROM c, c: SELECT * FROM a, d: SELECT * FROM a }";
    let mut case = Case::new(report, &[]);
    case.describe();
    assert_eq!(case.told(), ["error dataset-cycle: datasets that need each other: `a → b → c → a` [a]"]);
    let diagnostics = case.sink.diagnostics();
    let labels: Vec<&str> = diagnostics[0].secondary.iter().map(|label| label.text.as_str()).collect();
    assert_eq!(labels, ["`a` reads `b` here", "`b` reads `c` here", "`c` reads `a` here"]);
}

#[test]
fn mistakes_in_sql_are_shown_at_their_place() {
    let table: &[(&str, &str)] = &[
        ("SELECT pnl FROM trades", "error unknown-column: there is no column `pnl` [pnl]"),
        ("SELECT id,\n  t.foo\nFROM trades t", "error unknown-column: `t` has no column `foo` [foo]"),
        (
            "SELECT x.id FROM trades t",
            "error unknown-name: there is no table `x` in this part of the query [x]",
        ),
        ("SELECT * FROM trade", "error unknown-name: there is no source or dataset `trade` [trade]"),
        ("SELECT summ(PnL) FROM trades", "error unknown-name: there is no function `summ` [summ]"),
        (
            "SELECT id FROM trades WHERE",
            "error sql: the SQL ends too early: after this, a value or a column is expected [WHERE]",
        ),
        ("SELECT id FROM trades t ON", "error sql: `ON` cannot stand here [ON]"),
        (
            "DROP TABLE trades",
            "error sql: `DROP` is not allowed: a dataset is a query that only reads [DROP]",
        ),
        (
            "INSERT INTO trades VALUES (1)",
            "error sql: `INSERT` is not allowed: a dataset is a query that only reads [INSERT]",
        ),
        ("SELECT 1; SELECT 2", "error sql: a dataset is one query, and this is the second [SELECT]"),
        ("SELECT now()", "error sql: `now` gives another answer in every run, and a report must not [now]"),
        (
            "SELECT today()",
            "error sql: `today` gives another answer in every run, and a report must not [today]",
        ),
        (
            "SELECT random()",
            "error sql: `random` gives another answer in every run, and a report must not [random]",
        ),
        (
            "SELECT * FROM trades WHERE exit_time > $start",
            "error unknown-parameter: there is no parameter `start` [$start]",
        ),
        ("SELECT id AS a, PnL AS a FROM trades", "error sql: two columns of `d` are called `a` [a]"),
    ];
    for (sql, wanted) in table {
        let told = told(sql);
        let clean: Vec<String> = told.iter().map(|line| line.replace("\n]", "]")).collect();
        assert_eq!(clean, [*wanted], "{sql}");
    }
}

#[test]
fn other_mistakes_are_told_in_plain_words() {
    let table: &[(&str, &str)] = &[
        ("SELECT id, sum(PnL) FROM trades", "`id` is neither grouped by nor added up [id]"),
        ("SELECT account + 1 FROM trades", "`account` is text, and `1` is a number [account + 1]"),
        ("SELECT cast('abc' AS int) AS x", "`abc` cannot be read as a number ['abc']"),
        ("SELECT upper(account, account) FROM trades", "`upper` takes 1 value, not 2 [upper]"),
        ("SELECT a.id FROM trades a, trades b WHERE id = 1", "more than one table has a column `id` [id]"),
        ("SELECT * FROM trades WHERE id = 'abc'", "`abc` cannot be read as a number ['abc']"),
        (
            "SELECT 1 AS x UNION SELECT 1, 2",
            "both sides of `UNION` have the same number of columns [SELECT 1, 2]",
        ),
        (
            "SELECT * FROM trades PIVOT(sum(PnL) FOR id IN (1))",
            "`PIVOT` is SQL that Folio does not know [PIVOT]",
        ),
        ("SELECT sum(sum(PnL)) FROM trades", "a sum of sums cannot be computed in one step [PnL]"),
        ("SELECT sum(account) FROM trades", "`sum` cannot work with text [sum]"),
        ("SELECT id FROM trades WHERE account", "a condition is true or false, but this is text [account]"),
        (
            "SELECT id FROM trades GROUP BY id HAVING foo > 1",
            "error unknown-column: there is no column `foo` [foo]",
        ),
        ("SELECT id FROM trades ORDER BY foo", "error unknown-column: there is no column `foo` [foo]"),
        (
            "SELECT id, row_number() FROM trades",
            "`row_number` looks at other rows and needs to know which [row_number]",
        ),
        (
            "SELECT * FROM trades JOIN trades b USING (idd)",
            "error unknown-column: both tables need a column `idd` to be joined by it [idd]",
        ),
        ("SELECT 'abc FROM trades", "this text is never closed [']"),
        ("SELECT id FROM trades LIMIT 'x'", "`LIMIT` takes a whole number, not `'x'` ['x']"),
        (
            "SELECT id FROM other.trades",
            "error unknown-name: there is no source or dataset `other.trades` [other.trades]",
        ),
        ("SELECT date '2024-13-01' AS x", "`2024-13-01` cannot be read as a date ['2024-13-01']"),
    ];
    for (sql, wanted) in table {
        let told = told(sql);
        let told: Vec<&str> = told.iter().map(|line| line.trim_start_matches("error sql: ")).collect();
        let told: Vec<String> = told.iter().map(|line| line.replace("\n]", "]")).collect();
        assert_eq!(told, [*wanted], "{sql}");
    }
}

#[test]
fn near_names_are_suggested() {
    for (sql, help) in [
        ("SELECT pnl FROM trades", "did you mean `PnL`?"),
        ("SELECT * FROM trade", "did you mean `trades`?"),
        ("SELECT summ(PnL) FROM trades", "did you mean `sum`?"),
        ("SELECT $perod_start", "did you mean `$period_start`?"),
        ("SELECT $period", "a range has two ends: write `$period_start` and `$period_end`"),
        ("SELECT now()", "use `$run_time`, the time of the run"),
    ] {
        let mut case = query(sql).parameter("period_start", Type::Date, Value::Date(date(2024, 2, 1)));
        case.describe();
        assert_eq!(case.helps(), [help], "{sql}");
    }
}

#[test]
fn parameters_are_bound_with_their_types() {
    let sql = "SELECT id, $rate AS rate, exit_time + cast($n AS integer) AS later FROM trades
WHERE exit_time BETWEEN $period_start AND $period_end
  AND array_has($accounts, account) AND account <> $hostile AND PnL >= $least LIMIT $n";
    let mut case = query(sql)
        .parameter("period_start", Type::Date, Value::Date(date(2024, 1, 5)))
        .parameter("period_end", Type::Date, Value::Date(date(2024, 2, 29)))
        .parameter(
            "accounts",
            Type::List(Box::new(Type::Text)),
            Value::List(vec![Value::Text("main".into()), Value::Text("x".into())]),
        )
        .parameter("hostile", Type::Text, Value::Text("' OR 1=1 --".into()))
        .parameter("least", Type::MONEY, Value::Integer(0))
        .parameter("n", Type::Integer, Value::Integer(1))
        .parameter("rate", Type::Number, Value::Number(0.5));
    assert_eq!(case.rows("d"), ["1|0.5|2024-01-06"]);
    assert_eq!(case.describe().parameters_used.len(), 7);
}

#[test]
fn decimals_in_sql_are_exact() {
    assert_eq!(query("SELECT 0.1 + 0.2 AS x, sum(PnL) * 1.1 AS y FROM trades").rows("d"), ["0.3|8.800"]);
}

#[test]
fn a_division_by_zero_says_how_to_avoid_it() {
    let mut case = query("SELECT id / (id - 1) AS x FROM trades");
    assert!(case.run(&["d"]).is_err());
    assert!(case.told()[0].starts_with("error compute: `d` divides by zero"), "{:?}", case.told());
    assert!(case.helps()[0].contains("nullif"));
}

#[test]
fn only_what_is_needed_is_planned_and_shared_work_is_done_once() {
    let report = "sources: { trades: trades.csv, other: other.csv }
datasets:
  base: SELECT id, PnL FROM trades
  a: SELECT sum(PnL) AS x FROM base
  b: SELECT count(*) AS x FROM base
  unused: SELECT * FROM other";
    let mut case = Case::new(report, &[("trades.csv", TRADES), ("other.csv", "x\n1\n")]);
    let described = case.describe();
    let needs = Needs { held: ["a", "b"].map(str::to_owned).into(), ..Needs::default() };
    let plan = plan(&case.spec, &described, &needs);
    let keeps: Vec<(&str, Keep)> = plan.datasets.iter().map(|d| (d.name.value.as_str(), d.keep)).collect();
    assert_eq!(keeps, [("base", Keep::Shared), ("a", Keep::Table), ("b", Keep::Table)]);
    assert_eq!(plan.sources.len(), 1);
    assert_eq!(plan.sources[0].columns, ["PnL", "id"].map(str::to_owned).into());
    crate::data::execute(&case.world(), &plan, &mut case.sink).expect("the plan runs");
    assert_eq!(case.world.rows_opened().len(), 1);
    assert!(serde_json::to_value(&plan).expect("a plan can be printed").is_object());
}

#[test]
fn big_tables_are_streamed() {
    let mut content = String::from("n\n");
    (0..20_000).for_each(|n| content += &format!("{n}\n"));
    let mut case = Case::new(
        "sources: { t: t.csv }\ndatasets: { d: SELECT n FROM t WHERE n % 2 = 0 }",
        &[("t.csv", &content)],
    );
    let described = case.describe();
    let needs = Needs { streamed: ["d".to_owned()].into(), ..Needs::default() };
    let plan = plan(&case.spec, &described, &needs);
    let tables = crate::data::execute(&case.world(), &plan, &mut case.sink).expect("the plan runs");
    assert!(tables.table("d").is_none());
    let mut stream = tables.stream("d").expect("the plan knows the name");
    let (mut rows, mut pieces) = (0, 0);
    while let Some(piece) = stream.next(&mut case.sink) {
        rows += piece.expect("all rows are good").len();
        pieces += 1;
    }
    assert_eq!(rows, 10_000);
    assert!(pieces > 1);
    assert!(tables.stream("t").is_some() && tables.stream("nothing").is_none());
}

#[test]
fn a_bad_value_ends_a_stream_with_its_place() {
    let report = "sources: { t: { csv: t.csv, columns: { n: integer } } }";
    let mut case = Case::new(report, &[("t.csv", "n\n1\nx\n")]);
    let described = case.describe();
    let needs = Needs { streamed: ["t".to_owned()].into(), ..Needs::default() };
    let plan = plan(&case.spec, &described, &needs);
    let tables = crate::data::execute(&case.world(), &plan, &mut case.sink).expect("nothing is read yet");
    let mut stream = tables.stream("t").expect("the plan knows the name");
    assert!(stream.next(&mut case.sink).expect("there is an answer").is_err());
    assert_eq!(case.told(), ["error data-type: `x` is not an integer, in the column `n` [x]"]);
}

#[tokio::test]
async fn running_inside_another_runtime_is_safe() {
    assert_eq!(query("SELECT count(*) AS n FROM trades").rows("d"), ["3"]);
}

#[test]
fn two_things_wrong_are_both_told() {
    let report =
        "sources: { t: t.csv }\ndatasets: { a: SELECT x FROM t, b: SELECT y FROM t, c: SELECT * FROM a }";
    let mut case = Case::new(report, &[("t.csv", "n\n1\n")]);
    case.describe();
    assert_eq!(case.told().len(), 2, "{:?}", case.told());
}
