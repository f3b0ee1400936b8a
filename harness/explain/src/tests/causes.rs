use super::*;

fn asleep(thread: u32, line: u32) -> Step {
    on(CONDVAR, did(thread, Op::Wait, line))
}

// Lost wake-ups.

#[test]
fn a_notification_before_the_sleep_is_not_kept() {
    ended(Finding::Standstill)
        .step(notifies(2, 30, &[]))
        .step(asleep(1, 10))
        .sleeps(1, 10)
        .is_because(
            "`b` called `notify_one` at line 30 before `a` slept; a notification is not kept for a \
             thread that comes later",
            30,
        );
}

#[test]
fn a_notification_that_woke_another_is_told_with_its_name() {
    ended(Finding::Standstill)
        .step(asleep(1, 10))
        .step(asleep(2, 10))
        .step(notifies(0, 30, &[2]))
        .sleeps(1, 10)
        .is_because(
            "the last `notify_one`, at line 30 by `main`, woke `b`; `a` sleeps on",
            30,
        );
}

#[test]
fn a_notification_that_woke_one_that_could_not_go_on() {
    ended(Finding::Standstill)
        .step(asleep(1, 10))
        .step(asleep(2, 10))
        .step(notifies(0, 30, &[1]))
        .step(on(CONDVAR, did(1, Op::Wake, 10)))
        .step(asleep(1, 10))
        .sleeps(1, 10)
        .sleeps(2, 10)
        .is_because(
            "the last `notify_one`, at line 30 by `main`, woke `a`, which could not go on and slept \
             again; `b` sleeps on",
            30,
        );
}

#[test]
fn a_circle_of_sleepers_is_told_as_one() {
    ended(Finding::Standstill)
        .step(asleep(1, 10))
        .step(notifies(2, 30, &[1]))
        .step(asleep(2, 10))
        .step(asleep(1, 10))
        .sleeps(1, 10)
        .sleeps(2, 10)
        .is_because(
            "`a` and `b` sleep on the same condition variable, and nobody else is left to notify it; \
             perhaps each keeps what another waits for",
            10,
        );
}

#[test]
fn a_condition_variable_that_nobody_notifies() {
    ended(Finding::Standstill)
        .step(asleep(1, 10))
        .sleeps(1, 10)
        .is_because(
            "nothing notifies the condition variable that `a` sleeps on",
            10,
        );
}

#[test]
fn a_barrier_that_too_few_come_to() {
    ended(Finding::Standstill)
        .step(on(BARRIER, did(1, Op::Wait, 10)))
        .stands(1, Op::Wait, Some(BARRIER), 10, Until::Changed(BARRIER))
        .is_because(
            "`a` waits at a `Barrier` for more threads than come to it",
            10,
        );
}

#[test]
fn a_receive_without_a_message_is_no_sleep_on_a_condition_variable() {
    ended(Finding::Standstill)
        .step(did(1, Op::Spawn, 5))
        .stands(1, Op::Recv, Some(CHANNEL), 10, Until::Changed(CHANNEL))
        .has_no_cause();
}

// Deadlocks.

#[test]
fn a_circle_is_told_with_the_lines_that_took_the_locks() {
    ended(Finding::Standstill)
        .step(on(LOCK, did(1, Op::Lock, 11)))
        .step(on(OTHER_LOCK, did(2, Op::Lock, 21)))
        .held(LOCK, 1)
        .held(OTHER_LOCK, 2)
        .wants(1, OTHER_LOCK, 12)
        .wants(2, LOCK, 22)
        .is_because(
            "`a` waits at line 12 for the lock that `b` took at line 21 and `b` waits at line 22 for \
             the lock that `a` took at line 11",
            12,
        );
}

#[test]
fn a_lock_that_was_refused_is_not_where_it_was_taken() {
    let refused = Outcome::Refused(heddle_protocol::Refusal::Held);
    ended(Finding::Standstill)
        .step(on(LOCK, did(0, Op::Lock, 11)))
        .step(on(LOCK, came(did(0, Op::TryLock, 12), refused)))
        .held(LOCK, 0)
        .held(OTHER_LOCK, 1)
        .wants(1, LOCK, 22)
        .wants(0, OTHER_LOCK, 13)
        .is_because(
            "`a` waits at line 22 for the lock that `main` took at line 11 and `main` waits at line 13 \
             for a lock that `a` holds",
            22,
        );
}

#[test]
fn a_lock_that_is_taken_twice() {
    ended(Finding::Standstill)
        .held(LOCK, 1)
        .wants(1, LOCK, 12)
        .is_because("`a` takes at line 12 a lock that it already holds", 12);
}

#[test]
fn a_thread_that_joins_itself() {
    ended(Finding::Standstill)
        .joins(1, 1, 12)
        .is_because("`a` waits at line 12 for its own end", 12);
}

#[test]
fn an_initialisation_that_needs_itself() {
    ended(Finding::Standstill)
        .held(ONCE, 1)
        .stands(1, Op::GetOrInit, Some(ONCE), 12, Until::Changed(ONCE))
        .is_because(
            "`a` waits at line 12 for the initialisation that it runs itself",
            12,
        );
}

#[test]
fn a_sleeper_with_a_lock_is_told_with_who_needs_it() {
    ended(Finding::Standstill)
        .step(on(OTHER_LOCK, did(1, Op::Lock, 11)))
        .step(asleep(1, 12))
        .held(OTHER_LOCK, 1)
        .sleeps(1, 12)
        .wants(2, OTHER_LOCK, 22)
        .is_because(
            "`a` sleeps at line 12, and `b` waits at line 22 for the lock that `a` took at line 11",
            12,
        );
}

