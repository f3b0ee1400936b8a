//! What must compile: accounts are shared by threads, and the two functions take them by reference.

use accounts::{Account, Insufficient, snapshot, transfer};

fn can_be_shared_between_threads<T: Sync>() {}

const _: fn() = can_be_shared_between_threads::<Account>;

#[expect(dead_code, reason = "it has to compile, not to run")]
fn takes_references(id: u32, money: i64, other: &Account) {
    let account: Account = Account::new(id, money);
    let _: Result<(), Insufficient> = transfer(&account, other, money);
    let _: i64 = snapshot(&[&account, other]);
    let _: Insufficient = Insufficient;
}
