//@ base: right/spin-and-yield
//@ expect: memory-ordering
//! The joiner reads with `Acquire`, but the end is stored `Relaxed`: a pair needs both.
impl<R: Run> Thread<R> {
    pub fn start(&self) -> Result<(), AlreadyStarted> {
        let run = self.run.lock().unwrap().take().ok_or(AlreadyStarted)?;
        self.shared.phase.store(RUNNING, Ordering::SeqCst);
        let (shared, id) = (Arc::clone(&self.shared), Arc::clone(&self.id));
        thread::spawn(move || {
            id.set(thread::current().id()).unwrap();
            let ran = catch_unwind(AssertUnwindSafe(|| run.run()));
            let end = if ran.is_ok() { RETURNED } else { PANICKED };
            match ran {
                Ok(out) => *shared.out.lock().unwrap() = Some(out),
                Err(carried) => std::mem::forget(carried),
            }
            shared.phase.store(end, Ordering::Relaxed);
        });
        Ok(())
    }
}
