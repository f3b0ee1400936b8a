//! What the documentation lists is what there is: diagnoses, stages, exit codes, fields of the report,
//! exercises. Each list stands once in the code, and the pages are held against it.
//!
//! The checklists "Adding a …" in `docs/` say what to do in words; these tests follow them as far as a
//! program can.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use heddle_protocol::{Code, StageName};
use heddle_report::Exit;
use xtask::{
    manifest::{self, Bounds},
    record::Record,
    sources::Texts,
    verdict,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

#[track_caller]
fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// As one line: a paragraph may be broken anywhere.
fn unbroken(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The part of a page below a heading, up to the next one of its rank or above.
#[track_caller]
fn section<'a>(page: &'a str, heading: &str) -> &'a str {
    let rank = heading.chars().take_while(|c| *c == '#').count();
    let start = page
        .lines()
        .find(|line| *line == heading)
        .unwrap_or_else(|| panic!("there is no `{heading}`"));
    let body = &page[start.as_ptr() as usize - page.as_ptr() as usize + start.len()..];
    let mut length = 0;
    for line in body.split_inclusive('\n').skip(1) {
        let hashes = line.chars().take_while(|c| *c == '#').count();
        if (1..=rank).contains(&hashes) && line[hashes..].starts_with(' ') {
            break;
        }
        length += line.len();
    }
    &body[..length + 1]
}

/// The cells of a table's rows, its heading left out.
fn rows(text: &str) -> Vec<Vec<String>> {
    let lines = text.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = |line: &str| {
        let line = line.trim_matches('|');
        line.split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    lines.map(cells).collect()
}

/// Diagnoses that no file of a bank declares, and why.
const IN_NO_BANK: [(Code, &str); 4] = [
    (Code::DataRace, "reserved: safe code cannot have one"),
    (
        Code::Tampered,
        "the scan refuses what ends a process; tests of `verdict` have it",
    ),
    (
        Code::Timeout,
        "it takes seconds of real time; tests of `verdict` have it",
    ),
    (
        Code::Nondeterministic,
        "it depends on the outside; tests of `check` have it",
    ),
];

/// Diagnoses without a page among the snapshots, and why.
const WITHOUT_PAGE: [(Code, &str); 10] = [
    (Code::DataRace, "reserved"),
    (Code::WrongAnswer, PLAIN),
    (Code::LostUpdate, PLAIN),
    (Code::EarlyReturn, PLAIN),
    (Code::LostItem, PLAIN),
    (Code::TooManyThreads, PLAIN),
    (Code::Timeout, BARE),
    (Code::Crashed, BARE),
    (Code::Tampered, BARE),
    (Code::Nondeterministic, BARE),
];
/// Its page has an interleaving and a sentence, as that of a panic, and no part of its own.
const PLAIN: &str = "it reads as `panic` does";
/// Its page is a sentence: nothing is left of the process that could tell more.
const BARE: &str = "there is a sentence and nothing else";

#[test]
fn each_diagnosis_has_its_entry_a_wrong_answer_that_gets_it_and_a_page() {
    let page = read("docs/diagnoses.md");
    let headings: BTreeSet<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    let words: BTreeSet<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    assert_eq!(headings, words, "docs/diagnoses.md");
    let banks = declared();
    for code in Code::ALL {
        let entry = unbroken(section(&page, &format!("### {code}")));
        let meaning = format!("*{}*", code.meaning());
        assert!(
            entry.starts_with(&meaning),
            "docs/diagnoses.md, {code}: {meaning} is not how it begins"
        );
        let in_bank = banks.contains(code.as_str());
        let excused = IN_NO_BANK.iter().any(|(other, _)| other == code);
        assert!(
            in_bank != excused,
            "{code}: in a bank or in IN_NO_BANK, and not in both"
        );
        let snapshot = format!("xtask/src/report/snapshots/xtask__report__tests__{code}.snap");
        let has_page = root().join(snapshot).is_file();
        let excused = WITHOUT_PAGE.iter().any(|(other, _)| other == code);
        assert!(
            has_page != excused,
            "{code}: among the snapshots or in WITHOUT_PAGE, and not in both"
        );
    }
}

/// The words that the files of the banks declare.
fn declared() -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    for exercise in exercises() {
        let wrong = root().join("exercises").join(exercise).join("bank/wrong");
        for entry in fs::read_dir(wrong).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(path).unwrap();
                let head = text.lines().take_while(|line| line.starts_with("//"));
                words.extend(
                    head.filter_map(|line| line.strip_prefix("//@ expect: "))
                        .map(str::to_owned),
                );
            }
        }
    }
    words
}

#[test]
fn every_list_of_stages_is_the_list_in_its_order() {
    let names: Vec<&str> = StageName::ALL.iter().map(|stage| stage.as_str()).collect();
    let plain = names.join(", ");
    for page in ["docs/architecture.md", "docs/introduction.md"] {
        assert!(
            unbroken(&read(page)).contains(&plain),
            "{page} does not say: {plain}"
        );
    }
    let code: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    let code = code.join(", ");
    assert!(
        unbroken(&read("docs/cli.md")).contains(&code),
        "docs/cli.md does not say: {code}"
    );
    let readme = read("README.md");
    let list = section(&readme, "## How a verdict is reached");
    for (number, name) in (1..).zip(&names) {
        let item = format!("\n{number}. ");
        let item = list
            .split_once(&item)
            .and_then(|(_, rest)| rest.lines().next());
        let named = item.is_some_and(|item| item.contains(&format!("(`{name}`)")));
        assert!(
            named,
            "README.md: stage {number} is `{name}`, and not {item:?}"
        );
    }
    assert!(!list.contains(&format!("\n{}. ", names.len() + 1)));
}

