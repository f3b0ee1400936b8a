//! Small files, put onto each other.

use super::{
    derive, header,
    items::read,
    make::{Made, Origin, make},
};

mod places;

const BASE: &str = "\
//! The plain answer.
use std::sync::{Condvar, Mutex};

pub struct Queue {
    free: Mutex<usize>,
    freed: Condvar,
}

impl Queue {
    /// Takes one.
    pub fn take(&self) {
        let mut free = self.free.lock().unwrap();
        while *free == 0 {
            free = self.freed.wait(free).unwrap();
        }
        *free -= 1;
    }

    // One waits for one.
    pub fn give(&self) {
        *self.free.lock().unwrap() += 1;
        self.freed.notify_one();
    }
}

impl Drop for Queue {
    fn drop(&mut self) {
        helper();
    }
}

fn helper() {}

mod inner {
    pub fn deep() -> u32 {
        1
    }
}
";

fn made(overlay: &str) -> Result<Made, String> {
    let said = |flaw: super::Flaw| format!("{}: {}", flaw.line, flaw.problem);
    let header = header(overlay).map_err(said)?;
    make(
        &read(overlay).map_err(said)?,
        &header,
        "right/plain",
        &read(BASE).unwrap(),
    )
    .map_err(said)
}

#[track_caller]
fn text(overlay: &str) -> String {
    made(&format!("//@ base: right/plain\n{overlay}"))
        .unwrap()
        .text
}

const GIVE: &str = "\
//@ base: right/plain
//@ expect: lost-wake-up
//! `give` wakes nobody.
impl Queue {
    // Nobody is told.
    pub fn give(&self) {
        *self.free.lock().unwrap() += 1;
    }
}
";

#[test]
fn a_method_stands_in_the_place_of_the_bases_and_all_else_stays_as_it_was() {
    let made = made(GIVE).unwrap();
    let expected = BASE
        .replace(
            "//! The plain answer.",
            "//@ expect: lost-wake-up\n//! `give` wakes nobody.",
        )
        .replace("// One waits for one.", "// Nobody is told.")
        .replace("        self.freed.notify_one();\n", "");
    assert_eq!(made.text, expected);
}

#[test]
fn each_line_knows_who_wrote_it() {
    let made = made(GIVE).unwrap();
    assert_eq!(made.origins.len(), made.text.lines().count());
    let (overlay, base): (Vec<&str>, Vec<&str>) = (GIVE.lines().collect(), BASE.lines().collect());
    for (line, origin) in made.text.lines().zip(&made.origins) {
        let written = match *origin {
            Origin::Overlay(number) => overlay[number - 1],
            Origin::Base(number) => base[number - 1],
        };
        assert_eq!(line, written);
    }
    let own = made
        .origins
        .iter()
        .filter(|origin| matches!(origin, Origin::Overlay(_)));
    assert_eq!(own.count(), 2 + 4);
}

#[test]
fn every_sort_of_item_is_found_by_its_path() {
    for (item, old) in [
        (
            "pub struct Queue {\n    free: Mutex<u8>,\n}\n",
            "freed: Condvar",
        ),
        ("fn helper() {\n    todo!()\n}\n", "fn helper() {}"),
        (
            "impl Drop for Queue {\n    fn drop(&mut self) {}\n}\n",
            "        helper();",
        ),
        (
            "mod inner {\n    pub fn deep() -> u32 {\n        2\n    }\n}\n",
            "        1\n",
        ),
        (
            "impl Queue {\n    pub fn take(&self) {}\n}\n",
            "/// Takes one.",
        ),
    ] {
        let text = text(item);
        assert!(
            BASE.contains(old) && !text.contains(old),
            "{item}\n-> {text}"
        );
        let mut last = item.lines().rev().filter(|line| line.len() > 6);
        assert!(text.contains(last.next().unwrap()), "{item}\n-> {text}");
    }
}

#[test]
fn what_is_new_is_added_and_what_is_gone_is_dropped() {
    let text = text(
        "//@ adds: Queue::look, static ONE, macro two, impl Clone for Queue\n\
         //@ drops: impl Drop for Queue, fn helper\n\
         use std::sync::atomic::AtomicU32;\n\
         impl Queue {\n    fn look(&self) {}\n}\n\
         static ONE: AtomicU32 = AtomicU32::new(1);\n\
         macro_rules! two {\n    () => {};\n}\n\
         impl Clone for Queue {\n    fn clone(&self) -> Self {\n        todo!()\n    }\n}\n",
    );
    assert!(
        !text.contains("impl Drop") && !text.contains("helper() {}"),
        "{text}"
    );
    let at = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}: {text}"))
    };
    // A macro is known only below the place where it stands.
    assert!(at("AtomicU32;") < at("macro_rules") && at("macro_rules") < at("pub struct"));
    assert!(at("pub fn give") < at("fn look") && at("fn look") < at("mod inner"));
    assert!(at("mod inner") < at("static ONE") && at("static ONE") < at("impl Clone"));
}

/// The overlay is refused, in one line that begins with the number of the line or holds these words.
#[track_caller]
fn refused(overlay: &str, expected: &str) {
    let problem = made(&format!("//@ base: right/plain\n{overlay}")).unwrap_err();
    assert!(
        problem.contains(expected),
        "{overlay}\n-> {problem}\n   {expected}"
    );
    assert!(!problem.contains('\n'), "{problem}");
}

