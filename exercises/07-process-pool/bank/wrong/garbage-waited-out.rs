//@ base: right/idle-ones-asked-first
//@ expect: process-hang
//@ drops: Worker::end
//! A worker that writes no frames is waited for without being killed, and it waits for its next task.
impl Worker {
    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part.iter().cloned()) {
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
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
