//@ base: right/park-lock
//@ expect: lost-update
//@ adds: thread_local! PLACE
//! Each thread keeps its place in the line for the next time, and with it the word that it has the lock.
thread_local! {
    static PLACE: Arc<Waiter> = Arc::new(Waiter {
        thread: thread::current(),
        has_the_lock: AtomicBool::new(false),
    });
}

impl Counter {
    fn lock(&self) -> Guard<'_> {
        let mut line = self.line.lock().unwrap();
        if !line.taken {
            line.taken = true;
            return Guard(self);
        }
        let me = PLACE.with(Arc::clone);
        line.waiters.push_back(Arc::clone(&me));
        drop(line);
        while !me.has_the_lock.load(Ordering::Acquire) {
            thread::park();
        }
        Guard(self)
    }
}
