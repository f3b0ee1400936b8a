//@ base: right/polling-loop
//@ expect: process-leak
//! A reader thread takes the end of its pipe for silence, and looks again for ever; the pipe stays open in it.
struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    replies: Receiver<Reply>,
    /// What is left of its chunk; it has been asked for the first of them.
    todo: Range<usize>,
    done: u32,
    dead: bool,
}

impl Worker {
    fn start(command: &mut Command, config: &Config) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (send, replies) = mpsc::channel();
        thread::spawn(move || {
            while let Ok(reply) = Reply::read_from(&mut output) {
                match reply {
                    Some(reply) => {
                        if send.send(reply).is_err() {
                            return;
                        }
                    }
                    // Nothing yet.
                    None => thread::sleep(Duration::from_millis(1)),
                }
            }
        });
        let mut worker = Worker {
            input: child.stdin.take(),
            child,
            replies,
            todo: 0..0,
            done: 0,
            dead: false,
        };
        worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }

    fn end(&mut self) -> ExitStatus {
        let _ = self.child.kill();
        self.child.wait().unwrap_or_default()
    }
}
