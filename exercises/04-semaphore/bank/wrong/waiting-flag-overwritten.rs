//@ base: right/generations
//@ expect: atomicity-violation
//@ adds: const ASLEEP, Semaphore::falls_asleep
//! The number says also that somebody sleeps. Two releases at once both see that, and both put a one in its place.
pub struct Semaphore {
    permits: usize,
    /// Or `ASLEEP`: none is free, and somebody sleeps.
    free: AtomicUsize,
    sleep: Mutex<()>,
    released: Condvar,
}

const ASLEEP: usize = usize::MAX;

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        Semaphore {
            permits,
            free: AtomicUsize::new(permits),
            sleep: Mutex::new(()),
            released: Condvar::new(),
        }
    }

    pub fn acquire(&self) {
        while !self.acquire_timeout(Duration::from_secs(3_600)) {}
    }

    pub fn try_acquire(&self) -> bool {
        let take = |free: usize| {
            if free == ASLEEP {
                None
            } else {
                free.checked_sub(1)
            }
        };
        self.free.fetch_update(SeqCst, SeqCst, take).is_ok()
    }

    /// For `sleep`: says so, unless a permit came.
    fn falls_asleep(&self) -> bool {
        let asleep = |free: usize| matches!(free, 0 | ASLEEP).then_some(ASLEEP);
        self.free.fetch_update(SeqCst, SeqCst, asleep).is_ok()
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        let start = Instant::now();
        while !self.try_acquire() {
            let Some(left) = timeout.checked_sub(start.elapsed()) else {
                return false;
            };
            let sleep = self.sleep.lock().unwrap();
            let asleep = |_: &mut ()| self.falls_asleep();
            drop(self.released.wait_timeout_while(sleep, left, asleep));
        }
        true
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        if self.permits > 0 && self.free.load(SeqCst) == ASLEEP {
            self.free.store(1, SeqCst);
        } else {
            let give = |free: usize| match free {
                ASLEEP if self.permits > 0 => Some(1),
                free => (free < self.permits).then(|| free + 1),
            };
            let given = self.free.fetch_update(SeqCst, SeqCst, give);
            given.map_err(|_| TooManyReleases)?;
        }
        drop(self.sleep.lock().unwrap());
        self.released.notify_all();
        Ok(())
    }
}
