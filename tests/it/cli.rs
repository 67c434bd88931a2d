//! Stories through the binary: arguments, exit codes, what goes to stdout and what to stderr.

use crate::harness::{check_file, folio, root, run};
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder to write to");
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).expect("a writable file");
    }
    folder
}

fn output(command: &mut Command) -> (i32, String, String) {
    let Output { status, stdout, stderr } = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("Folio prints UTF-8");
    (status.code().expect("it was not killed"), text(stdout), text(stderr))
}

const GOOD: &str = "folio: 1
title: Sales
sources: { sales: sales.csv }
sections:
  - title: All
    blocks: [ { table: sales } ]
";
const SALES: &str = "region,revenue\nNorth,10\nSouth,20\n";

#[test]
fn help_is_documented() {
    let mut text = String::from("# Command line\n\nMade from `--help` by a test.\n");
    for command in ["", "build", "check", "watch", "new", "init", "inspect", "schema", "explain"] {
        let mut folio = folio();
        folio.env("COLUMNS", "100").args(Some(command).filter(|c| !c.is_empty())).arg("--help");
        let help = run(&mut folio);
        let title = if command.is_empty() { "folio".to_string() } else { format!("folio {command}") };
        text += &format!("\n## `{title}`\n\n```text\n{}\n```\n", help.trim_end());
    }
    let trimmed: Vec<&str> = text.lines().map(str::trim_end).collect();
    check_file(&root().join("docs/command-line.md"), &(trimmed.join("\n") + "\n"));
}

#[test]
fn a_build_prints_what_it_made() {
    let folder = folder(&[("report.yaml", GOOD), ("sales.csv", SALES)]);
    let (code, stdout, stderr) = output(folio().arg("build").arg(folder.path().join("report.yaml")));
    assert_eq!(code, 0, "{stderr}");
    for name in ["report.pdf", "report.xlsx", "sales.csv"] {
        let path = folder.path().join("out").join(name);
        assert!(path.exists() && stdout.contains(name), "{name}: {stdout}");
    }
    assert!(folder.path().join("report.lock.yaml").exists(), "types are pinned beside the report");
}

#[test]
fn five_mistakes_are_told_in_one_run_and_nothing_changes() {
    let bad = "folio: 1
titel: Sales
title: Sales
sources: { sales: sales.csv }
datasets:
  top: SELECT region, revenu FROM sales
params:
  limit: { type: integer, default: many }
sections:
  - title: All
    blocks:
      - table: { data: salse }
      - chart: { data: sales, x: region, y: revenue, mrak: bar }
";
    let folder = folder(&[("report.yaml", bad), ("sales.csv", SALES)]);
    std::fs::create_dir(folder.path().join("out")).expect("a writable folder");
    std::fs::write(folder.path().join("out/report.pdf"), "the last good one").expect("a writable file");
    let report = folder.path().join("report.yaml");
    let (code, stdout, stderr) = output(folio().args(["build", "--message-format", "concise"]).arg(&report));
    assert_eq!(code, 1, "{stderr}");
    assert_eq!(stdout, "");
    let places: Vec<&str> = stderr.lines().filter(|line| line.contains("report.yaml:")).collect();
    assert_eq!(places.len(), 5, "{stderr}");
    let kept = std::fs::read_to_string(folder.path().join("out/report.pdf")).expect("it is still there");
    assert_eq!(kept, "the last good one");
    assert!(!folder.path().join("report.lock.yaml").exists());
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let limited = GOOD.replace(
        "title: Sales",
        "title: \"Sales {{ limit }}\"\nparams: { limit: { type: integer, default: 1 } }",
    );
    let folder = folder(&[("report.yaml", &limited), ("sales.csv", SALES)]);
    let report = folder.path().join("report.yaml");
    for arguments in [
        vec!["build", "--no-such-flag"],
        vec!["build", "--now", "yesterday-ish"],
        vec!["build", "-p", "no_such=1"],
        vec!["build", "-p", "limit=many"],
        vec!["build", "--section", "nowhere"],
        vec!["build", "--format", "docx"],
        vec!["explain", "no-such-code"],
    ] {
        let (code, _, stderr) = output(folio().args(&arguments).arg(&report));
        assert_eq!(code, 2, "{arguments:?}: {stderr}");
    }
}

