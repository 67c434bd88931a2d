//! What is said of many small inputs, and where.

use super::hold;

/// The start of each line that is said, place and all, for one input each.
pub(super) const SAID: &[(&str, &[&str])] = &[
    // Shape.
    ("titel: a\n", &["r:1:1: error[unknown-key]: unknown key `titel`: did you mean `title`?"]),
    (
        "title: a\nzzz: 1\n",
        &["r:2:1: error[unknown-key]: unknown key `zzz`: not a key that is known here; help: known"],
    ),
    ("copies: 1\n", &["r:1:1: error[missing-key]: the key `title` is missing"]),
    ("title: a\ntitle: b\n", &["r:2:1: error[duplicate-key]: the key `title` is given twice"]),
    ("title:\n", &["r:1:1: error[missing-value]: value of `title` is missing"]),
    (
        "title: # My report\n",
        &["r:1:8: error[missing-value]: value of `title` is missing: everything after ` #`"],
    ),
    (
        "title: a\ntext: #,##0.00\n",
        &["r:2:7: error[missing-value]: value of `text` is missing: everything after"],
    ),
    ("title: Sales #1\n", &["r:1:14: warning[wrong-value]: the value ends before ` #1`"]),
    ("title: [a]\n", &["r:1:8: error[wrong-type]: expected text, found a list; help: quote"]),
    (
        "title: a\ncopies: \"1\"\n",
        &["r:2:9: error[wrong-type]: expected a whole number from 0 to 255, found the quoted text"],
    ),
    (
        "title: a\ncopies: 300\n",
        &["r:2:9: error[wrong-value]: `300` is out of range: expected a whole number from 0 to 255"],
    ),
    (
        "title: a\ncopies: 99999999999999999999\n",
        &["r:2:9: error[wrong-value]: `99999999999999999999` is out of range"],
    ),
    ("title: a\ncopies: 007\n", &["r:2:9: error[wrong-value]: `007` has a leading zero"]),
    (
        "title: a\nscale: 1_000\n",
        &["r:2:8: error[wrong-type]: expected a number, found the text `1_000`; help: write the digits"],
    ),
    (
        "title: a\nscale: 12pt\n",
        &["r:2:8: error[wrong-type]: expected a number, found the text `12pt`; help: write `12`"],
    ),
    (
        "title: a\ntoc: yes\n",
        &["r:2:6: error[wrong-type]: expected `true` or `false`, found the text `yes`; help: write `true`"],
    ),
    (
        "title: a\norientation: landscpae\n",
        &["r:2:14: error[wrong-value]: unknown value `landscpae` for `orientation`: did you mean"],
    ),
    (
        "title: a\nblocks: heading\n",
        &[
            "r:2:9: error[wrong-type]: expected a list, found the text `heading`; help: start each item with `- `",
        ],
    ),
    (
        "title: a\nblocks:\n  heading: x\n",
        &["r:3:3: error[wrong-type]: expected a list, found a mapping; help: start each item with `- `"],
    ),
    ("title: a\nparams: [a]\n", &["r:2:9: error[wrong-type]: expected a mapping, found a list"]),
    (
        "title: a\nblocks:\n- tabel: {data: x}\n",
        &["r:3:3: error[wrong-value]: unknown value `tabel`: did you mean `table`?"],
    ),
    (
        "title: a\nblocks:\n- table: {datas: x}\n",
        &["r:3:11: error[unknown-key]: unknown key `datas` in `table`: did you mean `data`?"],
    ),
    (
        "title: a\nblocks:\n- table:\n  data: x\n",
        &["r:4:3: error[wrong-type]: `data` stands beside `table`, not in it"],
    ),
    (
        "title: a\nblocks:\n- table: {data: x, columns: {field: b, width: wide}}\n",
        &["r:3:47: error[wrong-type]: expected a number, found the text `wide`"],
    ),
    ("- a\n", &["r:1:1: error[wrong-type]: expected a mapping, found a list"]),
    ("# nothing\n", &["r:1:1: error[missing-value]: the file is empty"]),
    // Anchors, merges and tags.
    ("title: *w\n", &["r:1:8: error[yaml-syntax]: unknown anchor `*w`: no `&w` above"]),
    ("title: *bold* text\n", &["r:1:8: error[yaml-syntax]: a value cannot start with `*`"]),
    (
        "title: a\nnode: &n [*n]\n",
        &["r:2:11: error[yaml-syntax]: the alias `*n` stands for something that contains it"],
    ),
    (
        "title: a\nblocks:\n- table: {<<: 5}\n",
        &["r:3:15: error[wrong-type]: `<<` needs a mapping to merge, found the number 5"],
    ),
    (
        "title: a\nblocks:\n- table: &t {data: x, columns: [{fild: b}]}\n- table: *t\n",
        &["r:3:34: error[unknown-key]: unknown key `fild` in an item of `columns`: did you mean `field`?"],
    ),
    ("title: !!python/object x\n", &["r:1:8: error[yaml-syntax]: the tag `!!python/object` is not known"]),
    // Values that need quotes.
    ("title: Sales: north\n", &["r:1:13: error[yaml-syntax]: `: ` inside a value without quotes"]),
    ("title: {{ x }}\n", &["r:1:8: error[yaml-syntax]: `{{ … }}` must be quoted"]),
    ("title: {{ x }} and more\n", &["r:1:8: error[yaml-syntax]: `{{ … }}` must be quoted"]),
    ("title: %a\n", &["r:1:8: error[yaml-syntax]: a value cannot start with `%` unless it is quoted"]),
    ("title: > 5\n", &["r:1:8: error[yaml-syntax]: text after `>`"]),
    (
        "title: a\nany: {t: decimal(18,2), u: 1}\n",
        &["r:2:10: error[yaml-syntax]: a comma splits `decimal(18,2)`"],
    ),
    ("title: a\nany: {t: ${X}/api}\n", &["r:2:10: error[yaml-syntax]: `${X}/api` must be quoted here"]),
    (
        "title: \"C:\\data\"\n",
        &["r:1:11: error[yaml-syntax]: `\\d` is not an escape of a double-quoted text"],
    ),
    ("title: \"a\" b\n", &["r:1:12: error[yaml-syntax]: text after the closing quote"]),
    ("title: a\0b\n", &["r:1:9: error[yaml-syntax]: control character U+0000 is not allowed"]),
    // Structure.
    ("title: \"a\ncopies: 1\n", &["r:1:8: error[yaml-syntax]: quote is never closed"]),
    ("title: \"a\ntext: \"b\"\n", &["r:1:8: error[yaml-syntax]: quote is never closed"]),
    ("title: a\nany: [b, c\ntoc: true\n", &["r:2:6: error[yaml-syntax]: `[` is never closed"]),
    ("title: a\nany: [b}\n", &["r:2:8: error[yaml-syntax]: `[` is closed with `}`"]),
    ("title: a\nany: {b: [1, 2}\n", &["r:2:15: error[yaml-syntax]: `[` is closed with `}`"]),
    ("title: a\nany: [\n  {b: 1},\n  {c: 2}\ntoc: true\n", &["r:2:6: error[yaml-syntax]: `[` is never"]),
    ("title: a\nany: {b: Net: P&L}\n", &["r:2:13: error[yaml-syntax]: `: ` inside a value without quotes"]),
    ("title: 'it's'\n", &["r:1:12: error[yaml-syntax]: text after the closing quote"]),
    ("title: a\n copies: 1\n", &["r:2:1: error[yaml-syntax]: unexpected indentation: indented by 1"]),
    ("title:Hello\ntoc: true\n", &["r:1:6: error[yaml-syntax]: missing space after `:`"]),
    ("title: a\nany:\n\tb: 1\n", &["r:3:1: error[yaml-syntax]: tab character in the indentation"]),
    ("title: a\nany:\n\u{a0} b: 1\n", &["r:3:1: error[yaml-syntax]: no-break space in the indentation"]),
    (
        "title: a\nblocks: - heading: b\n",
        &["r:2:9: error[yaml-syntax]: a list item cannot stand on the line of its key"],
    ),
    ("title: a\n- b\n", &["r:2:1: error[yaml-syntax]: a list item where a key is expected"]),
    ("title: a\nbcd\n", &["r:2:1: error[yaml-syntax]: expected `key: value`"]),
    ("title: a\n---\ntitle: b\n", &["r:2:1: error[yaml-syntax]: a file holds exactly one YAML document"]),
    ("? [a]\n: b\n", &["r:1:3: error[wrong-type]: a key must be a name, found a list"]),
    // Several in one run, none because of another.
    (
        "titel: x\ncopies: many\nany: [1\nblocks:\n- table: {data: 日本語, colums: [x]}\n\
         - heading: b: c\ntoc: no\n",
        &[
            "r:1:1: error[unknown-key]",
            "r:2:9: error[wrong-type]",
            "r:3:6: error[yaml-syntax]",
            "r:5:22: error[unknown-key]: unknown key `colums` in `table`: did you mean `columns`?",
            "r:6:13: error[yaml-syntax]: `: ` inside",
            "r:7:6: error[wrong-type]",
        ],
    ),
];

#[test]
fn every_mistake_is_told_at_its_place() {
    hold(SAID);
}
