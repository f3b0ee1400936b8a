//@ base: right/thread-for-life
//@ expect: wrong-answer
//! A task that fails is reported with the first index of its chunk.
impl Worker {
    fn perform(&mut self, first: usize, part: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part) {
            let reply = self.ask(&Request::Task { index, payload });
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index: first, msg });
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}
