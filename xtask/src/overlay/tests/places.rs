//! A report about a made file names the files that somebody wrote.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    super::{Overlay, derive, header, items::read, make::make, rendered::located},
    GIVE, made,
};
use crate::{
    record::Record,
    report::{self, Paint, View},
    sources::Texts,
    verdict,
    workspace::Here,
};

fn overlay() -> Overlay {
    Overlay {
        path: PathBuf::from("/t/made/give.rs"),
        made: made(GIVE).unwrap(),
        own: "bank/wrong/give.rs".to_owned(),
        base: ("bank/right/plain.rs".to_owned(), "right/plain".to_owned()),
    }
}

#[test]
fn what_the_compiler_shows_is_brought_back_line_by_line() {
    let dim = |text: &str| format!("\x1b[1m\x1b[94m{text}\x1b[0m");
    let text = format!(
        "error: no\n{}/t/made/give.rs:22:9\n{}\n5  {} pub struct\n...\n22 {}     *self\n{} \n{}/r/spec/main.rs:7:1\n7  {} call\n",
        dim("  --> "),
        dim("   |"),
        dim("|"),
        dim("|"),
        dim("   |"),
        dim("  ::: "),
        dim("|"),
    );
    let text = located(&text, &overlay());
    let text = console::strip_ansi_codes(&text);
    let expected = "error: no\n  --> bank/wrong/give.rs:7:9\n   |\n  ::: bank/right/plain.rs:4\n4  | pub struct\n\
                    ...\n  ::: bank/wrong/give.rs:7\n7  |     *self\n   | \n  ::: /r/spec/main.rs:7:1\n7  | call\n";
    assert_eq!(text, expected);
}

#[test]
fn a_sentence_names_the_line_that_somebody_wrote() {
    let overlay = overlay();
    assert_eq!(
        overlay.lines("at line 22 by `a`; line 14, in line 999"),
        "at line 7 by `a`; line 13 of right/plain, in line 999"
    );
    assert_eq!(overlay.lines("a line of 22"), "a line of 22");
    assert_eq!(
        overlay.paths("at /t/made/give.rs:22:9"),
        "at bank/wrong/give.rs:7:9"
    );
    assert_eq!(
        overlay.paths("at /t/made/other.rs:22:9"),
        "at /t/made/other.rs:22:9"
    );
}

/// A recorded check of a whole file, told as if that file had been an overlay.
#[test]
fn a_page_names_the_lines_that_somebody_wrote() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/fixtures");
    let read_file = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    let whole = read_file("lost-wake-up.rs.txt");
    let mut record: Record = serde_json::from_str(&read_file("lost-wake-up.json")).unwrap();
    let condition = "        if state.items.len() == 1 {\n            self.not_empty.notify_one();\n        }\n";
    assert!(whole.contains(condition));
    let base = whole.replace(condition, "        self.not_empty.notify_one();\n");
    let base = base.replacen("//@ expect: lost-wake-up\n", "", 1);
    let own = derive(&whole, "right/plain", &base).unwrap().unwrap();
    let parts = read(&own).unwrap();
    let made = make(
        &parts,
        &header(&own).unwrap(),
        "right/plain",
        &read(&base).unwrap(),
    )
    .unwrap();
    assert_eq!(made.text, whole);
    let overlay = Overlay {
        path: PathBuf::from(format!("{}/{}", record.root, record.subject.path)),
        made,
        own: record.subject.path.clone(),
        base: (
            "exercises/05-queue/bank/right/plain.rs".to_owned(),
            "right/plain".to_owned(),
        ),
    };
    overlay.relocate(&mut record).unwrap();
    let texts = Texts::from([(overlay.own.clone(), own), (overlay.base.0.clone(), base)]);
    let view = View {
        paint: Paint {
            color: false,
            width: 80,
        },
        texts: &texts,
        compiler: Vec::new(),
        here: Here::default(),
        arguments: "05 --bank wrong/notify-if-was-empty".to_owned(),
        hint: None,
        replay: false,
    };
    insta::assert_snapshot!("page", report::page(&verdict::fold(&record, &texts), &view));
}
