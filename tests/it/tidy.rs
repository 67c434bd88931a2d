//! The rules of the house that a text search can keep: owners of libraries, direction of `use`,
//! module docs, sizes, and papers that name every room.

use crate::harness::root;
use std::path::{Path, PathBuf};

/// Which rooms may name a heavy library.
const OWNERS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diag"]),
    ("anstream", &["cli"]),
    ("axum", &["preview"]),
    ("clap", &["cli"]),
    ("csv", &["data", "output/csv.rs"]),
    ("datafusion", &["data", "table.rs"]),
    ("encoding_rs", &["data"]),
    ("flate2", &["data", "output/pdf/compact.rs"]),
    ("granit_parser", &["yaml"]),
    ("include_dir", &["package"]),
    ("indicatif", &["cli"]),
    ("mimalloc", &["main.rs"]),
    ("minijinja", &["expr"]),
    ("notify", &["watch"]),
    ("notify_debouncer_full", &["watch"]),
    ("plotters", &["chart/draw"]),
    ("plotters_backend", &["chart/draw"]),
    ("png", &["output/pdf"]),
    ("pulldown_cmark", &["expr"]),
    ("pure_rust_locales", &["format"]),
    ("regex", &["resolve"]),
    ("rust_xlsxwriter", &["output/xlsx"]),
    ("tempfile", &["cli", "watch"]),
    ("tokio", &["cli/interrupt.rs", "data", "preview"]),
    ("ttf_parser", &["fonts"]),
    ("typst", &["output/pdf"]),
    ("typst_kit", &["output/pdf"]),
    ("typst_layout", &["output/pdf"]),
    ("typst_library", &["output/pdf"]),
    ("typst_pdf", &["output/pdf"]),
    ("resvg", &["output/pdf"]),
    ("typst_svg", &["output/pdf"]),
    ("typst_utils", &["output/pdf"]),
];

/// Rooms from the ground up: a room may use those before it and itself.
const LEVELS: &[&[&str]] = &[
    &["diag", "limits", "value", "world"],
    &["yaml", "theme", "fonts", "words"],
    &["format", "table"],
    &["chart"],
    &["document"],
    &["expr"],
    &["data", "plan"],
    &["block"],
    &["spec"],
    &["package"],
    &["resolve"],
    &["compose"],
    &["output"],
    &["compile"],
    &["preview"],
    &["watch"],
    &["cli"],
    &["lib", "main"],
];

/// Uses across the levels, each with its reason.
const EXCEPTIONS: &[(&str, &str, &str)] = &[
    ("spec", "output", "the words `standard:` and `dialect:` take belong to the outputs"),
    (
        "resolve",
        "output",
        "options of outputs are filled in here and handed on; so is the check of Typst code",
    ),
    ("resolve", "compile", "the job says what is asked"),
    ("output", "compile", "artifacts and pages are what a compilation returns"),
];

fn sources() -> Vec<PathBuf> {
    fn below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                below(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    below(&root().join("src"), &mut found);
    found.sort();
    found
}

fn inside_src(path: &Path) -> String {
    path.strip_prefix(root().join("src")).expect("a file below src").display().to_string()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a readable file")
}

/// Code without comments and string contents, so that a word in a sentence is no use.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(n, line)| (n + 1, line.split("//").next().unwrap_or("").trim_end()))
}

fn names(line: &str, word: &str, after: &str) -> bool {
    line.match_indices(&format!("{word}{after}")).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '"' || c == '.')
    })
}

