//@ base: right/alarm-thread
//@ expect: early-return
//! The alarm that ends a wait is never switched off, so the next wait has no time.
/// An alarm thread ends the wait.
pub struct Semaphore {
    permits: usize,
    free: Mutex<usize>,
    changed: Condvar,
    over: AtomicBool,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: Mutex::new(permits),
            changed: Condvar::new(),
            over: AtomicBool::new(false),
        }
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        if self.try_acquire() {
            return true;
        }
        let over = &self.over;
        let (cancel, cancelled) = mpsc::channel::<()>();
        thread::scope(|s| {
            s.spawn(|| {
                let cancelled = cancelled;
                if cancelled.recv_timeout(timeout) == Err(mpsc::RecvTimeoutError::Timeout) {
                    let _f = self.free.lock().unwrap();
                    over.store(true, Ordering::SeqCst);
                    self.changed.notify_all();
                }
            });
            let mut f = self.free.lock().unwrap();
            let got = loop {
                if *f > 0 {
                    *f -= 1;
                    break true;
                }
                if over.load(Ordering::SeqCst) {
                    break false;
                }
                f = self.changed.wait(f).unwrap();
            };
            drop(f);
            drop(cancel);
            got
        })
    }
}
