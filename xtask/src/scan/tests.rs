//! What is refused, and what must never be.

use super::*;

const FACADE: &str = "#[macro_use]\nextern crate heddle as std;\n";

fn lines(body: &str) -> Vec<(u32, String)> {
    scan_text(&format!("{FACADE}{body}"))
}

fn scan_text(text: &str) -> Vec<(u32, String)> {
    assert!(
        syn::parse_file(text).is_ok(),
        "the test's own source does not parse:\n{text}"
    );
    let texts = Texts::from([("lib.rs".to_owned(), text.to_owned())]);
    scan(&texts, "lib.rs", false)
        .into_iter()
        .map(|f| (f.location.line, f.what))
        .collect()
}

#[track_caller]
fn refused(body: &str, line: u32, what: &str) {
    let found = lines(body);
    assert!(
        found.iter().any(|(l, w)| *l == line && w.contains(what)),
        "expected {what} in line {line} of\n{body}\nfound {found:?}"
    );
}

#[track_caller]
fn allowed(body: &str) {
    assert_eq!(lines(body), [], "in\n{body}");
}

#[test]
fn the_facade_line_must_be_there_with_its_macros() {
    for text in [
        "use std::sync::Mutex;",
        "extern crate heddle;",
        "#[macro_use] extern crate heddle as other;",
        "// #[macro_use] extern crate heddle as std;\nfn f() {}",
        "mod m { #[macro_use] extern crate heddle as std; }",
        "const A: &str = \"#[macro_use] extern crate heddle as std;\";",
    ] {
        let found = scan_text(text);
        assert!(
            found
                .iter()
                .any(|(l, w)| *l == 1 && w.contains("is missing")),
            "{text} {found:?}"
        );
    }
    let found = scan_text("//! x\nextern crate heddle as std;");
    assert!(
        found
            .iter()
            .any(|(l, w)| *l == 2 && w.contains("#[macro_use]")),
        "{found:?}"
    );
    let conditional = "#[cfg(test)]\n#[macro_use]\nextern crate heddle as std;";
    assert!(!scan_text(conditional).is_empty());
    assert_eq!(
        scan_text("//! x\n#[allow(unused_imports)]\n#[macro_use]\nextern crate heddle as std;"),
        []
    );
}

#[test]
fn ways_round_the_facade_are_refused_with_their_line() {
    refused("use core::sync::atomic::AtomicBool;", 3, "core::sync");
    refused(
        "\nuse core::{cell::Cell, sync::{atomic::AtomicBool}};",
        4,
        "core::sync",
    );
    refused(
        "use core as c;\nfn f() { c::sync::atomic::fence(todo!()) }",
        3,
        "use core",
    );
    refused(
        "use core as c;\nfn f() { c::sync::atomic::fence(todo!()) }",
        4,
        "c::sync",
    );
    refused("use core::{self as c};", 3, "use core");
    refused("use core::*;", 3, "use core");
    refused("fn f() { core::hint::spin_loop() }", 3, "core::hint");
    refused("fn f() { ::core::hint::spin_loop() }", 3, "core::hint");
    refused("fn f() { r#core::hint::spin_loop() }", 3, "core::hint");
    refused("struct S(core::sync::atomic::AtomicBool);", 3, "core::sync");
    refused(
        "fn f() { let _ = core::panic::AssertUnwindSafe(1); }",
        3,
        "core::panic",
    );
    refused("extern crate core as c;", 3, "extern crate");
    refused("use heddle::sync::Mutex;", 3, "heddle");
    refused("fn f() { shuttle::thread::yield_now() }", 3, "shuttle");
    refused("fn f() { std::__std::thread::yield_now() }", 3, "__std");
    refused("use std::__std as real;", 3, "__std");
    refused(
        "use std::sync::atomic::*;\nfn f(n: *mut u32) { AtomicU32::from_ptr(n); }",
        4,
        "AtomicU32::from_ptr",
    );
}

#[test]
fn ways_to_end_or_bend_the_process_are_refused() {
    refused("fn f() { std::process::exit(0) }", 3, "exit");
    refused(
        "use std::process;\nfn f() { process::exit(0) }",
        4,
        "process::exit",
    );
    refused(
        "use std::process as p;\nfn f() { p::abort() }",
        4,
        "p::abort",
    );
    refused("use std::process::exit as stop;", 3, "exit");
    refused("use std::process::*;\nfn f() { exit(0) }", 4, "exit");
    refused(
        "mod m { pub use std::process; }\nfn f() { m::process::exit(0) }",
        4,
        "exit",
    );
    refused("use std as s;\nfn f() { s::process::exit(0) }", 4, "exit");
    refused(
        "fn f() { std::panic::set_hook(Box::new(|_| {})) }",
        3,
        "set_hook",
    );
    refused(
        "fn f() { let _ = std::panic::take_hook(); }",
        3,
        "take_hook",
    );
    refused("fn f<T>() { std::any::type_name::<T>(); }", 3, "type_name");
    refused(
        "fn f() { unsafe { std::env::set_var(\"A\", \"B\") } }",
        3,
        "set_var",
    );
}

