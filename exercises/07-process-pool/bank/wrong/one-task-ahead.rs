//@ base: right/chunks-dealt-out
//@ expect: process-hang
//@ adds: Worker::send
//@ drops: Worker::ask
//! The next task is written before the answer to this one is read, and both may be larger than a pipe.
impl Worker {
    fn send(&mut self, index: usize, task: &[u8]) -> io::Result<()> {
        let input = self.input.as_mut().ok_or(io::ErrorKind::BrokenPipe)?;
        let payload = task.to_vec();
        Request::Task { index, payload }.write_to(input)?;
        input.flush()
    }

    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        places: &mut [Vec<u8>],
    ) -> Result<(), PoolError> {
        let mut sent = self.send(first, &part[0]);
        for (index, place) in (first..).zip(places) {
            // So it never waits for us.
            let next = part.get(index - first + 1);
            let ahead = next.map_or(Ok(()), |task| self.send(index + 1, task));
            self.done += 1;
            match sent.and_then(|()| Reply::read_from(&mut self.output)) {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => *place = payload,
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    // The one after it is under way as well, and nobody wants it any more.
                    let rest = next.map(|_| Reply::read_from(&mut self.output));
                    self.dead = !matches!(rest, None | Some(Ok(Some(_))));
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let status = self.end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
            sent = ahead;
        }
        Ok(())
    }
}
