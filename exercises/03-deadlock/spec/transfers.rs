//! Several threads make transfers at once: nobody waits for ever, and no money is spent twice.

use accounts::{Account, transfer};
use grade::{Code, Scenario, check, scenario};
use heddle::thread;

use crate::{
    calls::{
        A, B, C, D,
        Op::{Balance, Snapshot, Transfer},
    },
    contract::Bank,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![
        in_a_row(),
        both_directions(),
        both_directions_same_number(),
        two_spenders(),
        ring_of_three(),
        two_rounds(),
        waits_for_both(),
        made_by_two_threads(),
        strangers(),
    ]
}

fn in_a_row() -> Scenario {
    scenario(
        "in-a-row",
        "`a` pays `b` while `b` pays `c`, and both transfers are made; each has 10.",
    )
    .on(Bank::new(&[1, 2, 3], &[10, 10, 10]))
    .thread("payer", [Transfer(A, B, 3)])
    .main([Transfer(B, C, 5)])
    .after([Snapshot(&[A, B, C]), Snapshot(&[A]), Snapshot(&[B])])
    .into()
}

fn both_directions() -> Scenario {
    scenario(
        "both-directions",
        "Two accounts pay each other at once, and both transfers are made; each has 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 3)])
    .main([Transfer(B, A, 5)])
    .after([Snapshot(&[A, B]), Snapshot(&[A]), Snapshot(&[B])])
    .into()
}

fn both_directions_same_number() -> Scenario {
    scenario(
        "both-directions-same-id",
        "Two accounts that share an id pay each other at once; each has 10.",
    )
    .on(Bank::new(&[7, 7], &[10, 10]))
    .thread("payer", [Transfer(A, B, 3)])
    .main([Transfer(B, A, 5)])
    .after([Snapshot(&[A, B]), Snapshot(&[A]), Snapshot(&[B])])
    .into()
}

fn two_spenders() -> Scenario {
    scenario(
        "two-spenders",
        "Two threads want 7 each from `a`, which has 10: one gets it, the other is refused.",
    )
    .on(Bank::new(&[3, 1, 2], &[10, 0, 0]))
    .thread("spender", [Transfer(A, B, 7)])
    .main([Transfer(A, C, 7)])
    .after([
        Snapshot(&[A, B, C]),
        Snapshot(&[A]),
        Snapshot(&[B]),
        Snapshot(&[C]),
    ])
    .into()
}

fn ring_of_three() -> Scenario {
    scenario(
        "ring-of-three",
        "Three accounts pay each other in a ring: `a` to `b`, `b` to `c`, `c` to `a`.",
    )
    .on(Bank::new(&[2, 3, 1], &[10, 10, 10]))
    .thread("payer 1", [Transfer(A, B, 1)])
    .thread("payer 2", [Transfer(B, C, 2)])
    .main([Transfer(C, A, 4)])
    .into()
}

/// What has let one through has to be ready for the next one.
fn two_rounds() -> Scenario {
    scenario(
        "two-rounds",
        "Two accounts pay each other twice, and all transfers are made; each has 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 1), Transfer(A, B, 2)])
    .main([Transfer(B, A, 3), Transfer(B, A, 4)])
    .after([Snapshot(&[A])])
    .loom(false)
    .into()
}

fn strangers() -> Scenario {
    let scenario: Scenario = scenario(
        "strangers",
        "`a` pays `b` while `c` pays `d`: the two have nothing to do with each other.",
    )
    .on(Bank::new(&[1, 2, 3, 4], &[10, 10, 10, 10]))
    .thread("payer", [Transfer(A, B, 3)])
    .main([Transfer(C, D, 5)])
    .into();
    scenario.loom(false).advise_if_alone(
        "a transfer between two accounts waits for transfers between others, so that a bank with a \
         thousand accounts is as slow as one with two. A pass does not need more",
    )
}

/// Who waits for one account, and then for the other, has to look at the first one again.
fn waits_for_both() -> Scenario {
    scenario(
        "waits-for-both",
        "`a` has 10 and cannot pay 7 twice, also when one of the payers waited for `b` before.",
    )
    .on(Bank::new(&[1, 2, 3], &[10, 1, 0]))
    .thread("payer", [Transfer(A, B, 7)])
    .main([Transfer(B, C, 1), Transfer(A, C, 7)])
    .after([Balance(A), Balance(B), Balance(C)])
    .into()
}

fn made_by_two_threads() -> Scenario {
    let about =
        "Two threads make an account each, at once. They are two, and one can pay the other.";
    scenario("made-by-two-threads", about).run(|| {
        let maker = thread::spawn(|| Account::new(1, 10));
        let here = Account::new(1, 10);
        let there = maker.join().expect("a maker that ends has not panicked");
        let moved = transfer(&here, &there, 4);
        let (from, to) = (here.balance(), there.balance());
        check!(
            moved.is_ok() && (from, to) == (6, 14),
            Code::AtomicityViolation,
            "Two accounts with 10 each were made at the same time. One paid 4 to the other; they have \
             {from} and {to}."
        );
    })
}
