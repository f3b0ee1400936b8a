//@ base: right/chunks-dealt-out
//@ expect: worker-lost
//! A worker that could not be replaced is passed over, and with it what it was dealt: its results stay empty.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        if self.dead {
            return Ok(());
        }
        for (index, (task, place)) in (first..).zip(part.iter().zip(places)) {
            self.done += 1;
            match self.ask(index, task) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
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
