//@ base: right/chunks-dealt-out
//@ expect: process-hang
//! Whoever has closed its output must be about to end, so nobody ends it.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        for (index, (task, place)) in (first..).zip(part.iter().zip(places)) {
            self.done += 1;
            match self.ask(index, task) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                Ok(None) => {
                    self.dead = true;
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
                _ => {
                    self.dead = true;
                    let status = self.end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(())
    }
}
