//@ base: right/one-lock-for-the-bank
//@ expect: lost-item
//@ adds: struct Waiter, struct Line, thread_local! PLACE, static LINE, struct Alone, impl Drop for Alone, fn alone
//@ drops: static BANK
//! A line before the bank. Each thread keeps its place in it for the next time, and with it the word that it
//! may go in.
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, Thread};

struct Waiter {
    thread: Thread,
    goes_in: AtomicBool,
}

struct Line {
    busy: bool,
    waiters: VecDeque<Arc<Waiter>>,
}

static LINE: Mutex<Line> = Mutex::new(Line {
    busy: false,
    waiters: VecDeque::new(),
});

thread_local! {
    static PLACE: Arc<Waiter> = Arc::new(Waiter {
        thread: thread::current(),
        goes_in: AtomicBool::new(false),
    });
}

struct Alone;

impl Drop for Alone {
    fn drop(&mut self) {
        let mut line = LINE.lock().unwrap();
        match line.waiters.pop_front() {
            Some(next) => {
                next.goes_in.store(true, Ordering::SeqCst);
                next.thread.unpark();
            }
            None => line.busy = false,
        }
    }
}

fn alone() -> Alone {
    let mut line = LINE.lock().unwrap();
    if !line.busy {
        line.busy = true;
        return Alone;
    }
    let me = PLACE.with(Arc::clone);
    line.waiters.push_back(Arc::clone(&me));
    drop(line);
    while !me.goes_in.load(Ordering::SeqCst) {
        thread::park();
    }
    Alone
}

pub fn transfer(from: &Account, to: &Account, amount: i64) -> Result<(), Insufficient> {
    if ptr::eq(from, to) {
        return Ok(());
    }
    let _alone = alone();
    let (source, target) = (from.balance(), to.balance());
    if source < amount {
        return Err(Insufficient);
    }
    *from.balance.lock().unwrap() = source - amount;
    *to.balance.lock().unwrap() = target + amount;
    Ok(())
}

pub fn snapshot(accounts: &[&Account]) -> i64 {
    let _alone = alone();
    accounts.iter().map(|account| account.balance()).sum()
}
