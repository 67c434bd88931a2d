//! Expressions by example: what is written, what is shown, and what is said about mistakes.

use super::{Expression, FILTERS, MEMBERS, Markdown, Names, Template, Used, Values};
use crate::diag::{Diagnostic, Sink};
use crate::document::{Cell, Inline, Node};
use crate::format::{Format, Formats, Region};
use crate::table::{Schema, Table};
use crate::theme::Theme;
use crate::value::{Decimal, ParamKind, ParamValue, Type, Value};
use crate::yaml::Text;
use datafusion::arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use jiff::Timestamp;
use jiff::civil::date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Nothing is broken in these tests.
static NONE_BROKEN: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
/// No parameter has options.
static NO_CHOICES: BTreeMap<String, Vec<String>> = BTreeMap::new();
/// No dataset is declared in a file.
static NO_PLACES: BTreeMap<String, crate::diag::Span> = BTreeMap::new();

/// Two trades, a row of key figures with a column `count`, and a dataset without rows.
struct World {
    tables: BTreeMap<String, Table>,
    schemas: BTreeMap<String, Schema>,
    kinds: BTreeMap<String, ParamKind>,
    formats: Formats,
    used: Used,
}

fn table(columns: Vec<(&str, ArrayRef)>) -> Table {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    );
    let batch = batch.expect("columns of one length");
    Table::new(&batch.schema(), &[batch])
}

fn money(unscaled: Vec<Option<i128>>) -> ArrayRef {
    Arc::new(Decimal128Array::from(unscaled).with_precision_and_scale(18, 2).expect("18 digits"))
}

impl World {
    fn new() -> World {
        let trades = table(vec![
            ("id", Arc::new(Int64Array::from(vec![1, 2, 3])) as ArrayRef),
            ("name", Arc::new(StringArray::from(vec!["first", "second", "third"]))),
            ("pnl", money(vec![Some(10_10), Some(-5_05), None])),
            ("rate", Arc::new(Float64Array::from(vec![0.5, 0.25, f64::NAN]))),
            ("day", Arc::new(Date32Array::from(vec![15_340, 15_341, 15_342]))),
        ]);
        let kpis = table(vec![
            ("count", Arc::new(Int64Array::from(vec![42])) as ArrayRef),
            ("share", Arc::new(Float64Array::from(vec![0.125]))),
        ]);
        let none = trades.take(&[]);
        let tables: BTreeMap<String, Table> = [("trades", trades), ("kpis", kpis), ("nobody", none)]
            .map(|(name, t)| (name.to_string(), t))
            .into();
        let schemas = tables.iter().map(|(name, table)| (name.clone(), table.schema().clone())).collect();
        let kinds = [
            ("period", ParamKind::DateRange),
            ("account", ParamKind::One(Type::Text)),
            ("limit", ParamKind::One(Type::Integer)),
            ("tags", ParamKind::List(Type::Text)),
        ];
        let formats = Theme::default().formats.into_iter().map(|(name, code)| {
            let format = Format::parse(&code).expect("the house theme has readable codes");
            (name, format)
        });
        World {
            tables,
            schemas,
            kinds: kinds.map(|(name, kind)| (name.to_string(), kind)).into(),
            formats: Formats(formats.collect()),
            used: Used::default(),
        }
    }

    fn names(&self) -> Names<'_> {
        Names {
            datasets: &self.schemas,
            broken: &NONE_BROKEN,
            declared: &NO_PLACES,
            parameters: &self.kinds,
            choices: &NO_CHOICES,
            row: Some(("r", &self.schemas["trades"])),
            formats: &self.formats,
            used: &self.used,
        }
    }
}

impl Values for World {
    fn parameter(&self, name: &str) -> Option<ParamValue> {
        Some(match name {
            "period" => ParamValue::Range { start: date(2012, 1, 1), end: date(2012, 12, 31) },
            "account" => ParamValue::One(Value::Text("main".into())),
            "limit" => ParamValue::One(Value::Integer(5)),
            "tags" => ParamValue::Many(vec![Value::Text("a".into()), Value::Text("b".into())]),
            _ => return None,
        })
    }

