use super::*;
use crate::Waiting;

fn after(execution: &Execution) -> Vec<Vec<u64>> {
    let relations = crate::relations(&execution.0);
    relations.into_iter().map(|step| step.follows).collect()
}

fn run() -> Execution {
    ended(Finding::Standstill)
}

fn spawns(thread: u32, child: u32) -> Step {
    came(did(thread, Op::Spawn, 0), Outcome::Thread(child))
}

#[test]
fn a_thread_begins_after_its_spawn_and_a_join_comes_after_its_end() {
    let execution = run()
        .step(spawns(0, 1))
        .step(did(1, Op::YieldNow, 1))
        .step(did(1, Op::End, 0))
        .step(came(did(0, Op::Join, 2), Outcome::Thread(1)));
    assert_eq!(after(&execution), [vec![], vec![0], vec![], vec![2]]);
}

#[test]
fn a_lock_comes_after_the_last_unlock_of_another_thread() {
    let execution = run()
        .step(on(LOCK, did(0, Op::Lock, 1)))
        .step(on(LOCK, did(0, Op::Unlock, 1)))
        .step(on(LOCK, did(0, Op::Lock, 2)))
        .step(on(LOCK, did(0, Op::Unlock, 2)))
        .step(on(LOCK, did(1, Op::Lock, 3)));
    assert_eq!(after(&execution), [vec![], vec![], vec![], vec![], vec![3]]);
}

#[test]
fn a_lock_that_was_refused_comes_after_nothing() {
    let refused = Outcome::Refused(heddle_protocol::Refusal::Held);
    let execution = run()
        .step(on(LOCK, did(0, Op::Lock, 1)))
        .step(on(LOCK, did(0, Op::Unlock, 1)))
        .step(on(LOCK, came(did(1, Op::TryLock, 3), refused)));
    assert_eq!(after(&execution)[2], [] as [u64; 0]);
}

fn woken(outcome: Outcome) -> Vec<u64> {
    let execution = run()
        .step(on(LOCK, did(0, Op::Lock, 1)))
        .step(on(CONDVAR, did(0, Op::Wait, 2)))
        .step(on(LOCK, did(1, Op::Lock, 3)))
        .step(notifies(1, 4, &[0]))
        .step(on(LOCK, did(1, Op::Unlock, 3)))
        .step(on(CONDVAR, came(did(0, Op::Wake, 2), outcome)));
    let after = after(&execution);
    assert_eq!(after[2], [1], "the wait gave the lock back");
    after[5].clone()
}

#[test]
fn a_wake_up_comes_after_its_notification_and_after_the_unlock() {
    assert_eq!(woken(Outcome::Done), [3, 4]);
}

#[test]
fn a_wake_up_for_no_reason_or_by_the_clock_comes_after_the_unlock_alone() {
    assert_eq!(woken(Outcome::Spurious), [4]);
    assert_eq!(woken(Outcome::TimedOut), [4]);
}

#[test]
fn an_acquire_load_comes_after_the_release_store_that_it_reads_from() {
    use MemoryOrder::{Acquire, Relaxed, Release, SeqCst};
    let ordered = |store, load| {
        let execution = run()
            .step(stores(0, FLAG, 1, store))
            .step(loads(1, FLAG, 2, load));
        after(&execution)[1].clone()
    };
    assert_eq!(ordered(Release, Acquire), [0]);
    assert_eq!(ordered(SeqCst, SeqCst), [0]);
    assert!(ordered(Relaxed, Acquire).is_empty());
    assert!(ordered(Release, Relaxed).is_empty());
    let old = run()
        .step(stores(0, FLAG, 1, Release))
        .step(loads_old(1, FLAG, 2, Acquire));
    assert!(after(&old)[1].is_empty(), "it read what was before");
}

fn sends(thread: u32, op: Op, outcome: Outcome) -> Step {
    on(CHANNEL, came(did(thread, op, 1), outcome))
}

#[test]
fn each_message_comes_after_its_own_sending() {
    let execution = run()
        .step(sends(0, Op::Send, Outcome::Sent(0)))
        .step(sends(0, Op::Send, Outcome::Sent(1)))
        .step(sends(1, Op::Recv, Outcome::Took(0)))
        .step(sends(1, Op::Recv, Outcome::Took(1)));
    assert_eq!(after(&execution), [vec![], vec![], vec![0], vec![1]]);
}

#[test]
fn a_message_that_was_refused_shifts_no_other() {
    let full = Outcome::Refused(heddle_protocol::Refusal::Full);
    let execution = run()
        .step(sends(0, Op::TrySend, Outcome::Sent(0)))
        .step(sends(0, Op::TrySend, full))
        .step(sends(1, Op::Recv, Outcome::Took(0)))
        .step(sends(0, Op::TrySend, Outcome::Sent(1)))
        .step(sends(1, Op::Recv, Outcome::Took(1)));
    assert_eq!(
        after(&execution),
        [vec![], vec![], vec![0], vec![], vec![3]]
    );
}

#[test]
fn whoever_could_not_run_is_blocked_on_what_it_does_next() {
    let mut execution = run()
        .step(spawns(0, 1))
        .step(on(LOCK, did(0, Op::Lock, 1)))
        .step(on(LOCK, did(0, Op::Unlock, 1)))
        .step(on(LOCK, did(1, Op::Lock, 2)));
    execution.0.steps[2].runnable = 0b01;
    let relations = crate::relations(&execution.0);
    assert!(relations[1].blocked.is_empty());
    let waits = Waiting {
        thread: 1,
        op: Some(Op::Lock),
        object: Some(LOCK),
    };
    assert_eq!(relations[2].blocked, [waits]);
    assert!(relations[0].could_go_on && relations[2].could_go_on);
}

#[test]
fn whoever_is_blocked_for_good_waits_for_what_it_announced() {
    let mut execution = run()
        .step(spawns(0, 1))
        .step(on(LOCK, did(0, Op::Lock, 1)))
        .held(LOCK, 0)
        .wants(1, LOCK, 9);
    execution.0.steps[1].runnable = 0b01;
    let relations = crate::relations(&execution.0);
    assert_eq!(relations[1].blocked.len(), 1);
    assert_eq!(relations[1].blocked[0].op, Some(Op::Lock));
}
