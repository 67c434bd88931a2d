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

#[test]
fn mistakes_in_a_project_hide_none_in_its_reports() {
    let folder = folder(&PROJECT.replace("time_zone: Europe/Berlin", "time_zone: Mars/Base\nfoo: 1"));
    std::fs::write(folder.path().join("looks/house.yaml"), "papr: letter\n").expect("a writable folder");
    let report = folder.path().join("reports/a.yaml");
    let text = std::fs::read_to_string(&report).expect("a readable report");
    std::fs::write(&report, text.replace("table: amounts", "table: amuonts")).expect("a writable folder");
    let output = in_folder(folder.path(), &["check"]);
    let told = talk(&output);
    for words in ["unknown key `foo`", "Mars/Base", "unknown key `papr`", "`amuonts`"] {
        assert!(told.contains(words), "no {words} in {told}");
    }
    assert!(told.contains("Checked 2 reports: ") && output.status.code() == Some(1), "{told}");
}

#[test]
fn a_project_that_lists_no_report_is_a_mistake() {
    for (reports, message) in [
        ("[]", "`reports` lists none"),
        ("[folio.yaml]", "`folio.yaml` is a project, not a report"),
        ("[looks/house.yaml]", "`looks/house.yaml` is a theme, not a report"),
        ("[looks/*.yaml]", "no report matches `looks/*.yaml`"),
    ] {
        let folder = folder(&format!("folio: 1\nreports: {reports}\n"));
        let style = std::fs::read_to_string(folder.path().join("looks/house.yaml")).expect("a theme");
        std::fs::write(folder.path().join("looks/house.yaml"), format!("folio: 1\n{style}"))
            .expect("writable");
        let output = in_folder(folder.path(), &["check"]);
        let told = talk(&output);
        assert!(told.contains(message) && told.contains("--> folio.yaml:2:1"), "{reports}: {told}");
        assert_eq!(output.status.code(), Some(1), "{told}");
    }
}

#[test]
fn a_pattern_may_name_reports_beside_the_project() {
    let folder = folder("folio: 1\nreports: [\"*.yaml\"]\n");
    let beside = folder.path().join("r.yaml");
    std::fs::copy(folder.path().join("reports/a.yaml"), beside).expect("a writable folder");
    let told = talk(&in_folder(folder.path(), &["check"]));
    assert_eq!(told.trim(), "Checked 1 report: no errors.");
}
