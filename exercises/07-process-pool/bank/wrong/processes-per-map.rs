//@ base: right/everyone-replaced-after-a-death
//@ expect: wrong-answer
//! Each `map` begins with new processes, although the old ones are well.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let jobs: Vec<_> = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()))
            .collect();
        let jobs = Mutex::new(jobs.into_iter());
        let outcome = Mutex::new(Ok(vec![Vec::new(); tasks.len()]));
        let (command, config) = (&self.command, &self.config);
        for worker in &mut self.workers {
            if let Ok(new) = Worker::start(command, config) {
                *worker = new;
            }
        }
        thread::scope(|scope| {
            let (jobs, outcome) = (&jobs, &outcome);
            for worker in &mut self.workers {
                scope.spawn(move || {
                    while outcome.lock().unwrap().is_ok() {
                        let Some((first, part)) = jobs.lock().unwrap().next() else {
                            return;
                        };
                        for (index, task) in (first..).zip(part) {
                            let answer = worker.perform(index, task);
                            let failed = answer.is_err();
                            let mut outcome = outcome.lock().unwrap();
                            match (&mut *outcome, answer) {
                                (Ok(results), Ok(result)) => results[index] = result,
                                (whole, Err(error)) if whole.is_ok() => *whole = Err(error),
                                _ => {}
                            }
                            if failed {
                                break;
                            }
                        }
                        worker.make_ready(command, config);
                    }
                });
            }
        });
        outcome.into_inner().unwrap()
    }
}
