//@ base: right/thread-for-life
//@ expect: wrong-answer
//! What was done is counted for each seat, and a new worker begins where the last one in its seat stopped.
impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let recipe = Arc::new((Mutex::new(command), config));
        let (answer, answers) = mpsc::channel();
        let mut seats = Vec::new();
        for seat in 0..recipe.1.workers.get() {
            let mut worker = Worker::start(&recipe)?;
            let pid = Arc::new(AtomicU32::new(worker.child.id()));
            let (orders, received) = mpsc::channel();
            let (answer, shown) = (answer.clone(), Arc::clone(&pid));
            let recipe = Arc::clone(&recipe);
            let thread = thread::spawn(move || {
                let mut done = 0;
                for order in received {
                    match order {
                        Order::Perform(first, part) => {
                            let part_len = part.len();
                            let outcome = worker.perform(first, part);
                            done += part_len;
                            worker.make_ready(&recipe, done);
                            shown.store(worker.child.id(), Relaxed);
                            let _ = answer.send((seat, (first, outcome)));
                        }
                        Order::Close => worker.input = None,
                        Order::WaitForEnd => drop(worker.child.wait()),
                    }
                }
            });
            seats.push(Seat {
                orders: Some(orders),
                thread: Some(thread),
                pid,
            });
        }
        Ok(Pool {
            seats,
            answers,
            closed: false,
        })
    }
}

struct Worker {
    child: Child,
    input: Option<BufWriter<ChildStdin>>,
    output: BufReader<ChildStdout>,
    dead: bool,
}

impl Worker {
    fn start((command, config): &(Mutex<Command>, Config)) -> io::Result<Self> {
        let mut command = command.lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = BufWriter::new(child.stdin.take().unwrap());
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(config.init.clone()).write_to(&mut input);
        let _ = input.flush();
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            dead: false,
        })
    }

    fn perform(&mut self, first: usize, part: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part) {
            let reply = self.ask(&Request::Task { index, payload });
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    self.dead = true;
                    let _ = self.child.kill();
                    let status = self.child.wait().unwrap_or_default();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }

    fn make_ready(&mut self, recipe: &(Mutex<Command>, Config), done: usize) {
        let max = recipe.1.max_tasks.map(|max| max.get() as usize);
        let enough = max.is_some_and(|max| done >= max);
        if (self.dead || enough)
            && let Ok(new) = Worker::start(recipe)
        {
            *self = new;
        }
    }
}
