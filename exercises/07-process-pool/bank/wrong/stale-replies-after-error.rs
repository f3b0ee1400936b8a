//@ base: right/chunk-written-ahead
//@ expect: wrong-answer
//! After a task that failed the answers to the rest of its chunk stay in the pipe, and the next `map` takes them for its own.
use std::collections::BTreeSet;

impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        let input = self.input.as_mut().unwrap();
        thread::scope(|scope| {
            scope.spawn(|| write(input, first, part));
            let mut unanswered: BTreeSet<_> = (first..first + part.len()).collect();
            while let Some(&index) = unanswered.first() {
                let reply = Reply::read_from(&mut self.output);
                self.done += 1;
                match reply {
                    Ok(Some(Reply::Done { index, payload })) if unanswered.remove(&index) => {
                        places[index - first] = payload;
                    }
                    Ok(Some(Reply::Failed { index, message })) if unanswered.remove(&index) => {
                        let msg = message;
                        return Err(PoolError::Task { index, msg });
                    }
                    _ => {
                        self.dead = true;
                        // This ends the writer too, should it be waiting for room.
                        let _ = self.child.kill();
                        let status = self.child.wait().unwrap_or_default();
                        return Err(PoolError::WorkerDied { index, status });
                    }
                }
            }
            Ok(())
        })
    }
}
