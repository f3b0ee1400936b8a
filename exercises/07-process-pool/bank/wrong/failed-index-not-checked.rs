//@ base: right/chunks-by-a-counter
//@ expect: worker-lost
//! A failure is believed whatever task it is of.
impl Worker {
    fn ask(&mut self, index: usize, payload: &[u8]) -> Result<Vec<u8>, PoolError> {
        self.done += 1;
        let request = Request::Task {
            index,
            payload: payload.to_vec(),
        };
        if self.send(&request).is_ok() {
            match Reply::read_from(&mut self.output) {
                Ok(Some(Reply::Done { index: i, payload })) if i == index => return Ok(payload),
                Ok(Some(Reply::Failed { message, .. })) => {
                    return Err(PoolError::Task {
                        index,
                        msg: message,
                    });
                }
                _ => {}
            }
        }
        Err(PoolError::WorkerDied {
            index,
            status: self.end(),
        })
    }
}
