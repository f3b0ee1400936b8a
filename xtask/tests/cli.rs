//! What people type, in a small course: no harness, so nothing is ever built here.

mod course;

use course::{Course, STARTER, error, out};

#[test]
fn a_name_that_is_nearly_right_is_guessed() {
    let course = Course::new();
    for (name, expected) in [
        ("quee", "did you mean `05-queue`?"),
        ("05-quue", "did you mean `05-queue`?"),
        ("06", "`05-queue`"),
        ("semaphore", "`cargo xtask list` names them all"),
    ] {
        let text = error(&course.run(&["hint", name]).code(2));
        assert!(text.contains(expected), "{name}: {text}");
    }
}

#[test]
fn an_exercise_is_found_by_number_name_path_and_folder() {
    let course = Course::new();
    for name in [
        "5",
        "05",
        "queue",
        "05-queue",
        "exercises/05-queue",
        "./exercises/05-queue/src/lib.rs",
    ] {
        assert!(
            out(&course.run(&["hint", name, "--all"]).code(0)).contains("Hint 1 of 2 · 05-queue")
        );
    }
    for folder in [
        "exercises/05-queue",
        "exercises/05-queue/src",
        "solutions/05-queue/src",
    ] {
        assert!(out(&course.run_in(folder, &["hint", "--all"]).code(0)).contains("05-queue"));
    }
    assert!(error(&course.run(&["hint"]).code(2)).contains("which exercise?"));
}

#[test]
fn each_hint_says_more_than_the_one_before() {
    let course = Course::new();
    assert!(out(&course.run(&["hint", "5"]).code(0)).contains("Look closer."));
    assert!(out(&course.run(&["hint", "5"]).code(0)).contains("Much closer."));
    let third = out(&course.run(&["hint", "5"]).code(0));
    assert!(
        third.contains("Much closer.") && third.contains("the last one"),
        "{third}"
    );
}

#[test]
fn a_reset_loses_nothing() {
    let course = Course::new();
    assert!(out(&course.run(&["reset", "5"]).code(0)).contains("the starter already"));
    for (version, number) in [("mine", 1), ("mine, too", 2)] {
        course.write("exercises/05-queue/src/lib.rs", version);
        let said = out(&course.run(&["reset", "5"]).code(0));
        let kept = format!(".heddle/backup/05-queue/lib.rs.bak-{number}");
        assert!(said.contains(&kept), "{said}");
        assert_eq!(course.read(&kept), version);
        assert_eq!(course.read("exercises/05-queue/src/lib.rs"), STARTER);
    }
    assert_eq!(course.read(".heddle/backup/05-queue/lib.rs.bak-1"), "mine");
}

#[test]
fn a_list_tells_what_is_started() {
    let course = Course::new();
    assert_eq!(
        out(&course.run(&["list"]).code(0)),
        "05-queue  Queue  not started\n"
    );
    course.write("exercises/05-queue/src/lib.rs", "pub fn f() {}");
    assert_eq!(
        out(&course.run(&["list"]).code(0)),
        "05-queue  Queue  started\n"
    );
    // Refused by the scan, so that nothing has to be built for a verdict.
    course.run(&["check", "5"]).code(1);
    assert_eq!(
        out(&course.run(&["list"]).code(0)),
        "05-queue  Queue  failed: forbidden\n"
    );
    course.write("exercises/05-queue/src/lib.rs", "pub fn g() {}");
    let changed = "05-queue  Queue  failed: forbidden, and changed since\n";
    assert_eq!(out(&course.run(&["list"]).code(0)), changed);
}

#[test]
fn what_goes_round_the_facade_is_refused_with_its_line_and_never_built() {
    let course = Course::new();
    course.write(
        "exercises/05-queue/src/lib.rs",
        &format!("{STARTER}use core::sync::atomic::AtomicBool;\n"),
    );
    let page = out(&course.run(&["check", "5"]).code(1));
    assert!(page.contains("exercises/05-queue/src/lib.rs:4"), "{page}");
    assert!(page.contains("Write `std::sync`."), "{page}");
    let page = out(&course.run_in("exercises/05-queue/src", &["check"]).code(1));
    assert!(page.contains("\n  lib.rs:4: "), "{page}");
    let page = out(&course
        .run_in("exercises/05-queue/hints", &["check"])
        .code(1));
    assert!(
        page.contains("../../../exercises/05-queue/src/lib.rs:4"),
        "{page}"
    );
    let json = out(&course.run(&["check", "5", "--json"]).code(1));
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["verdict"], "fail");
    assert_eq!(report["diagnosis"]["code"], "forbidden");
    assert_eq!(report["diagnosis"]["location"]["line"], 4);
    assert!(!course.path("target/heddle/ws").exists());
}

