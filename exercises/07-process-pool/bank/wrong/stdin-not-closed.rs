//@ base: right/thread-each-while-map-runs
//@ expect: process-hang
//! `join` trusts `wait` to close the standard input, but that was taken out of the `Child` long ago.
impl Pool {
    pub fn join(mut self) {
        for worker in &mut self.workers {
            // This closes its standard input first.
            let _ = worker.child.wait();
        }
    }
}
