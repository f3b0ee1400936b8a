//@ base: right/thread-for-life
//@ expect: wrong-answer
//! A chunk is a stack: its tasks are taken from the end, and its last one is done first.
impl Worker {
    fn perform(&mut self, first: usize, mut part: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        while let Some(payload) = part.pop() {
            let index = first + part.len();
            let reply = self.ask(&Request::Task { index, payload });
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        results.reverse();
        Ok(results)
    }
}
