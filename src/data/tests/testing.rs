//! Data tests: what passes, what fails, and what a failure says.

use super::Case;
use crate::data::TestOutcome;

fn tested(tests: &str) -> Case {
    let report = format!(
        "sources: {{ t: t.csv }}\ndatasets:\n  d:\n    sql: SELECT * FROM t\n    tests:\n      - {}\n",
        tests.replace('\n', "\n      ")
    );
    Case::new(&report, &[("t.csv", "id,kind,opened,closed\n1,a,1,2\n2,b,5,3\n2,,3,4\n")])
}

fn outcome(tests: &str) -> (Vec<String>, Vec<String>) {
    let mut case = tested(tests);
    let _ = case.run(&["d"]);
    (case.told(), case.helps())
}

#[test]
fn tests_that_hold_say_nothing() {
    let tests = "not_null: [id]\n- unique: [id, opened]\n- accepted_values: { column: kind, values: [a, b] }
- rows: { min: 3, max: 3 }\n- that: opened > 0\n- accepted_values: { column: id, values: ['1', '2'] }";
    let mut case = tested(tests);
    let tables = case.run(&["d"]).expect("all tests hold");
    assert_eq!(case.told(), [""; 0]);
    assert_eq!(tables.outcomes().len(), 6);
    assert!(tables.outcomes().iter().all(|outcome| outcome.failure.is_none()));
}

#[test]
fn failing_rows_are_counted_and_shown() {
    let table: &[(&str, &str, &str)] = &[
        (
            "not_null: [kind]",
            "`d` has 1 row with no value of `kind` [not_null]",
            "such as\nkind  id  opened  closed\nnull   2       3       4",
        ),
        (
            "unique: [id]",
            "`d` has values of `id` that occur more than once [unique]",
            "such as\nid  rows\n 2     2",
        ),
        (
            "accepted_values: { column: kind, values: [a] }",
            "`d` has 1 row with a value of `kind` that is not accepted [accepted_values]",
            "such as\nkind  id  opened  closed\nb      2       5       3",
        ),
        (
            "that: closed >= opened",
            "`d` has 1 row with `closed >= opened` not true [that]",
            "such as\nid  kind  opened  closed\n 2  b          5       3",
        ),
        ("rows: { max: 2 }", "`d` has 3 rows, and should have at most 2 rows [rows]", ""),
    ];
    for (test, message, rows) in table {
        let (told, helps) = outcome(test);
        assert_eq!(told, [format!("error data-test: {message}")]);
        assert_eq!(helps.first().map_or("", String::as_str), *rows);
    }
}

#[test]
fn a_failure_may_only_warn_or_mark_a_draft() {
    let mut case = tested("that: closed >= opened\n  on_fail: draft\n- unique: [id]\n  on_fail: warn");
    let tables = case.run(&["d"]).expect("the run goes on");
    assert!(case.told().iter().all(|line| line.starts_with("warning data-test")), "{:?}", case.told());
    let failures: Vec<&TestOutcome> = tables.outcomes().iter().filter(|o| o.failure.is_some()).collect();
    assert_eq!(failures[0].failure.as_deref(), Some("d: has 1 row with closed >= opened not true"));
    assert_eq!(failures.len(), 2);
}

#[test]
fn tests_are_checked_without_rows() {
    let tests = "not_null: [idd]\n- that: opend > 1\n- that: opened > $x
- accepted_values: { column: id, values: [abc] }
- that: id IN (SELECT 1 FROM t)\n- that: sum(opened) > 3\n- that: kind\n- that: opened >";
    let mut case = tested(tests);
    case.describe();
    assert_eq!(case.world.rows_opened().len(), 0);
    assert_eq!(
        case.told(),
        [
            "error unknown-column: `d` has no column `idd` [idd]",
            "error unknown-column: there is no column `opend` [opend]",
            "error unknown-parameter: there is no parameter `x` [$x]",
            "error wrong-value: `abc` is not an integer, which the column `id` holds [abc]",
            "error sql: a condition looks at one row at a time and cannot read other tables [t]",
            "error sql: a condition looks at one row at a time and cannot add up [sum]",
            "error sql: a condition is true or false, but this is text [kind]",
            "error sql: the SQL ends too early: after this, a value or a column is expected [>]",
        ]
    );
}
