//! Charts in files of their own: names, sizes, words, and that they need no font of ours.

use crate::harness::{folio, has_tool, run};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

const REPORT: &str = "\
folio: 1
title: Sales
classification: Internal
sources: { sales: sales.csv }
sections:
  - title: All
    blocks:
      - id: by_region
        chart: { data: sales, x: region, y: revenue, title: South sold most, source: the till }
      - chart: { data: sales, x: region, y: revenue, title: 'South sold 10 % more than North, which sold less than all others' }
      - columns:
          - blocks: [ { chart: { data: sales, x: region, y: revenue, title: South & North <2> } } ]
          - blocks: [ { chart: { data: sales, x: region, y: revenue, title: South & North <2> } } ]
      - chart: { data: sales, x: region, y: revenue }
";
const SALES: &str = "region,revenue\nNorth,10\nSouth,11\n";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder to write to");
    std::fs::write(folder.path().join("report.yaml"), REPORT).expect("a writable file");
    std::fs::write(folder.path().join("sales.csv"), SALES).expect("a writable file");
    folder
}

/// Builds into a folder below and returns it with what was said.
fn build(folder: &TempDir, out: &str, arguments: &[&str]) -> (PathBuf, String) {
    let path = folder.path().join(out);
    let mut command = folio();
    command.args(["build", "--now", "2024-03-04", "-o"]).arg(&path).args(arguments);
    let said = command.arg(folder.path().join("report.yaml")).output().expect("the program starts");
    (path, String::from_utf8_lossy(&said.stderr).into_owned())
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn each_chart_becomes_a_file_named_after_its_block_or_title() {
    let folder = folder();
    let (out, said) = build(&folder, "out", &["--format", "svg,png", "--dpi", "96"]);
    let stems = [
        "all-chart-3",
        "by-region",
        "south-north-2",
        "south-north-2-2",
        "south-sold-10-more-than-north-which-sold-less-than-all",
    ];
    let mut expected: Vec<String> =
        stems.iter().flat_map(|stem| [format!("{stem}.png"), format!("{stem}.svg")]).collect();
    expected.sort();
    assert_eq!(names(&out), expected, "{said}");
    // 595.28 pt of paper, less 2 × 56 pt of margins, and 12 pt around the picture.
    let bytes = std::fs::read(out.join("by-region.png")).expect("the picture is there");
    let width = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
    assert_eq!(width, ((595.28 - 112.0 + 24.0) * 96.0 / 72.0_f64).round() as u32);
    let density = bytes.windows(4).position(|part| part == b"pHYs").expect("its density");
    assert_eq!(u32::from_be_bytes(bytes[density + 4..density + 8].try_into().expect("four bytes")), 3780);
}

#[test]
fn svg_files_carry_their_words_and_need_no_font() {
    let folder = folder();
    let (out, said) = build(&folder, "out", &["--format", "svg"]);
    let svg = std::fs::read_to_string(out.join("south-north-2.svg")).expect(&said);
    assert!(svg.contains("role=\"img\""), "{svg}");
    assert!(svg.contains("<title>South &amp; North &lt;2&gt;</title><desc>Bar chart"), "{svg}");
    for foreign in ["<text", "<image", "font-family", "data:"] {
        assert!(!svg.contains(foreign), "the picture needs {foreign}");
    }
    let tree = resvg::usvg::Tree::from_str(&svg, &resvg::usvg::Options::default()).expect("a valid SVG");
    assert!(tree.size().width() < 260.0 * 96.0 / 72.0, "as wide as its column: {}", tree.size().width());
}

#[test]
fn two_builds_give_the_same_pictures() {
    let folder = folder();
    let (one, _) = build(&folder, "one", &["--format", "svg,png"]);
    let (two, _) = build(&folder, "two", &["--format", "svg,png"]);
    assert_eq!(names(&one).len(), 10);
    for name in names(&one) {
        let read = |folder: &Path| std::fs::read(folder.join(&name)).expect("a picture");
        assert!(read(&one) == read(&two), "{name} differs");
    }
}

#[test]
fn pictures_are_only_made_on_request_and_can_have_a_folder() {
    let folder = folder();
    let (usual, _) = build(&folder, "usual", &[]);
    assert_eq!(names(&usual), ["report.pdf", "report.xlsx", "sales.csv"]);
    let asked = REPORT.to_string() + "outputs: { png: { folder: \"{{ 'charts' }}\", dpi: 72 } }\n";
    std::fs::write(folder.path().join("report.yaml"), asked).expect("a writable file");
    let (out, said) = build(&folder, "out", &[]);
    assert_eq!(names(&out), ["charts"], "{said}");
    assert_eq!(names(&out.join("charts")).len(), 5);
}

#[test]
fn a_picture_beyond_the_limit_is_told_at_its_chart() {
    let folder = folder();
    let tall = REPORT.replace("source: the till", "height: 9000");
    std::fs::write(folder.path().join("report.yaml"), tall).expect("a writable file");
    let (out, said) = build(&folder, "out", &["--format", "png", "--dpi", "1200"]);
    assert!(!out.join("by-region.png").exists());
    assert!(said.contains("at 1200 dpi this chart would have 93 million"), "{said}");
    assert!(said.contains("- id: by_region") && said.contains("998 dpi"), "{said}");
}

/// What `pdfdetach` lists of the PDF of the report with this table and these outputs.
fn attached(table: &str, outputs: &str) -> Option<(PathBuf, String, TempDir)> {
    let folder = folder();
    let report = REPORT.replace("source: the till", &format!("table: {table}")) + outputs;
    std::fs::write(folder.path().join("report.yaml"), report).expect("a writable file");
    let (out, said) = build(&folder, "out", &["--format", "pdf,xlsx"]);
    assert!(out.join("report.pdf").exists(), "{said}");
    has_tool("pdfdetach").then(|| {
        let listed = run(Command::new("pdfdetach").arg("-list").arg(out.join("report.pdf")));
        (out, listed, folder)
    })
}

#[test]
fn the_numbers_behind_a_chart_go_along_where_the_standard_allows_it() {
    let Some((out, listed, _folder)) = attached("hidden", "") else { return };
    assert!(listed.contains("1 embedded file"), "{listed}");
    let csv = out.join("numbers.csv");
    run(Command::new("pdfdetach").args(["-save", "1", "-o"]).arg(&csv).arg(out.join("report.pdf")));
    assert_eq!(std::fs::read_to_string(csv).expect("the file"), "region,revenue\r\nNorth,10\r\nSouth,11\r\n");
    let (_, listed, _folder) =
        attached("hidden", "outputs: { pdf: { standard: a-2b } }\n").expect("the tool");
    assert!(listed.contains("0 embedded files"), "{listed}");
    let (_, listed, _folder) =
        attached("hidden", "outputs: { pdf: { standard: [a-3a, ua-1] } }\n").expect("the tool");
    assert!(listed.contains("1 embedded file"), "{listed}");
}

#[test]
fn a_visible_table_stands_below_its_chart() {
    let Some((out, listed, _folder)) = attached("visible", "") else { return };
    assert!(listed.contains("0 embedded files"), "{listed}");
    let text = run(Command::new("pdftotext").arg("-layout").arg(out.join("report.pdf")).arg("-"));
    let row = |line: &str| line.split_whitespace().collect::<Vec<_>>() == ["South", "11"];
    let rows = text.lines().filter(|line| row(line)).count();
    assert!(
        text.lines().any(|line| line.split_whitespace().eq(["Region", "Revenue"])) && rows >= 1,
        "{text}"
    );
}