#[test]
fn each_heavy_library_has_one_owner() {
    let mut wrong = Vec::new();
    for path in sources() {
        let file = inside_src(&path);
        // Tests may make rows by hand.
        if file.contains("/tests") {
            continue;
        }
        for (number, line) in code_lines(&read(&path)) {
            for (library, owners) in OWNERS {
                let owned = owners.iter().any(|owner| file.starts_with(owner));
                if !owned && names(line, library, "::") {
                    wrong.push(format!("{file}:{number} names `{library}`, which belongs to {owners:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn uses_point_down() {
    let level = |room: &str| LEVELS.iter().position(|rooms| rooms.contains(&room));
    let mut wrong = Vec::new();
    for path in sources() {
        let file = inside_src(&path);
        let room = file.split(['/', '.']).next().expect("a path has a first part");
        if file.contains("test") || ["lib", "main"].contains(&room) {
            continue;
        }
        let own = level(room).unwrap_or_else(|| panic!("`{room}` is in no level"));
        for (number, line) in code_lines(&read(&path)) {
            for (at, _) in line.match_indices("crate::") {
                let rest = &line[at + 7..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let Some(theirs) = level(&used) else { continue };
                let excused = EXCEPTIONS.iter().any(|(from, to, _)| *from == room && *to == used);
                if theirs > own && !excused {
                    wrong.push(format!("{file}:{number} uses `{used}`, which lies above `{room}`"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn shells_call_compile_and_no_stage() {
    let stages = ["spec", "resolve", "plan", "compose", "output"];
    for path in sources() {
        let file = inside_src(&path);
        if !["cli/", "watch/", "preview/"].iter().any(|shell| file.starts_with(shell)) {
            continue;
        }
        for (number, line) in code_lines(&read(&path)) {
            for stage in stages {
                let schema = file == "cli/schema.rs" && stage == "spec";
                assert!(
                    schema || !line.contains(&format!("crate::{stage}::")),
                    "{file}:{number} calls the stage `{stage}`"
                );
            }
        }
    }
}

#[test]
fn only_data_and_preview_wait() {
    for path in sources() {
        let file = inside_src(&path);
        if file.starts_with("data/") || file.starts_with("preview/") {
            continue;
        }
        for (number, line) in code_lines(&read(&path)) {
            assert!(!names(line, "async", " ") && !line.contains(".await"), "{file}:{number} waits");
        }
    }
}

#[test]
fn spec_types_keep_their_places() {
    // These three attributes make serde buffer a value and lose where it was written.
    for path in sources() {
        let file = inside_src(&path);
        if !["spec/", "block/", "chart/", "theme.rs", "data/source"].iter().any(|room| file.starts_with(room))
        {
            continue;
        }
        for (number, line) in code_lines(&read(&path)) {
            let serde = line.trim_start().starts_with("#[serde(");
            let lossy = ["untagged", "flatten", "tag ="].iter().any(|word| line.contains(word));
            assert!(!(serde && lossy), "{file}:{number} loses places");
        }
    }
}

#[test]
fn every_module_says_what_it_is() {
    for path in sources() {
        let text = read(&path);
        let file = inside_src(&path);
        assert!(text.starts_with("//! "), "{file} does not begin with `//! `");
        assert!(text.lines().count() <= 600, "{file} is longer than 600 lines: look for the second noun");
        for (number, line) in text.lines().enumerate() {
            assert!(line.trim_end() == line, "{file}:{} ends in white space", number + 1);
        }
    }
}

#[test]
fn every_limit_limits_something() {
    let code: String =
        sources().iter().filter(|path| !path.ends_with("limits.rs")).map(|path| read(path)).collect();
    let limits = read(&root().join("src/limits.rs"));
    for name in limits.lines().filter_map(|line| line.strip_prefix("pub const ")?.split(':').next()) {
        assert!(code.contains(name), "nothing uses the limit `{name}`");
    }
}

#[test]
fn architecture_names_every_room() {
    let text = read(&root().join("ARCHITECTURE.md"));
    for entry in std::fs::read_dir(root().join("src")).expect("a readable folder") {
        let name = entry.expect("a readable entry").file_name().to_string_lossy().into_owned();
        assert!(text.contains(&format!("`{name}")), "ARCHITECTURE.md does not name `{name}`");
    }
    for (library, _) in OWNERS {
        let shown = library.replace('_', "-");
        assert!(text.contains(&format!("`{shown}`")), "ARCHITECTURE.md has no line for `{shown}`");
    }
}

#[test]
fn the_changelog_names_this_version() {
    let text = read(&root().join("CHANGELOG.md"));
    assert!(text.contains(env!("CARGO_PKG_VERSION")), "CHANGELOG.md does not name the version");
}
