//! Inputs that a page of cases cannot hold: tabs, odd blanks, control characters, line ends, and hostile ones.

use super::{check, hold, lines};
use crate::diag::Sink;
use crate::yaml::{decode, parse, text_of};
use std::fmt::Write;

/// The start of each line that is said, place and all, for one input each.
pub(super) const ODD: &[(&str, &[&str])] = &[
    // Tabs.
    (
        "title: a\nany:\n\tb: 1\n\tc: 2\ntitel: b\n",
        &["r:3:1: error[yaml-syntax]: tab character in the indentation", "r:5:1: error[unknown-key]"],
    ),
    ("title: a\nblocks:\n\t- heading: b\n", &["r:3:1: error[yaml-syntax]: tab character in the indentation"]),
    ("title: a\nblocks:\n  - heading: b\n\t- heading: c\n", &["r:4:1: error[yaml-syntax]: tab character"]),
    ("title: a\nany:\n  b: 1\n\tc: 2\n", &["r:4:1: error[yaml-syntax]: tab character in the indentation"]),
    // Behind a colon a tab is as good as a space.
    ("title:\ta\ncopies:\t1\t# one\n", &[]),
    // Blanks that are none.
    ("title: a\nany:\n\u{a0}\u{a0}b: 1\n", &["r:3:1: error[yaml-syntax]: no-break space in the indentation"]),
    ("title: a\nany:\n\u{3000}b: 1\n", &["r:3:1: error[yaml-syntax]: full-width space in the indentation"]),
    ("title:\u{a0}a\ncopies: 1\n", &["r:1:6: error[yaml-syntax]: a no-break space follows `:`"]),
    ("copies: 1\ntitle:\u{a0}a\n", &["r:2:6: error[yaml-syntax]: a no-break space follows `:`"]),
    ("\u{200b}title: a\n", &["r:1:1: error[yaml-syntax]: an invisible character (U+200B) in a key"]),
    ("copies: 1\ntit\u{ad}le: a\n", &["r:2:1: error[yaml-syntax]: an invisible character (U+00AD) in a key"]),
    ("title: a\ntime\u{2011}zone: b\n", &["r:2:1: error[unknown-key]"]),
    ("title: \u{feff}a\n", &["r:1:8: error[yaml-syntax]: a byte-order mark inside the file"]),
    // Control characters.
    ("title: a\0b\n", &["r:1:9: error[yaml-syntax]: control character U+0000 is not allowed"]),
    ("title: a\ntoc\u{7}: true\n", &["r:2:4: error[yaml-syntax]: control character U+0007 is not allowed"]),
    ("title: \"a\u{1b}[31mb\"\n", &["r:1:10: error[yaml-syntax]: control character U+001B is not allowed"]),
    (
        "title: a\n# \u{8}\ntitel: b\n",
        &["r:2:3: error[yaml-syntax]: control character", "r:3:1: error[unknown-key]"],
    ),
    // Line ends.
    ("title: a\rcopies: 1\r", &["r:1:9: error[yaml-syntax]: a line ends with a carriage return alone"]),
    ("title: a\r\ntitel: b\r\n", &["r:2:1: error[unknown-key]: unknown key `titel`"]),
    ("title: Sales: b\r\ncopies: no\r\n", &["r:1:13: error[yaml-syntax]: `: `", "r:2:9: error[wrong-type]"]),
    (
        "title: \"a\r\ncopies: 1\r\n",
        &["r:1:8: error[yaml-syntax]: quote is never closed: opened here; help: close the quote: \""],
    ),
    ("title: a\r\n copies: 1\r\n", &["r:2:1: error[yaml-syntax]: unexpected indentation"]),
    // Nothing at all.
    ("", &["r:1:1: error[missing-value]: the file is empty"]),
    ("\n\n", &["r:1:1: error[missing-value]: the file is empty"]),
    ("---\n", &["r:1:4: error[missing-value]: the file is empty"]),
    ("~\n", &["r:1:1: error[missing-value]: the file is empty"]),
    // Characters of several bytes before the mistake; columns count characters.
    ("title: 日本語 🚀: b\n", &["r:1:13: error[yaml-syntax]: `: ` inside a value without quotes"]),
    ("title: a\nany: {é: 日本, titel: [🚀}\n", &["r:2:23: error[yaml-syntax]: `[` is closed with `}`"]),
];

#[test]
fn odd_characters_are_told_at_their_place() {
    hold(ODD);
}