#[test]
fn who_only_waits_at_the_edge_of_a_circle_is_not_what_is_told() {
    ended(Finding::Standstill)
        .held(LOCK, 1)
        .wants(2, LOCK, 22)
        .joins(1, 1, 12)
        .is_because("`a` waits at line 12 for its own end", 12);
}

// Going round.

#[test]
fn a_loop_that_waits_for_what_nobody_changes_any_more() {
    ended(Finding::GoesRound)
        .step(stores(2, FLAG, 30, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .is_because(
            "`a` looks again and again at line 10; `b` changed that last, at line 30, and nobody will \
             change it again",
            10,
        );
}

#[test]
fn a_loop_over_what_still_changes_has_no_such_cause() {
    ended(Finding::GoesRound)
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .step(stores(2, FLAG, 30, MemoryOrder::SeqCst))
        .step(loads(1, FLAG, 10, MemoryOrder::SeqCst))
        .has_no_cause();
}

// Spurious wake-ups.

fn wakes_for_no_reason(then: Step) -> Execution {
    let spurious = came(did(1, Op::Wake, 12), Outcome::Spurious);
    violated(Code::WrongAnswer)
        .step(on(LOCK, did(1, Op::Look, 11)))
        .step(asleep(1, 12))
        .step(on(CONDVAR, spurious))
        .step(then)
        .step(on(LOCK, did(1, Op::Unlock, 14)))
}

#[test]
fn a_wait_in_an_if_goes_on_after_a_wake_up_for_no_reason() {
    wakes_for_no_reason(on(LOCK, did(1, Op::Change, 13))).is_because(
        "`a` woke at line 12 without being notified, which a condition variable may do, and went on \
         without looking whether what it waits for is there: a wait belongs into a `while`, not an `if`",
        12,
    );
}

#[test]
fn a_wait_in_a_loop_looks_again() {
    wakes_for_no_reason(on(LOCK, did(1, Op::Look, 11))).has_no_cause();
}

#[test]
fn a_wait_while_looks_again_within_the_façade() {
    let mut look = on(LOCK, did(1, Op::Look, 90));
    if let Some(place) = &mut look.location {
        place.file = "/course/harness/heddle/src/sync/condvar.rs".to_owned();
    }
    wakes_for_no_reason(look).has_no_cause();
}

// Torn steps.

#[test]
fn a_read_that_is_written_back_loses_a_change() {
    let changed = Outcome::Changed { from: 1, to: 2 };
    violated(Code::LostUpdate)
        .step(loads(1, DATA, 10, MemoryOrder::SeqCst))
        .step(preempting(stores(2, DATA, 20, MemoryOrder::SeqCst)))
        .step(atomic(
            1,
            Op::Store,
            DATA,
            11,
            MemoryOrder::SeqCst,
            changed,
        ))
        .is_because(
            "`a` read the value at line 10 and wrote it back at line 11; in between, at line 20, `b` \
             changed it, and that change is lost",
            10,
        );
}

#[test]
fn a_lock_that_is_given_back_between_look_and_change() {
    violated(Code::AtomicityViolation)
        .step(on(LOCK, did(1, Op::Look, 10)))
        .step(on(LOCK, did(1, Op::Unlock, 10)))
        .step(preempting(on(LOCK, did(2, Op::Lock, 20))))
        .step(on(LOCK, did(2, Op::Change, 20)))
        .step(on(LOCK, did(1, Op::Lock, 11)))
        .is_because(
            "`a` gave the lock back after line 10 and took it again at line 11; in between, at line 20, \
             `b` changed what it guards",
            10,
        );
}

#[test]
fn a_switch_in_which_nothing_changed_is_no_cause() {
    violated(Code::AtomicityViolation)
        .step(on(LOCK, did(1, Op::Look, 10)))
        .step(preempting(on(LOCK, did(2, Op::Look, 20))))
        .step(on(LOCK, did(1, Op::Lock, 11)))
        .has_no_cause();
}

#[test]
fn what_another_call_looked_at_is_not_what_this_one_relies_on() {
    violated(Code::AtomicityViolation)
        .step(on(LOCK, did(1, Op::Look, 10)))
        .step(call(1, Op::Return, "len() → 0"))
        .step(preempting(on(LOCK, did(2, Op::Change, 20))))
        .step(on(LOCK, did(1, Op::Lock, 11)))
        .has_no_cause();
}

fn looked_at_half_done(over: bool) -> Execution {
    let execution = violated(Code::WrongAnswer)
        .step(call(2, Op::Call, "transfer(1)"))
        .step(on(LOCK, did(2, Op::Change, 20)));
    let execution = match over {
        true => execution.step(call(2, Op::Return, "transfer(1) → ()")),
        false => execution,
    };
    execution
        .step(call(1, Op::Call, "total()"))
        .step(on(LOCK, did(1, Op::Look, 10)))
        .step(call(1, Op::Return, "total() → 9"))
}

#[test]
fn a_look_into_the_middle_of_a_call() {
    looked_at_half_done(false).is_because(
        "`a` looked at line 10 in the middle of `transfer(1)`: `b` had changed that at line 20, and was \
         not done",
        20,
    );
}

#[test]
fn a_look_after_a_call_is_none_into_its_middle() {
    looked_at_half_done(true).has_no_cause();
}
