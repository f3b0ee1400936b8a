//@ base: right/chunk-written-ahead
//@ expect: worker-lost
//! A death is reported with the task that could not be written, but the worker had not answered some before it.
impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        let input = self.input.as_mut().unwrap();
        thread::scope(|scope| {
            let writer = scope.spawn(|| write(input, first, part));
            let mut outcome = Ok(());
            for (index, place) in (first..).zip(places) {
                let reply = Reply::read_from(&mut self.output);
                self.done += 1;
                match reply {
                    Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                    Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                        let msg = message;
                        outcome = outcome.and(Err(PoolError::Task { index, msg }));
                    }
                    _ => {
                        self.dead = true;
                        // This ends the writer too, should it be waiting for room.
                        let _ = self.child.kill();
                        let status = self.child.wait().unwrap_or_default();
                        let index = writer.join().unwrap().unwrap_or(index);
                        return outcome.and(Err(PoolError::WorkerDied { index, status }));
                    }
                }
            }
            outcome
        })
    }
}

/// Which task could not be written, if there is one.
fn write(input: &mut BufWriter<ChildStdin>, first: usize, part: &[Vec<u8>]) -> Option<usize> {
    for (index, payload) in (first..).zip(part.iter().cloned()) {
        let request = Request::Task { index, payload };
        if request.write_to(input).is_err() {
            return Some(index);
        }
    }
    let _ = input.flush();
    None
}
