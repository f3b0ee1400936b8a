//@ base: right/plain
//@ expect: not-started
//! Not a mistake: `permit` and what a `Permit` does are still to be written.
impl Semaphore {
    pub fn permit(&self) -> Permit<'_> {
        todo!()
    }
}

pub struct Permit<'a> {
    #[allow(dead_code)]
    semaphore: &'a Semaphore,
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        todo!()
    }
}
