//@ base: right/free-workers-in-a-channel
//@ expect: process-hang
//! `terminate` closes the standard inputs and waits; a worker may take no notice of that.
impl Pool {
    pub fn terminate(self) {
        self.join();
    }
}
