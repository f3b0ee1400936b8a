//@ base: right/spawner-thread
//@ expect: wrong-answer
//! A worker is replaced when it has done exactly so many tasks; a chunk can carry it past that number.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let starts = Mutex::new((0..tasks.len()).step_by(chunk.get()));
        let (send, outcomes) = mpsc::channel();
        let (spawner, max_tasks) = (&self.spawner, self.max_tasks);
        let work = |worker: &mut Worker, send: Sender<_>| {
            loop {
                let Some(first) = starts.lock().unwrap().next() else {
                    return;
                };
                let end = tasks.len().min(first.saturating_add(chunk.get()));
                for index in first..end {
                    let outcome = worker.perform(index, &tasks[index]);
                    let failed = outcome.is_err();
                    // Nobody hears it if another one has failed already: then there is no more to do.
                    if send.send((index, outcome)).is_err() || failed {
                        starts.lock().unwrap().by_ref().for_each(drop);
                        break;
                    }
                }
                let enough = max_tasks.is_some_and(|max| worker.done == max.get());
                if (worker.dead || enough)
                    && let Ok(new) = spawner.start()
                {
                    *worker = new;
                }
            }
        };
        thread::scope(|scope| {
            for worker in &mut self.workers {
                let (work, send) = (&work, send.clone());
                scope.spawn(move || work(worker, send));
            }
            drop(send);
            let mut results = vec![Vec::new(); tasks.len()];
            for (index, outcome) in outcomes {
                results[index] = outcome?;
            }
            Ok(results)
        })
    }
}
