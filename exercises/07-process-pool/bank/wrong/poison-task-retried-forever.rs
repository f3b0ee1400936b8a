//@ base: right/thread-each-while-map-runs
//@ expect: process-leak
//! A task whose worker died is given to a new one, and to the next, although it may be what kills them all.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunks = Mutex::new(tasks.chunks(chunk.get()).enumerate());
        let take = || chunks.lock().unwrap().next();
        let failed = AtomicBool::new(false);
        let work = |worker: &mut Worker| {
            let mut done = Vec::new();
            while !failed.load(Relaxed) {
                let Some((number, part)) = take() else { break };
                let mut todo = (number * chunk.get()..).zip(part).peekable();
                while let Some(&(index, task)) = todo.peek() {
                    match worker.perform(index, task) {
                        Ok(result) => done.push((index, result)),
                        Err(PoolError::WorkerDied { .. }) => {
                            // Another one shall do it.
                            worker.make_ready(&self.command, &self.config);
                            continue;
                        }
                        Err(error) => {
                            failed.store(true, Relaxed);
                            worker.make_ready(&self.command, &self.config);
                            return Err(error);
                        }
                    }
                    todo.next();
                }
                worker.make_ready(&self.command, &self.config);
            }
            Ok(done)
        };
        let outcomes: Vec<Result<_, PoolError>> = thread::scope(|scope| {
            let start = |worker| scope.spawn(|| work(worker));
            let threads: Vec<_> = self.workers.iter_mut().map(start).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let mut results = vec![Vec::new(); tasks.len()];
        for outcome in outcomes {
            for (index, result) in outcome? {
                results[index] = result;
            }
        }
        Ok(results)
    }
}

impl Worker {
    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        let payload = task.to_vec();
        let reply = self
            .send(&Request::Task { index, payload })
            .and_then(|()| Reply::read_from(&mut self.output));
        self.done += 1;
        match reply {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }
}
