//! Programs of npm that tests ask: installed once, in a folder outside the clone.

use super::root;
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The folder of the packages that `tests/editor/package-lock.json` names; installs them where they are not.
/// Tells loudly when that cannot be done, and what did not happen therefore.
pub fn packages(without: &str) -> Option<PathBuf> {
    let wanted = root().join("tests/editor");
    let lock = std::fs::read(wanted.join("package-lock.json")).expect("a readable file");
    let home = std::env::var_os("HOME").map_or_else(std::env::temp_dir, PathBuf::from);
    let cache = home.join(".cache/folio-editor");
    let installed = cache.join(format!("{:08x}", fingerprint(&lock)));
    let packages = installed.join("node_modules");
    let ready = match has_program("node") {
        true if packages.exists() => Ok(()),
        true => install(&wanted, &cache, &installed),
        false => Err("`node` is not installed".to_owned()),
    };
    match ready {
        Ok(()) => Some(packages),
        Err(why) => {
            eprintln!("SKIPPED: {why}, so {without}");
            None
        }
    }
}

/// Runs a script of `tests/editor`: JSON in, JSON out.
pub fn run(script: &str, arguments: &[&str], input: &Value) -> Value {
    let mut node = Command::new("node");
    node.arg(root().join("tests/editor").join(script)).args(arguments);
    let mut node = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("node starts");
    let input = input.to_string();
    node.stdin.take().expect("it is piped").write_all(input.as_bytes()).expect("it reads its input");
    let output = node.wait_with_output().expect("it ends");
    assert!(output.status.success(), "`{script}` failed");
    serde_json::from_slice(&output.stdout).expect("its answer is JSON")
}

/// A number that differs when the wanted packages do.
fn fingerprint(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

fn has_program(name: &str) -> bool {
    let mut program = Command::new(name);
    program.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    program.status().is_ok_and(|status| status.success())
}

/// Installs what the lock file names beside its final place, and moves it there whole.
fn install(wanted: &Path, cache: &Path, installed: &Path) -> Result<(), String> {
    let told = |error: std::io::Error| format!("`{}` cannot be written: {error}", cache.display());
    std::fs::create_dir_all(cache).map_err(told)?;
    let folder = tempfile::tempdir_in(cache).map_err(told)?;
    for name in ["package.json", "package-lock.json"] {
        std::fs::copy(wanted.join(name), folder.path().join(name)).map_err(told)?;
    }
    let mut npm = Command::new("npm");
    npm.args([
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--fetch-retries=1",
        "--fetch-timeout=20000",
    ]);
    let output = npm.current_dir(folder.path()).output().map_err(|_| "`npm` is not installed".to_owned())?;
    if !output.status.success() {
        return Err("npm could not install `yaml-language-server`".into());
    }
    // Another run may have been faster; what it installed is the same.
    let _ = std::fs::rename(folder.keep(), installed);
    Ok(())
}
