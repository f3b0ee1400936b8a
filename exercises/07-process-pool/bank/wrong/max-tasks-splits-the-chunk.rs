//@ base: right/thread-for-life
//@ expect: wrong-answer
//! A worker that has done enough is replaced at once, in the middle of its chunk.
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
                for order in received {
                    match order {
                        Order::Perform(first, part) => {
                            let outcome = worker.perform(first, part, &recipe);
                            worker.make_ready(&recipe);
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

impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: Vec<Vec<u8>>,
        recipe: &(Mutex<Command>, Config),
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part) {
            self.make_ready(recipe);
            let reply = self.ask(&Request::Task { index, payload });
            self.done += 1;
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
}
