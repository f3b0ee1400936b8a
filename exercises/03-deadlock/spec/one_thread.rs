//! One thread: nothing can interleave, so a failure here is not yet about concurrency. It may be
//! a deadlock all the same: a thread can wait for itself.

use grade::{Scenario, scenario};

use crate::{
    calls::{
        A, B, C,
        Op::{Balance, Id, Snapshot, Transfer},
    },
    contract::Bank,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        ids_and_balances(),
        moves_money(),
        too_little(),
        to_itself(),
        same_number(),
        sums(),
        large_amounts(),
    ]
}

fn ids_and_balances() -> Scenario {
    scenario(
        "ids-and-balances",
        "An account has the number and the money that it was made with.",
    )
    .on(Bank::new(&[7, 3, 7], &[10, 0, 5]))
    .before([Id(A), Id(B), Id(C)])
    .main([Balance(A), Balance(B), Balance(C)])
    .after([Transfer(A, B, 4), Balance(A), Balance(B), Id(A), Id(B)])
    .into()
}

fn moves_money() -> Scenario {
    scenario(
        "moves-money",
        "A transfer takes from one account what it gives to the other, down to the last coin.",
    )
    .on(Bank::new(&[1, 2], &[10, 0]))
    .before([Transfer(A, B, 4), Snapshot(&[A]), Snapshot(&[B])])
    .main([Transfer(A, B, 6), Snapshot(&[A]), Snapshot(&[B])])
    .after([Transfer(B, A, 10), Transfer(B, A, 0), Snapshot(&[A, B])])
    .into()
}

fn too_little() -> Scenario {
    scenario(
        "too-little-money",
        "A transfer of more than there is changes nothing; `a` has 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 0]))
    .before([Transfer(A, B, 11), Snapshot(&[A]), Snapshot(&[B])])
    .main([Transfer(B, A, 1), Snapshot(&[B]), Snapshot(&[A])])
    .after([Transfer(A, B, 10), Snapshot(&[A, B])])
    .into()
}

fn to_itself() -> Scenario {
    scenario(
        "to-itself",
        "A transfer from an account to itself ends, and changes nothing.",
    )
    .on(Bank::new(&[1, 2], &[10, 0]))
    .main([Transfer(A, A, 4), Snapshot(&[A])])
    .into()
}

fn same_number() -> Scenario {
    scenario(
        "same-id",
        "Two accounts that share an id are two accounts: money moves between them.",
    )
    .on(Bank::new(&[7, 7], &[10, 10]))
    .before([Transfer(A, B, 4), Snapshot(&[A]), Snapshot(&[B])])
    .main([Transfer(B, A, 1), Snapshot(&[A]), Snapshot(&[B])])
    .after([Snapshot(&[B, A])])
    .into()
}

fn sums() -> Scenario {
    scenario(
        "sums",
        "A snapshot is the sum of the accounts in it, in any order, and changes nothing.",
    )
    .on(Bank::new(&[2, 3, 1], &[100, 10, 1]))
    .before([Snapshot(&[A, B, C]), Snapshot(&[C, A, B])])
    .main([Snapshot(&[C]), Snapshot(&[B, A]), Snapshot(&[])])
    .after([Snapshot(&[A, C]), Snapshot(&[C, B, A])])
    .into()
}

/// More than fits into 32 bits, signed or not.
const FORTUNE: i64 = 5_000_000_000;

fn large_amounts() -> Scenario {
    scenario("large-amounts", "An amount may need all of an `i64`.")
        .on(Bank::new(&[1, 2], &[FORTUNE, FORTUNE]))
        .main([Snapshot(&[A, B]), Transfer(A, B, FORTUNE), Snapshot(&[B])])
        .after([Balance(B), Transfer(A, B, 1), Snapshot(&[A, B])])
        .into()
}
