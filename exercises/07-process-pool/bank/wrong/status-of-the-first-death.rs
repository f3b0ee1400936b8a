//@ base: right/chunks-dealt-out
//@ expect: worker-lost
//! How a seat's worker ended is kept with the seat, and what is kept there first stays.
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    done: u32,
    dead: bool,
    /// How whoever sat here ended.
    status: Option<ExitStatus>,
}

impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
            status: None,
        })
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            let status = self.status;
            *self = new;
            self.status = status;
        }
    }

    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        let status = self.child.wait().unwrap_or_default();
        *self.status.get_or_insert(status)
    }
}