#[test]
fn a_byte_order_mark_is_no_part_of_the_first_key() {
    let text = text_of(b"\xef\xbb\xbftitle: a\ncopies: 2\n").expect("it is UTF-8");
    let (report, sink) = check(&text);
    assert_eq!(lines(&sink), [""; 0]);
    assert_eq!(report.and_then(|report| report.copies), Some(2));
}

/// A sound report of many blocks.
fn large(bytes: usize) -> String {
    let mut text = String::from("title: a\nblocks:\n");
    let mut block = 0;
    while text.len() < bytes {
        block += 1;
        let _ = writeln!(
            text,
            "- table:\n    data: rows_{block}\n    columns:\n      - region\n      - {{ field: amount, width: {block} }}"
        );
    }
    text
}

#[test]
fn ten_mistakes_of_syntax_in_a_megabyte_are_all_told() {
    let text = large(1_000_000);
    let step = text.len() / 11;
    let (mut broken, mut planted) = (String::new(), 0);
    for line in text.split_inclusive('\n') {
        let is_due = broken.len() > (planted + 1) * step && planted < 10 && line.contains("data:");
        planted += usize::from(is_due);
        broken += if is_due { "    data: %bad\n" } else { line };
    }
    assert_eq!(lines(&check(&broken).1).len(), 10);
}

#[test]
fn no_more_is_told_than_can_be_read() {
    let unknown: String = (0..5000).map(|key| format!("key_{key}: 1\n")).collect();
    let said = lines(&check(&("title: a\n".to_owned() + &unknown)).1).len();
    assert!((20..=50).contains(&said), "{said}");
    let wrong: String = (0..5000).map(|_| "- table: {data: a, columns: [{field: b, width: c}]}\n").collect();
    let said = lines(&check(&("title: a\nblocks:\n".to_owned() + &wrong)).1).len();
    assert!((20..=50).contains(&said), "{said}");
}

/// What a hostile author may send, 100 kB of it.
fn hostile() -> Vec<(&'static str, String)> {
    const BYTES: usize = 100_000;
    let of = |piece: &str| piece.repeat(BYTES / piece.len());
    let mut all: Vec<(&str, String)> = [
        "[", "{", "- ", "? ", "&a ", "*a ", "!a ", "\"", "'", "|\n", "#", ": ", ", ", "%", "{{", "a: ",
        "a:\n", "[a, ", "\t", "\u{a0}", "- - a\n", "-", "<<: ",
    ]
    .map(|piece| (piece, of(piece)))
    .into();
    all.push(("a: {", format!("a: {}", of("{"))));
    all.push(("a: [x, x, …", format!("a: [{}]", of("x, "))));
    all.push(("a: [\"x\", …", format!("a: [{}]", of("\"x\", "))));
    all.push(("a: [- x, …", format!("a: [{}]", of("-x, "))));
    all.push(("one long word", format!("title: {}", of("x"))));
    all.push(("one long text", format!("title: {}: b", of("x "))));
    all.push(("many keys", (0..BYTES / 10).map(|key| format!("k{key}: 1\n")).collect()));
    all.push(("one key", of("a: 1\n")));
    all.push(("aliases", format!("a: &a x\nany: [{}]", of("*a, "))));
    all.push((
        "anchors",
        format!("any: [{}]", (0..BYTES / 10).map(|a| format!("&a{a} x, ")).collect::<String>()),
    ));
    all.push(("deep", (0..300).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect()));
    all.push(("dashes in a text", format!("title: x\n{}", of("  - x\n"))));
    all.push(("quoted lines", format!("title: \"x\n{}\"", of("x\n"))));
    all.push(("block text", format!("title: |\n{}", of("  x\n"))));
    all.push((
        "merges",
        format!(
            "a: &a {{x: 1}}\n{}",
            (0..3000).map(|k| format!("b{k}: &b{k}\n  <<: *a\n  k{k}: 1\n")).collect::<String>()
        ),
    ));
    all
}

#[test]
fn hostile_files_cost_little() {
    for (name, text) in hostile() {
        let start = std::time::Instant::now();
        let mut sink = Sink::default();
        let file = sink.sources.add("r", text.as_str());
        if let Some(node) = parse(file, &mut sink) {
            let _: Option<super::Report> = decode(&node, &mut sink);
        }
        let told = lines(&sink).len();
        let took = start.elapsed();
        // Far above what it takes, and far below what a search of the square of the length would take.
        assert!(took.as_secs() < 5, "{name} took {took:?} for {told} lines");
    }
}
