//! The kernel by itself: no coroutine, no façade, only what threads announce and who may be next.

use std::collections::VecDeque;
use std::panic::Location;
use std::time::Duration;

use super::*;
use crate::vocabulary::{ObjectCell, ObjectKind, Op, Outcome, ThreadId};

/// Takes what it is told to, and then the first.
struct Told(VecDeque<usize>);

impl Strategy for Told {
    fn pick(
        &mut self,
        options: &[Choice],
        _tasks: &[&shuttle_engine::scheduler::Task],
        _current: Option<shuttle_engine::scheduler::TaskId>,
    ) -> Result<usize, Diverged> {
        let index = self.0.pop_front().unwrap_or(0);
        if index < options.len() {
            Ok(index)
        } else {
            Err(Diverged)
        }
    }

    fn choose(&mut self, _n: usize, _disturbance: bool) -> Result<usize, Diverged> {
        Ok(self.0.pop_front().unwrap_or(0))
    }
}

/// A kernel in its first execution, with so many threads that all stand before their first step but main,
/// which runs.
fn kernel(threads: u32, choices: &[usize]) -> Kernel {
    let mut k = Kernel::new();
    k.config.engine = Engine::Search;
    k.config.strategy = Some(Box::new(Told(choices.iter().copied().collect())));
    k.begin_execution();
    for _ in 1..threads {
        k.add_thread(None, None);
    }
    k
}

fn here() -> Place {
    Location::caller()
}

fn step(op: Op) -> Announce {
    Announce::new(op, here())
}

/// The current thread announces a step; then one of the options is taken. Who runs now?
#[track_caller]
fn announces(k: &mut Kernel, announce: Announce, yields: bool) -> ThreadId {
    if k.announce(announce, yields).expect("somebody can go on") {
        k.exec.switching = false;
        k.choose_thread(true, &[], None).expect("it can be chosen");
    }
    k.exec.current
}

/// The current thread has ended.
fn ends(k: &mut Kernel) -> Result<ThreadId, Stop> {
    k.me().status = Status::Finished;
    k.find_options(false);
    k.choose_thread(false, &[], None)
        .map(|choice| choice.thread)
}

/// Threads that could be next, and whether each costs a preemption.
fn options(k: &Kernel) -> Vec<(ThreadId, bool)> {
    let options = k.exec.options.iter();
    options
        .map(|choice| (choice.thread, choice.costs))
        .collect()
}

#[test]
fn going_on_is_free_and_a_switch_away_is_a_preemption() {
    let mut k = kernel(3, &[1]);
    assert_eq!(announces(&mut k, step(Op::Load), false), 1);
    assert_eq!(options(&k), [(0, false), (1, true), (2, true)]);
    assert!(!k.exec.is_plain());
    assert_eq!(
        k.exec.departures[0].kind,
        heddle_protocol::DepartureKind::Preemption
    );
}

#[test]
fn where_a_thread_cannot_go_on_any_other_is_free() {
    let mut k = kernel(3, &[1]);
    let lock = k.register(ObjectKind::Mutex, here());
    k.object(lock).holder = Some(2);
    let locks = step(Op::Lock).on(lock).until(Until::Free(lock));
    assert_eq!(announces(&mut k, locks, false), 2);
    assert_eq!(options(&k), [(1, false), (2, false)]);
}

#[test]
fn a_thread_alone_is_not_asked_for() {
    let mut k = kernel(1, &[9]);
    assert_eq!(announces(&mut k, step(Op::Load), false), 0);
    assert_eq!(k.exec.choices, [0], "the mark for unlocks, and no choice");
}

#[test]
fn nobody_can_run_is_a_value_and_no_end_of_the_process() {
    let mut k = kernel(1, &[]);
    let waits = step(Op::Park).until(Until::Token);
    assert_eq!(k.announce(waits, false), Err(Stop::Stuck));
}

#[test]
fn an_execution_out_of_steps_goes_round_only_if_everyone_yielded_often() {
    let run = |yields: bool| {
        let mut k = kernel(1, &[]);
        k.config.step_limit = 30;
        loop {
            if let Err(stop) = k.announce(step(Op::Load), yields) {
                return stop;
            }
        }
    };
    assert_eq!(run(true), Stop::OutOfSteps { goes_round: true });
    assert_eq!(run(false), Stop::OutOfSteps { goes_round: false });
}

