//@ base: right/reader-and-writer-threads
//@ expect: process-hang
//! A reader thread whose process has ended just ends too, and `map` goes on waiting for an answer from it.
/// From a process (its number), what it said.
type Event = (usize, Reply);

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
                let _ = report.send((number, reply));
            }
        });
        let _ = requests.send(Request::Init(self.config.init.clone()));
        Ok(Worker {
            number,
            child,
            requests: Some(requests),
            threads: vec![writer, reader],
            unanswered: VecDeque::new(),
            done: 0,
            gone: false,
        })
    }
}

impl Worker {
    fn hear(&mut self, reply: Reply, results: &mut [Vec<u8>]) -> Result<(), PoolError> {
        let Some(index) = self.unanswered.pop_front() else {
            // Nobody asked for that.
            self.end();
            return Ok(());
        };
        self.done += 1;
        match reply {
            Reply::Done { index: at, payload } if at == index => {
                results[index] = payload;
                Ok(())
            }
            Reply::Failed { index: at, message } if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }
}
