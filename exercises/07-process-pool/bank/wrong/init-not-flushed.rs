//@ base: right/thread-for-life
//@ expect: process-hang
//! `Init` waits in the buffer for the first task, and a worker that gets none never hears of it.
impl Worker {
    fn start((command, config): &(Mutex<Command>, Config)) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = BufWriter::new(child.stdin.take().unwrap());
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }
}
