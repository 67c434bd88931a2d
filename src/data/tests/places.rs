//! Places in data files: whatever the line ends, quotes, letters and encoding, a mistake is shown at the line and
//! column an editor shows, and at the bytes it has in the file.

use super::Case;
use crate::diag::{Label, Location};
use crate::world::Memory;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// The main place of the first mistake over one file: line, column, and the bytes.
fn place(report: &str, path: &str, content: &[u8]) -> (usize, usize, Vec<u8>) {
    let mut memory = Memory::default();
    memory.insert(path, content);
    let mut case = Case::over(report, memory);
    let _ = case.run(&["t"]);
    let told = case.sink.diagnostics();
    let Some(Label { span, .. }) = told.first().and_then(|told| told.primary.as_ref()) else {
        panic!("nothing is told of {:?}", String::from_utf8_lossy(content))
    };
    assert_eq!(case.sink.sources.name(span.file), path, "{told:?}");
    let Location { line, column } = case.sink.sources.location(span.file, span.range().start);
    let bytes = case.sink.sources.bytes(*span);
    let inside = if path.ends_with(".gz") { b"" } else { &content[bytes.start as usize..bytes.end as usize] };
    (line, column, inside.to_vec())
}

/// A file, the line and column of its mistake, and the bytes there.
type Found = (&'static [u8], (usize, usize), &'static [u8]);

const CSV: &str = "sources: { t: { csv: t.csv, columns: { n: integer } } }";
const LATIN: &str = "sources: { t: { csv: t.csv, encoding: latin-1, columns: { n: integer } } }";
const JSON: &str = "sources: { t: { json: t.json, columns: { n: integer } } }";

#[test]
fn values_in_csv_are_found() {
    let table: &[Found] = &[
        (b"a,n\n1,2\n3,x\n", (3, 3), b"x"),
        (b"a,n\r\n1,2\r\n3,x\r\n", (3, 3), b"x"),
        (b"a,n\r1,2\r3,x\r", (3, 3), b"x"),
        (b"a,n\n1,2\n\n\n3,x\n", (5, 3), b"x"),
        (b"a,n\r\n\r\n3,x", (3, 3), b"x"),
        (b"\"a\",\"n\"\n\"y\",\"bad\"\n", (2, 5), b"\"bad\""),
        (b"a,n\n\"x\ny\",bad\n", (3, 4), b"bad"),
        (b"a,n\n\"x\r\ny\",1\r\nz,bad\r\n", (4, 3), b"bad"),
        (b"\xEF\xBB\xBFn,a\nx,1\n", (2, 1), b"x"),
        ("a,n\n\u{65e5}\u{672c},x\n".as_bytes(), (2, 4), b"x"),
        (b"a,n\n1,\"two\nlines\"\n", (2, 3), b"\"two"),
        (b"a,n\n1, x \n", (2, 3), b" x "),
    ];
    for (content, (line, column), inside) in table {
        let found = place(CSV, "t.csv", content);
        assert_eq!(found, (*line, *column, inside.to_vec()), "{:?}", String::from_utf8_lossy(content));
    }
    assert_eq!(place(LATIN, "t.csv", b"a,n\nJos\xE9,x\xFC\n"), (2, 6, b"x\xFC".to_vec()));
    assert_eq!(
        place("sources: { t: t.csv }", "t.csv", b"a,n\nJos\xE9 \xA3,1\n"),
        (2, 1, b"Jos\xE9 \xA3".to_vec())
    );
}

#[test]
fn values_in_json_are_found() {
    let table: &[Found] = &[
        (b"[{\"n\":1},{\"n\":\"x\"}]", (1, 15), b"\"x\""),
        ("\u{feff}[{\"n\":1},{\"n\":\"x\"}]".as_bytes(), (1, 15), b"\"x\""),
        ("[{\"s\":\"\u{65e5}\u{672c}\"},{\"n\":\"x\"}]".as_bytes(), (1, 18), b"\"x\""),
        (b"[{\"s\": 1,\r\n\t\"n\":\r\n  \"x\"}]", (3, 3), b"\"x\""),
        (b"[{\"n\":1},{\"n\":oops}]", (1, 15), b"o"),
        (b"[{\"n\":1,\"s\":\"M\xFC\"}]", (1, 15), b"\xFC"),
        (b"[{\"n\":1,\"n\":2}]", (1, 9), b"\"n\""),
        (b"[{\"n\":01}]", (1, 7), b"01"),
        (b"[{\"n\":1},\n", (1, 10), b""),
        (b"[{\"n\":\"a}]", (1, 7), b"\""),
    ];
    for (content, (line, column), inside) in table {
        let found = place(JSON, "t.json", content);
        assert_eq!(found, (*line, *column, inside.to_vec()), "{:?}", String::from_utf8_lossy(content));
    }
}

