//@ base: right/reader-and-writer-threads
//@ expect: wrong-answer
//@ adds: Worker::welcome
//! Each `map` begins with an `Init` for every worker, whether it has had one or not.
impl Pool {
    fn start(&mut self) -> io::Result<Worker> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = self.command.spawn()?;
        self.started += 1;
        let number = self.started;
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (requests, to_write) = mpsc::channel::<Request>();
        let writer = thread::spawn(move || {
            for request in to_write {
                if request.write_to(&mut input).is_err() || input.flush().is_err() {
                    return;
                }
            }
        });
        let report = self.report.clone();
        let reader = thread::spawn(move || {
            while let Ok(Some(reply)) = Reply::read_from(&mut output) {
                let _ = report.send((number, Some(reply)));
            }
            let _ = report.send((number, None));
        });
        let worker = Worker {
            number,
            child,
            requests: Some(requests),
            threads: vec![writer, reader],
            unanswered: VecDeque::new(),
            done: 0,
            gone: false,
        };
        worker.welcome(&self.config.init);
        Ok(worker)
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        for worker in &self.workers {
            worker.welcome(&self.config.init);
        }
        loop {
            for at in 0..self.workers.len() {
                if error.is_none()
                    && self.workers[at].unanswered.is_empty()
                    && let Some((first, part)) = chunks.next()
                {
                    self.make_ready(at);
                    error = self.workers[at].give(first, part).err();
                }
            }
            if self.workers.iter().all(|w| w.unanswered.is_empty()) {
                break;
            }
            let (number, reply) = self.events.recv().unwrap();
            let Some(worker) = self.workers.iter_mut().find(|w| w.number == number) else {
                continue; // One that was replaced.
            };
            let what = worker.hear(reply, &mut results);
            error = error.or(what.err());
        }
        for at in 0..self.workers.len() {
            self.make_ready(at);
        }
        error.map_or(Ok(results), Err)
    }
}

impl Worker {
    fn welcome(&self, init: &[u8]) {
        if let Some(requests) = &self.requests {
            let _ = requests.send(Request::Init(init.to_vec()));
        }
    }
}