    fn table(&self, name: &str) -> Option<&Table> {
        self.tables.get(name)
    }

    fn run_time(&self) -> Timestamp {
        "2013-01-02T03:04:05Z".parse().expect("a timestamp")
    }

    fn row(&self) -> Option<(&Table, usize)> {
        Some((&self.tables["trades"], 1))
    }
}

/// A text as a block scalar of a report, so that places are those of a file.
fn text(source: &str, sink: &mut Sink) -> Text {
    let yaml = format!("text: |-\n  {}\n", source.replace('\n', "\n  "));
    let file = sink.sources.add("report.yaml", yaml);
    let node = crate::yaml::parse(file, sink).and_then(|node| node.get("text"));
    node.and_then(|node| Text::of(&node)).expect("a block scalar")
}

/// Messages with the text they point at.
fn complaints(sink: &Sink) -> Vec<String> {
    let one = |d: &&Diagnostic| {
        let span = d.primary.as_ref().expect("every mistake has a place").span;
        format!("{} @ {}", d.message, &sink.sources.text(span.file)[span.range()])
    };
    sink.diagnostics().iter().map(one).collect()
}

fn shown(world: &World, source: &str) -> String {
    let mut sink = Sink::default();
    let text = text(source, &mut sink);
    let Some(template) = Template::parse(&text, &world.names(), &mut sink) else {
        return complaints(&sink).join("; ");
    };
    let shown = template.plain(world, &Region::default(), &mut sink);
    if sink.has_errors() { complaints(&sink).join("; ") } else { shown }
}

