use super::*;
use crate::operator::Operator;

/// The changes that one operator makes in the body of a function `f`.
fn changes(operator: Operator, body: &str) -> Vec<String> {
    changes_in(operator, &format!("fn f(&self) {{\n{body}\n}}\n"))
}

/// The changes that one operator makes in a file.
fn changes_in(operator: Operator, text: &str) -> Vec<String> {
    let all = mutants(&text.replace("&self", "it: &It")).unwrap();
    let found = all.iter().filter(|mutant| mutant.operator == operator);
    found.map(Mutant::change).collect()
}

#[test]
fn one_is_woken_in_place_of_all_or_nobody() {
    let body = "a.notify_all();\nif b { c.notify_one() }\nd.unpark();";
    assert_eq!(
        changes(Operator::ReplaceNotifyAll, body),
        ["a.notify_all(); => a.notify_one();"]
    );
    assert_eq!(
        changes(Operator::RemoveNotify, body),
        [
            "a.notify_all(); => ();",
            "if b { c.notify_one() } => if b { () }",
            "d.unpark(); => ();"
        ]
    );
}

#[test]
fn a_loop_round_a_wait_looks_once() {
    let body =
        "while full {\n g = c.wait(g).unwrap();\n}\nwhile more { work(); }\nwhile x { pause(); }";
    let file = format!("fn pause() {{ thread::park(); }} fn f() {{\n{body}\n}}");
    assert_eq!(
        changes_in(Operator::WaitOnce, &file),
        [
            "while full { => if full {",
            "while x { pause(); } => if x { pause(); }"
        ]
    );
}

#[test]
fn wait_while_waits_once() {
    let found = changes(Operator::WaitOnce, "c.wait_while(self.lock(), |s| s.full);");
    assert_eq!(found.len(), 1);
    for part in [
        "let mut held = self.lock();",
        "if ask(|s| s.full, &mut *held)",
        "{ c.wait(held) }",
    ] {
        assert!(found[0].contains(part), "{found:?}");
    }
    let found = mutants("fn f() { c.wait_timeout_while(g, left, |s| s.full); }").unwrap();
    let found = found
        .iter()
        .find(|m| m.operator == Operator::WaitOnce)
        .unwrap();
    for part in [
        "c.wait_timeout(held, left)",
        "c.wait_timeout_while(held, left, |_| false)",
    ] {
        assert!(found.text.contains(part), "{found:?}");
    }
}

#[test]
fn a_deadline_begins_anew() {
    let file = "fn f(timeout: Duration) {
        let end = Instant::now() + timeout;
        while full {
            g = c.wait_timeout(g, end - Instant::now()).unwrap().0;
            thread::park_timeout(timeout);
        }
    }";
    assert_eq!(
        changes_in(Operator::RestartDeadline, file),
        [
            "while full { => while full { let end = Instant::now() + timeout;",
            "g = c.wait_timeout(g, end - Instant::now()).unwrap().0; => \
             g = c.wait_timeout(g, timeout).unwrap().0;"
        ]
    );
}

#[test]
fn a_wait_with_a_timeout_and_a_condition_begins_anew() {
    let found = changes(
        Operator::RestartDeadline,
        "c.wait_timeout_while(self.lock(), left, |s| s.full);",
    );
    assert_eq!(found.len(), 1);
    assert!(
        found[0].ends_with("again(&c, self.lock(), left, |s| s.full) };"),
        "{found:?}"
    );
}

#[test]
fn a_lock_is_let_go_between_two_uses() {
    let body = "let g = m.lock().unwrap();\nlet n = *g;\nwork(n);\nuse_it(&g);\ndrop(g);";
    assert_eq!(
        changes(Operator::SplitRegion, body),
        ["use_it(&g); => drop(g); let mut g = m.lock().unwrap(); use_it(&g);"]
    );
}

#[test]
fn a_lock_is_let_go_between_the_check_and_the_wait() {
    let body = "let mut g = m.lock().unwrap();\nwhile *g > 0 {\ng = c.wait(g).unwrap();\n}";
    assert_eq!(
        changes(Operator::SplitRegion, body),
        ["g = c.wait(g).unwrap(); => drop(g); g = m.lock().unwrap(); g = c.wait(g).unwrap();"]
    );
}

#[test]
fn what_was_waited_for_is_no_longer_sure_once_the_lock_was_let_go() {
    let body = "let mut g = c.wait_while(m.lock().unwrap(), |n| *n == 0).unwrap();\n*g -= 1;";
    assert_eq!(
        changes(Operator::SplitRegion, body),
        [
            "*g -= 1; => drop(g); let mut g = m.lock().unwrap(); *g -= 1;",
            "*g -= 1; => { let split = *g - 1; drop(g); g = m.lock().unwrap(); *g = split; };"
        ]
    );
}

