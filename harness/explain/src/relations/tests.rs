use super::*;
use crate::trace::Op;

const LOCK: ObjectId = 0;
const CONDVAR: ObjectId = 1;
const FLAG: ObjectId = 2;
const CHANNEL: ObjectId = 3;

fn kind(object: ObjectId) -> Kind {
    match object {
        LOCK => Kind::Mutex,
        CONDVAR => Kind::Condvar,
        FLAG => Kind::Atomic("AtomicBool"),
        _ => Kind::Channel,
    }
}

/// Thread, operation, object; both threads can run unless it says otherwise.
fn did(thread: u32, op: &'static str, object: Option<ObjectId>) -> Record {
    Record {
        thread,
        op: Op(op),
        object,
        value: Value::None,
        place: None,
        order: None,
        preemption: false,
        runnable: 0b11,
    }
}

fn with(record: Record, value: Value) -> Record {
    Record { value, ..record }
}

fn after(trace: &[Record]) -> Vec<Vec<u64>> {
    of(trace, kind, &[])
        .into_iter()
        .map(|r| r.follows)
        .collect()
}

#[test]
fn a_thread_begins_after_its_spawn_and_a_join_comes_after_its_end() {
    let trace = [
        with(did(0, "spawn", None), Value::Thread(1)),
        did(1, "yield", None),
        did(1, "end", None),
        with(did(0, "join", None), Value::Thread(1)),
    ];
    assert_eq!(after(&trace), [vec![], vec![0], vec![], vec![2]]);
}

#[test]
fn a_lock_comes_after_the_last_unlock_of_another_thread() {
    let trace = [
        did(0, "lock", Some(LOCK)),
        did(0, "unlock", Some(LOCK)),
        did(0, "lock", Some(LOCK)),
        did(0, "unlock", Some(LOCK)),
        did(1, "lock", Some(LOCK)),
    ];
    assert_eq!(after(&trace), [vec![], vec![], vec![], vec![], vec![3]]);
}

#[test]
fn a_wake_up_comes_after_its_notification_and_after_the_unlock() {
    let trace = [
        did(0, "lock", Some(LOCK)),
        did(0, "wait", Some(CONDVAR)),
        did(1, "lock", Some(LOCK)),
        with(did(1, "notify_one", Some(CONDVAR)), Value::Thread(0)),
        did(1, "unlock", Some(LOCK)),
        did(0, "wake", Some(CONDVAR)),
    ];
    assert_eq!(after(&trace)[2], [1]);
    assert_eq!(after(&trace)[5], [3, 4]);
    let mut spurious = trace.to_vec();
    spurious.remove(3);
    spurious[4].value = Value::Word(SPURIOUS);
    assert_eq!(after(&spurious)[4], [3]);
}

#[test]
fn an_acquire_load_comes_after_the_release_store_that_it_reads_from() {
    let ordered = |store, load| {
        let with_order = |record: Record, order| Record {
            order: Some(order),
            ..record
        };
        let store = with_order(
            with(did(0, "store", Some(FLAG)), Value::Change(0, 1)),
            store,
        );
        let load = with_order(with(did(1, "load", Some(FLAG)), Value::Bits(1)), load);
        after(&[store, load])[1].clone()
    };
    assert_eq!(ordered(Ordering::Release, Ordering::Acquire), [0]);
    assert_eq!(ordered(Ordering::SeqCst, Ordering::SeqCst), [0]);
    assert!(ordered(Ordering::Relaxed, Ordering::Acquire).is_empty());
    assert!(ordered(Ordering::Release, Ordering::Relaxed).is_empty());
}

#[test]
fn each_message_comes_after_its_own_sending() {
    let trace = [
        did(0, "send", Some(CHANNEL)),
        did(0, "send", Some(CHANNEL)),
        did(1, "recv", Some(CHANNEL)),
        did(1, "recv", Some(CHANNEL)),
    ];
    assert_eq!(after(&trace), [vec![], vec![], vec![0], vec![1]]);
}

#[test]
fn whoever_could_not_run_is_blocked_on_what_it_does_next() {
    let mut trace = [
        with(did(0, "spawn", None), Value::Thread(1)),
        did(0, "lock", Some(LOCK)),
        did(0, "unlock", Some(LOCK)),
        did(1, "lock", Some(LOCK)),
    ];
    trace[2].runnable = 0b01;
    let relations = of(&trace, kind, &[]);
    assert!(relations[1].blocked.is_empty());
    let waits = Waiting {
        thread: 1,
        operation: "lock".to_owned(),
        object: Some(LOCK),
    };
    assert_eq!(relations[2].blocked, [waits]);
    assert!(relations[0].could_go_on && relations[2].could_go_on);
}
