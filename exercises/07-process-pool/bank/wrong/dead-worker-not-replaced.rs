//@ base: right/pipes-made-by-hand
//@ expect: worker-lost
//! A worker that has done enough is replaced, one that has died is not, and fails whatever comes next.
struct Worker {
    child: Child,
    input: Option<BufWriter<PipeWriter>>,
    output: BufReader<PipeReader>,
    done: u32,
}

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
        };
        // If nobody reads it any more, the first task finds out.
        let _ = worker.send(&Request::Init(config.init.clone()));
        Ok(worker)
    }

    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        let payload = task.to_vec();
        let reply = self
            .send(&Request::Task { index, payload })
            .and_then(|()| Reply::read_from(&mut self.output));
        self.done += 1;
        match reply {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }

    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if enough && let Ok(new) = Worker::start(command, config) {
            *self = new;
        }
    }
}
