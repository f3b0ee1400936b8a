//@ base: right/replaced-by-a-watcher
//@ expect: wrong-answer
//! `max_tasks` is in the configuration, and nobody looks at it.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let shared = &*self.shared;
        let chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let chunks = &Mutex::new(chunks);
        let outcome = &Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        thread::scope(|scope| {
            for seat in &shared.seats {
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((first, part)) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        let mut worker = seat.lock().unwrap();
                        match (worker.perform(first, part), &mut *outcome.lock().unwrap()) {
                            (Ok(done), Ok(results)) => {
                                results.splice(first..first + done.len(), done);
                            }
                            (Err(error), all @ Ok(_)) => *all = Err(error),
                            (_, Err(_)) => {}
                        }
                        if worker.dead {
                            worker.replace(shared);
                        }
                    }
                });
            }
        });
        std::mem::replace(&mut *outcome.lock().unwrap(), Ok(Vec::new()))
    }
}
