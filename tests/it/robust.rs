//! Random changes to every report of the tests and examples: whatever comes out is told, never a panic, and
//! every place lies in the text. Two seconds by default; `FUZZ_SECONDS=600` runs longer and prints counts.

use crate::harness::page::Page;
use crate::harness::random::Random;
use crate::harness::{job, root};
use crate::suite::pages_below;
use folio::compile;
use folio::diag::{Diagnostic, Sink, Span, Style, render_concise, render_human, render_json};
use folio::world::{Memory, SharedWorld};
use folio::{spec, yaml};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What takes longer is as good as a hang.
const SLOWEST: Duration = Duration::from_secs(5);
/// One input in so many goes through the names and the SQL as well.
const WHOLE_CHECK_EVERY: usize = 50;

/// Pieces that mean something to YAML, and bytes that mean nothing.
const PIECES: &[&[u8]] = &[
    b" ",
    b"\t",
    b"\n",
    b"\r\n",
    b"\r",
    b": ",
    b":",
    b"- ",
    b"-",
    b"? ",
    b"#",
    b" #",
    b"\"",
    b"'",
    b"[",
    b"]",
    b"{",
    b"}",
    b",",
    b"&a ",
    b"*a",
    b"!!str ",
    b"!x ",
    b"|",
    b">",
    b"|-\n",
    b"%",
    b"@",
    b"`",
    b"{{",
    b"}}",
    b"---\n",
    b"...\n",
    b"<<: ",
    b"~",
    b"null",
    b"//",
    b" = ",
    b"\\",
    b"\\u",
    b"\\uD83D",
    b"\0",
    b"\x07",
    b"\x7f",
    b"\xc2\xa0",
    b"\xe3\x80\x80",
    b"\xe2\x80\x9c",
    b"\xe2\x80\x9d",
    b"\xf0\x9f\x9a\x80",
    b"\xef\xbc\x9a",
    b"\xef\xbb\xbf",
    b"\xe2\x80\x8b",
    b"\xff",
    b"\xe9",
    b"0123",
    b"1_000",
    b"yes",
    b"99999999999999999999",
];

#[test]
fn no_input_breaks_the_reader() {
    let seeds = seeds();
    let longer = std::env::var("FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let end = Instant::now() + Duration::from_secs(longer.unwrap_or(2));
    let mut random = Random::new(std::env::var("FUZZ_SEED").map_or(1, |seed| seed.parse().unwrap_or(1)));
    let (mut inputs, mut told) = (0_usize, 0_usize);
    let mut unexplained = 0_usize;
    let (mut slowest, mut slowest_text) = (Duration::ZERO, String::new());
    while Instant::now() < end {
        let bytes = mutated(&mut random, &seeds);
        let whole = inputs % WHOLE_CHECK_EVERY == 0;
        let start = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| run(&bytes, whole))) {
            Ok(sink) => {
                told += sink.diagnostics().len();
                let diagnostics = sink.diagnostics().into_iter();
                let raw = diagnostics.filter(|told| told.message == "this is not valid YAML");
                unexplained += raw.count();
            }
            Err(_) => panic!("this input breaks the reader: {:?}", String::from_utf8_lossy(&bytes)),
        }
        let took = start.elapsed();
        if took > slowest {
            (slowest, slowest_text) = (took, String::from_utf8_lossy(&bytes).into_owned());
        }
        inputs += 1;
    }
    if longer.is_some() {
        eprintln!("{inputs} inputs, {told} diagnostics, slowest {slowest:?}:\n{slowest_text}");
        eprintln!("told without a reason: {unexplained}");
    }
    assert!(inputs > 20, "only {inputs} inputs were tried");
    assert!(slowest < SLOWEST, "{slowest:?} for\n{slowest_text}");
}

/// The reports of all pages of cases and of the examples.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for page in pages_below(&root().join("tests/suite"), "md").into_iter().map(Page::read) {
        let blocks = page.cases.into_iter().flat_map(|case| case.blocks);
        seeds.extend(blocks.filter(|block| block.name == "report.yaml").map(|block| block.text.into_bytes()));
    }
    for path in pages_below(&root().join("examples"), "yaml") {
        seeds.push(std::fs::read(path).expect("a readable example"));
    }
    seeds
}

fn mutated(random: &mut Random, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = random.pick(seeds).clone();
    for _ in 0..=random.below(4) {
        let from = random.below(bytes.len() + 1);
        let to = (from + random.below(30)).min(bytes.len());
        match random.below(7) {
            0 => drop(bytes.drain(from..to)),
            1 => {
                let again = bytes[from..to].to_vec();
                drop(bytes.splice(to..to, again));
            }
            2 => {
                let other = random.below(bytes.len() + 1).max(to);
                let moved: Vec<u8> = bytes.drain(from..to).collect();
                let other = other - moved.len();
                drop(bytes.splice(other..other, moved));
            }
            3 => {
                let other = random.pick(seeds);
                let start = random.below(other.len());
                let piece = other[start..(start + random.below(80)).min(other.len())].to_vec();
                drop(bytes.splice(from..from, piece));
            }
            4 => bytes.truncate(from.max(1)),
            _ => drop(bytes.splice(from..from, random.pick(PIECES).to_vec())),
        }
    }
    bytes
}

/// Reads, decodes and renders.
fn run(bytes: &[u8], whole: bool) -> Sink {
    let mut sink = Sink::default();
    if whole {
        let mut memory = Memory::default();
        memory.insert("report.yaml", bytes);
        let world: SharedWorld = Arc::new(memory);
        let _ = compile::check(&world, &job("report.yaml"), &mut sink);
    } else {
        match yaml::text_of(bytes) {
            Ok(text) => {
                let file = sink.sources.add("report.yaml", text);
                let _ = spec::parse(file, &mut sink);
            }
            Err(wrong) => {
                let told = wrong.tell("report.yaml", &mut sink);
                sink.push(told);
            }
        }
    }
    let diagnostics = sink.diagnostics();
    for told in &diagnostics {
        hold(told, &sink);
        let style = Style { color: diagnostics.len() % 2 == 0, width: 100 };
        let texts = [
            render_human(told, &sink.sources, style),
            render_concise(told, &sink.sources),
            render_json(told, &sink.sources),
        ];
        assert!(texts.iter().all(|text| !text.is_empty()));
    }
    sink
}

/// Every span lies in its text and cuts no character, and fixes do not overlap.
fn hold(told: &Diagnostic, sink: &Sink) {
    let check = |span: Span, what: &str| {
        let text = sink.sources.text(span.file);
        let is_place = text.is_char_boundary(span.start as usize) && text.is_char_boundary(span.end as usize);
        assert!(is_place, "{what} of `{}` cuts a character: {span:?}", told.message);
    };
    for label in told.primary.iter().chain(&told.secondary) {
        check(label.span, "a label");
    }
    let edits = told.fix.iter().flat_map(|fix| &fix.edits).collect::<Vec<_>>();
    for edit in &edits {
        check(edit.span, "an edit");
    }
    for pair in edits.windows(2) {
        assert!(
            pair[0].span.end <= pair[1].span.start,
            "edits of `{}` overlap or are not in order",
            told.message
        );
    }
}
