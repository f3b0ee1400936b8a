//! The contract of exercise 03 on real threads.
//!
//! No test waits for a time: each ends when its threads do, and a deadlock would never end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use accounts_solution::{Account, Insufficient, snapshot, transfer};

#[test]
fn a_transfer_takes_from_one_what_it_gives_to_the_other() {
    let (a, b) = (Account::new(1, 10), Account::new(2, 0));
    assert_eq!(transfer(&a, &b, 4), Ok(()));
    assert_eq!((a.balance(), b.balance()), (6, 4));
    assert_eq!(transfer(&b, &a, 4), Ok(()));
    assert_eq!((a.balance(), b.balance()), (10, 0));
}

#[test]
fn all_of_the_money_can_go_but_not_more() {
    let (a, b) = (Account::new(1, 10), Account::new(2, 0));
    assert_eq!(transfer(&a, &b, 11), Err(Insufficient));
    assert_eq!((a.balance(), b.balance()), (10, 0));
    assert_eq!(transfer(&a, &b, 10), Ok(()));
    assert_eq!(transfer(&a, &b, 1), Err(Insufficient));
    assert_eq!(transfer(&a, &b, 0), Ok(()));
    assert_eq!((a.balance(), b.balance()), (0, 10));
}

#[test]
fn a_transfer_to_itself_changes_nothing() {
    let a = Account::new(1, 10);
    assert_eq!(transfer(&a, &a, 4), Ok(()));
    assert_eq!(a.balance(), 10);
}

#[test]
fn accounts_with_one_number_are_two_accounts() {
    let (a, b) = (Account::new(7, 10), Account::new(7, 10));
    assert_eq!((a.id(), b.id()), (7, 7));
    assert_eq!(transfer(&a, &b, 4), Ok(()));
    assert_eq!((a.balance(), b.balance()), (6, 14));
    assert_eq!(snapshot(&[&b, &a]), 20);
}

#[test]
fn a_snapshot_is_a_sum() {
    let (a, b, c) = (
        Account::new(2, 100),
        Account::new(3, 10),
        Account::new(1, 1),
    );
    assert_eq!(snapshot(&[]), 0);
    assert_eq!(snapshot(&[&c]), 1);
    assert_eq!(snapshot(&[&b, &a]), 110);
    assert_eq!(snapshot(&[&a, &b, &c]), 111);
}

#[test]
fn many_transfers_and_snapshots_come_to_an_end_and_keep_the_money() {
    const ROUNDS: usize = 2_000;
    // Two of them share a number, and the numbers do not follow the addresses.
    let accounts = [3, 1, 2, 1].map(|id| Account::new(id, 100));
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let accounts = &accounts;
        let payers: Vec<_> = (0..accounts.len())
            .map(|payer| {
                scope.spawn(move || {
                    for round in 0..ROUNDS {
                        let other = (payer + round) % accounts.len();
                        // Being refused is fine here: nothing must get lost by it either.
                        let _ = transfer(&accounts[payer], &accounts[other], 30);
                    }
                })
            })
            .collect();
        scope.spawn(|| {
            let mut order: Vec<&Account> = accounts.iter().collect();
            // Relaxed: the flag says when to stop, and hands nothing over.
            while !done.load(Ordering::Relaxed) {
                order.rotate_left(1);
                assert_eq!(snapshot(&order), 400);
                assert!(order.iter().all(|account| account.balance() >= 0));
            }
        });
        for payer in payers {
            payer.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
}
