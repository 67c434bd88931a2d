//! One number, one truth: the PDF's text, the workbook's cached results, what a spreadsheet
//! recalculates and the sums over the CSV are equal.

use crate::harness::{folio, has_tool, root, run};
use calamine::{Data, Reader, Xlsx, open_workbook};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A report whose total is a sum of cents that binary floating point gets wrong.
const REPORT: &str = "\
folio: 1
title: Ledger
sources:
  entries:
    csv: entries.csv
    columns: { amount: money }
datasets:
  ledger: SELECT day, account, amount FROM entries ORDER BY day
sections:
  - id: ledger
    title: Ledger
    blocks:
      - text: The entries add up to {{ ledger.sum('amount') | format('number') }}.
      - table:
          data: ledger
          columns: [ day, account, { field: amount, format: number, total: sum } ]
";

struct Made {
    folder: TempDir,
}

impl Made {
    fn of(report: &str, files: &[(&str, String)]) -> Made {
        let folder = tempfile::tempdir().expect("a folder to write to");
        std::fs::write(folder.path().join("report.yaml"), report).expect("a writable file");
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).expect("a writable file");
        }
        let out = folder.path().join("out");
        let now = "2024-03-04T05:06:07Z";
        run(folio().args(["build", "--now", now, "-o"]).arg(&out).arg(folder.path().join("report.yaml")));
        Made { folder }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }
}

fn ledger() -> Made {
    let mut csv = String::from("day,account,amount\n");
    for n in 0..250 {
        csv += &format!("2024-01-{:02},00{},{}.10\n", n % 28 + 1, n % 7, n % 5);
    }
    Made::of(REPORT, &[("entries.csv", csv)])
}

/// 250 × 0.10 + 50 × (0 + 1 + 2 + 3 + 4).
const TOTAL: &str = "525.00";

fn sheets(path: &Path) -> BTreeMap<String, Vec<Vec<Data>>> {
    let mut book: Xlsx<_> = open_workbook(path).expect("a workbook that opens");
    let all = book.worksheets().into_iter();
    all.map(|(name, range)| (name, range.rows().map(<[Data]>::to_vec).collect())).collect()
}

/// The cell in the last row of a sheet that holds any formula, in the last column.
fn total_of(sheets: &BTreeMap<String, Vec<Vec<Data>>>, label: &str) -> f64 {
    for rows in sheets.values() {
        for row in rows {
            if row.first().is_some_and(|cell| *cell == label) {
                let mut numbers = row.iter().filter_map(|cell| match cell {
                    Data::Float(number) => Some(*number),
                    Data::Int(number) => Some(*number as f64),
                    _ => None,
                });
                return numbers.next_back().expect("the total row has a number");
            }
        }
    }
    panic!("no row is called `{label}`");
}

#[test]
fn all_outputs_show_the_same_total() {
    let made = ledger();
    let csv = std::fs::read_to_string(made.file("ledger.csv")).expect("the CSV is there");
    let cents: i64 = csv
        .lines()
        .skip(1)
        .map(|line| {
            line.rsplit(',').next().expect("a last field").replace('.', "").parse::<i64>().expect("cents")
        })
        .sum();
    assert_eq!(format!("{}.{:02}", cents / 100, cents % 100), TOTAL);

    let cached = total_of(&sheets(&made.file("report.xlsx")), "Total");
    assert_eq!(format!("{cached:.2}"), TOTAL, "the workbook's cached result");

    if has_tool("pdftotext") {
        let text = run(Command::new("pdftotext").arg("-layout").arg(made.file("report.pdf")).arg("-"));
        assert_eq!(text.matches(TOTAL).count(), 2, "in the text and in the total row:\n{text}");
    }
}

#[test]
fn account_numbers_stay_text_everywhere() {
    let made = ledger();
    let csv = std::fs::read_to_string(made.file("ledger.csv")).expect("the CSV is there");
    assert!(csv.contains(",003,"), "{csv}");
    let cells = sheets(&made.file("report.xlsx")).into_values().flatten().flatten().collect::<Vec<_>>();
    assert!(cells.contains(&Data::String("003".into())), "the workbook keeps `003`");
}

