//@ base: right/retired-ones-end-by-themselves
//@ expect: wrong-answer
//! What a worker has done is counted in chunks, and `max_tasks` means tasks.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunks = Mutex::new(tasks.chunks(chunk.get()).enumerate());
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let staff = &self.staff;
        thread::scope(|scope| {
            for worker in &mut self.workers {
                scope.spawn(|| {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((number, part)) = chunks.lock().unwrap().next() else {
                            return;
                        };
                        let first = number * chunk.get();
                        worker.done += 1;
                        match (worker.perform(first, part), &mut *outcome.lock().unwrap()) {
                            (Ok(done), Ok(results)) => {
                                results[first..first + done.len()].clone_from_slice(&done);
                            }
                            (Err(error), whole @ Ok(_)) => *whole = Err(error),
                            (_, Err(_)) => {}
                        }
                        staff.make_ready(worker);
                    }
                });
            }
        });
        outcome.into_inner().unwrap()
    }
}

impl Worker {
    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, task) in (first..).zip(part) {
            match self.ask(index, task) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let status = self.process.end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}
