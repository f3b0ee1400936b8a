//@ base: right/thread-each-while-map-runs
//@ expect: serialised
//! The workers stand behind one lock, and who uses one of them holds it until the chunk is done.
pub struct Pool {
    command: Mutex<Command>,
    config: Config,
    workers: Mutex<Vec<Worker>>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let workers = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
            .collect::<io::Result<_>>()
            .map(Mutex::new)?;
        Ok(Pool {
            command,
            config,
            workers,
            closed: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let chunks = Mutex::new(tasks.chunks(chunk.get()).enumerate());
        let take = || chunks.lock().unwrap().next();
        let failed = AtomicBool::new(false);
        let work = |seat: usize| {
            let mut done = Vec::new();
            while !failed.load(Relaxed) {
                let Some((number, part)) = take() else { break };
                let worker = &mut self.workers.lock().unwrap()[seat];
                let outcome = worker.perform(number * chunk.get(), part, &mut done);
                failed.fetch_or(outcome.is_err(), Relaxed);
                worker.make_ready(&self.command, &self.config);
                outcome?;
            }
            Ok(done)
        };
        let outcomes: Vec<Result<_, PoolError>> = thread::scope(|scope| {
            let (seats, work) = (0..self.config.workers.get(), &work);
            let start = |seat| scope.spawn(move || work(seat));
            let threads: Vec<_> = seats.map(start).collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        let mut results = vec![Vec::new(); tasks.len()];
        for outcome in outcomes {
            for (index, result) in outcome? {
                results[index] = result;
            }
        }
        Ok(results)
    }

    pub fn close(&mut self) {
        self.closed = true;
        for worker in self.workers.get_mut().unwrap() {
            worker.input = None;
        }
    }

    pub fn join(mut self) {
        self.close();
        for worker in self.workers.get_mut().unwrap() {
            let _ = worker.child.wait();
        }
    }

    pub fn pids(&self) -> Vec<u32> {
        let workers = self.workers.lock().unwrap();
        workers.iter().map(|w| w.child.id()).collect()
    }
}