#[test]
fn a_missing_report_is_exit_code_1_and_says_so() {
    let (code, _, stderr) = output(folio().args(["build", "no/such/report.yaml"]));
    assert!(code == 1 || code == 2, "{code}");
    assert!(stderr.contains("no/such/report.yaml"), "{stderr}");
}

#[test]
fn a_theme_beside_a_report_that_is_named_without_its_folder_is_found() {
    let report = GOOD.replace("title: Sales", "title: Sales\ntheme: hous.yaml");
    let files = [("report.yaml", report.as_str()), ("sales.csv", SALES), ("house.yaml", "look: dark\n")];
    let folder = folder(&files);
    let (code, _, stderr) = output(folio().current_dir(folder.path()).args(["check", "report.yaml"]));
    assert_eq!(code, 1);
    assert!(stderr.contains("did you mean `house.yaml`?"), "{stderr}");
}

#[test]
fn a_folder_that_cannot_be_written_is_exit_code_3() {
    let folder = folder(&[("report.yaml", GOOD), ("sales.csv", SALES), ("taken", "a file, no folder")]);
    let (code, _, stderr) = output(
        folio()
            .arg("build")
            .arg("-o")
            .arg(folder.path().join("taken"))
            .arg(folder.path().join("report.yaml")),
    );
    assert_eq!(code, 3, "{stderr}");
    assert!(stderr.contains("taken"), "{stderr}");
}

#[test]
fn output_that_cannot_be_written_is_exit_code_3() {
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        eprintln!("SKIPPED: there is no /dev/full, so a full disk was not tried");
        return;
    };
    let folder = folder(&[("report.yaml", GOOD), ("sales.csv", SALES)]);
    for arguments in [
        vec!["--help"],
        vec!["explain", "sql"],
        vec!["schema"],
        vec!["check", "--format", "sarif", "report.yaml"],
        vec!["build", "--format", "csv", "report.yaml"],
        vec!["inspect", "--stage", "spec", "report.yaml"],
    ] {
        let stdout = full.try_clone().expect("a second handle");
        let (code, _, stderr) = output(folio().args(&arguments).current_dir(folder.path()).stdout(stdout));
        assert_eq!(code, 3, "{arguments:?}: {stderr}");
        assert!(
            arguments == ["--help"] || stderr.contains("could not be written"),
            "{arguments:?}: {stderr}"
        );
    }
}

