//! Histories that are and are not linearizable, and a comparison with trying every order.

use super::*;
use heddle_protocol::Code;

/// A first-in-first-out queue that holds two items.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
struct Fifo(Vec<u8>);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Op {
    Put(u8),
    Get,
    Len,
}
use Op::{Get, Len, Put};

impl fmt::Display for Op {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Put(item) => write!(f, "put({item})"),
            Get => f.write_str("get()"),
            Len => f.write_str("len()"),
        }
    }
}

impl Contract for Fifo {
    type Object = ();
    type Op = Op;
    type Ret = u8;

    fn create(&self) {}

    fn apply((): &(), _: &Op) -> u8 {
        unreachable!("these histories are written by hand")
    }

    fn outcomes(&self, op: &Op) -> Vec<(u8, Self)> {
        let mut items = self.0.clone();
        match *op {
            Put(_) if items.len() == 2 => vec![],
            Put(item) => {
                items.push(item);
                vec![(0, Fifo(items))]
            }
            Get if items.is_empty() => vec![],
            Get => vec![(items.remove(0), Fifo(items))],
            Len => vec![(items.len() as u8, self.clone())],
        }
    }
}

/// What a line of a drawn history says: thread, operation, and the times of call and return.
type Line = (usize, Op, Option<u8>, u32, u32);

fn history(lines: &[Line]) -> History<Fifo> {
    let call = |&(thread, op, ret, called, returned): &Line| Call {
        thread,
        op,
        ret,
        called,
        returned: if ret.is_some() { returned } else { u32::MAX },
        phase: Phase::During,
    };
    History {
        calls: lines.iter().map(call).collect(),
        order: Order::RealTime,
    }
}

fn fits(lines: &[Line]) -> bool {
    history(lines).fits(&Fifo::default())
}

#[test]
fn calls_one_after_the_other_have_one_order() {
    assert!(fits(&[
        (0, Put(1), Some(0), 1, 2),
        (0, Put(2), Some(0), 3, 4),
        (0, Get, Some(1), 5, 6)
    ]));
    assert!(!fits(&[
        (0, Put(1), Some(0), 1, 2),
        (0, Put(2), Some(0), 3, 4),
        (0, Get, Some(2), 5, 6)
    ]));
}

#[test]
fn calls_at_the_same_time_may_take_effect_in_either_order() {
    assert!(fits(&[
        (0, Put(1), Some(0), 1, 4),
        (1, Put(2), Some(0), 2, 3),
        (0, Get, Some(2), 5, 6)
    ]));
    assert!(fits(&[
        (0, Put(1), Some(0), 1, 4),
        (1, Put(2), Some(0), 2, 3),
        (0, Get, Some(1), 5, 6)
    ]));
}

#[test]
fn an_item_cannot_be_got_before_it_is_put() {
    assert!(!fits(&[
        (0, Get, Some(1), 1, 2),
        (1, Put(1), Some(0), 3, 4)
    ]));
}

#[test]
fn an_item_cannot_be_got_twice() {
    assert!(!fits(&[
        (0, Put(1), Some(0), 1, 2),
        (0, Get, Some(1), 3, 6),
        (1, Get, Some(1), 4, 5)
    ]));
}

#[test]
fn a_call_under_way_may_have_taken_effect_or_not() {
    let put = (0, Put(1), None, 1, 0);
    assert!(fits(&[put, (1, Len, Some(1), 2, 3)]));
    assert!(fits(&[put, (1, Len, Some(0), 2, 3)]));
    assert!(fits(&[
        put,
        (1, Len, Some(0), 2, 3),
        (1, Len, Some(1), 4, 5)
    ]));
    assert!(!fits(&[
        put,
        (1, Len, Some(1), 2, 3),
        (1, Len, Some(0), 4, 5)
    ]));
}

#[test]
fn more_than_the_capacity_never_fits() {
    let puts = [
        (0, Put(1), Some(0), 1, 2),
        (1, Put(2), Some(0), 1, 2),
        (2, Put(3), Some(0), 1, 3),
    ];
    assert!(!fits(&puts));
    // A get under way may have made room already.
    assert!(fits(&[puts[0], puts[1], puts[2], (3, Get, None, 2, 0)]));
}

#[test]
fn program_order_lets_another_thread_read_an_old_value() {
    let mut stale = history(&[(0, Put(1), Some(0), 1, 2), (1, Len, Some(0), 3, 4)]);
    assert!(!stale.fits(&Fifo::default()));
    stale.order = Order::Program;
    assert!(stale.fits(&Fifo::default()));
    // Its own write it has to see, and after a join everybody's.
    stale.calls[1].thread = 0;
    assert!(!stale.fits(&Fifo::default()));
    stale.calls[1].thread = 1;
    stale.calls[1].phase = Phase::After;
    assert!(!stale.fits(&Fifo::default()));
}

#[test]
fn a_complaint_says_what_the_contract_allows() {
    let put = (0, Put(1), Some(0), 1, 4);
    let wrong = history(&[put, (1, Put(2), Some(0), 2, 3), (0, Get, Some(7), 5, 6)]);
    assert_eq!(
        wrong.complaint(&Fifo::default()),
        "`get()` returned 7; the contract allows 1 or 2 here."
    );
    let early = history(&[(0, Get, Some(7), 1, 2)]);
    assert_eq!(
        early.complaint(&Fifo::default()),
        "`get()` returned 7, but it has to wait here."
    );
}

