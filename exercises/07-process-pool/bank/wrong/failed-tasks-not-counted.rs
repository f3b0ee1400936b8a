//@ base: right/spawner-thread
//@ expect: wrong-answer
//! Only the tasks that went well are counted, and those that failed were done as well.
impl Worker {
    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        match self.ask(index, task) {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                self.done += 1;
                Ok(payload)
            }
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }
}
