//! A folder's `folio.yaml`: which reports are meant, what they leave open, and where their files go.

use crate::harness::folio;
use std::path::Path;
use std::process::Output;

/// A folder with two reports that the project lists and one that it does not.
fn folder(project: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder to write to");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a writable folder");
        std::fs::write(path, text).expect("a writable folder");
    };
    write("folio.yaml", project);
    write("looks/house.yaml", "colors: { accent: \"#0B6E4F\" }\n");
    for name in ["reports/a", "reports/monthly/b", "other/c"] {
        let title = name.rsplit('/').next().expect("a name");
        let sources = "sources: { amounts: [ { amount: 1.5 } ] }";
        let sections = "sections: [ { title: All, blocks: [ { table: amounts } ] } ]";
        write(&format!("{name}.yaml"), &format!("folio: 1\ntitle: {title}\n{sources}\n{sections}\n"));
    }
    folder
}

fn in_folder(folder: &Path, arguments: &[&str]) -> Output {
    folio().args(arguments).current_dir(folder).output().expect("the program starts")
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

const PROJECT: &str = "\
folio: 1
reports: [reports/*.yaml, reports/monthly]
theme: looks/house.yaml
locale: de-DE
time_zone: Europe/Berlin
output: made
deny: warnings
";

#[test]
fn a_project_lists_reports_and_gathers_their_files() {
    let folder = folder(PROJECT);
    let output = in_folder(folder.path(), &["build", "--format", "csv"]);
    assert!(talk(&output).contains("Made 1 file from reports/monthly/b.yaml"), "{}", talk(&output));
    assert!(!talk(&output).contains("other/c.yaml"), "{}", talk(&output));
    assert!(folder.path().join("made").is_dir() && !folder.path().join("reports/out").exists());
}

#[test]
fn a_report_takes_from_the_project_what_it_leaves_open() {
    let folder = folder(PROJECT);
    let monthly = folder.path().join("reports/monthly");
    let report = monthly.join("b.yaml");
    let inspect = ["inspect", "b.yaml", "--stage", "report"];
    let taken = String::from_utf8_lossy(&in_folder(&monthly, &inspect).stdout).into_owned();
    for words in ["locale: de-DE", "time_zone: Europe/Berlin", "'#0B6E4F'"] {
        assert!(taken.contains(words), "no {words} in\n{taken}");
    }
    let text = std::fs::read_to_string(&report).expect("a readable report");
    std::fs::write(&report, text + "locale: fr-FR\n").expect("a writable report");
    let own = String::from_utf8_lossy(&in_folder(&monthly, &inspect).stdout).into_owned();
    assert!(own.contains("locale: fr-FR"), "{own}");
}

#[test]
fn a_project_hides_no_mistake_of_a_report() {
    let folder = folder(PROJECT);
    let broken = "folio: 1\ntitle: Broken\ntitel: Again\nsections: [ { title: All, blocks: [ { table: nowhere } ] } ]\n";
    std::fs::write(folder.path().join("reports/a.yaml"), broken).expect("a writable folder");
    let told = talk(&in_folder(folder.path(), &["check", "reports/a.yaml"]));
    assert!(told.contains("unknown key `titel`") && told.contains("`nowhere`"), "{told}");
}

#[test]
fn a_project_denies_warnings() {
    let folder = folder(PROJECT);
    let unused = "folio: 1\ntitle: Unused\nsources: { amounts: [ { amount: 1 } ] }\nsections: [ { title: All, blocks: [] } ]\n";
    std::fs::write(folder.path().join("reports/a.yaml"), unused).expect("a writable folder");
    let output = in_folder(folder.path(), &["check"]);
    assert_eq!(output.status.code(), Some(4), "{}", talk(&output));
}

#[test]
fn safe_fixes_go_into_the_project() {
    for arguments in [&["check", "--fix"][..], &["check", "--fix", "reports/a.yaml"]] {
        let folder = folder(&PROJECT.replace("locale:", "local:"));
        let output = in_folder(folder.path(), arguments);
        let told = talk(&output);
        assert_eq!(output.status.code(), Some(0), "{told}");
        assert!(told.contains("Fixed 1 mistake in folio.yaml."), "{told}");
        let fixed = std::fs::read_to_string(folder.path().join("folio.yaml")).expect("it is still there");
        assert_eq!(fixed, PROJECT);
    }
}

#[test]
fn a_project_that_cannot_be_read_ends_with_a_summary() {
    let folder = folder(&PROJECT.replace("locale:", "local:"));
    let told = talk(&in_folder(folder.path(), &["check"]));
    assert!(told.contains("1 error in 1 file; no report was checked (1 fixable with `--fix`)."), "{told}");
}

#[test]
fn mistakes_in_a_project_are_told_once_at_their_place() {
    let folder = folder(&PROJECT.replace("locale:", "lokale:"));
    let output = in_folder(folder.path(), &["check"]);
    let told = talk(&output);
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert_eq!(told.matches("unknown key `lokale`").count(), 1, "{told}");
    assert!(told.contains("--> folio.yaml:4:1"), "{told}");
    std::fs::write(folder.path().join("folio.yaml"), PROJECT.replace("reports/monthly", "reports/yearly"))
        .expect("a writable folder");
    let told = talk(&in_folder(folder.path(), &["check"]));
    assert!(
        told.contains("no report matches `reports/yearly`") && told.contains("folio.yaml:2:27"),
        "{told}"
    );
}
