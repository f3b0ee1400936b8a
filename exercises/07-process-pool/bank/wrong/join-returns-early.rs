//@ base: right/chunks-dealt-out
//@ expect: early-return
//! `join` leaves the waiting to a thread that nobody joins.
impl Pool {
    pub fn join(mut self) {
        self.close();
        thread::spawn(move || {
            for worker in &mut self.workers {
                let _ = worker.child.wait();
            }
        });
    }
}
