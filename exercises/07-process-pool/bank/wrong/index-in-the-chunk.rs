//@ base: right/shared-state-and-condvar
//@ expect: worker-lost
//! A death is reported with the place of the task in its chunk, not in the list.
impl Worker {
    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, task) in (first..).zip(part) {
            self.done += 1;
            match self.ask(index, task) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let status = self.end();
                    let index = results.len();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}
