//! The bank's overlays, as an author types and meets them: no harness, so nothing is ever built here.

mod course;

use std::path::Path;

use assert_cmd::{Command, assert::Assert};
use course::{Course, STARTER, error, out};

const PLAIN: &str = "\
//! The plain answer.
#[macro_use]
extern crate heddle as std;

use std::sync::Mutex;

pub struct Queue {
    free: Mutex<usize>,
}

impl Queue {
    pub fn take(&self) -> usize {
        let mut free = self.free.lock().unwrap();
        *free -= 1;
        *free
    }

    pub fn give(&self) {
        *self.free.lock().unwrap() += 1;
    }
}
";

const OVERLAY: &str = "\
//@ base: right/plain
//@ expect: lost-update
//! `give` adds two.
impl Queue {
    pub fn give(&self) {
        *self.free.lock().unwrap() += 2;
    }
}
";

const WRONG: &str = "exercises/05-queue/bank/wrong/gives-two.rs";

fn course() -> Course {
    let course = Course::new();
    course.write("exercises/05-queue/bank/right/plain.rs", PLAIN);
    course.write(WRONG, OVERLAY);
    course
}

fn whole() -> String {
    PLAIN
        .replace(
            "//! The plain answer.",
            "//@ expect: lost-update\n//! `give` adds two.",
        )
        .replace("+= 1", "+= 2")
}

#[track_caller]
fn errors(assert: &Assert) -> Vec<String> {
    let text = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
    text.lines().map(str::to_owned).collect()
}

#[test]
fn an_overlay_is_printed_whole() {
    let course = course();
    for name in ["wrong/gives-two", "gives-two", "wrong/gives-two.rs"] {
        assert_eq!(out(&course.run(&["bank", "05", name]).code(0)), whole());
    }
    let text = error(&course.run(&["bank", "05", "wrong/gives-too"]).code(2));
    assert!(text.contains("did you mean `wrong/gives-two`?"), "{text}");
}

#[test]
fn what_differs_is_a_diff_and_without_a_terminal_it_has_no_colour() {
    let course = course();
    let text = out(&course.run(&["bank", "05", "gives-two", "--diff"]).code(0));
    assert!(text.starts_with("--- right/plain\n+++ exercises/05-queue/bank/wrong/gives-two.rs\n"));
    let changed =
        "\n-        *self.free.lock().unwrap() += 1;\n+        *self.free.lock().unwrap() += 2;\n";
    assert!(text.contains(changed), "{text}");
    assert!(
        !text.contains('\x1b') && !text.contains("fn take"),
        "{text}"
    );
}

#[test]
fn a_whole_file_differs_from_the_base_that_is_named() {
    let course = course();
    course.write(WRONG, &whole());
    let text = error(&course.run(&["bank", "05", "gives-two", "--diff"]).code(2));
    assert!(
        text.contains("is a whole file and has no base: name one"),
        "{text}"
    );
    let named = ["bank", "05", "gives-two", "--diff", "--base", "right/plain"];
    assert!(out(&course.run(&named).code(0)).contains("+= 2"));
    let misspelt = ["bank", "05", "gives-two", "--diff", "--base", "right/plane"];
    let text = error(&course.run(&misspelt).code(2));
    assert!(text.contains("did you mean `right/plain`?"), "{text}");
}

#[test]
fn a_whole_file_that_was_edited_becomes_an_overlay_on_the_nearest_base() {
    let course = course();
    course.write("draft/gives-two.rs", &whole());
    let said = out(&course
        .run(&["bank", "05", "--save", "draft/gives-two.rs"])
        .code(0));
    assert_eq!(
        said,
        format!("{WRONG}: 8 lines in place of 22, on right/plain\n")
    );
    assert_eq!(course.read(WRONG), OVERLAY);
    let named = [
        "bank",
        "05",
        "wrong/gives-three",
        "--save",
        "draft/gives-two.rs",
    ];
    course.run(&named).code(0);
    assert_eq!(
        course.read("exercises/05-queue/bank/wrong/gives-three.rs"),
        OVERLAY
    );
}

