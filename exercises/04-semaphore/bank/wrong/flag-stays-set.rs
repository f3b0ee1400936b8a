//@ expect: atomicity-violation
//! Each thread has one flag to wait for, and nobody clears it for the next time.
#[allow(unused_imports)]
#[macro_use]
extern crate heddle as std;

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyReleases;

#[derive(Default)]
struct Event {
    set: Mutex<bool>,
    bell: Condvar,
}
thread_local! { static MINE: Arc<Event> = Arc::new(Event::default()); }
/// Each thread owns one event, as long as it lives.
pub struct Semaphore {
    permits: usize,
    state: Mutex<(usize, VecDeque<Arc<Event>>)>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            state: Mutex::new((permits, VecDeque::new())),
        }
    }
    pub fn acquire(&self) {
        assert!(self.wait(None));
    }
    fn wait(&self, timeout: Option<Duration>) -> bool {
        let me = MINE.with(Arc::clone);
        {
            let mut s = self.state.lock().unwrap();
            if s.0 > 0 {
                s.0 -= 1;
                return true;
            }
            s.1.push_back(me.clone());
        }
        let g = me.set.lock().unwrap();
        match timeout {
            None => {
                drop(me.bell.wait_while(g, |set| !*set).unwrap());
                true
            }
            Some(t) => {
                let (g, _) = me.bell.wait_timeout_while(g, t, |set| !*set).unwrap();
                if *g {
                    return true;
                }
                drop(g);
                let mut s = self.state.lock().unwrap();
                s.1.retain(|e| !Arc::ptr_eq(e, &me));
                let set = *me.set.lock().unwrap();
                set
            }
        }
    }
    pub fn try_acquire(&self) -> bool {
        let mut s = self.state.lock().unwrap();
        s.0.checked_sub(1).map(|n| s.0 = n).is_some()
    }
    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.wait(Some(timeout))
    }
    pub fn release(&self) -> Result<(), TooManyReleases> {
        let mut s = self.state.lock().unwrap();
        if s.0 == self.permits {
            return Err(TooManyReleases);
        }
        match s.1.pop_front() {
            Some(e) => {
                *e.set.lock().unwrap() = true;
                e.bell.notify_one();
            }
            None => s.0 += 1,
        }
        Ok(())
    }

    pub fn permit(&self) -> Permit<'_> {
        self.acquire();
        Permit { semaphore: self }
    }
}

pub struct Permit<'a> {
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let _ = self.semaphore.release();
    }
}