#[test]
fn an_update_under_a_lock_is_split() {
    let file = "impl A {
        fn lock(&self) -> MutexGuard<'_, u64> { self.0.lock().unwrap() }
        fn f(&self) {
            self.lock().n += 1;
            let mut v = self.lock();
            *v = change(*v);
        }
        fn g(&self) {
            let _turn = self.lock();
            first();
            second();
            Ok((old, new))
        }
    }";
    assert_eq!(
        changes_in(Operator::SplitRegion, file),
        [
            "self.lock().n += 1; => { let split = self.lock().n + 1; self.lock().n = split; };",
            "*v = change(*v); => { let split = change(*v); drop(v); v = self.lock(); *v = split; };",
            "second(); => drop(_turn); let mut _turn = self.lock(); second();"
        ]
    );
}

#[test]
fn orderings_are_weakened_as_far_as_is_legal() {
    let body = "a.load(Ordering::SeqCst);\na.store(1, Release);\nfence(Strong);\na.swap(2, O::AcqRel);\n\
                a.compare_exchange(1, 2, Acquire, Ordering::Relaxed);";
    let file = format!(
        "use std::sync::atomic::Ordering::{{self, *, SeqCst as Strong}};\n\
         use std::sync::atomic::Ordering as O;\nfn f() {{\n{body}\n}}"
    );
    let other = "std::sync::atomic::Ordering";
    assert_eq!(
        changes_in(Operator::WeakenOrdering, &file),
        [
            "a.load(Ordering::SeqCst); => a.load(Ordering::Acquire);".to_owned(),
            "a.load(Ordering::SeqCst); => a.load(Ordering::Relaxed);".to_owned(),
            format!("a.store(1, Release); => a.store(1, {other}::Relaxed);"),
            format!("fence(Strong); => fence({other}::AcqRel);"),
            format!("fence(Strong); => fence({other}::Acquire);"),
            format!("fence(Strong); => fence({other}::Release);"),
            "a.swap(2, O::AcqRel); => a.swap(2, O::Acquire);".to_owned(),
            "a.swap(2, O::AcqRel); => a.swap(2, O::Release);".to_owned(),
            "a.swap(2, O::AcqRel); => a.swap(2, O::Relaxed);".to_owned(),
            format!(
                "a.compare_exchange(1, 2, Acquire, Ordering::Relaxed); => \
                 a.compare_exchange(1, 2, {other}::Relaxed, Ordering::Relaxed);"
            ),
        ]
    );
}

#[test]
fn an_ordering_in_a_constant_is_weakened_too() {
    let found = changes_in(
        Operator::WeakenOrdering,
        "const O: Ordering = Ordering::Release;",
    );
    let expected =
        "const O: Ordering = Ordering::Release; => const O: Ordering = Ordering::Relaxed;";
    assert_eq!(found, [expected]);
}

#[test]
fn an_atomic_update_is_split() {
    let body = "a.fetch_add(n, Ordering::Relaxed);\nv.swap(0, 1);\nb.swap(true, Ordering::Acquire);\n\
                a.compare_exchange(x, y, Ordering::AcqRel, Ordering::Relaxed);";
    let strongest = "std::sync::atomic::Ordering::SeqCst";
    let old = |of: &str| format!("{{ let old = {of}.load({strongest});");
    assert_eq!(
        changes(Operator::SplitAtomic, body),
        [
            format!(
                "a.fetch_add(n, Ordering::Relaxed); => {} \
                 a.store(old.wrapping_add(n), {strongest}); old }};",
                old("a")
            ),
            format!(
                "b.swap(true, Ordering::Acquire); => {} b.store(true, {strongest}); old }};",
                old("b")
            ),
            format!(
                "a.compare_exchange(x, y, Ordering::AcqRel, Ordering::Relaxed); => {} \
                 if old == x {{ a.store(y, {strongest}); Ok(old) }} else {{ Err(old) }} }};",
                old("a")
            ),
        ]
    );
}

#[test]
fn a_condition_is_not_asked() {
    let body =
        "if ready { go(); }\nif let Some(x) = y { go(); }\nmatch z {\nA if late => {}\n_ => {}\n}";
    assert_eq!(
        changes(Operator::RemoveConditional, body),
        [
            "if ready { go(); } => if true { go(); }",
            "if ready { go(); } => if false { go(); }",
            "A if late => {} => A if true => {}",
            "A if late => {} => A if false => {}"
        ]
    );
    assert_eq!(
        changes(Operator::RemoveConditional, "while full {\nwork();\n}"),
        ["while full { => while false {"]
    );
}

#[test]
fn connectors_and_their_sides() {
    assert_eq!(
        changes(Operator::LogicalConnector, "let x = a && !b;"),
        [
            "let x = a && !b; => let x = !b;",
            "let x = a && !b; => let x = a;",
            "let x = a && !b; => let x = a || !b;"
        ]
    );
}

