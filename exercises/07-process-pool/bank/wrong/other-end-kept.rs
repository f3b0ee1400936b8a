//@ base: right/pipes-made-by-hand
//@ expect: process-hang
//! The pipes are made by hand, and the command keeps the far ends of the last ones, so the death of that worker is no end.
impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let (their_input, input) = io::pipe()?;
        let (output, their_output) = io::pipe()?;
        let mut command = command.lock().unwrap();
        command.stdin(their_input).stdout(their_output);
        let child = command.spawn()?;
        let mut worker = Worker {
            child,
            input: Some(BufWriter::new(input)),
            output: BufReader::new(output),
            done: 0,
            dead: false,
        };
        // If nobody reads it any more, the first task finds out.
        let _ = worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }
}
