//! Hundreds of accounts, and thousands of transfers on real threads, while snapshots keep them busy.
//!
//! Who gives up after some attempts needs as many unlucky moments in one call. A model has few of
//! them in one execution. On real threads there are many, if somebody holds the accounts for long: a
//! snapshot of hundreds does. In the models the same scenario is a small one.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use accounts::{Account, snapshot, transfer};
use grade::{Code, Rendezvous, Scenario, check, scenario};
use heddle::thread;

/// What each account begins with, which is more than all transfers together take.
const MONEY: i64 = 100_000;

/// So long it goes on at most. Whoever is slow makes fewer transfers, and is as right as others.
const TIME: Duration = Duration::from_secs(2);

/// How much happens.
struct Size {
    accounts: u32,
    transfers: usize,
    snapshots: usize,
}

/// The accounts, and a point from which all threads begin together.
struct Crowd {
    size: Size,
    start: Rendezvous,
    accounts: Vec<Account>,
}

pub fn scenarios() -> Vec<Scenario> {
    vec![many_accounts(), all_are_made()]
}

fn all_are_made() -> Scenario {
    let about =
        "All transfers are made, however busy the accounts are; on real threads it is many.";
    scenario("all-are-made", about)
        .run(|| {
            let crowd = Arc::new(Crowd::new(match grade::threads_alive() {
                Some(_) => Size {
                    accounts: 2,
                    transfers: 1,
                    snapshots: 0,
                },
                None => Size {
                    accounts: 300,
                    transfers: 20_000,
                    snapshots: 500,
                },
            }));
            let auditor = (crowd.size.snapshots > 0).then(|| {
                let crowd = Arc::clone(&crowd);
                thread::spawn(move || crowd.audit())
            });
            let payer = {
                let crowd = Arc::clone(&crowd);
                thread::spawn(move || crowd.refusals(0, 1))
            };
            let refused = crowd.refusals(1, 0);
            let refused = refused + payer.join().expect("a payer that ends has not panicked");
            if let Some(auditor) = auditor {
                auditor
                    .join()
                    .expect("an auditor that ends has not panicked");
            }
            check!(
                refused == 0,
                Code::LostItem,
                "Refused with Err(Insufficient), although there is always enough money: {refused} of \
                 the transfers. They were given up because other threads were busy."
            );
            let (sum, total) = (crowd.sum(), crowd.total());
            check!(
                sum == total,
                Code::LostUpdate,
                "All transfers are over, and there is {sum} in the accounts, where it was {total} \
                 before them."
            );
        })
        .loom(false)
}

/// A model has few of them: with a thread that keeps the books, each call is several steps.
fn many_accounts() -> Scenario {
    let about =
        "A bank may have hundreds of accounts: each pays the first, and each is in the sum.";
    scenario("many-accounts", about)
        .run(|| {
            let many = if grade::threads_alive().is_some() { 2 } else { 300 };
            let accounts: Vec<Account> = (0..many).map(|_| Account::new(1, 2)).collect();
            let all: Vec<&Account> = accounts.iter().collect();
            let (sum, right) = (snapshot(&all), 2 * many);
            check!(
                sum == right,
                Code::WrongAnswer,
                "A snapshot of {many} accounts, each with 2, returned {sum}; the contract allows {right}."
            );
            for (number, account) in all.iter().enumerate().skip(1) {
                let moved = transfer(account, all[0], 1);
                let left = account.balance();
                check!(
                    moved.is_ok() && left == 1,
                    Code::WrongAnswer,
                    "Number {number} of {many} accounts had 2 and paid 1 to number 0. It has {left} now."
                );
            }
            let (paid, right) = (all[0].balance(), many + 1);
            check!(
                paid == right,
                Code::WrongAnswer,
                "The first of {many} accounts had 2, and each other one paid 1 to it. It has {paid} now; \
                 the contract allows {right}."
            );
        })
        .loom(false)
}

/// So many times, or fewer when the time is over. A model's clock would be one more thing to explore, so
/// this is the real one.
fn in_time(most: usize) -> impl Iterator<Item = usize> {
    let begin = Instant::now();
    (0..most).take_while(move |_| begin.elapsed() < TIME)
}

impl Crowd {
    fn new(size: Size) -> Self {
        let threads = 2 + usize::from(size.snapshots > 0);
        Crowd {
            start: Rendezvous::new(threads),
            accounts: (0..size.accounts)
                .map(|id| Account::new(id, MONEY))
                .collect(),
            size,
        }
    }

    /// Makes transfers of 1, and counts those that are refused.
    fn refusals(&self, from: usize, to: usize) -> usize {
        self.start.meet();
        let (from, to) = (&self.accounts[from], &self.accounts[to]);
        let times = in_time(self.size.transfers);
        times.filter(|_| transfer(from, to, 1).is_err()).count()
    }

    /// Leaves the first account out: whoever has that one, and wants the next, finds it busy for long.
    fn audit(&self) {
        self.start.meet();
        let accounts: Vec<&Account> = self.accounts.iter().skip(1).collect();
        for _ in in_time(self.size.snapshots) {
            snapshot(&accounts);
        }
    }

    fn sum(&self) -> i64 {
        snapshot(&self.accounts.iter().collect::<Vec<_>>())
    }

    fn total(&self) -> i64 {
        MONEY * i64::from(self.size.accounts)
    }
}