#[test]
fn off_by_one() {
    let body = "let x = a < b;\nlet x = a >= b;\nlet x = n + 1;\nlet x = 0u8;\nlet x = [0; 1];\nlet x = 7;";
    assert_eq!(
        changes(Operator::Boundary, body),
        [
            "let x = a < b; => let x = a <= b;",
            "let x = a >= b; => let x = a > b;",
            "let x = n + 1; => let x = n;",
            "let x = 0u8; => let x = 1u8;",
            "let x = [0; 1]; => let x = [1; 1];"
        ]
    );
}

#[test]
fn neighbours_that_somebody_sees_change_places() {
    let body =
        "let g = m.lock();\ng.n = 1;\nc.notify_one();\nlet x = a.load(O);\nuse_it(x);\nreturn 1;";
    assert_eq!(
        changes(Operator::SwapStatements, body),
        [
            "g.n = 1; c.notify_one(); => c.notify_one(); g.n = 1;",
            "c.notify_one(); let x = a.load(O); => let x = a.load(O); c.notify_one();"
        ]
    );
}

#[test]
fn a_hint_changes_places_with_nobody() {
    let body = "a.store(1, O);\nthread::yield_now();\nb.store(1, O);";
    assert!(changes(Operator::SwapStatements, body).is_empty());
}

#[test]
fn what_calls_or_assigns_is_dropped() {
    let body = "a.push(1);\nn += 1;\nlet _ = call();\nlet x = call();\nthread::yield_now();\n\
                c.notify_one();\nif let Some(x) = y { go(x) }\nlast()";
    assert_eq!(
        changes(Operator::DeleteStatement, body),
        [
            "a.push(1); => ",
            "n += 1; => ",
            "let _ = call(); => ",
            "if let Some(x) = y { go(x) } => ",
            "if let Some(x) = y { go(x) } => if let Some(x) = y { }",
            "last() => "
        ]
    );
    let result = "fn f() -> u8 {\nlast()\n}";
    assert!(changes_in(Operator::DeleteStatement, result).is_empty());
}

#[test]
fn a_poisoned_lock_is_taken_or_not() {
    let body =
        "m.lock().unwrap();\nm.read().unwrap_or_else(|e| e.into_inner());\nhandle.join().unwrap();";
    assert_eq!(
        changes(Operator::Poisoning, body),
        [
            "m.lock().unwrap(); => m.lock().unwrap_or_else(std::sync::PoisonError::into_inner);",
            "m.read().unwrap_or_else(|e| e.into_inner()); => m.read().unwrap();"
        ]
    );
}

#[test]
fn a_drop_does_nothing() {
    let file = "impl Drop for Guard {\nfn drop(&mut self) { self.0.release(); }\n}\n\
                impl Guard {\nfn drop() { f(); }\n}";
    assert_eq!(
        changes_in(Operator::EmptyDrop, file),
        ["fn drop(&mut self) { self.0.release(); } => fn drop(&mut self) {}"]
    );
}

#[test]
fn a_mutant_says_where_it_is_and_none_comes_twice() {
    let file = "mod inner {\nimpl<T> Drop for Guard<'_, T> {\nfn drop(&mut self) {\nself.0.go();\n}\n}\n}\n\
                #[cfg(test)]\nmod tests {\nfn t() { go(); }\n}\n";
    let found = mutants(file).unwrap();
    let within: Vec<&str> = found.iter().map(|mutant| mutant.within.as_str()).collect();
    assert_eq!(
        within,
        [
            "inner::<Guard as Drop>::drop",
            "inner::<Guard as Drop>::drop"
        ]
    );
    assert!(
        found
            .iter()
            .all(|mutant| syn::parse_file(&mutant.text).is_ok())
    );
    let lines: Vec<usize> = found.iter().map(|mutant| mutant.line).collect();
    assert_eq!(lines, [3, 4]);
    assert_eq!(mutants(file).unwrap(), found);
}

#[test]
fn of_the_same_change_in_one_function_each_has_its_number() {
    assert_eq!(
        changes(
            Operator::DeleteStatement,
            "a.push(1);\nb.push(1);\na.push(1);"
        ),
        ["a.push(1); => ", "b.push(1); => ", "a.push(1); =>  (2)"]
    );
    let file = "fn f() {\na.push(1);\n}\nfn g() {\na.push(1);\n}";
    let found = changes_in(Operator::DeleteStatement, file);
    assert_eq!(found, ["a.push(1); => ", "a.push(1); => "]);
}

#[test]
fn every_right_answer_of_the_course_is_changed_into_what_parses() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let file = root.join("solutions/05-queue/src/lib.rs");
    let text = std::fs::read_to_string(file).unwrap();
    let found = mutants(&text).unwrap();
    assert!(found.len() > 20, "{}", found.len());
    for mutant in found {
        assert!(syn::parse_file(&mutant.text).is_ok(), "{}", mutant.change());
    }
}
