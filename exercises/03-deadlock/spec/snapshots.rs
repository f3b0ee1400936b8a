//! Snapshots beside transfers: a transfer happens at one moment, and nobody waits for ever.

use grade::{Scenario, scenario};

use crate::{
    calls::{
        A, B, C, D,
        Op::{Snapshot, Transfer},
    },
    contract::Bank,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        beside_a_transfer(),
        same_number(),
        of_one_account(),
        beside_a_refusal(),
        of_three(),
        of_three_in_any_order(),
        two_snapshots(),
        beside_payments(),
        beside_two_transfers(),
        there_and_back(),
    ]
}

fn beside_a_transfer() -> Scenario {
    scenario(
        "snapshot-beside-transfer",
        "Two snapshots, in one order and the other, find all of the money while it moves.",
    )
    .on(Bank::new(&[2, 1], &[10, 10]))
    .thread("payer", [Transfer(A, B, 4)])
    .main([Snapshot(&[A, B]), Snapshot(&[B, A])])
    .into()
}

fn same_number() -> Scenario {
    scenario(
        "snapshot-same-id",
        "The same with two accounts that share an id.",
    )
    .on(Bank::new(&[7, 7], &[10, 10]))
    .thread("payer", [Transfer(A, B, 4)])
    .main([Snapshot(&[A, B]), Snapshot(&[B, A])])
    .into()
}

fn of_one_account() -> Scenario {
    scenario(
        "snapshots-of-one",
        "Whoever has seen one side of a transfer sees the other side too; both begin with 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 4)])
    .main([Snapshot(&[A]), Snapshot(&[B]), Snapshot(&[A])])
    .into()
}

fn beside_a_refusal() -> Scenario {
    scenario(
        "refused-leaves-no-trace",
        "A transfer that is refused is never seen, not even for a moment; both begin with 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 11)])
    .main([Snapshot(&[A]), Snapshot(&[B]), Snapshot(&[B, A])])
    .into()
}

fn of_three() -> Scenario {
    scenario(
        "snapshot-of-three",
        "A snapshot of three finds all of the money while it moves past an account in between.",
    )
    .on(Bank::new(&[1, 2, 3], &[10, 10, 10]))
    .thread("payer", [Transfer(C, A, 4)])
    .main([Snapshot(&[A, B, C])])
    .into()
}

/// Each pair is locked in an order that holds for all, or one of these three has it wrong.
fn of_three_in_any_order() -> Scenario {
    scenario(
        "snapshot-of-three-in-any-order",
        "A snapshot may name its accounts in any order, and does not block a transfer.",
    )
    .on(Bank::new(&[1, 2, 3], &[10, 10, 10]))
    .thread("payer", [Transfer(A, B, 4)])
    .main([Snapshot(&[C, B, A])])
    .into()
}

/// `snapshot-beside-transfer` with the roles exchanged, for loom: it begins with main, and forgets some of
/// what main read.
fn beside_payments() -> Scenario {
    let scenario: Scenario = scenario(
        "payments-beside-snapshots",
        "Another thread's snapshots find all of the money while main makes two transfers.",
    )
    .on(Bank::new(&[2, 1], &[10, 10]))
    .thread("auditor", [Snapshot(&[A, B]), Snapshot(&[B])])
    .main([Transfer(A, B, 4), Transfer(A, B, 4)])
    .after([Snapshot(&[A])])
    .into();
    scenario.preemptions(1)
}

fn two_snapshots() -> Scenario {
    scenario(
        "two-snapshots",
        "Two snapshots in opposite orders do not block each other.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("auditor", [Snapshot(&[A, B])])
    .main([Snapshot(&[B, A])])
    .into()
}

fn beside_two_transfers() -> Scenario {
    scenario(
        "snapshot-beside-two-transfers",
        "A snapshot finds all of the money while two transfers between other accounts are made.",
    )
    .on(Bank::new(&[1, 2, 3, 4], &[10, 10, 10, 10]))
    .thread("payer", [Transfer(C, D, 1)])
    .thread("auditor", [Snapshot(&[B, A])])
    .main([Transfer(A, B, 4)])
    .into()
}

/// Who looks until two looks in a row are the same is fooled only if a transfer is made after each look
/// at an account, so this needs three preemptions.
fn there_and_back() -> Scenario {
    let scenario: Scenario = scenario(
        "there-and-back",
        "Money that goes there, back and there again is counted once; both accounts begin with 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("first", [Transfer(A, B, 5)])
    .thread("second", [Transfer(B, A, 5)])
    .thread("third", [Transfer(A, B, 5)])
    .main([Snapshot(&[A, B])])
    .into();
    scenario.loom(false).preemptions(3)
}
