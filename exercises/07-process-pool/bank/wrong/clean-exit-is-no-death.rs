//@ base: right/unix-stream-pair
//@ expect: worker-lost
//! A worker that ends with success in the middle of its chunk is taken to be done.
impl Worker {
    fn perform(&mut self, first: usize, part: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            let reply = self
                .send(&Request::Task { index, payload })
                .and_then(|()| Reply::read_from(&mut self.output));
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
                    let status = self.end();
                    if status.success() {
                        results.resize(part.len(), Vec::new());
                        return Ok(results);
                    }
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}
