use heddle_runtime::{How, Shared};

use super::*;

/// A thread's moves, each of them one effect on one thing.
type Thread = &'static [(u32, How)];

fn effect((object, how): (u32, How)) -> Effect {
    Effect {
        on: Shared::Object(object),
        how,
        waited: false,
    }
}

/// Runs what the search chooses of threads that never block; the orders in which they moved.
fn orders(threads: &[Thread]) -> Vec<Vec<u32>> {
    let mut search = Reduced::new(0);
    let mut orders = Vec::new();
    loop {
        let mut made = vec![0; threads.len()];
        let mut order: Vec<u32> = Vec::new();
        loop {
            let last = order.last().copied().unwrap_or(0);
            let ready = |thread: &u32| made[*thread as usize] < threads[*thread as usize].len();
            let mut could: Vec<u32> = (0..threads.len() as u32).filter(ready).collect();
            could.sort_by_key(|&thread| thread != last);
            let thread = match could[..] {
                [] => break,
                [only] => only,
                _ => {
                    let options: Vec<Choice> = could.iter().map(|&thread| choice(thread)).collect();
                    could[search.pick(&options, 0).unwrap()]
                }
            };
            let index = thread as usize;
            let effects = [effect(threads[index][made[index]])];
            made[index] += 1;
            order.push(thread);
            search.moved(Move {
                thread,
                had_deadline: false,
                pending: false,
                effects: &effects,
            });
        }
        orders.push(order);
        if !search.advance().unwrap() {
            return orders;
        }
    }
}

fn choice(thread: u32) -> Choice {
    Choice {
        thread,
        timeout: false,
        costs: false,
        doing: 0,
        clock: 0,
    }
}

fn wrote(thread: u32) -> Move<'static> {
    Move {
        thread,
        had_deadline: false,
        pending: false,
        effects: &[Effect {
            on: Shared::Object(0),
            how: How::Change,
            waited: false,
        }],
    }
}

const READ: (u32, How) = (0, How::Look);
const WRITE: (u32, How) = (0, How::Change);
const ELSEWHERE: (u32, How) = (1, How::Change);

#[test]
fn what_has_nothing_to_do_with_each_other_is_run_in_one_order() {
    assert_eq!(orders(&[&[WRITE, WRITE], &[ELSEWHERE, ELSEWHERE]]).len(), 1);
    assert_eq!(orders(&[&[READ, READ], &[READ], &[READ, READ]]).len(), 1);
    assert_eq!(orders(&[&[WRITE]]).len(), 1);
}

#[test]
fn two_writes_come_in_both_orders() {
    assert_eq!(orders(&[&[WRITE], &[WRITE]]), [[0, 1], [1, 0]]);
}

#[test]
fn writes_to_one_thing_come_in_every_order() {
    assert_eq!(orders(&[&[WRITE], &[WRITE], &[WRITE]]).len(), 6);
    assert_eq!(orders(&[&[WRITE, WRITE], &[WRITE, WRITE]]).len(), 6);
    assert_eq!(orders(&[&[WRITE] as Thread; 5]).len(), 120);
}

#[test]
fn a_read_comes_before_after_and_between_writes() {
    assert_eq!(orders(&[&[WRITE, WRITE], &[READ]]).len(), 3);
    // Where each of two reads comes does not matter to the other.
    assert_eq!(orders(&[&[WRITE], &[READ], &[READ]]).len(), 4);
}

#[test]
fn moves_elsewhere_multiply_nothing() {
    let busy: Thread = &[ELSEWHERE, ELSEWHERE, WRITE];
    assert_eq!(orders(&[busy, &[WRITE]]).len(), 2);
}

#[test]
fn an_execution_that_ends_too_early_diverges() {
    let mut search = Reduced::new(0);
    search.pick(&[choice(0), choice(1)], 0).unwrap();
    for thread in [0, 1] {
        search.moved(wrote(thread));
    }
    assert_eq!(search.advance(), Ok(true));
    assert_eq!(search.advance(), Err(Diverged));
}

#[test]
fn other_options_than_before_diverge() {
    let mut search = Reduced::new(0);
    search.pick(&[choice(0), choice(1)], 7).unwrap();
    for thread in [0, 1] {
        search.moved(wrote(thread));
    }
    assert_eq!(search.advance(), Ok(true));
    assert_eq!(search.pick(&[choice(0), choice(1)], 8), Err(Diverged));
}

#[test]
fn rare_outcomes_are_rationed() {
    let mut search = Reduced::new(1);
    let mut seen = Vec::new();
    loop {
        let outcome: Vec<usize> = (0..3).map(|_| search.choose(2, true).unwrap()).collect();
        seen.push(outcome);
        if !search.advance().unwrap() {
            break;
        }
    }
    assert_eq!(seen, [[0, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]]);
}