#[test]
fn saving_keeps_the_old_file_and_what_it_says_about_itself() {
    let course = course();
    let old = OVERLAY.replace("+= 2", "+= 9");
    course.write(WRONG, &old);
    // Without a header: the old one's stays.
    course.write(
        "draft.rs",
        &PLAIN
            .replace("//! The plain answer.\n", "")
            .replace("+= 1", "+= 2"),
    );
    let said = out(&course
        .run(&["bank", "05", "gives-two", "--save", "draft.rs"])
        .code(0));
    assert!(
        said.contains("the old file is in .heddle/backup/05-queue/gives-two.rs.bak-1"),
        "{said}"
    );
    assert_eq!(course.read(WRONG), OVERLAY);
    assert_eq!(
        course.read(".heddle/backup/05-queue/gives-two.rs.bak-1"),
        old
    );
    // A file that is saved onto itself is no loss either.
    course.write(WRONG, &whole());
    course.run(&["bank", "05", "--save", WRONG]).code(0);
    assert_eq!(course.read(WRONG), OVERLAY);
    assert_eq!(
        course.read(".heddle/backup/05-queue/gives-two.rs.bak-2"),
        whole()
    );
}

#[test]
fn what_a_new_overlay_does_not_say_yet_is_asked_for() {
    let course = course();
    let silent = PLAIN
        .replace("//! The plain answer.\n", "")
        .replace("+= 1", "+= 3");
    course.write("gives-three.rs", &silent);
    let said = out(&course
        .run(&["bank", "05", "--save", "gives-three.rs"])
        .code(0));
    assert!(
        said.contains("say what it must get: `//@ expect:"),
        "{said}"
    );
    assert!(said.contains("say what is wrong in it: `//! …`"), "{said}");
}

#[test]
fn what_cannot_be_an_overlay_is_not_saved() {
    let course = course();
    course.write("other.rs", "//! Quite another one.\npub struct Queue;\n");
    let far = error(&course.run(&["bank", "05", "--save", "other.rs"]).code(2));
    assert!(
        far.contains("other.rs differs from every base in too much"),
        "{far}"
    );
    let again = error(&course.run(&["bank", "05", "--save", WRONG]).code(2));
    assert!(
        again.contains(&format!("{WRONG}:1: this is an overlay already")),
        "{again}"
    );
    let missing = error(&course.run(&["bank", "05", "--save", "nothing.rs"]).code(2));
    assert!(missing.contains("nothing.rs cannot be read"), "{missing}");
    let right = ["bank", "05", "right/other", "--save", "other.rs"];
    assert!(error(&course.run(&right).code(2)).contains("only wrong answers are overlays"));
    course.write("broken.rs", "fn f( {\n");
    let broken = error(&course.run(&["bank", "05", "--save", "broken.rs"]).code(2));
    assert!(
        broken.contains("broken.rs:1: this does not parse"),
        "{broken}"
    );
    assert_eq!(course.read(WRONG), OVERLAY);
}

#[test]
fn a_bank_in_which_all_is_well_is_one_line() {
    let course = course();
    for arguments in [vec!["bank"], vec!["bank", "05"]] {
        let said = out(&course.run(&arguments).code(0));
        assert_eq!(said, "2 files, 1 of them overlays that fit their base\n");
    }
    // It only looks.
    assert!(!course.path("target").exists());
}

#[test]
fn every_overlay_of_the_course_fits_its_base() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut bank = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let said = out(&bank.current_dir(root).arg("bank").assert().code(0));
    assert!(said.ends_with("overlays that fit their base\n"), "{said}");
}