#[test]
fn unsafe_and_odd_attributes_are_refused() {
    refused("fn f() {\n unsafe { g() }\n}", 4, "unsafe");
    refused("unsafe fn f() {}", 3, "unsafe");
    refused("struct S; unsafe impl Send for S {}", 3, "unsafe");
    refused("unsafe extern \"C\" { fn abort(); }", 3, "unsafe");
    refused("#[no_mangle]\npub fn f() {}", 3, "no_mangle");
    refused("#[unsafe(no_mangle)]\npub fn f() {}", 3, "no_mangle");
    refused(
        "#[unsafe(link_section = \".init_array\")]\nstatic A: u8 = 1;",
        3,
        "link_section",
    );
    refused("#[path = \"../x.rs\"] mod x;", 3, "path");
    refused("#[cfg(debug_assertions)]\nfn f() {}", 3, "cfg");
    refused("#[cfg_attr(unix, path = \"x\")]\nmod x;", 3, "cfg_attr");
    refused("fn f() -> bool { cfg!(debug_assertions) }", 3, "cfg!");
    let texts = Texts::from([(
        "lib.rs".to_owned(),
        format!("{FACADE}fn f() {{ unsafe {{}} }}"),
    )]);
    assert_eq!(scan(&texts, "lib.rs", true), []);
}

#[test]
fn macros_hide_nothing() {
    refused("const A: &str = include_str!(\"x\");", 3, "include_str!");
    refused("use core::include_str as get;", 3, "include_str");
    refused("fn f() { core::arch::asm!(\"nop\") }", 3, "asm!");
    refused(
        "fn f() { println!(\"{}\", {\n core::hint::spin_loop() }) }",
        4,
        "core::hint",
    );
    refused(
        "macro_rules! m { () => { use core::{cell, sync::{self}}; } }",
        3,
        "core::sync",
    );
    refused("macro_rules! m { () => { unsafe { 1 } } }", 3, "unsafe");
    refused(
        "macro_rules! m { () => { #[no_mangle] fn f() {} } }",
        3,
        "no_mangle",
    );
    refused(
        "macro_rules! m { ($a:ident) => { core::$a::atomic::fence() } }",
        3,
        "core",
    );
    refused(
        "macro_rules! m { ($a:ident) => { $a::sync::x() } }\nfn f() { m!(core) }",
        4,
        "core",
    );
    refused(
        "macro_rules! m { () => { extern crate shuttle; } }",
        3,
        "extern crate",
    );
    refused("fn f() { vec![std::process::exit(1)]; }", 3, "exit");
    refused(
        "fn f() { assert!(include_str!(\"x\") == \"\") }",
        3,
        "include_str!",
    );
}

#[test]
fn right_code_is_never_refused() {
    allowed("use core::{fmt, mem, num::NonZeroUsize};\nuse std::sync::{Arc, Mutex};");
    allowed("fn f() { core::mem::drop(1); let x: core::time::Duration; core::panic!(\"no\") }");
    allowed("extern crate alloc;\nuse alloc::{sync::Arc, task::Wake};");
    allowed(
        "// core::sync, unsafe, process::exit\n/// `unsafe` and `core::sync`\nfn f() { \"unsafe core::sync::x\"; }",
    );
    allowed("#[derive(Clone, Debug)] #[must_use] struct S; #[allow(dead_code)] impl S {}");
    allowed(
        "#[cfg(test)] mod tests { use core::sync::atomic::AtomicBool; fn f() { unsafe {} std::process::exit(0) } }",
    );
    allowed("#[cfg(test)] mod tests;");
    allowed("#[cfg_attr(test, derive(Debug))] struct S;");
    allowed(
        "fn f(exit: u8, core: u8, loom: u8, abort: u8) { println!(\"{} {} {}\", core, loom, exit + abort); }",
    );
    allowed("use std::sync::*;\nfn f(loom: u8) -> u8 { loom }");
    allowed("struct Loom { shuttle: u8 } impl Loom { fn exit(&self) -> u8 { self.shuttle } }");
    allowed("fn f() { if !std::thread::panicking() { assert_eq!(1, 1, \"process::exit\") } }");
    allowed(
        "use std::panic::{self, AssertUnwindSafe};\nfn f() { let _ = panic::catch_unwind(AssertUnwindSafe(|| {})); }",
    );
    allowed("macro_rules! m { ($x:expr) => { $crate::g($x) } }\nfn f() { m!(1); }");
    allowed(
        "use std::process::Command;\nuse std::sync::*;\nfn f() { loop { std::hint::spin_loop() } }",
    );
    allowed("pub(crate) mod m { use super::*; pub fn exit() {} }\nfn f() { m::exit() }");
    allowed("thread_local! { static A: std::cell::Cell<u8> = const { std::cell::Cell::new(0) }; }");
}

#[test]
fn a_file_that_does_not_parse_is_left_to_the_compiler() {
    let texts = Texts::from([("lib.rs".to_owned(), "fn f( { core::sync".to_owned())]);
    assert_eq!(scan(&texts, "lib.rs", false), []);
}
