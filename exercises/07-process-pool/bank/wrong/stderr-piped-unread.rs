//@ base: right/polling-loop
//@ expect: process-hang
//! Standard error gets a pipe as well, which nobody reads: a worker with much to say there waits for ever.
impl Worker {
    fn start(command: &mut Command, config: &Config) -> io::Result<Self> {
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, replies) = mpsc::channel();
        let reader = thread::spawn(move || {
            while let Ok(Some(reply)) = Reply::read_from(&mut output) {
                if send.send(reply).is_err() {
                    return;
                }
            }
        });
        let mut worker = Worker {
            input: child.stdin.take(),
            child,
            replies,
            reader: Some(reader),
            todo: 0..0,
            done: 0,
            dead: false,
        };
        worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }
}
