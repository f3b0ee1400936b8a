//@ base: right/thread-for-life
//@ expect: wrong-answer
//! `map` returns at the first error, and what the other workers answer later is taken for an answer to the next `map`.
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
        let mut busy = 0;
        for (seat, (first, part)) in self.seats.iter().zip(&mut chunks) {
            seat.send(Order::Perform(first, part.to_vec()));
            busy += 1;
        }
        while busy > 0 {
            let (seat, (first, outcome)) = self.answers.recv().unwrap();
            busy -= 1;
            for (place, result) in results.iter_mut().skip(first).zip(outcome?) {
                *place = result;
            }
            if let Some((first, part)) = chunks.next() {
                self.seats[seat].send(Order::Perform(first, part.to_vec()));
                busy += 1;
            }
        }
        Ok(results)
    }
}
