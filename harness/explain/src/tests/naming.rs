use super::*;

#[test]
fn a_property_keeps_the_name_that_the_scenario_gave_it() {
    violated(Code::LostItem).is_named(Code::LostItem, "it is not so");
}

#[test]
fn a_circle_of_locks_is_a_deadlock() {
    ended(Finding::Standstill)
        .held(LOCK, 1)
        .held(OTHER_LOCK, 2)
        .wants(1, OTHER_LOCK, 10)
        .wants(2, LOCK, 20)
        .is_named(
            Code::Deadlock,
            "`a` and `b` are stuck, each waiting for another",
        );
}

#[test]
fn whoever_waits_for_itself_is_a_deadlock_alone() {
    ended(Finding::Standstill)
        .held(LOCK, 0)
        .wants(0, LOCK, 10)
        .is_named(Code::Deadlock, "`main` is stuck: it waits for itself");
}

#[test]
fn a_sleeper_that_nobody_wakes_has_lost_its_wake_up() {
    ended(Finding::Standstill)
        .sleeps(1, 10)
        .joins(0, 1, 20)
        .is_named(Code::LostWakeUp, "`a` and `main` are stuck");
}

#[test]
fn a_sleeper_that_holds_what_another_needs_is_a_deadlock() {
    ended(Finding::Standstill)
        .held(OTHER_LOCK, 1)
        .sleeps(1, 10)
        .wants(2, OTHER_LOCK, 20)
        .is_named(
            Code::Deadlock,
            "`a` and `b` are stuck, each waiting for another",
        );
}

#[test]
fn a_sleeper_that_somebody_only_joins_is_no_deadlock() {
    ended(Finding::Standstill)
        .held(OTHER_LOCK, 1)
        .sleeps(1, 10)
        .joins(2, 1, 20)
        .is_named(Code::LostWakeUp, "`a` and `b` are stuck");
}

#[test]
fn one_that_was_notified_and_only_lacks_the_lock_does_not_sleep() {
    let notified = Until::Notified {
        lock: LOCK,
        notified: true,
    };
    ended(Finding::Standstill)
        .held(LOCK, 2)
        .stands(1, Op::Wait, Some(CONDVAR), 10, notified)
        .joins(2, 1, 20)
        .is_named(
            Code::Deadlock,
            "`a` and `b` are stuck, each waiting for another",
        );
}

#[test]
fn a_standstill_at_a_promise_is_called_by_the_promise() {
    ended(Finding::Standstill)
        .promised(0)
        .stands(0, Op::Park, None, 10, Until::Token)
        .is_named(Code::Serialised, "two pieces are under way at once");
}

#[test]
fn what_only_an_unlucky_moment_stops_keeps_its_own_name() {
    ended(Finding::Standstill)
        .unlucky()
        .promised(0)
        .stands(0, Op::Park, None, 10, Until::Token)
        .sleeps(1, 20)
        .is_named(Code::LostWakeUp, "`main` and `a` are stuck");
}

#[test]
fn a_promise_whose_thread_has_ended_is_kept() {
    ended(Finding::GoesRound).promised(2).is_named(
        Code::Livelock,
        "the threads that can still run keep going round without getting any further",
    );
}

#[test]
fn a_panic_is_named_by_what_reaches_it() {
    ended(Finding::Panicked)
        .panicked(1, "index out of bounds")
        .is_named(Code::Panic, "`a` panicked: index out of bounds");
    ended(Finding::Panicked)
        .unlucky()
        .panicked(1, "index out of bounds")
        .is_named(
            Code::AtomicityViolation,
            "`a` panicked, which only some interleavings reach: index out of bounds",
        );
}

#[test]
fn in_loom_nobody_knows_whether_a_moment_was_unlucky() {
    let mut execution = ended(Finding::Panicked).unlucky().panicked(1, "no");
    execution.0.schedule = Some(Schedule::Loom {
        bound: 1,
        execution: 3,
        main_spins: false,
    });
    execution.is_named(Code::Panic, "`a` panicked: no");
}

#[test]
fn what_is_still_to_be_written_is_no_panic() {
    ended(Finding::Panicked)
        .unlucky()
        .panicked(0, "not yet implemented")
        .is_named(
            Code::NotStarted,
            "`todo!()` at line 40 is still to be written",
        );
}

#[test]
fn a_standstill_after_a_panic_is_the_panic() {
    ended(Finding::Standstill)
        .panicked(1, "poisoned")
        .sleeps(0, 10)
        .is_named(Code::Panic, "`a` panicked: poisoned");
}

#[test]
fn every_other_end_has_a_name() {
    let long = "it computed for 2 s without a single operation that another thread could see; \
                perhaps a loop never ends";
    ended(Finding::NeverSteps { seconds: 2 }).is_named(Code::Timeout, long);
    ended(Finding::LeftBlocked(Code::LostWakeUp)).is_named(
        Code::LostWakeUp,
        "a thread is still blocked when all the work is done",
    );
    let named = crate::name(&ended(Finding::Diverged).0);
    assert_eq!(named.code, Code::Nondeterministic);
    ended(Finding::Diverged).has_no_cause();
}

#[test]
fn who_is_stuck_is_told_where_the_execution_stood_still() {
    let standstill = ended(Finding::Standstill)
        .held(LOCK, 2)
        .wants(1, LOCK, 10)
        .sleeps(2, 20);
    let stuck: Vec<_> = crate::blocked(&standstill.0)
        .iter()
        .map(|blocked| (blocked.announced.thread, blocked.waits_for))
        .collect();
    assert_eq!(stuck, [(1, Some(2)), (2, None)]);
    let violated = violated(Code::LostItem).wants(1, LOCK, 10);
    assert!(crate::blocked(&violated.0).is_empty());
    // Who could run and only goes round is not stuck.
    let round = ended(Finding::GoesRound)
        .stands(1, Op::YieldNow, None, 10, Until::Always)
        .sleeps(2, 20);
    let stuck = crate::blocked(&round.0);
    assert_eq!(stuck.len(), 1);
    assert_eq!(stuck[0].announced.thread, 2);
}
