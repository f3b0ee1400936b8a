//@ base: right/shared-state-and-condvar
//@ expect: wrong-answer
//! After `close`, `map` does not panic, but returns what it can.
pub struct Pool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let workers: Vec<Worker> = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
            .collect::<io::Result<_>>()?;
        let state = State {
            mode: Mode::Work,
            jobs: VecDeque::new(),
            under_way: 0,
            results: Vec::new(),
            error: None,
            pids: workers.iter().map(|w| w.child.id()).collect(),
        };
        let shared = Arc::new(Shared {
            command,
            config,
            state: Mutex::new(state),
            news: Condvar::new(),
            answered: Condvar::new(),
        });
        let start = |(seat, worker)| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || shared.serve(seat, worker))
        };
        let threads = workers.into_iter().enumerate().map(start).collect();
        Ok(Pool { shared, threads })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut state = self.shared.state.lock().unwrap();
        state.results = vec![Vec::new(); tasks.len()];
        for (number, part) in tasks.chunks(chunk.get()).enumerate() {
            state.jobs.push_back((number * chunk.get(), part.to_vec()));
        }
        self.shared.news.notify_all();
        let unfinished = |state: &mut State| !state.jobs.is_empty() || state.under_way > 0;
        let mut state = self.shared.answered.wait_while(state, unfinished).unwrap();
        let results = std::mem::take(&mut state.results);
        state.error.take().map_or(Ok(results), Err)
    }

    pub fn close(&mut self) {
        self.set(Mode::Close);
    }

    pub fn join(mut self) {
        self.set(Mode::WaitForEnd);
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
