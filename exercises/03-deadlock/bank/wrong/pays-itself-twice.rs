//@ base: right/one-lock-for-the-bank
//@ expect: wrong-answer
//! Works on copies and writes both back. For an account that pays itself the last write wins.
pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    let _alone = BANK.lock().unwrap();
    let (has, gets) = (from.balance(), to.balance());
    if has < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() = has - amount;
    *to.balance.lock().unwrap() = gets + amount;
    Ok(())
}