#[test]
fn a_reader_who_goes_away_is_no_failure() {
    let mut child = folio().arg("schema").stdout(std::process::Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn a_full_disk_keeps_the_last_good_files() {
    // /dev/full cannot be a folder, so a tiny tmpfs would be needed; mounting needs rights that a
    // test may not have, and then this part is skipped loudly.
    let mount = tempfile::tempdir().expect("a folder to mount at");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=16k", "tmpfs"])
        .arg(mount.path())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        eprintln!("SKIPPED: no right to mount a tmpfs, so the full disk was not tried");
        return;
    }
    let folder = folder(&[("report.yaml", GOOD), ("sales.csv", SALES)]);
    std::fs::write(mount.path().join("report.pdf"), "good").expect("there is room for four bytes");
    let (code, _, stderr) =
        output(folio().arg("build").arg("-o").arg(mount.path()).arg(folder.path().join("report.yaml")));
    let kept = std::fs::read_to_string(mount.path().join("report.pdf")).expect("it is still there");
    let left = std::fs::read_dir(mount.path()).expect("readable").count();
    let unmounted = Command::new("umount").arg(mount.path()).status();
    assert!(unmounted.is_ok_and(|status| status.success()));
    assert_eq!(code, 3, "{stderr}");
    assert_eq!(kept, "good");
    assert_eq!(left, 1, "no half file is left");
}

#[test]
fn new_and_init_make_reports_that_build() {
    let folder =
        folder(&[("sales.csv", "month,region,revenue\n2024-01-01,North,10.50\n2024-02-01,South,20.25\n")]);
    let in_folder = |command: &mut Command| {
        let (code, _, stderr) = output(command.current_dir(folder.path()));
        assert_eq!(code, 0, "{stderr}");
    };
    in_folder(folio().args(["new", "demo"]));
    in_folder(folio().args(["build", "demo"]));
    in_folder(folio().args(["init", "--from", "sales.csv"]));
    let made = find(folder.path(), "pdf");
    assert!(!made.is_empty(), "{made:?}");
    for template in ["executive", "detailed", "compliance"] {
        in_folder(folio().args(["new", template, "--template", template]));
        in_folder(folio().args(["build", template]));
    }
}

fn find(folder: &Path, ending: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            found.extend(find(&path, ending));
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    found
}

#[test]
fn init_finds_decimal_commas_and_old_encodings() {
    let folder = folder(&[]);
    let german = b"Datum;Kategorie;Betrag\n2024-01-05;M\xF6bel;1.234,50\n2024-02-05;B\xFCcher;99,90\n";
    std::fs::write(folder.path().join("umsatz.csv"), german).expect("a writable file");
    for arguments in [vec!["init", "--from", "umsatz.csv"], vec!["build", "report.yaml"]] {
        let (code, _, stderr) = output(folio().args(arguments).current_dir(folder.path()));
        assert_eq!(code, 0, "{stderr}");
    }
    let lock = std::fs::read_to_string(folder.path().join("report.lock.yaml")).expect("it is there");
    assert!(lock.contains("Betrag: decimal"), "{lock}");
}

#[test]
fn a_pattern_may_name_themes_and_lock_files_too() {
    let folder = folder(&[
        ("report.yaml", GOOD),
        ("report.lock.yaml", "sources:\n  sales:\n    region: text\n    revenue: integer\n"),
        ("theme.yaml", "folio: 1\nfooter: Ours\n"),
        ("sales.csv", SALES),
    ]);
    let paths = ["report.lock.yaml", "report.yaml", "theme.yaml"].map(|name| folder.path().join(name));
    let (code, _, stderr) = output(folio().arg("check").args(paths));
    assert_eq!(code, 0, "{stderr}");
}

#[test]
fn warnings_can_be_denied() {
    let unused =
        GOOD.replace("sources: { sales: sales.csv }", "sources: { sales: sales.csv, other: sales.csv }");
    let folder = folder(&[("report.yaml", &unused), ("sales.csv", SALES)]);
    let report = folder.path().join("report.yaml");
    let (code, _, stderr) = output(folio().arg("build").arg(&report));
    assert!(code == 0 && stderr.contains("never used"), "{stderr}");
    let (code, _, _) = output(folio().args(["build", "--deny", "warnings"]).arg(&report));
    assert_eq!(code, 4);
    assert!(folder.path().join("out/report.pdf").exists(), "it is made all the same");
}

#[test]
fn json_messages_are_one_object_a_line() {
    let bad = GOOD.replace("table: sales", "table: salse");
    let folder = folder(&[("report.yaml", &bad), ("sales.csv", SALES)]);
    let report = folder.path().join("report.yaml");
    let (code, stdout, stderr) = output(folio().args(["check", "--format", "json"]).arg(&report));
    assert_eq!(code, 1, "{stderr}");
    let line = stdout.lines().next().expect("a diagnostic");
    let value: serde_json::Value = serde_json::from_str(line).expect("JSON");
    assert_eq!(value["code"], "unknown-name");
}

#[test]
fn every_stage_can_be_inspected() {
    for stage in ["spec", "report", "plan", "tables", "document"] {
        let folder = folder(&[("report.yaml", GOOD), ("sales.csv", SALES)]);
        let report = folder.path().join("report.yaml");
        let text = run(folio().args(["inspect", "--stage", stage]).arg(&report));
        assert!(text.lines().count() >= 3, "{stage}: {text}");
        let json = run(folio().args(["inspect", "--format", "json", "--stage", stage]).arg(&report));
        let _: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    }
}

const FIXABLE: &str = "folio: 1
title: Sales: north
sources: { sales: sales.csv }
sections:
  - title: All
    blocks:
      - table: { data: sales, colums: [region, { field: revenu, format: \"0.0\" }] }
";

#[test]
fn safe_fixes_go_into_the_file() {
    let folder = folder(&[("report.yaml", FIXABLE), ("sales.csv", SALES)]);
    let report = folder.path().join("report.yaml");
    let (code, _, stderr) = output(folio().arg("check").arg(&report));
    assert_eq!(code, 1, "{stderr}");
    assert!(stderr.contains("3 errors in 1 file; it cannot be built (3 fixable with `--fix`)."), "{stderr}");
    let (code, _, stderr) = output(folio().args(["check", "--fix"]).arg(&report));
    assert_eq!(code, 0, "{stderr}");
    assert!(stderr.contains("Fixed ") && stderr.contains("no errors"), "{stderr}");
    let fixed = FIXABLE.replace("Sales: north", "\"Sales: north\"").replace("colums", "columns");
    let fixed = fixed.replace("revenu,", "revenue,");
    assert_eq!(std::fs::read_to_string(&report).expect("it is still there"), fixed);
}

#[test]
fn fixes_keep_what_they_do_not_change() {
    let text = format!("\u{feff}{}", FIXABLE.replace('\n', "\r\n").replace("revenu,", "profit,"));
    let folder = folder(&[("report.yaml", &text), ("sales.csv", SALES)]);
    let report = folder.path().join("report.yaml");
    let (code, _, stderr) = output(folio().args(["check", "--fix"]).arg(&report));
    assert_eq!(code, 1, "a column that is nothing like the others stays a mistake\n{stderr}");
    let fixed = text.replace("Sales: north", "\"Sales: north\"").replace("colums", "columns");
    assert_eq!(std::fs::read_to_string(&report).expect("it is still there"), fixed);
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("a folder").collect();
    assert_eq!(names.len(), 2, "nothing is left beside the files");
}

#[test]
fn a_file_that_cannot_be_written_stops_no_other() {
    let folder = folder(&[("a.yaml", FIXABLE), ("b.yaml", FIXABLE), ("sales.csv", SALES)]);
    let [first, second] = ["a.yaml", "b.yaml"].map(|name| folder.path().join(name));
    let mut permissions = std::fs::metadata(&first).expect("a file").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&first, permissions).expect("a file of our own");
    let (code, _, stderr) = output(folio().args(["check", "--fix"]).arg(folder.path()));
    assert_eq!(code, 3, "{stderr}");
    assert!(stderr.contains("cannot write the fixes of") && stderr.contains("a.yaml"), "{stderr}");
    assert!(stderr.contains("Fixed 3 mistakes in"), "{stderr}");
    let read = |path: &std::path::Path| std::fs::read_to_string(path).expect("it is still there");
    assert_eq!(read(&first), FIXABLE);
    assert!(read(&second).contains("columns: [region, { field: revenue"), "{}", read(&second));
}

#[test]
fn programs_get_one_log() {
    let folder = folder(&[("report.yaml", FIXABLE), ("other.yaml", FIXABLE), ("sales.csv", SALES)]);
    let (code, stdout, stderr) = output(folio().args(["check", "--format", "sarif"]).arg(folder.path()));
    assert_eq!((code, stderr.as_str()), (1, ""));
    let log: serde_json::Value = serde_json::from_str(&stdout).expect("one JSON value");
    let results = log["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), 6);
    let (code, stdout, stderr) = output(folio().args(["check", "--format", "json"]).arg(folder.path()));
    assert_eq!((code, stderr.as_str()), (1, ""));
    assert!(stdout.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()), "{stdout}");
    let (_, stdout, _) = output(folio().args(["check", "--format", "github"]).arg(folder.path()));
    assert_eq!(stdout.lines().filter(|line| line.starts_with("::error file=")).count(), 6, "{stdout}");
}

#[test]
fn a_workflow_gets_annotations_beside_the_text() {
    let folder = folder(&[("report.yaml", FIXABLE), ("sales.csv", SALES)]);
    let summary = folder.path().join("summary.md");
    let mut command = folio();
    command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
    let (_, stdout, stderr) = output(command.arg("check").arg(folder.path().join("report.yaml")));
    assert_eq!(stdout, "");
    assert!(stderr.contains("\nerror[unknown-key]") && stderr.contains("\n::error file="), "{stderr}");
    let summary = std::fs::read_to_string(summary).expect("the summary of the step");
    assert!(summary.contains("**error[unknown-key]** unknown key <code>colums</code>"), "{summary}");
}

/// A folder with a report that has many mistakes.
fn many_mistakes() -> TempDir {
    let columns: Vec<String> = (0..60).map(|n| format!("{{ field: \"c{n}<b>`x\" }}")).collect();
    let columns = format!("table: {{ data: sales, columns: [{}] }}", columns.join(", "));
    let bad = GOOD.replace("blocks: [ { table: sales } ]", &format!("blocks:\n      - {columns}"));
    folder(&[("report.yaml", &bad), ("sales.csv", SALES)])
}

#[test]
fn programs_get_all_and_people_the_first() {
    let folder = many_mistakes();
    let check = |format: &str| {
        output(folio().args(["check", "--format", format, "report.yaml"]).current_dir(folder.path()))
    };
    assert_eq!(check("json").1.lines().count(), 60);
    let concise = check("concise").2;
    assert_eq!(concise.lines().filter(|line| line.contains("error[unknown-column]")).count(), 50);
    assert!(concise.contains("60 errors in 1 file, 10 of them not shown"), "{concise}");
    let github = check("github").1;
    assert_eq!(github.lines().filter(|line| line.starts_with("::error file=")).count(), 9);
    assert!(github.contains("and 51 more errors: see the log of this step"), "{github}");
    assert_eq!(github.lines().filter(|line| line.starts_with("report.yaml:")).count(), 51);
}

#[test]
fn every_format_writes_the_summary_of_a_step() {
    let folder = many_mistakes();
    for format in ["human", "concise", "json", "sarif", "github"] {
        let summary = folder.path().join(format);
        let mut command = folio();
        command.env("GITHUB_ACTIONS", "true").env("GITHUB_STEP_SUMMARY", &summary);
        let (_, stdout, _) =
            output(command.args(["check", "--format", format, "report.yaml"]).current_dir(folder.path()));
        let summary = std::fs::read_to_string(summary).expect("the summary of the step");
        assert_eq!(summary.lines().filter(|line| line.starts_with("- ")).count(), 60, "{format}");
        assert!(summary.contains("unknown column <code>c1&#60;b&#62;</code>"), "{summary}");
        assert!(format != "github" || stdout.contains("see the summary of this step"), "{stdout}");
    }
}

#[test]
fn what_reports_share_is_told_once() {
    let themed = |title: &str| GOOD.replace("title: Sales", &format!("title: {title}\ntheme: theme.yaml"));
    let (a, b) = (themed("A"), themed("B"));
    let theme = ("theme.yaml", "folio: 1\npapr: letter\n");
    let folder = folder(&[("a.yaml", &a), ("b.yaml", &b), theme, ("sales.csv", SALES)]);
    for format in ["human", "concise", "json"] {
        let (code, stdout, stderr) =
            output(folio().args(["check", "--format", format, "."]).current_dir(folder.path()));
        assert_eq!((code, (stdout + &stderr).matches("unknown key `papr`").count()), (1, 1), "{stderr}");
        assert!(format == "json" || stderr.contains("1 error in 1 file; 2 cannot be built"), "{stderr}");
    }
}

#[test]
fn words_from_data_do_not_steer_the_terminal() {
    let tested = "folio: 1
title: Sales
sources: { sales: { csv: sales.csv, columns: { revenue: integer } } }
sections: [ { title: All, blocks: [ { table: sales } ] } ]
";
    let data = "region,revenue\nNorth,\u{1b}]0;gone\u{7}\u{1b}[2J\u{9b}31m\u{202e}\n";
    let folder = folder(&[("re\u{1b}[31mport.yaml", tested), ("sales.csv", data)]);
    for format in ["human", "concise", "json", "sarif", "github"] {
        let mut command = folio();
        command.env_remove("NO_COLOR").env("CLICOLOR_FORCE", "1").current_dir(folder.path());
        let arguments = ["build", "--message-format", format, "re\u{1b}[31mport.yaml"];
        let (code, stdout, stderr) = output(command.args(arguments));
        assert_eq!(code, 1, "{stderr}");
        let printed = stdout + &stderr;
        for odd in ["\u{1b}]", "\u{1b}[2J", "\u{7}", "\u{9b}", "re\u{1b}[31m"] {
            assert!(!printed.contains(odd), "{format}: {odd:?} in {printed:?}");
        }
    }
}

#[test]
fn huge_values_and_long_lines_are_cut() {
    let typed =
        GOOD.replace("sales: sales.csv }", "sales: { csv: sales.csv, columns: { revenue: integer } } }");
    let data = format!("region,revenue\n{0},{0}\n", "x".repeat(1_000_000));
    let long =
        typed.replace("title: Sales", &format!("title: \"{0} {{{{ nope }}}} {0}\"", "x".repeat(100_000)));
    let folder = folder(&[("data.yaml", &typed), ("long.yaml", &long), ("sales.csv", &data)]);
    for format in ["human", "concise", "json", "github"] {
        for report in ["data.yaml", "long.yaml"] {
            let mut command = folio();
            command.env("COLUMNS", "0").current_dir(folder.path());
            let (_, stdout, stderr) = output(command.args(["build", "--message-format", format, report]));
            let printed = stdout + &stderr;
            assert!(printed.len() < 3_000, "{format} of {report}: {} bytes", printed.len());
            assert!(format != "concise" || report != "data.yaml" || printed.contains("sales.csv:2:1000002:"));
        }
    }
}

#[test]
fn reports_in_a_folder_are_found_whatever_is_wrong_with_them() {
    let rest = GOOD.strip_prefix("folio: 1\n").expect("it begins so");
    let with = |first: &str| first.to_owned() + rest;
    let utf16: Vec<u8> = GOOD.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let folder = folder(&[
        ("quoted.yaml", &with("\"folio\": 1\n")),
        ("blank.yaml", &with("folio : 1\n")),
        ("return.yaml", &GOOD.replace('\n', "\r")),
        ("CAPITALS.YAML", GOOD),
        ("slip.yml", &with("foilo: 1\n")),
        ("lacks.yaml", rest),
        ("flow.yaml", "{ folio: 1, title: Sales, sections: [] }\n"),
        ("indented.yaml", &GOOD.lines().map(|line| format!("  {line}\n")).collect::<String>()),
        ("theme.yaml", "folio: 1\nlook: dark\n"),
        ("other.yaml", "name: something else\n"),
        ("sales.csv", SALES),
    ]);
    std::fs::write(folder.path().join("utf16.yaml"), [b"\xFF\xFE".to_vec(), utf16].concat())
        .expect("writable");
    let (_, _, stderr) = output(folio().args(["check", "."]).current_dir(folder.path()));
    assert!(stderr.contains("Checked 9 reports: "), "{stderr}");
    let (code, _, stderr) = output(folio().args(["check", "theme.yaml"]).current_dir(folder.path()));
    assert!(code == 2 && stderr.contains("`theme.yaml` is a theme, not a report"), "{stderr}");
}

#[test]
fn a_code_is_explained_by_its_page() {
    let page = std::fs::read_to_string(root().join("docs/diagnostics/unknown-column.md")).expect("a page");
    assert_eq!(run(folio().args(["explain", "unknown-column"])), page);
    assert_eq!(run(folio().args(["explain", "error[unknown-column]"])), page);
    let (code, _, stderr) = output(folio().args(["explain", "unknown-colum"]));
    assert!(code == 2 && stderr.contains("did you mean `unknown-column`?"), "{stderr}");
}