#[test]
fn progress_forgets_that_threads_went_round() {
    let mut k = kernel(1, &[]);
    k.config.step_limit = 30;
    let stop = loop {
        match k.announce(step(Op::YieldNow), true) {
            Ok(_) if k.exec.steps == 20 => k.progress(),
            Ok(_) => {}
            Err(stop) => break stop,
        }
    };
    assert_eq!(stop, Stop::OutOfSteps { goes_round: false });
}

#[test]
fn as_long_as_values_are_new_somebody_gets_further() {
    let run = |value: fn(u64) -> u64| {
        let mut k = kernel(1, &[]);
        k.config.step_limit = 100;
        loop {
            if let Err(stop) = k.announce(step(Op::FetchAdd), true) {
                return stop;
            }
            let (from, to) = (value(k.exec.steps), value(k.exec.steps + 1));
            k.record(
                Op::FetchAdd,
                Some(0),
                Outcome::Changed { from, to },
                None,
                true,
            );
        }
    };
    assert_eq!(run(|step| step), Stop::OutOfSteps { goes_round: false });
    assert_eq!(run(|step| step % 2), Stop::OutOfSteps { goes_round: true });
}

#[test]
fn who_yields_costs_something_until_each_other_made_a_step() {
    let mut k = kernel(3, &[0, 0]);
    // Main yields: the others are free, and main itself costs as much as a preemption.
    assert_eq!(announces(&mut k, step(Op::YieldNow), true), 1);
    assert_eq!(options(&k), [(1, false), (2, false), (0, true)]);
    // 1 ends: 2 has not made a step yet.
    assert_eq!(ends(&mut k), Ok(2));
    assert_eq!(options(&k), [(2, false), (0, true)]);
    // 2 goes on: now main lags behind nobody.
    announces(&mut k, step(Op::Load), false);
    assert_eq!(options(&k), [(2, false), (0, true)], "a switch away costs");
    assert_eq!(ends(&mut k), Ok(0));
    assert_eq!(options(&k), [(0, false)]);
}

#[test]
fn a_thread_that_changes_nothing_for_long_is_taken_to_yield() {
    let mut k = kernel(2, &[]);
    let mut steps = 0;
    while announces(&mut k, step(Op::Load), false) == 0 {
        k.record(Op::Load, None, Outcome::Read(0), None, false);
        steps += 1;
        assert!(steps < 100, "it lets nobody else run");
    }
    assert_eq!(steps, 30);
    assert!(k.exec.is_plain(), "that is the plain order");
}

#[test]
fn whoever_waits_shortest_times_out_first_for_free() {
    let mut k = kernel(3, &[]);
    let sleep = |k: &mut Kernel, millis| {
        let deadline = k.deadline(Duration::from_millis(millis));
        step(Op::Sleep).until(Until::Never).at_most(deadline)
    };
    let long = sleep(&mut k, 50);
    assert_eq!(announces(&mut k, long, false), 1);
    let short = sleep(&mut k, 10);
    assert_eq!(announces(&mut k, short, false), 2);
    let middle = sleep(&mut k, 20);
    assert_eq!(announces(&mut k, middle, false), 1);
    assert_eq!(options(&k), [(1, false), (2, true), (0, true)]);
    assert!(k.me().timed_out);
    assert_eq!(
        k.exec.clock,
        Duration::from_millis(10),
        "the clock is at its deadline"
    );
}

#[test]
fn threads_beyond_the_64th_run_like_any_other() {
    let mut k = kernel(70, &[66]);
    assert_eq!(announces(&mut k, step(Op::Load), false), 66);
    // It can go on, so a switch away from it is a preemption, too.
    announces(&mut k, step(Op::Load), false);
    assert_eq!(options(&k)[0], (66, false));
    assert!(options(&k)[1..].iter().all(|(_, costs)| *costs));
    assert_eq!(options(&k).len(), 70);
    // They are not fair: nobody has to wait for their step.
    announces(&mut k, step(Op::YieldNow), true);
    let lag = k.exec.threads[66].lag;
    assert_eq!(lag.bits(), u64::MAX, "the first 64, and nobody else");
}

#[test]
fn when_main_has_returned_the_others_come_to_rest_without_choices() {
    let mut k = kernel(3, &[1, 1, 1]);
    k.exec.part = Part::Draining;
    let waits = Announce::anywhere(Op::End).until(Until::OthersDone);
    assert_eq!(announces(&mut k, waits, false), 1);
    assert_eq!(ends(&mut k), Ok(2));
    assert_eq!(ends(&mut k), Ok(0));
    assert_eq!(k.exec.choices.len(), 1);
}

