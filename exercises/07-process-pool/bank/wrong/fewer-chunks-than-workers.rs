//@ base: right/thread-for-life
//@ expect: panic
//! Each worker is given a chunk to begin with, as if there were always one for each.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        let mut busy = 0;
        for seat in &self.seats {
            let (first, part) = chunks.next().unwrap();
            seat.send(Order::Perform(first, part.to_vec()));
            busy += 1;
        }
        while busy > 0 {
            let (seat, (first, outcome)) = self.answers.recv().unwrap();
            busy -= 1;
            match outcome {
                Ok(part) => {
                    for (place, result) in results[first..].iter_mut().zip(part) {
                        *place = result;
                    }
                }
                Err(what) => error = error.or(Some(what)),
            }
            if error.is_none()
                && let Some((first, part)) = chunks.next()
            {
                self.seats[seat].send(Order::Perform(first, part.to_vec()));
                busy += 1;
            }
        }
        error.map_or(Ok(results), Err)
    }
}
