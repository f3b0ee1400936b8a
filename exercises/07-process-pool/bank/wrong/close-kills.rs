//@ base: right/replaced-at-the-next-map
//@ expect: early-return
//! `close` ends the workers itself, and does not let them.
impl Pool {
    pub fn close(&mut self) {
        self.closed = true;
        self.places.clear();
    }
}
