use super::*;

/// `a` writes data and then a flag, `b` reads the flag and then old data.
fn published(said: MemoryOrder, heard: MemoryOrder) -> Execution {
    violated(Code::WrongAnswer)
        .step(stores(1, DATA, 10, MemoryOrder::Relaxed))
        .step(stores(1, FLAG, 11, said))
        .step(loads(2, FLAG, 20, heard))
        .step(loads_old(2, DATA, 21, MemoryOrder::Relaxed))
}

const BEFORE: &str = "`b` may read an old value at line 21, because nothing orders that read after the \
                      `store` of `a` at line 10: ";
const SAID: &str = "`a` says at line 11 that it is done, and `b` finds out at line 20; ";

#[test]
fn the_line_that_lacks_release_is_named() {
    published(MemoryOrder::Relaxed, MemoryOrder::Acquire)
        .is_because(&format!("{BEFORE}{SAID}line 11 needs `Release`"), 21);
}

#[test]
fn the_line_that_lacks_acquire_is_named() {
    published(MemoryOrder::Release, MemoryOrder::Relaxed)
        .is_because(&format!("{BEFORE}{SAID}line 20 needs `Acquire`"), 21);
}

#[test]
fn both_lines_are_named_where_both_are_too_weak() {
    let both = "line 11 takes `Release`, and line 20 needs `Acquire`";
    published(MemoryOrder::Relaxed, MemoryOrder::Relaxed)
        .is_because(&format!("{BEFORE}{SAID}{both}"), 21);
}

#[test]
fn a_word_that_is_strong_enough_is_about_something_else() {
    let fence = "what `a` says at line 11 and `b` hears at line 20 does not order them, however strong it \
                 is. What is looked at before and after, as in a sequence lock, takes a `fence` between";
    published(MemoryOrder::Release, MemoryOrder::Acquire)
        .is_because(&format!("{BEFORE}{fence}"), 21);
}

#[test]
fn with_fences_no_line_is_called_too_weak() {
    let mut execution = published(MemoryOrder::Relaxed, MemoryOrder::Relaxed);
    execution.0.fences = true;
    let cause = crate::cause(&execution.0, Code::WrongAnswer, FILE).expect("there is a cause");
    assert!(!cause.sentence.contains("needs"), "{}", cause.sentence);
}

#[test]
fn two_stores_and_two_looks_across_take_seqcst() {
    violated(Code::WrongAnswer)
        .step(stores(1, FLAG, 10, MemoryOrder::Release))
        .step(stores(2, DATA, 20, MemoryOrder::Release))
        .step(loads_old(1, DATA, 11, MemoryOrder::Acquire))
        .step(loads_old(2, FLAG, 21, MemoryOrder::Acquire))
        .is_because(
            "`a` may read an old value at line 11, because nothing orders that read after the `store` of \
             `b` at line 20: `a` stores at line 10 and then looks at line 11, `b` stores at line 20 and \
             then looks at line 21. `Release` and `Acquire` do not keep a store before a later look at \
             something else; that takes `SeqCst` at all four",
            11,
        );
}

#[test]
fn where_no_word_was_said_both_ends_are_told_in_general() {
    violated(Code::WrongAnswer)
        .step(stores(1, DATA, 10, MemoryOrder::Relaxed))
        .step(loads_old(2, DATA, 21, MemoryOrder::Relaxed))
        .is_because(
            &format!(
                "{BEFORE}it takes `Release` where `a` says that it is done, and `Acquire` where `b` \
                 finds out"
            ),
            21,
        );
}

#[test]
fn a_writer_that_was_joined_is_ordered_before_the_read() {
    violated(Code::WrongAnswer)
        .step(stores(1, DATA, 10, MemoryOrder::Relaxed))
        .step(came(did(2, Op::Join, 15), Outcome::Thread(1)))
        .step(loads_old(2, DATA, 21, MemoryOrder::Relaxed))
        .has_no_cause();
}

#[test]
fn without_an_old_value_there_is_nothing_to_order() {
    violated(Code::WrongAnswer)
        .step(stores(1, DATA, 10, MemoryOrder::Relaxed))
        .step(loads(2, DATA, 21, MemoryOrder::Relaxed))
        .has_no_cause();
}