/// Opens a workbook in LibreOffice with a hard recalculation, and saves it.
fn recalculated(book: &Path, folder: &Path) -> PathBuf {
    let profile = folder.join("profile");
    std::fs::create_dir_all(profile.join("user")).expect("a writable folder");
    let settings = r#"<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"#;
    std::fs::write(profile.join("user/registrymodifications.xcu"), settings).expect("a writable file");
    let out = folder.join("recalculated");
    let mut command = Command::new("soffice");
    command.arg(format!("-env:UserInstallation=file://{}", profile.display()));
    command.args(["--headless", "--convert-to", "xlsx", "--outdir"]).arg(&out).arg(book);
    run(&mut command);
    out.join(book.file_name().expect("a file has a name"))
}

#[test]
fn a_spreadsheet_recalculates_to_the_cached_values() {
    if !has_tool("soffice") {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder to write to");
    run(folio()
        .args(["build", "--locked", "--format", "xlsx", "--now", "2024-03-04T05:06:07Z", "-o"])
        .arg(folder.path())
        .arg(root().join("examples/trading")));
    let mut books = 0;
    let mut formulas = 0;
    for entry in std::fs::read_dir(folder.path()).expect("a readable folder") {
        let book = entry.expect("a readable entry").path();
        if book.extension().is_none_or(|ending| ending != "xlsx") {
            continue;
        }
        books += 1;
        let before = sheets(&book);
        let after = sheets(&recalculated(&book, folder.path()));
        for (name, rows) in &before {
            let again = &after[name];
            for (row, again) in rows.iter().zip(again) {
                for (cell, again) in row.iter().zip(again) {
                    if let (Data::Float(a), Data::Float(b)) = (cell, again) {
                        assert!((a - b).abs() <= 1e-9 * a.abs().max(1.0), "{name}: {a} became {b}");
                    }
                }
            }
        }
        let mut workbook: Xlsx<_> = open_workbook(&book).expect("a workbook that opens");
        for name in workbook.sheet_names() {
            let range = workbook.worksheet_formula(&name).expect("formulas can be read");
            formulas += range.cells().filter(|(.., text)| text.contains("SUBTOTAL")).count();
        }
    }
    assert!(books >= 3 && formulas > 0, "{books} books, {formulas} live totals");
}

#[test]
fn pages_conform_to_the_standards_they_claim() {
    for standard in ["[a-2b]", "[a-3a, ua-1]", "[ua-1]", "[a-2a]"] {
        let report = REPORT.to_string() + &format!("outputs: {{ pdf: {{ standard: {standard} }} }}\n");
        let made = Made::of(&report, &[("entries.csv", "day,account,amount\n2024-01-01,001,1.10\n".into())]);
        assert!(made.file("report.pdf").exists(), "{standard}");
    }
}

#[test]
fn a_failing_test_may_make_a_draft() {
    let report = REPORT.replace(
        "  ledger: SELECT day, account, amount FROM entries ORDER BY day\n",
        "  ledger:\n    sql: SELECT day, account, amount FROM entries ORDER BY day\n    tests:\n      - that: amount > 2\n        on_fail: draft\n",
    );
    let made = Made::of(&report, &[("entries.csv", "day,account,amount\n2024-01-01,001,1.10\n".into())]);
    let cells: Vec<String> =
        sheets(&made.file("report.xlsx")).into_values().flatten().flatten().map(|c| c.to_string()).collect();
    assert!(cells.iter().any(|cell| cell.to_lowercase().contains("draft")), "{cells:?}");
    if has_tool("pdftotext") {
        let text = run(Command::new("pdftotext").arg(made.file("report.pdf")).arg("-"));
        assert!(text.to_lowercase().contains("draft") && text.contains("amount > 2"), "{text}");
    }
}