#[test]
fn a_slip_is_one_line_that_says_what_to_do() {
    for (overlay, expected) in [
        (
            "impl Queue {\n    pub fn giv(&self) {}\n}\n",
            "3: right/plain has no `Queue::giv` (but `Queue::give`)",
        ),
        (
            "impl Queue {\n    pub fn giv(&self) {}\n}\n",
            "declare it with `//@ adds: Queue::giv`",
        ),
        (
            "fn helper()   { /* the same */ }\n",
            "2: `fn helper` is the same as in right/plain",
        ),
        (
            "mod inner {\n    fn deeper() {}\n}\n",
            "3: right/plain has no `inner::fn deeper`",
        ),
        (
            "//@ adds: fn helper\nfn helper() {\n    todo!()\n}\n",
            "2: right/plain has `fn helper` already",
        ),
        (
            "//@ adds: fn other\nfn helper() {\n    todo!()\n}\n",
            "2: there is no `fn other` below",
        ),
        (
            "//@ drops: fn help\n",
            "2: right/plain has no `fn help` (but `fn helper`)",
        ),
        (
            "fn helper() {\n}\nfn helper() {\n    todo!()\n}\n",
            "2: `fn helper` is the same",
        ),
        (
            "fn helper() {\n    1;\n}\nfn helper() {\n    todo!()\n}\n",
            "5: a second `fn helper`: the first is in line 2",
        ),
    ] {
        refused(overlay, expected);
    }
}

#[test]
fn what_cannot_be_put_onto_the_base_is_told_with_its_line() {
    for (overlay, expected) in [
        ("impl Queue {}\n", "2: `impl Queue` holds nothing"),
        (
            "impl Queue {\n    // nothing\n}\n",
            "2: `impl Queue` holds nothing",
        ),
        (
            "impl<T> Queue {\n    pub fn give(&self) {}\n}\n",
            "2: right/plain writes `impl Queue` in another way, in its line 9",
        ),
        (
            "use std::sync::{Arc, Mutex};\n",
            "2: right/plain imports `std::sync::Mutex` already",
        ),
        (
            "#![allow(dead_code)]\nfn helper() {\n    1;\n}\n",
            "2: `#![…]` is the base's",
        ),
        (
            "fn helper() {} fn other() {}\n",
            "2: `fn other` shares a line",
        ),
        ("fn helper() {\n", "does not parse"),
        ("//! Nothing.\n", "1: nothing differs from right/plain"),
    ] {
        refused(overlay, expected);
    }
}

#[test]
fn a_slip_in_the_header_is_told_just_so() {
    for (overlay, expected) in [
        (
            "//@ add: fn other\n",
            "2: there is no key `add`: did you mean `//@ adds:`?",
        ),
        (
            "//@ colour: red\n",
            "2: there is no key `colour`: a file of the bank has `base:`",
        ),
        ("//@ expect: lost-wakeup\n", "2: "),
        (
            "//@ expect: deadlock\n//@ expect: deadlock\n",
            "3: `//@ expect:` stands twice",
        ),
        ("//@ drops:\n", "2: `//@ drops:` says nothing"),
        (
            "fn helper() {\n    1;\n}\n//@ expect: deadlock\n",
            "5: a `//@` line stands at the top",
        ),
    ] {
        refused(overlay, expected);
    }
    let without_base = header("//! A sentence.\n//@ adds: fn other\n").unwrap_err();
    assert_eq!(without_base.line, 2);
    assert!(
        without_base.problem.contains("name its base"),
        "{without_base:?}"
    );
}

#[test]
fn an_item_that_is_gone_from_the_base_is_told() {
    let base = BASE.replace("pub fn give", "pub fn release");
    let overlay = read(GIVE).unwrap();
    let flaw = make(
        &overlay,
        &header(GIVE).unwrap(),
        "right/plain",
        &read(&base).unwrap(),
    );
    let flaw = flaw.unwrap_err();
    assert_eq!(flaw.line, 6);
    assert!(
        flaw.problem
            .starts_with("right/plain has no `Queue::give`: "),
        "{}",
        flaw.problem
    );
}

#[track_caller]
fn there_and_back(whole: &str) -> String {
    let overlay = derive(whole, "right/plain", BASE).unwrap();
    overlay.unwrap_or_else(|| panic!("there is no overlay for {whole}"))
}

#[test]
fn an_overlay_that_is_derived_holds_only_what_differs() {
    let whole = made(GIVE).unwrap().text;
    assert_eq!(there_and_back(&whole), GIVE);
    // In another order, and with other comments in what does not differ.
    let moved = whole.replace("fn helper() {}\n\n", "");
    let moved = moved.replace(
        "impl Drop",
        "fn helper() {\n    // Nothing.\n}\n\nimpl Drop",
    );
    assert_eq!(there_and_back(&moved), GIVE);
}

#[test]
fn what_is_added_dropped_and_imported_is_declared() {
    let whole = BASE
        .replace("{Condvar, Mutex}", "{Arc, Mutex}")
        .replace("fn helper() {}", "fn other() {}\n\nstruct Condvar;")
        .replace("        helper();\n", "")
        .replace("    // One waits for one.\n", "    fn more(&self) {}\n\n");
    let overlay = there_and_back(&whole);
    let top = "//@ base: right/plain\n\
               //@ adds: Queue::more, fn other, struct Condvar\n\
               //@ drops: use std::sync::{Condvar, Mutex}, fn helper\n\
               //! The plain answer.\n\
               use std::sync::{Arc, Mutex};\n";
    assert!(overlay.starts_with(top), "{overlay}");
    assert!(
        !overlay.contains("fn give") && overlay.contains("fn drop"),
        "{overlay}"
    );
}

#[test]
fn a_file_that_cannot_be_made_again_has_no_overlay() {
    for whole in [
        format!(
            "#![allow(dead_code)]\n{}",
            BASE.replace("helper() {}", "helper() { 1; }")
        ),
        BASE.to_owned(),
    ] {
        assert_eq!(derive(&whole, "right/plain", BASE), Ok(None), "{whole}");
    }
}
