//@ base: right/busy-ones-killed-on-error
//@ expect: wrong-answer
//! The message of a task that failed is not the worker's, but has the index in it.
impl Process {
    fn judge(
        &mut self,
        index: usize,
        answer: io::Result<Option<Reply>>,
    ) -> Result<Vec<u8>, PoolError> {
        self.busy = false;
        self.done += 1;
        match answer {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = format!("task {index}: {message}");
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.lost = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }
}
