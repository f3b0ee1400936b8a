//@ base: right/chunks-dealt-out
//@ expect: process-leak
//! While a panic unwinds, dropping a worker does nothing, lest a second panic end the program.
impl Drop for Worker {
    fn drop(&mut self) {
        if !thread::panicking() {
            self.end();
        }
    }
}
