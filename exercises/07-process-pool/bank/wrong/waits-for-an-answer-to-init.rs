//@ base: right/pipes-made-by-hand
//@ expect: process-hang
//! After `Init` an answer is awaited, to know that the worker is ready, but `Init` has none.
impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let (their_input, input) = io::pipe()?;
        let (output, their_output) = io::pipe()?;
        let mut command = command.lock().unwrap();
        command.stdin(their_input).stdout(their_output);
        let child = command.spawn();
        // This closes the far ends here.
        command.stdin(Stdio::null()).stdout(Stdio::null());
        let mut worker = Worker {
            child: child?,
            input: Some(BufWriter::new(input)),
            output: BufReader::new(output),
            done: 0,
            dead: false,
        };
        let init = Request::Init(config.init.clone());
        // If nobody reads it any more, the first task finds out.
        let _ready = worker
            .send(&init)
            .and_then(|()| Reply::read_from(&mut worker.output));
        Ok(worker)
    }
}
