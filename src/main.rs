//! The `folio` command; everything it does is in the library.

use std::process::ExitCode;

/// Typesetting makes many small, short-lived values; this allocator takes a quarter off an edit.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    folio::cli::run()
}
