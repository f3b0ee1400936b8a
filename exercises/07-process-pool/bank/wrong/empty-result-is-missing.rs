//@ base: right/shared-state-and-condvar
//@ expect: process-hang
//! A result without bytes looks like one that has not come yet, and `map` waits until it is no longer empty.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut state = self.shared.state.lock().unwrap();
        state.results = vec![Vec::new(); tasks.len()];
        for (number, part) in tasks.chunks(chunk.get()).enumerate() {
            state.jobs.push_back((number * chunk.get(), part.to_vec()));
        }
        self.shared.news.notify_all();
        let unfinished = |state: &mut State| match state.error {
            Some(_) => !state.jobs.is_empty() || state.under_way > 0,
            None => state.results.iter().any(|result| result.is_empty()),
        };
        let mut state = self.shared.answered.wait_while(state, unfinished).unwrap();
        let results = std::mem::take(&mut state.results);
        state.error.take().map_or(Ok(results), Err)
    }
}
