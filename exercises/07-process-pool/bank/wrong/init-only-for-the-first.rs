//@ base: right/chunks-dealt-out
//@ expect: wrong-answer
//! `new` sends `Init` to the workers that it starts; those that take their places later get none.
impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut workers = Vec::new();
        let command = Mutex::new(command);
        for _ in 0..config.workers.get() {
            let mut worker = Worker::start(&command)?;
            if let Some(input) = &mut worker.input {
                // If nobody reads it any more, the first task finds out.
                let _ = Request::Init(config.init.clone()).write_to(input);
            }
            workers.push(worker);
        }
        Ok(Pool {
            command,
            config,
            workers,
            closed: false,
        })
    }
}

impl Worker {
    fn start(command: &Mutex<Command>) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        Ok(Worker {
            input: child.stdin.take(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command)
        {
            *self = new;
        }
    }
}
