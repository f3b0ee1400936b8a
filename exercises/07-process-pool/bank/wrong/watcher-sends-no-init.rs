//@ base: right/replaced-by-a-watcher
//@ expect: wrong-answer
//@ adds: Worker::revive
//! Whoever looks after the idle workers starts new ones in its own way, and sends them no `Init`.
impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let command = Mutex::new(command);
        let seats = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config).map(Mutex::new))
            .collect::<io::Result<_>>()?;
        let shared = Arc::new(Shared {
            command,
            config,
            seats,
            watched: AtomicBool::new(true),
        });
        let seen = Arc::clone(&shared);
        let watcher = thread::spawn(move || {
            while seen.watched.load(Relaxed) {
                // A seat that is taken is looked after by who has it.
                for mut worker in seen.seats.iter().filter_map(|seat| seat.try_lock().ok()) {
                    let dead = worker.child.try_wait().is_ok_and(|status| status.is_some());
                    if dead && worker.done > 0 {
                        worker.revive(&seen);
                    }
                }
                thread::park_timeout(Duration::from_millis(100));
            }
        });
        Ok(Pool {
            shared,
            watcher: Some(watcher),
            closed: false,
        })
    }
}

impl Worker {
    fn revive(&mut self, shared: &Shared) {
        let mut command = shared.command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        if let Ok(mut child) = command.spawn() {
            self.input = child.stdin.take();
            self.output = BufReader::new(child.stdout.take().unwrap());
            self.child = child;
            self.done = 0;
        }
    }
}
