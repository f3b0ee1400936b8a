//@ base: right/thread-each-while-map-runs
//@ expect: wrong-answer
//! The flag that stops the threads after an error belongs to the pool, and nobody takes it back.
pub struct Pool {
    command: Mutex<Command>,
    config: Config,
    workers: Vec<Worker>,
    failed: AtomicBool,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let workers = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            command,
            config,
            workers,
            failed: AtomicBool::new(false),
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
        let failed = &self.failed;
        let work = |worker: &mut Worker| {
            let mut done = Vec::new();
            while !failed.load(Relaxed) {
                let Some((number, part)) = take() else { break };
                let outcome = worker.perform(number * chunk.get(), part, &mut done);
                failed.fetch_or(outcome.is_err(), Relaxed);
                worker.make_ready(&self.command, &self.config);
                outcome?;
            }
            Ok(done)
        };
        let outcomes: Vec<Result<_, PoolError>> = thread::scope(|scope| {
            let start = |worker| scope.spawn(|| work(worker));
            let threads: Vec<_> = self.workers.iter_mut().map(start).collect();
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
}
