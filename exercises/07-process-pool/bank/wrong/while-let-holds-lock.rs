//@ base: right/replaced-at-the-next-map
//@ expect: serialised
//! The lock that hands out chunks is taken in a `while let`, whose guard lives until the chunk is done.
use std::sync::atomic::AtomicBool;

impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunk = chunk.get().min(tasks.len().max(1));
        let recipe = &self.recipe;
        let starts = &Mutex::new((0..tasks.len()).step_by(chunk));
        let failed = &AtomicBool::new(false);
        let (send, outcomes) = mpsc::channel();
        thread::scope(|scope| {
            for place in &mut self.places {
                let send = send.clone();
                scope.spawn(move || {
                    while let Some(first) = starts.lock().unwrap().next()
                        && !failed.load(Relaxed)
                    {
                        let part = &tasks[first..tasks.len().min(first + chunk)];
                        let outcome = place.perform(first, part, recipe);
                        failed.fetch_or(outcome.is_err(), Relaxed);
                        let _ = send.send((first, outcome));
                    }
                });
            }
        });
        drop(send);
        let mut results = vec![Vec::new(); tasks.len()];
        for (first, outcome) in outcomes {
            for (place, result) in results[first..].iter_mut().zip(outcome?) {
                *place = result;
            }
        }
        Ok(results)
    }
}
