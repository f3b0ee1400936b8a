//@ base: right/plain
//@ expect: wrong-answer
//@ adds: Semaphore::enter, struct Guard, impl Drop for Guard<'_>
//@ drops: impl Drop for Permit<'_>
//! The guard is dropped where it was made; what the caller gets gives back nothing.
impl Semaphore {
    fn enter(&self) -> &Self {
        self.acquire();
        self
    }

    pub fn permit(&self) -> Permit<'_> {
        let _ = Guard(self.enter());
        Permit { semaphore: self }
    }
}

pub struct Permit<'a> {
    #[allow(dead_code)]
    semaphore: &'a Semaphore,
}

struct Guard<'a>(&'a Semaphore);

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        let _ = self.0.release();
    }
}
