//@ base: right/chunks-dealt-out
//@ expect: panic
//! Writing the `Init` is taken to succeed: a pipe holds a short one, whoever reads it or does not.
impl Worker {
    fn start(command: &Mutex<Command>, config: &Config) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        Request::Init(config.init.clone())
            .write_to(&mut input)
            .unwrap();
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }
}
