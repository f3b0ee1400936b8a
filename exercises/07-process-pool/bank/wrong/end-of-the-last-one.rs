//@ base: right/reader-and-writer-threads
//@ expect: worker-lost
//! What a reader thread reports belongs to a seat, so the end of a worker that was replaced is taken for its successor's.
/// From a seat, what the process there said; no reply is its end.
type Event = (usize, Option<Reply>);

pub struct Pool {
    command: Command,
    config: Config,
    workers: Vec<Worker>,
    report: Sender<Event>,
    events: Receiver<Event>,
    closed: bool,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let (report, events) = mpsc::channel();
        let mut pool = Pool {
            command,
            workers: Vec::new(),
            config,
            report,
            events,
            closed: false,
        };
        for seat in 0..pool.config.workers.get() {
            let worker = pool.start(seat)?;
            pool.workers.push(worker);
        }
        Ok(pool)
    }

    fn start(&mut self, seat: usize) -> io::Result<Worker> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = self.command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (requests, to_write) = mpsc::channel::<Request>();
        let writer = thread::spawn(move || {
            for request in to_write {
                if request.write_to(&mut input).is_err() || input.flush().is_err() {
                    return;
                }
            }
        });
        let report = self.report.clone();
        let reader = thread::spawn(move || {
            while let Ok(Some(reply)) = Reply::read_from(&mut output) {
                let _ = report.send((seat, Some(reply)));
            }
            let _ = report.send((seat, None));
        });
        let _ = requests.send(Request::Init(self.config.init.clone()));
        Ok(Worker {
            child,
            requests: Some(requests),
            threads: vec![writer, reader],
            unanswered: VecDeque::new(),
            done: 0,
            gone: false,
        })
    }

    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut chunks = (0..tasks.len())
            .step_by(chunk.get())
            .zip(tasks.chunks(chunk.get()));
        let mut results = vec![Vec::new(); tasks.len()];
        let mut error = None;
        loop {
            for at in 0..self.workers.len() {
                if error.is_none()
                    && self.workers[at].unanswered.is_empty()
                    && let Some((first, part)) = chunks.next()
                {
                    self.make_ready(at);
                    error = self.workers[at].give(first, part).err();
                }
            }
            if self.workers.iter().all(|w| w.unanswered.is_empty()) {
                break;
            }
            let (seat, reply) = self.events.recv().unwrap();
            let what = self.workers[seat].hear(reply, &mut results);
            error = error.or(what.err());
        }
        for at in 0..self.workers.len() {
            self.make_ready(at);
        }
        error.map_or(Ok(results), Err)
    }

    /// Another one in its place, if it is gone or has done enough.
    fn make_ready(&mut self, at: usize) {
        let worker = &self.workers[at];
        let max = self.config.max_tasks;
        if (worker.gone || max.is_some_and(|max| worker.done >= max.get()))
            && let Ok(new) = self.start(at)
        {
            self.workers[at] = new;
        }
    }
}

struct Worker {
    child: Child,
    requests: Option<Sender<Request>>,
    threads: Vec<JoinHandle<()>>,
    unanswered: VecDeque<usize>,
    done: u32,
    gone: bool,
}
