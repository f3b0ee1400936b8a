//! A tiny course of its own, with the real harness: what passes, what does not, and what an entry explains.

use std::{
    fs,
    path::{Path, PathBuf},
};

use assert_cmd::{Command, assert::Assert};
use serde_json::Value;

const SOLUTION: &str = "#[macro_use]
extern crate heddle as std;
use std::sync::atomic::{AtomicU64, Ordering};
pub struct Tickets(AtomicU64);
impl Tickets {
    pub fn new() -> Self {
        Tickets(AtomicU64::new(0))
    }
    pub fn next(&self) -> u64 {
        self.0.fetch_add(1, Ordering::AcqRel)
    }
}
";

/// Asks that two threads get different numbers, and not that they begin with 0.
const SPEC: &str = r#"use std::sync::Arc;
use grade::{Code, Spec, check, scenario};
use heddle::thread;
use tickets::Tickets;
fn main() {
    grade::run(Spec::new().with(scenario("two", "Two threads take a number.").run(|| {
        let tickets = Arc::new(Tickets::new());
        let other = thread::spawn({
            let tickets = Arc::clone(&tickets);
            move || tickets.next()
        });
        let mine = tickets.next();
        let theirs = other.join().expect("it does not panic");
        check!(mine != theirs, Code::WrongAnswer, "both got {mine}");
    })));
}
"#;

const ENTRIES: &str = "
[[equivalent]]
of = ['solution']
operator = 'weaken-ordering'
within = 'Tickets::next'
changes = ['self.0.fetch_add(1, Ordering::AcqRel)']
reason = 'A number orders nothing.'
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A checkout with one exercise, and the harness of this one.
struct Course(PathBuf);

impl Course {
    /// One in a folder of its own, so that tests do not meet.
    fn new(name: &str) -> Self {
        let course = Course(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name));
        // What an earlier run left there.
        let _ = fs::remove_dir_all(&course.0);
        let root = root().canonicalize().unwrap();
        let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
        let absolute = format!("path = \"{}/", root.display());
        course.write("Cargo.toml", &manifest.replace("path = \"", &absolute));
        course.write(
            "Cargo.lock",
            &fs::read_to_string(root.join("Cargo.lock")).unwrap(),
        );
        let manifest = "title = 'Tickets'\nlib = 'tickets'\nstages.required = ['search']\n";
        course.write("exercises/01-tickets/exercise.toml", manifest);
        course.write("exercises/01-tickets/spec/main.rs", SPEC);
        course.write("solutions/01-tickets/src/lib.rs", SOLUTION);
        course
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn entries(&self, text: &str) {
        self.write("exercises/01-tickets/bank/equivalent.toml", text);
    }

    /// What is built is shared with this checkout.
    #[track_caller]
    fn mutate(&self, arguments: &[&str]) -> Assert {
        Command::new(env!("CARGO_BIN_EXE_xtask-mutate"))
            .current_dir(&self.0)
            .env(
                "CARGO_TARGET_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap(),
            )
            .env("COLUMNS", "80")
            .arg("01")
            .args(arguments)
            .assert()
    }
}

fn out(assert: &Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

/// How many there are of each fate, in the order of the summary.
fn summary(document: &Value) -> Vec<u64> {
    let names = [
        "mutants",
        "do_not_compile",
        "killed",
        "equivalent",
        "undecided",
        "survived",
    ];
    names
        .iter()
        .map(|name| document["summary"][name].as_u64().unwrap())
        .collect()
}

#[test]
fn what_passes_is_shown_until_an_entry_explains_it() {
    let course = Course::new("explained");
    course.entries("");
    let assert = course.mutate(&["--json"]).code(1);
    let document: Value = serde_json::from_str(&out(&assert)).unwrap();
    // Killed: that nothing is added, and the split update. A first number of 1 is as good as 0.
    assert_eq!(summary(&document), [6, 0, 2, 0, 0, 4], "{document:#}");
    let mutants = document["mutants"].as_array().unwrap();
    let split = mutants
        .iter()
        .find(|mutant| mutant["operator"] == "split-atomic")
        .unwrap();
    assert_eq!(split["fate"], "killed", "{split:#}");
    assert_eq!(split["scenario"], "two");
    assert_eq!(split["code"], "wrong-answer");

    course.entries(ENTRIES);
    let page = out(&course
        .mutate(&["--op", "weaken-ordering", "--of", "solution"])
        .code(0));
    assert!(
        page.contains("3 mutants: 0 do not compile, 0 killed, 3 equivalent"),
        "{page}"
    );
    let page = out(&course.mutate(&["--op", "boundary"]).code(1));
    let told = "solution line 7, in Tickets::new: boundary, survived\n  \
                - Tickets(AtomicU64::new(0))\n  + Tickets(AtomicU64::new(1))\n";
    assert!(page.contains(told), "{page}");
    assert!(!page.contains("fits nothing"), "{page}");
}

#[test]
fn an_entry_that_is_wrong_or_fits_nothing_is_told() {
    let course = Course::new("wrong");
    let wrong = "of = ['solution']\noperator = 'split-atomic'\nreason = 'It looks right.'\n\
                 changes = ['self.0.fetch_add(1, Ordering::AcqRel)', 'self.0.fetch_sub(1)']\n";
    course.entries(&format!("[[equivalent]]\n{wrong}"));
    let page = out(&course.mutate(&["--op", "split-atomic"]).code(1));
    assert!(
        page.contains("killed, though an entry says that it passes"),
        "{page}"
    );
    assert!(page.contains("wrong-answer in search two"), "{page}");
    let stale = "exercises/01-tickets/bank/equivalent.toml: fits nothing any more: \
                 solution, split-atomic: self.0.fetch_sub(1)\n";
    assert!(page.contains(stale), "{page}");
    assert!(
        page.contains("1 mutant: 0 do not compile, 1 killed, 0 equivalent"),
        "{page}"
    );
}

#[test]
fn what_is_misspelt_is_one_clear_line() {
    let course = Course::new("misspelt");
    let assert = course.mutate(&["--of", "right/plain"]).code(2);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert_eq!(
        error,
        "error: 01-tickets has no right answer `right/plain`: it has solution\n"
    );
    course.entries("[[equivalent]]\nof = 'solution'\n");
    let assert = course.mutate(&[]).code(2);
    let error = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    assert!(error.contains("bank/equivalent.toml: line 2: "), "{error}");
    assert_eq!(error.lines().count(), 1, "{error}");
}
