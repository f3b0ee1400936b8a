//! Pages from recorded checks: `fixtures/NAME.json` is a record, `fixtures/NAME.rs.txt` its subject.

use std::{fs, path::Path};

use heddle_protocol::{Code, Location};
use heddle_report::{Report, Status, Verdict};

use super::*;
use crate::{record::Record, sources::Texts, verdict, workspace::Here};

fn recorded(name: &str) -> (Record, Texts) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fixtures");
    let read = |ending| fs::read_to_string(folder.join(format!("{name}.{ending}"))).unwrap();
    let record: Record = serde_json::from_str(&read("json")).unwrap();
    let texts = Texts::from([(record.subject.path.clone(), read("rs.txt"))]);
    (record, texts)
}

fn folded(name: &str) -> (Report, Texts, Vec<String>) {
    let (record, texts) = recorded(name);
    let errors = record.build.iter().flat_map(|build| &build.errors);
    let compiler = errors.map(|error| error.rendered.clone()).collect();
    (verdict::fold(&record, &texts), texts, compiler)
}

fn shown(name: &str, width: usize, color: bool) -> String {
    let (report, texts, compiler) = folded(name);
    let view = View {
        paint: Paint { color, width },
        texts: &texts,
        compiler,
        here: Here::default(),
        arguments: "05".to_owned(),
        hint: Some("cargo xtask hint 05".to_owned()),
        replay: false,
    };
    page(&report, &view)
}

const ALL: [&str; 18] = [
    "atomicity-violation",
    "compile-error",
    "deadlock",
    "forbidden",
    "half-done",
    "library",
    "livelock",
    "lost-wake-up",
    "memory-ordering",
    "not-started",
    "panic",
    "pass",
    "process-hang",
    "process-leak",
    "serialised",
    "too-slow",
    "values",
    "worker-lost",
];

#[test]
fn pages_read_well() {
    for name in ALL {
        insta::assert_snapshot!(name, shown(name, 80, false));
    }
}

#[test]
fn narrow_and_wide_screens_are_used_well() {
    insta::assert_snapshot!("lost-wake-up-48", shown("lost-wake-up", 48, false));
    insta::assert_snapshot!("lost-wake-up-120", shown("lost-wake-up", 120, false));
}

#[test]
fn no_line_of_ours_is_wider_than_the_screen() {
    for name in ALL.into_iter().filter(|name| *name != "compile-error") {
        for width in [60, 80, 100] {
            for line in shown(name, width, false).lines() {
                let is_command = line.contains("cargo xtask") || line.contains("exercises/");
                assert!(
                    console::measure_text_width(line) <= width || is_command,
                    "{name} at {width}: {line}"
                );
            }
        }
    }
}

#[test]
fn colour_changes_nothing_but_colour() {
    for name in ALL {
        let colored = shown(name, 80, true);
        assert!(colored.contains("\x1b["), "{name}");
        let plain = shown(name, 80, false);
        for (a, b) in console::strip_ansi_codes(&colored)
            .lines()
            .zip(plain.lines())
        {
            assert_eq!(a, b, "{name}");
        }
    }
}

#[test]
fn a_record_has_the_verdict_that_its_name_says() {
    for name in ALL {
        let report = folded(name).0;
        let code = report.diagnosis.as_ref().map(|diagnosis| diagnosis.code);
        let expected = match name {
            "pass" | "library" => None,
            "half-done" => Some(Code::NotStarted),
            "values" => Some(Code::LostWakeUp),
            name => Some(name.parse().unwrap()),
        };
        assert_eq!(code, expected, "{name}");
        let verdict = match expected {
            None => Verdict::Pass,
            Some(_) => Verdict::Fail,
        };
        assert_eq!(report.verdict, verdict, "{name}");
        let failed = report
            .stages
            .iter()
            .filter(|stage| stage.status == Status::Failed)
            .count();
        assert_eq!(failed, usize::from(expected.is_some()), "{name}");
    }
}

#[test]
fn reports_survive_json() {
    for name in ALL {
        let report = folded(name).0;
        let text = serde_json::to_string(&report).unwrap();
        assert_eq!(
            serde_json::from_str::<Report>(&text).unwrap(),
            report,
            "{name}"
        );
    }
}

#[test]
fn text_of_the_learners_cannot_steer_the_terminal() {
    let (record, texts) = recorded("panic");
    let mut report = verdict::fold(&record, &texts);
    let evil = "\x1b[2J\x1b]0;owned\x07\u{202e}";
    report.title.push_str(evil);
    report.notes.push(evil.to_owned());
    report.diagnosis.as_mut().unwrap().message.push_str(evil);
    report
        .threads
        .iter_mut()
        .for_each(|thread| thread.name.push_str(evil));
    report
        .objects
        .iter_mut()
        .for_each(|object| object.name = Some(evil.to_owned()));
    for step in &mut report.interleaving {
        step.value = Some(evil.to_owned());
    }
    let view = View {
        paint: Paint {
            color: false,
            width: 80,
        },
        texts: &texts,
        compiler: vec![evil.to_owned()],
        here: Here::default(),
        arguments: "05".to_owned(),
        hint: None,
        replay: false,
    };
    let page = page(&report, &view);
    assert!(!page.contains(['\x1b', '\x07', '\u{202e}']), "{page:?}");
}

#[test]
fn a_cause_that_names_line_12_does_not_name_line_1() {
    let (record, texts) = recorded("deadlock");
    let page_of = |cause: &str| {
        let mut report = verdict::fold(&record, &texts);
        let diagnosis = report.diagnosis.as_mut().unwrap();
        diagnosis.cause = Some(cause.to_owned());
        let file = record.subject.path.clone();
        diagnosis.location = Some(Location {
            file,
            line: 1,
            column: 1,
        });
        let view = View {
            paint: Paint {
                color: false,
                width: 120,
            },
            texts: &texts,
            compiler: Vec::new(),
            here: Here::default(),
            arguments: "05".to_owned(),
            hint: None,
            replay: false,
        };
        page(&report, &view)
    };
    let place = ":1)";
    assert!(page_of("the lock of line 12 is held").contains(place));
    assert!(page_of("the locks of line 12 and line 13 are held").contains(place));
    assert!(!page_of("the lock of line 1 is held").contains(place));
    assert!(!page_of("it is held since line 1").contains(place));
}
