//@ base: right/chunk-written-ahead
//@ expect: process-hang
//! A whole chunk is written before the first answer is read: with large tasks both pipes fill up, and both sides wait.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        let input = self.input.as_mut().unwrap();
        write(input, first, part);
        let mut outcome = Ok(());
        for (index, place) in (first..).zip(places) {
            let reply = Reply::read_from(&mut self.output);
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    outcome = outcome.and(Err(PoolError::Task { index, msg }));
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return outcome.and(Err(PoolError::WorkerDied { index, status }));
                }
            }
        }
        outcome
    }
}