#[test]
fn the_first_violation_knows_nothing_of_what_came_later() {
    let lines = [
        (0, Put(1), Some(0), 1, 2),
        (0, Get, Some(9), 3, 5),
        (1, Len, Some(42), 6, 7),
    ];
    let violation = history(&lines)
        .first_violation(&Fifo::default())
        .expect("9 was never put");
    assert_eq!(
        violation.message,
        "`get()` returned 9; the contract allows 1 here."
    );
    assert_eq!(violation.code, Code::WrongAnswer);
    assert_eq!(history(&lines[..1]).first_violation(&Fifo::default()), None);
}

#[test]
fn a_violation_among_several_threads_is_one_of_atomicity() {
    let lines = [(0, Put(1), Some(0), 1, 4), (1, Len, Some(7), 2, 3)];
    let violation = history(&lines)
        .first_violation(&Fifo::default())
        .expect("7 is too many");
    assert_eq!(violation.code, Code::AtomicityViolation);
}

/// A flag whose answers are left open once it is set.
#[derive(Clone, PartialEq, Eq)]
struct Flag(bool);

#[derive(Clone)]
enum Answer {
    Whatever,
    Is(bool),
}

impl PartialEq for Answer {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Answer::Is(one), Answer::Is(another)) => one == another,
            _ => true,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Answer::Whatever => f.write_str("whatever"),
            Answer::Is(truth) => write!(f, "{truth}"),
        }
    }
}

impl Contract for Flag {
    type Object = ();
    type Op = &'static str;
    type Ret = Answer;

    fn create(&self) {}

    fn apply((): &(), _: &&'static str) -> Answer {
        unreachable!("these histories are written by hand")
    }

    fn outcomes(&self, op: &&'static str) -> Vec<(Answer, Self)> {
        match *op {
            "set" => vec![(Answer::Whatever, Flag(true))],
            _ => vec![(Answer::Is(self.0), self.clone())],
        }
    }
}

#[test]
fn a_result_that_is_left_open_is_not_taken_for_the_others() {
    let call = |op, truth, called| Call {
        thread: 0,
        op,
        ret: Some(Answer::Is(truth)),
        called,
        returned: called + 1,
        phase: Phase::During,
    };
    let fits = |last| {
        let calls = vec![
            call("set", true, 1),
            call("set", false, 3),
            call("is_set", last, 5),
        ];
        let order = Order::RealTime;
        History::<Flag> { calls, order }.fits(&Flag(false))
    };
    assert!(fits(true));
    assert!(!fits(false));
}

/// A small generator of numbers, so that a failure comes back each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        // Knuth's multiplier for a linear congruential generator; the upper bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % limit
    }
}

/// Threads that call and return at random, with results that are often, but not always, possible.
fn random_history(numbers: &mut Numbers) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut open: [Option<usize>; 3] = [None; 3];
    let size = 2 + numbers.below(4);
    let mut clock = 0;
    while lines.len() < size || (open.iter().any(Option::is_some) && numbers.below(8) > 0) {
        clock += 1;
        let thread = numbers.below(3);
        match open[thread].take() {
            Some(index) => {
                let ret = match lines[index].1 {
                    Put(_) => 0,
                    Get => 1 + numbers.below(2) as u8,
                    Len => numbers.below(3) as u8,
                };
                (lines[index].2, lines[index].4) = (Some(ret), clock);
            }
            None if lines.len() < size => {
                let op = [Put(1), Put(2), Get, Len][numbers.below(4)];
                open[thread] = Some(lines.len());
                lines.push((thread, op, None, clock, u32::MAX));
            }
            None => {}
        }
    }
    lines
}

/// Tries every order of every choice of the calls that are under way: no memory, no cleverness.
fn brute_force(state: &Fifo, rest: &[Line]) -> bool {
    if rest.iter().all(|line| line.2.is_none()) {
        return true;
    }
    (0..rest.len()).any(|index| {
        let (_, op, ret, called, _) = rest[index];
        let mut others = rest.to_vec();
        others.remove(index);
        let early = others
            .iter()
            .all(|other| other.2.is_none() || other.4 >= called);
        early
            && state.outcomes(&op).iter().any(|(possible, after)| {
                ret.is_none_or(|ret| ret == *possible) && brute_force(after, &others)
            })
    })
}

#[test]
fn random_histories_are_judged_as_by_trying_every_order() {
    let mut numbers = Numbers(2017);
    let mut yes = 0;
    for round in 0..20_000 {
        let lines = random_history(&mut numbers);
        let expected = brute_force(&Fifo::default(), &lines);
        assert_eq!(fits(&lines), expected, "round {round}: {lines:?}");
        yes += u32::from(expected);
    }
    // A comparison in which one answer hardly occurs would prove little.
    assert!(
        (2_000..18_000).contains(&yes),
        "{yes} of 20000 are linearizable"
    );
}

#[test]
fn random_complaints_list_exactly_what_would_fit() {
    let mut numbers = Numbers(1993);
    for round in 0..5_000 {
        let lines = random_history(&mut numbers);
        let drawn = history(&lines);
        let Some(last) = drawn.last().map(|last| last.called) else {
            continue;
        };
        let index = lines.iter().position(|line| line.3 == last).unwrap();
        let mut allowed = drawn.allowed(&Fifo::default());
        allowed.sort_unstable();
        let expected: Vec<u8> = (0..4)
            .filter(|&ret| {
                let mut lines = lines.clone();
                lines[index].2 = Some(ret);
                brute_force(&Fifo::default(), &lines)
            })
            .collect();
        assert_eq!(allowed, expected, "round {round}: {lines:?}");
    }
}
