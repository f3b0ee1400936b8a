//@ base: right/thread-each-while-map-runs
//@ expect: panic
//! What a worker writes is taken to be frames; anything else is a panic.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        done: &mut Vec<(usize, Vec<u8>)>,
    ) -> Result<(), PoolError> {
        for (index, task) in (first..).zip(part) {
            let payload = task.clone();
            let sent = self.send(&Request::Task { index, payload });
            let reply = match sent {
                Ok(()) => Reply::read_from(&mut self.output).unwrap(),
                Err(_) => None,
            };
            self.done += 1;
            match reply {
                Some(Reply::Done { index: at, payload }) if at == index => {
                    done.push((index, payload));
                }
                Some(Reply::Failed { index: at, message }) if at == index => {
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
