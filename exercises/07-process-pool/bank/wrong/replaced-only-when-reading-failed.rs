//@ base: right/thread-each-while-map-runs
//@ expect: worker-lost
//! A worker is replaced when it does not answer, but not when it cannot even be asked.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        done: &mut Vec<(usize, Vec<u8>)>,
    ) -> Result<(), PoolError> {
        for (index, task) in (first..).zip(part) {
            let payload = task.clone();
            if self.send(&Request::Task { index, payload }).is_err() {
                let status = self.end();
                return Err(PoolError::WorkerDied { index, status });
            }
            let reply = Reply::read_from(&mut self.output);
            self.done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    done.push((index, payload));
                }
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
