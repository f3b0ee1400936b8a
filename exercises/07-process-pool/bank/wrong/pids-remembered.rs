//@ base: right/free-workers-in-a-channel
//@ expect: wrong-answer
//! `pids` tells which processes there were at the beginning.
pub struct Pool {
    command: Mutex<Command>,
    config: Config,
    free: Receiver<Worker>,
    give_back: Sender<Worker>,
    pids: Vec<u32>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let (give_back, free) = mpsc::channel();
        let mut pool = Pool {
            command: Mutex::new(command),
            config,
            free,
            give_back,
            pids: Vec::new(),
            closed: false,
        };
        for _ in 0..pool.config.workers.get() {
            let worker = Worker::start(&pool.command, &pool.config)?;
            pool.pids.push(worker.child.id());
            pool.give_back.send(worker).unwrap();
        }
        Ok(pool)
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let (command, config) = (&self.command, &self.config);
        let error = &Mutex::new(None);
        let parts: Vec<_> = thread::scope(|scope| {
            let mut threads = Vec::new();
            for (number, part) in tasks.chunks(chunk.get()).enumerate() {
                let mut worker = self.free.recv().unwrap();
                let give_back = self.give_back.clone();
                threads.push(scope.spawn(move || {
                    let mut results = Vec::new();
                    if error.lock().unwrap().is_none() {
                        let outcome = worker.perform(number * chunk.get(), part, &mut results);
                        if let Err(what) = outcome {
                            error.lock().unwrap().get_or_insert(what);
                        }
                        worker.make_ready(command, config);
                    }
                    give_back.send(worker).unwrap();
                    results
                }));
            }
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        match error.lock().unwrap().take() {
            Some(error) => Err(error),
            None => Ok(parts.concat()),
        }
    }

    pub fn pids(&self) -> Vec<u32> {
        self.pids.clone()
    }
}
