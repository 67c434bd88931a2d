//! The one integration binary: each further one would link every heavy library again.

#![expect(clippy::disallowed_methods, reason = "tests look at real files and their surroundings")]
#![expect(clippy::print_stderr, reason = "a test that skips a part says so")]

mod cli;
mod codes;
mod drift;
mod editor;
mod examples;
mod fixes;
mod harness;
mod outputs;
mod pictures;
mod project;
mod robust;
mod schemas;
mod suite;
mod tables;
mod tidy;
mod watch;

/// A test file that is forgotten above would silently not run.
#[test]
fn no_test_file_is_forgotten() {
    let main = include_str!("main.rs");
    for entry in std::fs::read_dir(harness::root().join("tests/it")).expect("the folder of this file") {
        let name = entry.expect("a readable entry").file_name().to_string_lossy().into_owned();
        let module = name.trim_end_matches(".rs");
        assert!(module == "main" || main.contains(&format!("mod {module};")), "`{name}` is not in main.rs");
    }
}
