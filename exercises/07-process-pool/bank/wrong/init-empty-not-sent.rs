//@ base: right/chunks-by-a-counter
//@ expect: process-hang
//! An empty `init` is not sent.
impl Worker {
    fn start(command: &mut Command, init: &[u8]) -> io::Result<Worker> {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("piped"));
        let mut worker = Worker {
            child,
            input,
            output,
            done: 0,
        };
        // Who is dead already is found out by the first task.
        if !init.is_empty() {
            let _ = worker.send(&Request::Init(init.to_vec()));
        }
        Ok(worker)
    }
}
