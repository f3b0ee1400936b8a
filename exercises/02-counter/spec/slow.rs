//! An `update` whose closure takes its time, so that another thread adds between its looks.
//!
//! Who computes without a lock finds the value changed and tries again, and so on, as often as it takes. The
//! first time takes a preemption. After that the closure lets the other one go first, which costs none.

use std::sync::Arc;

use counter::Counter;
use grade::{Code, Scenario, check, scenario};
use heddle::{
    sync::{Condvar, Mutex},
    thread,
};

/// So often another thread adds, and 1, 2, 4 … each time.
const ADDS: u32 = 4;
/// What the `update` adds: more than all of these.
const MUCH: u64 = 100;

pub fn scenarios() -> Vec<Scenario> {
    vec![slow_update()]
}

/// How often the closure was called.
#[derive(Default)]
struct Calls {
    count: Mutex<u32>,
    more: Condvar,
}

impl Calls {
    /// Counts some more, and returns how many there were.
    fn add(&self, calls: u32) -> u32 {
        let mut count = self.count.lock().expect("nothing panics in here");
        *count += calls;
        self.more.notify_all();
        *count - calls
    }

    fn wait_for(&self, calls: u32) {
        let mut count = self.count.lock().expect("nothing panics in here");
        while *count < calls {
            count = self.more.wait(count).expect("nothing panics in here");
        }
    }
}

/// What the counter holds after so many of the additions.
fn after(adds: u32) -> u64 {
    (1 << adds) - 1
}

fn slow_update() -> Scenario {
    let about = "Each time that `update` computes, another thread adds, and no change is lost.";
    let scenario = scenario("slow-update", about).run(|| {
        let shared = Arc::new((Counter::new(0), Calls::default()));
        let adder = {
            let shared = Arc::clone(&shared);
            let adds = move || (1..=ADDS).map(|call| add(&shared, call)).collect::<Vec<u64>>();
            let name = thread::Builder::new().name("adder".into());
            name.spawn(adds).expect("a thread can be started")
        };
        let (counter, calls) = &*shared;
        let new = counter.update(|old| {
            if calls.add(1) > 0 {
                thread::yield_now();
            }
            old.wrapping_add(MUCH)
        });
        calls.add(ADDS);
        let olds = adder.join().expect("a thread that ends has not panicked");
        let (sum, right) = (counter.get(), after(ADDS) + MUCH);
        check!(
            sum == right,
            Code::LostUpdate,
            "A counter held 0. One thread added {} to it in {ADDS} calls, and `update` added {MUCH}. It \
             holds {sum} now.",
            after(ADDS)
        );
        check_answers(new, &olds);
    });
    scenario.loom(false).preemptions(1)
}

/// Adds once the closure was called so often, or the `update` is over.
fn add((counter, calls): &(Counter, Calls), call: u32) -> u64 {
    calls.wait_for(call);
    counter.add(1 << (call - 1))
}

/// There is a moment for the `update` between two additions.
fn check_answers(new: u64, olds: &[u64]) {
    let fits = |before: u32| {
        let mut adds = (0..ADDS).zip(olds);
        new == after(before) + MUCH
            && adds.all(|(add, &old)| old == after(add) + if add < before { 0 } else { MUCH })
    };
    check!(
        (0..=ADDS).any(fits),
        Code::AtomicityViolation,
        "A counter held 0. While `update` added {MUCH} and returned {new}, another thread added 1, 2, 4 … \
         and was told {olds:?}. There is no moment at which that `update` can have been."
    );
}
