//@ base: right/free-workers-in-a-channel
//@ expect: wrong-answer
//! However many workers are asked for, there are never more than four.
impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let (give_back, free) = mpsc::channel();
        let pool = Pool {
            command: Mutex::new(command),
            config,
            free,
            give_back,
            pids: Mutex::new(Vec::new()),
            closed: false,
        };
        for _ in 0..pool.config.workers.get().min(4) {
            let worker = Worker::start(&pool.command, &pool.config)?;
            pool.pids.lock().unwrap().push(worker.child.id());
            pool.give_back.send(worker).unwrap();
        }
        Ok(pool)
    }
}
