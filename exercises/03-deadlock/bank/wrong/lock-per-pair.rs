//@ base: right/plain
//@ expect: deadlock
//@ adds: type Pair, static PAIRS, fn lock_of_the_pair
//! A lock for each pair of accounts keeps two that pay each other apart. In a ring of three, each
//! pair is another one.
use std::collections::BTreeMap;
use std::sync::Arc;

type Pair = ((u32, usize), (u32, usize));

static PAIRS: Mutex<BTreeMap<Pair, Arc<Mutex<()>>>> = Mutex::new(BTreeMap::new());

fn lock_of_the_pair(one: &Account, other: &Account) -> Arc<Mutex<()>> {
    let (low, high) = (rank(one).min(rank(other)), rank(one).max(rank(other)));
    let mut pairs = PAIRS.lock().unwrap();
    Arc::clone(pairs.entry((low, high)).or_default())
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let pair = lock_of_the_pair(from, to);
    let _alone = pair.lock().unwrap();
    let mut source = from.balance.lock().unwrap();
    let mut target = to.balance.lock().unwrap();
    if *source < amount {
        return Err(Insufficient);
    }
    *source -= amount;
    *target += amount;
    Ok(())
}
