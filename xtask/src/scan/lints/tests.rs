//! What rustc refuses with std, and what it does not: each line was asked of rustc.

use super::*;

const PRELUDE: &str = "use std::sync::{*, atomic::{*, Ordering::*}};\n";

fn messages(text: &str) -> Vec<(u32, String)> {
    assert!(
        syn::parse_file(text).is_ok(),
        "the test's own source does not parse:\n{text}"
    );
    let texts = Texts::from([("lib.rs".to_owned(), text.to_owned())]);
    let line = |error: CompileError| (error.location.unwrap().line, error.message);
    lints(&texts).into_iter().map(line).collect()
}

#[track_caller]
fn refused(body: &str, message: &str) {
    let found = messages(&format!("{PRELUDE}{body}"));
    assert!(
        matches!(&found[..], [(2, said)] if said.contains(message)),
        "{body}\n{found:?}"
    );
}

#[track_caller]
fn allowed(text: &str) {
    assert_eq!(messages(text), [], "{text}");
}

#[test]
fn a_lock_that_is_bound_to_nothing_is_refused() {
    for expression in [
        "m.lock()",
        "m.lock().unwrap()",
        "m.lock().expect(\"free\")",
        "m.lock().unwrap_or_else(PoisonError::into_inner)",
        "m.try_lock()",
        "r.read()",
        "r.write().unwrap()",
        "c.wait(m.lock().unwrap())",
        "c.wait(m.lock().unwrap()).unwrap()",
        "c.wait_while(m.lock().unwrap(), |_| false).unwrap()",
        "{ m.lock().unwrap() }",
        "match m.lock() { Ok(g) => g, Err(e) => e.into_inner() }",
    ] {
        let arguments = "m: &Mutex<u8>, r: &RwLock<u8>, c: &Condvar";
        for binding in ["let _ =", "_ ="] {
            refused(
                &format!("fn f({arguments}) {{ {binding} {expression}; }}"),
                "non-binding let",
            );
        }
    }
    for body in [
        "fn f(m: &Mutex<u8>) { let _: MutexGuard<u8> = m.lock().unwrap(); }",
        "fn f(m: &Mutex<u8>) { let (_, _n) = (m.lock().unwrap(), 1); }",
        "fn f(m: &Mutex<u8>) { let g = m.lock().unwrap(); let _ = g; }",
        "fn f(g: MutexGuard<'_, u8>) { let _ = g; }",
        "fn own(m: &Mutex<u8>) -> MutexGuard<'_, u8> { m.lock().unwrap() } \
         fn f(m: &Mutex<u8>) { let _ = own(m); }",
        "struct S(Mutex<u8>); impl S { fn lock(&self) -> LockResult<MutexGuard<'_, u8>> { self.0.lock() } \
         fn f(&self) { let _ = self.lock(); } }",
    ] {
        refused(body, "non-binding let");
    }
}

#[test]
fn what_is_no_guard_may_be_bound_to_nothing() {
    for statement in [
        "let _ = *m.lock().unwrap();",
        "let _ = Some(m.lock());",
        "let _ = m.lock().map(|g| *g);",
        "let _ = m.lock().is_ok();",
        "let _ = &m.lock().unwrap();",
        "let _ = c.wait_timeout(m.lock().unwrap(), std::time::Duration::ZERO).unwrap();",
        "let _ = drop(m.lock().unwrap());",
        "let _ = m.lock().unwrap().wrapping_add(1);",
        "let _guard = m.lock().unwrap();",
        "m.lock().unwrap();",
        "let g = m.lock().unwrap(); let g = *g; let _ = g;",
        "/* let _ = m.lock(); */",
    ] {
        allowed(&format!(
            "{PRELUDE}fn f(m: &Mutex<u8>, c: &Condvar) {{ {statement} }}"
        ));
    }
}

