//! Properties that hold for every entry of every table of kinds.

use folio::block::BLOCKS;
use folio::data::SOURCES;
use folio::diag::{CODES, Sink};
use std::collections::BTreeSet;

fn assert_names(names: Vec<&'static str>) {
    let unique: BTreeSet<_> = names.iter().collect();
    assert_eq!(unique.len(), names.len(), "names are unique: {names:?}");
    for name in names {
        let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        assert!(name.chars().all(legal), "`{name}` is in lower case");
    }
}

#[test]
fn blocks_have_names_and_summaries() {
    assert_names(BLOCKS.iter().map(|kind| kind.name()).collect());
    for kind in BLOCKS {
        assert!(kind.summary().ends_with('.'), "`{}` has a sentence", kind.name());
    }
}

#[test]
fn sources_have_names_and_summaries() {
    assert_names(SOURCES.iter().map(|kind| kind.name()).collect());
    for kind in SOURCES {
        assert!(kind.summary().ends_with('.'), "`{}` has a sentence", kind.name());
    }
}

#[test]
fn codes_have_names_and_titles() {
    assert_names(CODES.iter().map(|info| info.name).collect());
    for info in CODES {
        assert!(info.title.ends_with('.'), "`{}` has a sentence", info.name);
    }
}

#[test]
fn examples_of_blocks_have_the_shape_of_their_kind() {
    for kind in BLOCKS {
        let mut sink = Sink::default();
        let file = sink.sources.add("example.yaml", format!("it: {}\n", quoted(kind.example())));
        let root = folio::yaml::parse(file, &mut sink).expect("an example is YAML");
        let node = root.get("it").expect("the key is there");
        assert!(kind.parse(&node, &mut sink).is_some(), "`{}`: {:?}", kind.name(), sink.diagnostics());
        assert!(sink.diagnostics().is_empty(), "`{}`: {:?}", kind.name(), sink.diagnostics());
    }
}

/// A plain sentence that holds `{{` or `#` has to be quoted, as in a report.
fn quoted(example: &str) -> String {
    match example.starts_with(['{', '[']) || example.is_empty() {
        true => example.to_string(),
        false => format!("'{example}'"),
    }
}

#[test]
fn blocks_refuse_unknown_keys() {
    for kind in BLOCKS {
        let mut sink = Sink::default();
        let file = sink.sources.add("example.yaml", "it: { no_such_key_anywhere: 1 }\n");
        let root = folio::yaml::parse(file, &mut sink).expect("it is YAML");
        let node = root.get("it").expect("the key is there");
        let _ = kind.parse(&node, &mut sink);
        assert!(sink.has_errors(), "`{}` takes a key it does not know", kind.name());
    }
}