#[test]
fn a_call_begins_when_its_thread_is_resumed() {
    let mut k = kernel(2, &[1, 1]);
    let call = k.announce_call("put(1)".into());
    assert_eq!(announces(&mut k, step(Op::Lock), false), 1);
    assert_eq!(k.exec.calls[call as usize], None, "main stands before it");
    assert_eq!(ends(&mut k), Ok(0));
    assert_eq!(k.exec.calls[call as usize], Some(1));
    assert_eq!(k.exec.trace.last().map(|step| step.op), Some(Op::Call));
}

#[test]
fn an_object_has_one_number_an_execution() {
    let mut k = kernel(1, &[]);
    let (one, other) = (ObjectCell::new(), ObjectCell::new());
    let whole = (std::ptr::null(), 0);
    let number = |k: &mut Kernel, cell| k.identify(cell, ObjectKind::Mutex, whole, here());
    assert_eq!(k.known(&one), None);
    assert_eq!(number(&mut k, &one), Ok(0));
    assert_eq!(number(&mut k, &other), Ok(1));
    assert_eq!(number(&mut k, &one), Ok(0));
    assert_eq!(k.known(&one), Some(0));
    k.begin_execution();
    assert_eq!(k.known(&one), None);
    assert!(matches!(number(&mut k, &one), Err(Stop::Outlives(_))));
}

#[test]
fn the_kernel_is_not_to_be_had_from_within_itself() {
    with(|k| {
        k.begin_execution();
        assert!(try_with(|_| ()).is_none());
    });
    assert!(try_with(|_| ()).is_some());
}

/// Numbers that are the same each time (Marsaglia, *Xorshift RNGs*, 2003).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }
}

/// What a thread may come to stand before, whatever program it runs.
fn any_step(k: &mut Kernel, numbers: &mut Numbers) -> (Announce, bool) {
    let timeout = Duration::from_nanos(numbers.below(3) * 1_000);
    let deadline = (numbers.below(2) == 0)
        .then(|| k.deadline(timeout))
        .flatten();
    let (lock, condvar) = (0, 1);
    match numbers.below(8) {
        0 => (step(Op::Lock).until(Until::Free(lock)), false),
        1 => (step(Op::Read).until(Until::Readable(lock)), false),
        2 => {
            let waits = step(Op::Wait).until(Until::Notified(lock));
            (waits.at_most(deadline), false)
        }
        3 => {
            let version = k.exec.objects[condvar].version;
            let waits = step(Op::Recv).until(Until::Changed(condvar as u32, version));
            (waits.at_most(deadline), false)
        }
        4 => (step(Op::Park).until(Until::Token).at_most(deadline), false),
        5 => {
            let sleeps = step(Op::Sleep).until(Until::Never);
            (sleeps.at_most(k.deadline(timeout)), false)
        }
        6 => (step(Op::YieldNow), true),
        _ => (step(Op::Load), false),
    }
}

/// A step of the running thread takes effect on the others.
fn any_effect(k: &mut Kernel, numbers: &mut Numbers) {
    let me = k.exec.current;
    let other = numbers.below(k.exec.threads.len() as u64) as ThreadId;
    match numbers.below(6) {
        0 => k.object(0).holder = Some(me),
        1 => k.object(0).holder = None,
        2 => k.object(1).version += 1,
        3 => k.thread(other).notified = true,
        4 => k.thread(other).token = true,
        _ => {}
    }
    k.me().notified = false;
    k.me().token = false;
}

/// The search takes the first option at every new decision, and reckons that this costs nothing. So there
/// always is a free one, whoever yielded, whatever timed out.
#[test]
fn the_first_option_never_costs_anything() {
    let mut numbers = Numbers(0x4EDD_1E05);
    let mut decisions = 0;
    for round in 0..2_000_u64 {
        let threads = 2 + numbers.below(4) as u32;
        let choices: Vec<usize> = (0..60).map(|_| numbers.below(2) as usize).collect();
        let mut k = kernel(threads, &choices);
        k.register(ObjectKind::Mutex, here());
        k.register(ObjectKind::Channel, here());
        for _ in 0..60 {
            let (announce, yields) = any_step(&mut k, &mut numbers);
            let Ok(asked) = k.announce(announce, yields) else {
                break;
            };
            if asked {
                assert!(
                    !k.exec.options[0].costs,
                    "round {round}: {:?}",
                    k.exec.options
                );
                decisions += usize::from(k.exec.options.len() > 1);
                k.exec.switching = false;
                if k.choose_thread(true, &[], None).is_err() {
                    break; // It was told to take an option that there is not.
                }
            }
            any_effect(&mut k, &mut numbers);
        }
    }
    assert!(decisions > 20_000, "{decisions}");
}