#[test]
fn a_name_that_means_something_else_is_left_alone() {
    for text in [
        "struct Mutex; impl Mutex { fn lock(&self) -> u8 { 1 } } fn f(m: &Mutex) { let _ = m.lock(); }",
        "use std::sync::Mutex; fn f(_m: &Mutex<u8>) { let _ = std::io::stdout().lock(); }",
        "use std::sync::Condvar; fn f(b: &Barrier, _c: Condvar) { let _ = b.wait(); }",
        "use std::io::*; fn f(file: &mut File) { let _ = file.write(b\"x\"); let _ = file.read(&mut []); }",
        "use std::sync::RwLock; use crossbeam_utils::sync::ShardedLock; \
         fn f(s: &ShardedLock<u8>) { let _ = s.read(); }",
        "use std::sync::Mutex; #[cfg(test)] mod tests { fn f(m: &super::Mutex<u8>) { let _ = m.lock(); } }",
        "#![allow(let_underscore_lock)] use std::sync::Mutex; fn f(m: &Mutex<u8>) { let _ = m.lock(); }",
        "struct Gate; impl Gate { fn load(&self, o: Ordering) {} } use std::sync::atomic::Ordering; \
         fn f(g: &Gate) { g.load(Ordering::Release); }",
        "enum Ordering { Release } fn f(x: &X) { x.load(Ordering::Release); }",
        "fn f( { let _ = m.lock(); }",
    ] {
        if syn::parse_file(text).is_ok() {
            allowed(text);
        } else {
            let texts = Texts::from([("lib.rs".to_owned(), text.to_owned())]);
            assert!(lints(&texts).is_empty(), "the compiler says what is wrong");
        }
    }
}

#[test]
fn an_ordering_that_an_operation_cannot_have_is_refused() {
    for (call, message) in [
        ("x.load(Release)", "atomic loads"),
        ("x.load(Ordering::AcqRel)", "atomic loads"),
        (
            "x.load(std::sync::atomic::Ordering::Release)",
            "atomic loads",
        ),
        ("x.store(1, Acquire)", "atomic stores"),
        ("x.store(1, AcqRel)", "atomic stores"),
        (
            "x.compare_exchange(1, 2, SeqCst, Release)",
            "`compare_exchange`'s",
        ),
        (
            "x.compare_exchange_weak(1, 2, SeqCst, AcqRel)",
            "`compare_exchange_weak`'s",
        ),
        ("x.fetch_update(SeqCst, Release, Some)", "`fetch_update`'s"),
        ("x.try_update(SeqCst, Release, Some)", "`try_update`'s"),
        ("x.update(SeqCst, AcqRel, |x| x)", "`update`'s"),
        ("fence(Relaxed)", "memory fences"),
        (
            "std::sync::atomic::compiler_fence(Ordering::Relaxed)",
            "memory fences",
        ),
    ] {
        refused(&format!("fn f(x: &AtomicU32) {{ {call}; }}"), message);
    }
    for call in [
        "x.load(Acquire)",
        "x.store(1, Release)",
        "x.compare_exchange(1, 2, Relaxed, Acquire)",
        "x.compare_exchange(1, 2, Release, Relaxed)",
        "x.swap(1, Release)",
        "x.fetch_add(1, AcqRel)",
        "x.fetch_update(AcqRel, Acquire, Some)",
        "fence(AcqRel)",
    ] {
        allowed(&format!("{PRELUDE}fn f(x: &AtomicU32) {{ {call}; }}"));
    }
    allowed(&format!(
        "#![allow(invalid_atomic_ordering)]\n{PRELUDE}fn f(x: &AtomicU32) {{ x.load(Release); }}"
    ));
}

#[test]
fn an_error_reads_as_the_compilers_does() {
    let text = "use std::sync::Mutex;\n\nfn f(m: &Mutex<u8>) {\n    let _ = m.lock();\n}\n";
    let texts = Texts::from([("src/lib.rs".to_owned(), text.to_owned())]);
    let [error] = &lints(&texts)[..] else {
        panic!("one error");
    };
    let shown = error.rendered.split(" = help").next().unwrap();
    assert_eq!(
        shown,
        "error: non-binding let on a synchronization lock\n --> src/lib.rs:4:13\n  |\n4 |     let _ = m.lock();\n\
        \x20 |             ^^^^^^^^\n  |\n "
    );
    assert!(error.rendered.contains("let _guard"), "{}", error.rendered);
    assert!(
        error.rendered.contains("`let_underscore_lock`"),
        "{}",
        error.rendered
    );
}
