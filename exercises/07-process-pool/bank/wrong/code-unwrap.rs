//@ base: right/chunks-dealt-out
//@ expect: panic
//! The exit code of a worker that a signal ended is asked for, and it has none.
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
                _ => {
                    self.dead = true;
                    let status = self.end();
                    if status.code().unwrap() != 0 {
                        eprintln!("worker {} failed: {status}", self.child.id());
                    }
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(())
    }
}
