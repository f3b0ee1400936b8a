//! One account at a time: what `balance` may show while other threads look, pay, or are refused.
//!
//! It need not know anything of the other side of a transfer, so each scenario looks at one account.

use grade::{Scenario, scenario};

use crate::{
    calls::{
        A, B,
        Op::{Balance, Transfer},
    },
    contract::Bank,
};

pub fn scenarios() -> Vec<Scenario> {
    vec![two_balances(), beside_a_transfer(), beside_a_refusal()]
}

fn two_balances() -> Scenario {
    scenario(
        "two-balances",
        "Two threads look at one account at once, and both see what is in it.",
    )
    .on(Bank::new(&[1], &[10]))
    .thread("reader", [Balance(A)])
    .main([Balance(A)])
    .loom(false)
    .into()
}

fn beside_a_transfer() -> Scenario {
    scenario(
        "balance-beside-transfer",
        "`balance` shows what was there before a transfer or after it, and never goes back.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 4)])
    .main([Balance(A), Balance(A)])
    .into()
}

fn beside_a_refusal() -> Scenario {
    scenario(
        "balance-beside-refusal",
        "`balance` shows nothing of a transfer that is refused; both accounts begin with 10.",
    )
    .on(Bank::new(&[1, 2], &[10, 10]))
    .thread("payer", [Transfer(A, B, 11)])
    .main([Balance(A), Balance(B)])
    .into()
}