#[test]
fn every_table_of_exit_codes_begins_each_meaning_as_the_tool_says_it() {
    for (page, heading) in [
        ("README.md", "## How a verdict is reached"),
        ("docs/cli.md", "## Exit codes"),
    ] {
        let text = read(page);
        let rows = rows(section(&text, heading));
        assert_eq!(rows.len(), Exit::ALL.len(), "{page}");
        for (row, exit) in rows.iter().zip(Exit::ALL) {
            assert_eq!(row[0], exit.code().to_string(), "{page}");
            assert!(
                row[1].starts_with(exit.meaning()),
                "{page}: {row:?} is not {}",
                exit.meaning()
            );
        }
    }
}

#[test]
fn every_field_of_the_report_is_explained() {
    let record: Record = serde_json::from_str(&read("xtask/src/fixtures/pass.json")).unwrap();
    let report = serde_json::to_value(verdict::fold(&record, &Texts::new())).unwrap();
    let fields: BTreeSet<String> = report.as_object().unwrap().keys().cloned().collect();
    let page = read("docs/cli.md");
    let rows = rows(section(&page, "## The JSON document"));
    let words = rows
        .iter()
        .flat_map(|row| row[0].split('`').skip(1).step_by(2));
    let field = |word: &str| word.split(['.', '[']).next().unwrap().to_owned();
    assert_eq!(words.map(field).collect::<BTreeSet<_>>(), fields);
}

#[test]
fn the_example_of_a_manifest_shows_the_defaults() {
    let page = read("docs/authoring.md");
    let example = section(&page, "## `exercise.toml`")
        .split("```toml\n")
        .nth(1)
        .unwrap();
    let example = example.split("```").next().unwrap();
    let manifest = manifest::parse(example).unwrap();
    assert_eq!(manifest.bounds, Bounds::default());
    for field in toml::Table::try_from(manifest.bounds).unwrap().keys() {
        assert!(
            example.contains(&format!("\n{field} = ")),
            "`bounds.{field}` is not in the example"
        );
    }
}

/// The exercises' folders, in order.
fn exercises() -> Vec<String> {
    let folders = fs::read_dir(root().join("exercises")).unwrap();
    let names = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| name.contains('-')).collect();
    names.sort();
    names
}

#[test]
fn each_exercise_is_whole_and_every_list_names_it() {
    let (readme, summary) = (read("README.md"), read("docs/SUMMARY.md"));
    for id in exercises() {
        let folder = root().join("exercises").join(&id);
        for part in [
            "Cargo.toml",
            "exercise.toml",
            "src/lib.rs",
            "starter.rs",
            "spec/main.rs",
            "chapter.md",
            "hints/1.md",
            "hints/2.md",
            "hints/3.md",
        ] {
            assert!(folder.join(part).is_file(), "{id} has no {part}");
        }
        for part in ["Cargo.toml", "src/lib.rs"] {
            let path = root().join("solutions").join(&id).join(part);
            assert!(path.is_file(), "solutions/{id} has no {part}");
        }
        for (part, least) in [("bank/wrong", 10), ("bank/right", 4)] {
            let files = fs::read_dir(folder.join(part)).unwrap().count();
            assert!(
                files >= least,
                "{id}: {files} in {part}, and {least} are the least"
            );
        }
        let title = manifest::parse(&read(&format!("exercises/{id}/exercise.toml")))
            .unwrap()
            .title;
        let number = id.split('-').next().unwrap();
        let line = format!("- [{number}: {title}]({id}.md)\n");
        assert!(
            summary.contains(&line),
            "docs/SUMMARY.md has no line {line}"
        );
        let row = format!("| {number} | [{title}](exercises/{id}/chapter.md) | ");
        assert!(readme.contains(&row), "README.md has no row {row}");
        let page = format!("{{{{#include ../exercises/{id}/chapter.md}}}}\n");
        assert_eq!(read(&format!("docs/{id}.md")), page, "docs/{id}.md");
    }
}

/// A learner's file is theirs, so it is compared with nothing but earlier starters: whoever changes a starter
/// and forgets the copy leaves one of those behind, and no learner ever does.
#[test]
fn no_exercise_begins_with_an_older_starter() {
    let git = |arguments: &[&str]| {
        let output = Command::new("git")
            .current_dir(root())
            .args(arguments)
            .output();
        let output = output.ok().filter(|output| output.status.success())?;
        Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    };
    for id in exercises() {
        let (file, starter) = (
            format!("exercises/{id}/src/lib.rs"),
            format!("exercises/{id}/starter.rs"),
        );
        if read(&file) == read(&starter) {
            continue;
        }
        let Some(begun) = git(&["hash-object", &file]) else {
            return; // Not a checkout, so there is no history to compare with.
        };
        let history = git(&["log", "--format=", "--raw", "--no-abbrev", "--", &starter]);
        let history = history.unwrap_or_default();
        assert!(
            !history.contains(&begun),
            "{file} is an older {starter}: copy the new one to it"
        );
    }
}