#[test]
fn quotes_are_found() {
    for (content, line, column) in [
        ("n,a\n1,\"b\n2,c\n", 2, 3),
        ("n,\"a\n1,2\n3,4\n", 1, 3),
        ("n,a\n1,\"a\n2,b\n3,\"c\n4,d\n", 4, 3),
        ("n,a\n1,\"a\"b\n", 2, 5),
    ] {
        let found = place("sources: { t: t.csv }", "t.csv", content.as_bytes());
        assert_eq!(found, (line, column, b"\"".to_vec()), "{content}");
    }
}

#[test]
fn places_far_down_are_counted_in_the_whole_file() {
    // Whatever of it is sampled, and whatever is only read: the head, the middle, between them, the tail.
    for bad in [3, 60_000, 99_990, 70_000] {
        let rows = (0..100_000).map(|row| if row == bad { "12345,x\r\n" } else { "12345,1\r\n" });
        let content = String::from("a,n\r\n") + &rows.collect::<String>();
        let at = 5 + 9 * bad + 6;
        assert_eq!(place(CSV, "t.csv", content.as_bytes()), (bad + 2, 7, b"x".to_vec()));
        assert_eq!(&content[at..=at], "x");
        let rows = (0..100_000).map(|row| if row == bad { "{\"n\":\"x\"}," } else { "{\"n\":123}," });
        let content = format!("[{}{{}}]", rows.collect::<String>());
        assert_eq!(place(JSON, "t.json", content.as_bytes()), (1, 10 * bad + 7, b"\"x\"".to_vec()));
        let rows = (0..100_000).map(|row| if row == bad { "{\"n\":12\n" } else { "{\"n\":123}\n" });
        let lines = place("sources: { t: t.ndjson }", "t.ndjson", rows.collect::<String>().as_bytes());
        assert_eq!(lines, (bad + 2, 1, b"{".to_vec()));
    }
}

#[test]
fn compressed_files_have_lines_too() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(b"a,n\r\n1,2\r\n3,x\r\n").expect("writing to memory cannot fail");
    let bytes = gzip.finish().expect("writing to memory cannot fail");
    let report = "sources: { t: { csv: t.csv.gz, columns: { n: integer } } }";
    assert_eq!(place(report, "t.csv.gz", &bytes), (3, 3, Vec::new()));
}

#[test]
fn the_path_is_that_of_the_file() {
    let mut memory = Memory::default();
    memory.insert("data/t.csv", "n\nx\n");
    let report = "sources: { t: { csv: ../data/./t.csv, columns: { n: integer } } }";
    let mut case = Case::in_folder("sub", report, memory);
    assert!(case.run(&["t"]).is_err());
    let told = case.sink.diagnostics();
    let span = told[0].primary.as_ref().expect("there is a place").span;
    assert_eq!(case.sink.sources.name(span.file), "data/t.csv");
}

/// A table of random values in random forms, with one that is no integer.
#[test]
fn random_tables_have_the_places_that_counting_finds() {
    let mut seed = 7_u64;
    let mut below = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % limit
    };
    let words = [
        "a",
        "\u{65e5}\u{672c}",
        "x y",
        "\"q\"\"q\"",
        "\"c,d\"",
        "\"two\nlines\"",
        "\"r\r\nn\"",
        "\"\"",
        "5' 3",
    ];
    for _ in 0..300 {
        let end = ["\n", "\r\n", "\r"][below(3)];
        let (rows, bad) = (1 + below(12), below(12));
        let mut text = String::from(if below(4) == 0 { "\u{feff}" } else { "" });
        text += &format!("w,n,v{end}");
        let mut at = None;
        for row in 0..=rows {
            text += &end.repeat(below(2) * below(3));
            text += words[below(words.len())];
            text += ",";
            if row == bad.min(rows) {
                at = Some(text.len());
            }
            text += if row == bad.min(rows) { "oops" } else { "12" };
            text += &format!(",{}{end}", words[below(words.len())]);
        }
        let at = at.expect("one row is bad");
        let lines = text[..at].trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
        let line = lines.matches('\n').count() + 1;
        let column = lines.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        assert_eq!(place(CSV, "t.csv", text.as_bytes()), (line, column, b"oops".to_vec()), "{text:?}");
    }
}