#[test]
fn a_file_in_another_encoding_is_named_with_its_line() {
    let course = Course::new();
    let path = "exercises/05-queue/src/lib.rs";
    let latin = |text: &str| [text.as_bytes(), b"// Z\xe4hler\n"].concat();
    std::fs::write(course.path(path), latin("//! One line.\n")).unwrap();
    let text = error(&course.run(&["check", "5"]).code(2));
    let expected = "lib.rs cannot be read: line 2 is not UTF-8: save it as UTF-8";
    assert!(text.contains(expected), "{text}");
    // A module beside it.
    course.write(path, &format!("{STARTER}mod part;\n"));
    std::fs::write(course.path("exercises/05-queue/src/part.rs"), latin("")).unwrap();
    let text = error(&course.run(&["check", "5"]).code(2));
    let expected = "part.rs cannot be read: line 1 is not UTF-8: save it as UTF-8";
    assert!(text.contains(expected), "{text}");
}

#[test]
fn mistakes_on_the_command_line_are_one_line_each() {
    let course = Course::new();
    for (arguments, expected) in [
        (&["check", "5", "--bank", "wrong/x"][..], "holds nothing"),
        (
            &["check", "5", "--file", "none.rs"],
            "none.rs cannot be read",
        ),
        (&["check", "5", "--replay", "hello"], "no replay token"),
        (
            &["verify", "--since", "nowhere"],
            "git knows no revision `nowhere` here",
        ),
        (
            &["check", "5", "--replay", "0060-81AJ-6M9G"],
            "made for other code",
        ),
    ] {
        let text = error(&course.run(arguments).code(2));
        assert!(text.contains(expected), "{arguments:?}: {text}");
    }
    course
        .run(&["check", "5", "--solution", "--starter"])
        .code(2);
    course.run(&["chekc"]).code(2);
    course.run(&[]).code(2);
}

#[test]
fn what_nothing_has_touched_since_a_revision_is_not_verified() {
    let course = Course::new();
    for arguments in [
        &["init", "--quiet"][..],
        &["add", "."],
        &[
            "-c",
            "user.name=a",
            "-c",
            "user.email=b",
            "commit",
            "-qm",
            "c",
        ],
    ] {
        let mut git = std::process::Command::new("git");
        let git = git.current_dir(course.path("")).args(arguments);
        assert!(git.status().unwrap().success(), "{arguments:?}");
    }
    course.write("exercises/05-queue/src/lib.rs", "// an answer\n");
    let page = out(&course.run(&["verify", "--since", "HEAD"]).code(0));
    assert!(page.contains("0 subjects"), "{page}");
    assert!(page.contains("not touched since HEAD: 05-queue"), "{page}");
}

#[test]
fn a_broken_manifest_is_one_line_and_hides_no_other_exercise() {
    let course = Course::new();
    course.write("exercises/06-map/exercise.toml", "title = 'Map'\nlib = \n");
    course.write("exercises/06-map/src/lib.rs", "");
    let text = error(&course.run(&["check", "6"]).code(2));
    assert!(
        text.contains("exercises/06-map/exercise.toml: line 2: "),
        "{text}"
    );
    assert!(out(&course.run(&["list"]).code(0)).contains("05-queue  Queue"));
}

#[test]
fn state_that_cannot_be_read_is_an_empty_one() {
    let course = Course::new();
    course.write("target/heddle/state.json", "{ no");
    assert!(out(&course.run(&["list"]).code(0)).contains("not started"));
    assert!(out(&course.run(&["hint", "5"]).code(0)).contains("Look closer."));
}
