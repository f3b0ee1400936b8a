//@ base: right/thread-for-life
//@ expect: process-hang
//! The loop waits for an answer before it looks whether there are any to come: without tasks there are none.
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
        for (seat, (first, part)) in self.seats.iter().zip(&mut chunks) {
            seat.send(Order::Perform(first, part.to_vec()));
            busy += 1;
        }
        loop {
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
            if busy == 0 {
                return error.map_or(Ok(results), Err);
            }
        }
    }
}