fn check(cases: &[(&str, &str)]) {
    let world = World::new();
    let wrong: Vec<String> = cases
        .iter()
        .map(|(source, expected)| (source, expected, shown(&world, source)))
        .filter(|(_, expected, got)| got != *expected)
        .map(|(source, expected, got)| format!("{source}\n  expected {expected}\n  got      {got}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn values_and_their_formats() {
    check(&[
        ("plain text", "plain text"),
        ("{{ account }}", "main"),
        ("{{ limit }} of {{limit}}", "5 of 5"),
        ("{{ period }}", "1 Jan 2012 – 31 Dec 2012"),
        ("{{ period.start }}", "1 Jan 2012"),
        ("{{ period.end | format('yyyy-mm') }}", "2012-12"),
        ("{{ period | format('mmm yyyy') }}", "Jan 2012 – Dec 2012"),
        ("{{ run_time }}", "2 Jan 2013 03:04"),
        ("{{ trades.count }}", "3"),
        ("{{ trades.count() }}", "3"),
        ("{{ trades.count('pnl') }}", "2"),
        ("{{ trades.sum('pnl') }}", "5.05"),
        ("{{ trades.sum('pnl') | format('usd') }}", "$5.05"),
        ("{{ trades.sum('pnl') | format('0.0') }}", "5.1"),
        ("{{ trades.avg('pnl') }}", "2.53"),
        ("{{ trades.sum('id') }}", "6"),
        ("{{ trades.avg('id') }}", "2.00"),
        ("{{ trades.sum('rate') }}", "0.75"),
        ("{{ trades.min('pnl') }} {{ trades.max('pnl') }}", "\u{2212}5.05 10.10"),
        ("{{ trades.min('name') }}", "first"),
        ("{{ trades.max('day') }}", "3 Jan 2012"),
        ("{{ trades.first('name') }} {{ trades.last('name') }}", "first third"),
        ("{{ trades.last('pnl') }}", "\u{2013}"),
        ("{{ trades.empty }} {{ nobody.empty }}", "false true"),
        ("{{ nobody.count }} {{ nobody.sum('pnl') }} {{ nobody.pnl }}", "0 0.00 \u{2013}"),
        ("{{ nobody.avg('pnl') }}", "\u{2013}"),
        ("{{ kpis.share | format('pct1') }}", "12.5%"),
        ("{{ kpis['count'] }}", "42"),
        ("{{ r.name }} {{ r['pnl'] }}", "second \u{2212}5.05"),
    ]);
}

#[test]
fn arithmetic_is_exact() {
    check(&[
        ("{{ 0.1 + 0.2 == 0.3 }}", "true"),
        ("{{ 0.1 + 0.2 }}", "0.3"),
        ("{{ 2 + 3 * 4 }}", "14"),
        ("{{ -limit - 1 }}", "\u{2212}6"),
        ("{{ 9223372036854775807 + 1 }}", "9,223,372,036,854,775,808"),
        ("{{ 12345678901234567890.5 * 2 }}", "24,691,357,802,469,135,781.0"),
        ("{{ 7 / 2 }}", "3.50"),
        ("{{ 4 / (3 | round(3)) }}", "1.33"),
        ("{{ (1 / 3) | round(3) }}", "0.333"),
        ("{{ (1.00 / 3) | format('0.000000') }}", "0.333333"),
        ("{{ 1 / (limit - 5) }}", "\u{2013}"),
        ("{{ 7 % 3 }} {{ -7 % 3 }} {{ 7.5 % 2 }}", "1 2 1.5"),
        ("{{ trades.sum('pnl') / trades.count }}", "1.68"),
        ("{{ trades.sum('pnl') * 2 + 1 }}", "11.10"),
        ("{{ period.end - period.start + 1 }}", "366"),
        ("{{ period.start + 31 }}", "1 Feb 2012"),
        ("{{ nobody.pnl + 1 }}", "\u{2013}"),
        ("{{ 1e3 }}", "1,000.00"),
        ("{{ 2.345 | round(2) }} {{ trades.avg('rate') | round }}", "2.35 0"),
    ]);
}

#[test]
fn conditions_choices_and_texts() {
    check(&[
        ("{{ 'up' if trades.sum('pnl') > 0 else 'down' }}", "up"),
        ("{{ 'x' if limit > 9 }}", "\u{2013}"),
        ("{{ limit > 1 and not (limit == 6) or false }}", "true"),
        ("{{ 1 < limit <= 5 }}", "true"),
        ("{{ period.start >= '2012-01-01' }}", "true"),
        ("{{ account in ['main', 'demo'] }} {{ account not in ('demo', 'test') }}", "true true"),
        ("{{ 'a' in tags }} {{ 'ai' in account }}", "true true"),
        ("{{ trades.first('day') in period }}", "true"),
        ("{{ nobody.pnl is none }} {{ nobody.pnl is not none }} {{ nobody.pnl == none }}", "true false true"),
        ("{{ nobody.pnl > 0 }}", "false"),
        ("{{ nobody.pnl | default(0) }} {{ nobody.name | default('nobody') }}", "0 nobody"),
        ("{{ 'since ' ~ period.start ~ ', ' ~ trades.sum('pnl') }}", "since 1 Jan 2012, 5.05"),
        (
            "{{ account | upper }} {{ 'ABC' | lower }} {{ 'new york\\'s best' | title }}",
            "MAIN abc New York's Best",
        ),
        ("{{ account | length }} {{ tags | length }}", "4 2"),
        ("{{ trades.count }} {{ trades.count | plural('trade', 'trades') }}", "3 trades"),
        ("{{ 1 | plural('trade', 'trades') }}", "trade"),
        ("{{ tags }} {{ tags | join(' and ') }}", "a, b a and b"),
        ("{{ trades.min('pnl') | abs }}", "5.05"),
        ("{{ '{{' }} {{ '}}' }}", "{{ }}"),
        ("{{ trades.sum('pnl') if true else 1 }}", "5.05"),
    ]);
}

#[test]
fn mistakes_are_told_at_their_place() {
    check(&[
        ("a {{ acount }} b", "unknown name `acount` @ acount"),
        ("{{ trades.sum('pln') }}", "unknown column `pln` in dataset `trades` @ pln"),
        ("{{ trades.pln }}", "unknown column `pln` in dataset `trades` @ pln"),
        ("{{ r.nam }}", "unknown column `nam` in row `r` @ nam"),
        ("{{ trades.sums('pnl') }}", "unknown function `sums` @ sums"),
        ("{{ trades.sum(pnl) }}", "a column is named in quotes @ pnl"),
        ("{{ trades.sum }}", "`sum` needs a column @ sum"),
        ("{{ trades.sum() }}", "`sum` has no arguments here @ sum()"),
        ("{{ trades.sum('name') }}", "`sum` needs numbers, but `name` is text @ name"),
        ("{{ trades }}", "`trades` is a dataset, not a value @ trades"),
        ("{{ r }}", "`r` is a row, not a value @ r"),
        ("{{ period.first }}", "a range of dates has no `first` @ first"),
        ("{{ account.name }}", "`account` is text and has no `name` @ name"),
        ("{{ params.account }}", "parameters are named by themselves, without `params.` @ params"),
        ("{{ limit | rond(1) }}", "unknown filter `rond` @ rond"),
        ("{{ limit | round(1, 2) }}", "`round` has 2 arguments here @ round(1, 2)"),
        ("{{ limit | upper }}", "`upper` is for text, but this is a number @ limit"),
        ("{{ limit | format('usd9') }}", "the theme has no format `usd9` @ 'usd9'"),
        (
            "{{ limit | format('0 days') }}",
            "the format `0 days` cannot be read: words in a format need quotes: `\"days\"` @ days",
        ),
        (
            "{{ limit | format('mmm yyyy') }}",
            "the format `mmm yyyy` shows dates and times, but this is a number @ 'mmm yyyy'",
        ),
        ("{{ round(limit) }}", "there is no function `round` @ round(limit)"),
        ("{{ limit = 5 }}", "`=` does not compare @ ="),
        ("{{ limit == 5 && true }}", "`&&` is not an operator here @ &&"),
        ("{{ limit == 5 || true }}", "`||` is not an operator here @ ||"),
        ("{{ limit <> 5 }}", "`<>` is not an operator here @ <>"),
        ("{{ !true }}", "`!` is not an operator here @ !"),
        ("{{ true AND true }}", "`AND` is not an operator here @ AND"),
        ("{{ $period_start }}", "`$` cannot stand here @ $"),
        ("{{ limit + }}", "the expression ends too early: after this, a value is expected @ +"),
        ("{{ (limit }}", "this `(` is never closed @ ("),
        ("{{ limit limit }}", "`limit` cannot stand here @ limit"),
        ("{{ 'abc }}", "the text is never closed @ 'abc"),
        ("{{ }}", "the expression is empty @  "),
        ("{{ limit", "`{{` is never closed @ {{"),
        ("{{- limit -}}", "`{{-` and `-}}` do not trim space here @ {{- limit -}}"),
        ("{% if limit %}x{% endif %}", "there are no `{% %}` statements in reports @ {% if limit %}"),
        ("{{ account + 'x' }}", "`+` adds numbers; `~` joins texts @ account + 'x'"),
        ("{{ account > 5 }}", "`>` cannot compare text with a number @ account > 5"),
        ("{{ period == 5 }}", "`==` cannot compare a range of dates with a number @ period == 5"),
        ("{{ period.start > '2012-13-01' }}", "`2012-13-01` is not a date @ '2012-13-01'"),
        ("{{ 'x' if limit else 'y' }}", "a condition is true or false, but this is a number @ limit"),
        ("{{ 1 / limit | round(3) }}", "`round` is done to `limit` alone here @ limit | round(3)"),
        ("{{ 1 / limit | format('pct') }}", "`format` is done to `limit` alone here @ limit | format('pct')"),
        ("{{ 2 ** 3 }}", "there is no `**` here @ **"),
        ("{{ limit is odd }}", "there is no test `is odd` @ odd"),
        ("{{ limit | default(value=1) }}", "arguments have no names here @ value"),
        ("{{ {'a': 1} }}", "an expression has no map literal @ {'a': 1}"),
        ("{{ acount }} {{ limt }}", "unknown name `acount` @ acount; unknown name `limt` @ limt"),
        ("line one\nline {{ acount }}", "unknown name `acount` @ acount"),
    ]);
}

#[test]
fn slips_of_other_languages_are_told_at_their_place() {
    check(&[
        ("{{ limit => 5 }}", "`=>` is not an operator here @ =>"),
        ("{{ limit ≥ 5 }}", "`≥` is not an operator here @ ≥"),
        ("{{ limit += 1 }}", "an expression changes nothing, it only computes @ +="),
        ("{{ account IS NOT NULL }}", "a missing value is `none` here @ IS NOT NULL"),
        ("{{ trades..count }}", "one `.` stands between two names @ .."),
        ("{{ limit | plural('a' 'b') }}", "two texts stand beside each other @ 'b'"),
        ("{{ limit | plural(limit 'a') }}", "`'a'` cannot stand here @ 'a'"),
        ("{{ limit not 5 }}", "between two values stands `not in`, not `not` alone @ not 5"),
        ("{{ 1e999 }}", "`1e999` is not a number @ 1e999"),
        ("{{ 1.2.3 }}", "`1.2.3` is not a number @ 1.2.3"),
        ("{{ 5 % 0 }}", "a division by zero is always missing @ 0"),
        ("{{ account == 'a' or 'b' }}", "each side of `or` is a whole condition @ account == 'a' or 'b'"),
        ("{{ account.upper() }}", "`upper` is a filter, written after `|` @ account.upper()"),
        ("{{ account.lenght }}", "`account` is text and has no `lenght` @ account.lenght"),
        ("{{ trades.pnl.sum() }}", "`sum` is asked of the dataset @ trades.pnl.sum()"),
        ("{{ trades['pnl'].sum() }}", "`sum` is asked of the dataset @ trades['pnl'].sum()"),
        ("{{ r.day.year }}", "a date has no `year` @ r.day.year"),
        ("{{ count(trades) }}", "there is no function `count` @ count(trades)"),
        ("{{ trades.mean('pnl') }}", "unknown function `mean` @ mean"),
        ("{{ trades[0] }}", "rows have no numbers @ 0"),
        ("{{ pnl }}", "unknown name `pnl` @ pnl"),
        ("{{ account == Main }}", "`Main` is no name here; text stands in quotes @ Main"),
    ]);
}

#[test]
fn a_column_named_like_a_question_is_warned_of() {
    let world = World::new();
    let mut sink = Sink::default();
    let text = text("{{ kpis.count }}", &mut sink);
    let template = Template::parse(&text, &world.names(), &mut sink).expect("only a warning");
    assert_eq!(template.plain(&world, &Region::default(), &mut sink), "1");
    assert_eq!(
        complaints(&sink),
        ["`kpis.count` is how many rows there are, not the column `count` @ count"]
    );
}

#[test]
fn deep_and_long_expressions_are_refused() {
    let world = World::new();
    let endless = ["1 + ", "-", "not ", "1 if true else ", "(", "[", "a.b | abs + "];
    for (start, count) in endless.iter().flat_map(|start| [(start, 150), (start, 5000)]) {
        let source = format!("{{{{ {}1 }}}}", start.repeat(count));
        assert!(!shown(&world, &source).is_empty());
    }
    let long = format!("{{{{ {}1 }}}}", "1 + ".repeat(2000));
    assert!(shown(&world, &long).contains("more than 400 words and signs"));
    let foreign = format!("{{{{ {}true }}}}", "true && ".repeat(100));
    assert_eq!(shown(&world, &foreign).matches("`&&`").count(), 10);
    let deep = format!("{{{{ {}1 }}}}", "1 + ".repeat(150));
    assert!(shown(&world, &deep).contains("nested too deeply"));
}

fn expression(world: &World, source: &str, sink: &mut Sink) -> Option<Expression> {
    let text = text(source, sink);
    Expression::parse(&text, &world.names(), sink)
}

#[test]
fn fields_hold_one_expression() {
    let world = World::new();
    let mut sink = Sink::default();
    let when = expression(&world, "account != 'demo' and trades.count > 0", &mut sink).expect("a condition");
    assert_eq!(when.truth(&world, &mut sink), Some(true));
    assert_eq!(when.expect_truth(&mut sink), Some(()));
    assert_eq!(when.kind(), Type::Boolean);
    assert_eq!(when.datasets(), ["trades"]);
    assert_eq!(when.parameters(), ["account"]);
    let total = expression(&world, "trades.sum('pnl') | format('usd')", &mut sink).expect("a value");
    let cell = total.value(&world, &mut sink).expect("a value");
    assert_eq!(cell.value, Value::Decimal(Decimal::new(505, 2)));
    assert_eq!(cell.text(&Region::default()), "$5.05");
    assert_eq!(serde_json::to_string(&total).ok().as_deref(), Some("\"trades.sum('pnl') | format('usd')\""));
    assert!(!sink.has_errors());

    let number = expression(&world, "trades.count", &mut sink).expect("a value");
    assert_eq!(number.expect_truth(&mut sink), None);
    assert!(expression(&world, "{{ limit }}", &mut sink).is_none());
    assert_eq!(
        complaints(&sink),
        [
            "a condition is true or false, but this is a number @ trades.count",
            "no `{{ }}` needed here: the whole field is an expression @ {{ limit }}",
        ]
    );
}

fn markdown(source: &str) -> (Vec<Node>, Vec<String>) {
    let world = World::new();
    let mut sink = Sink::default();
    let text = text(source, &mut sink);
    let nodes =
        Markdown::parse(&text, &world.names(), &mut sink).map(|markdown| markdown.nodes(&world, &mut sink));
    (nodes.unwrap_or_default(), complaints(&sink))
}

/// Nodes as a line of text: `p[..]` a paragraph, `*[..]` strong, `=..=` a value.
fn sketch(nodes: &[Node]) -> String {
    let blocks = nodes.iter().map(|node| match node {
        Node::Heading { level, text } => format!("h{level}[{}]", sketch_rich(text)),
        Node::Paragraph(text) => format!("p[{}]", sketch_rich(text)),
        Node::List { start, items } => {
            let items: Vec<String> = items.iter().map(|item| sketch(item)).collect();
            format!("list{}[{}]", start.map_or(String::new(), |n| n.to_string()), items.join(" | "))
        }
        Node::Quote(nodes) => format!("quote[{}]", sketch(nodes)),
        Node::Code(code) => format!("code[{code}]"),
        Node::Rule => "rule".into(),
        other => format!("{other:?}"),
    });
    blocks.collect::<Vec<_>>().join(" ")
}

fn sketch_rich(rich: &[Inline]) -> String {
    let one = |inline: &Inline| match inline {
        Inline::Text(words) => words.clone(),
        Inline::Value(cell) => format!("={}=", Cell::text(cell, &Region::default())),
        Inline::Strong(body) => format!("*[{}]", sketch_rich(body)),
        Inline::Emphasis(body) => format!("_[{}]", sketch_rich(body)),
        Inline::Strike(body) => format!("~[{}]", sketch_rich(body)),
        Inline::Code(words) => format!("`{words}`"),
        Inline::Link { url, body } => format!("<{url}>[{}]", sketch_rich(body)),
        Inline::Break => "/".into(),
    };
    rich.iter().map(one).collect()
}

#[test]
fn markdown_becomes_nodes_with_values() {
    let cases = [
        ("Closed **{{ trades.count }}** trades.", "p[Closed *[=3=] trades.]"),
        ("*{{ account }}*{{ limit }}", "p[_[=main=]=5=]"),
        ("~~{{ limit }}~~ and `{{ limit }}`", "p[~[=5=] and `{{ limit }}`]"),
        ("one\ntwo  \nthree", "p[one two/three]"),
        ("# Title {{ limit }}\n\n### Small", "h2[Title =5=] h3[Small]"),
        ("- a {{ limit }}\n- b\n  - c", "list[p[a =5=] | p[b] list[p[c]]]"),
        ("- a\n\n- b", "list[p[a] | p[b]]"),
        ("3. x\n4. y", "list3[p[x] | p[y]]"),
        ("{{ limit }}. no list", "p[=5=. no list]"),
        ("> said {{ account }}", "quote[p[said =main=]]"),
        ("```sql\nselect {{ unknown }}\n```", "code[select {{ unknown }}]"),
        ("---", "rule"),
        ("[{{ account }}](https://example.org/{{ limit }})", "p[<https://example.org/5>[=main=]]"),
        (
            "<mailto:a@example.org> <a@example.org>",
            "p[<mailto:a@example.org>[mailto:a@example.org] <mailto:a@example.org>[a@example.org]]",
        ),
        ("{{ '**not strong**' }}", "p[=**not strong**=]"),
        ("a <!-- said nothing --> b", "p[a  b]"),
        ("5 &lt; 6 \\* x", "p[5 < 6 * x]"),
        ("{{ period }}", "p[=1 Jan 2012== – ==31 Dec 2012=]"),
    ];
    for (source, expected) in cases {
        let (nodes, complaints) = markdown(source);
        assert_eq!(sketch(&nodes), expected, "{source}");
        assert!(complaints.is_empty(), "{source}: {complaints:?}");
    }
}

#[test]
fn mistakes_in_markdown_are_told_at_their_place() {
    let cases = [
        ("a **{{ acount }}**", "unknown name `acount` @ acount"),
        ("a {{ limit }} <b>x</b>", "Markdown holds no HTML here @ <b>"),
        ("<div>\nx\n</div>", "Markdown holds no HTML here @ <div>\n  x\n  </div>"),
        ("{{ limit }} ![x](y.png)", "Markdown holds no pictures here @ ![x](y.png)"),
        (
            "{{ limit }} [x](page.html) y",
            "a link leads to `https://`, `http://` or `mailto:` @ [x](page.html)",
        ),
        (
            "| a | b |\n|---|---|\n| 1 | 2 |",
            "Markdown holds no tables here @ | a | b |\n  |---|---|\n  | 1 | 2 |",
        ),
        ("{{ limit }} {% for x in y %}", "there are no `{% %}` statements in reports @ {% for x in y %}"),
        (
            "[x]({{ account }})",
            "the address `main` does not begin with `https://`, `http://` or `mailto:` @ [x]({{ account }})",
        ),
    ];
    for (source, expected) in cases {
        let (_, complaints) = markdown(source);
        assert_eq!(complaints, [expected], "{source}");
    }
}

#[test]
fn the_tables_are_complete() {
    let mut names: Vec<&str> = MEMBERS.iter().map(|m| m.name).chain(FILTERS.iter().map(|f| f.name)).collect();
    names.sort_unstable();
    let count = names.len();
    names.dedup();
    assert_eq!(names.len(), count);
    for (usage, summary) in
        MEMBERS.iter().map(|m| (m.usage, m.summary)).chain(FILTERS.iter().map(|f| (f.usage, f.summary)))
    {
        assert!(
            !usage.is_empty() && summary.ends_with(|c: char| c.is_alphanumeric() || c == '`'),
            "{summary}"
        );
    }
}
