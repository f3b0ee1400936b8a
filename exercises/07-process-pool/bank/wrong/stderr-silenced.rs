//@ base: right/init-not-taken-is-an-error
//@ expect: wrong-answer
//! What the workers write to their standard error is thrown away, wherever the command wanted it.
impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::null());
        let mut child = command.spawn()?;
        let mut worker = Worker {
            input: child.stdin.take().map(BufWriter::new),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        };
        // If nobody reads it any more, the first task finds out.
        let _ = worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }
}