#[test]
fn a_change_of_the_base_tells_each_overlay_that_no_longer_fits() {
    let course = course();
    let renamed = PLAIN.replace("fn give", "fn release");
    course.write("exercises/05-queue/bank/right/plain.rs", &renamed);
    course.write(
        "exercises/05-queue/bank/wrong/no-base.rs",
        "//@ base: right/plan\n",
    );
    course.write(
        "exercises/05-queue/bank/wrong/chained.rs",
        "//@ base: wrong/gives-two\n",
    );
    course.write(
        "exercises/05-queue/bank/wrong/misspelt.rs",
        "//@ expects: deadlock\nfn f() {}\n",
    );
    let lines = errors(&course.run(&["bank", "05"]).code(2));
    let wrong = "exercises/05-queue/bank/wrong";
    for (line, expected) in lines.iter().zip([
        format!("{wrong}/chained.rs:1: there is no base `wrong/gives-two`"),
        format!(
            "{wrong}/gives-two.rs:5: right/plain has no `Queue::give`: correct the name, or declare"
        ),
        format!("{wrong}/misspelt.rs:1: there is no key `expects`: did you mean `//@ expect:`?"),
        format!("{wrong}/no-base.rs:1: there is no base `right/plan`: did you mean `right/plain`?"),
        "error: 4 of 5 files cannot be used: see above".to_owned(),
    ]) {
        assert!(line.starts_with(&expected), "{line}\n{expected}");
    }
    assert_eq!(lines.len(), 5);
    // And so does whoever checks it: nothing is added silently.
    let text = error(&course.run(&["check", "05", "--bank", "gives-two"]).code(2));
    assert!(
        text.contains("gives-two.rs:5: right/plain has no `Queue::give`"),
        "{text}"
    );
}

#[test]
fn a_base_that_is_an_overlay_is_refused() {
    let course = course();
    course.write("exercises/05-queue/bank/right/chain.rs", OVERLAY);
    course.write(WRONG, &OVERLAY.replace("right/plain", "right/chain"));
    let lines = errors(&course.run(&["bank"]).code(2));
    assert!(
        lines[0].contains("gives-two.rs:1: right/chain is an overlay itself"),
        "{lines:?}"
    );
}

/// The first thing that the scan refuses: file and line.
#[track_caller]
fn refused(course: &Course) -> (String, u64) {
    let text = out(&course
        .run(&["check", "05", "--bank", "gives-two", "--json"])
        .code(1));
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let location = &report["diagnosis"]["location"];
    (
        location["file"].as_str().unwrap().to_owned(),
        location["line"].as_u64().unwrap(),
    )
}

#[test]
fn what_is_refused_is_shown_where_somebody_wrote_it() {
    let course = course();
    course.write(WRONG, &OVERLAY.replace("+= 2", "+= core::sync::f()"));
    assert_eq!(refused(&course), (WRONG.to_owned(), 6));
    let plain = "exercises/05-queue/bank/right/plain.rs";
    course.write(WRONG, OVERLAY);
    course.write(plain, &PLAIN.replace("-= 1", "-= core::sync::f()"));
    assert_eq!(refused(&course), (plain.to_owned(), 14));
    // The page quotes that line.
    let page = out(&course.run(&["check", "05", "--bank", "gives-two"]).code(1));
    assert!(
        page.contains("right/plain.rs:14") && page.contains("*free -= core::sync::f();"),
        "{page}"
    );
}

#[test]
fn only_a_bank_file_and_a_draft_are_overlays() {
    let course = course();
    course.write("draft.rs", &OVERLAY.replace("+= 2", "+= core::sync::f()"));
    let draft = course.run(&["check", "05", "--file", "draft.rs"]).code(1);
    assert!(out(&draft).contains("draft.rs:6"), "{}", out(&draft));
    // In a learner's own file it is a comment.
    let own = format!("//@ base: nothing\n{STARTER}use core::sync::atomic::AtomicBool;\n");
    course.write("exercises/05-queue/src/lib.rs", &own);
    assert!(out(&course.run(&["check", "05"]).code(1)).contains("src/lib.rs:5"));
}
