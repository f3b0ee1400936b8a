//@ base: right/failed-task-ends-its-worker
//@ expect: wrong-answer
//@ adds: struct Place, enum Seat
//@ drops: enum Place
//! The count of a seat begins anew when its worker has done enough, but not when it has died.
struct Place {
    seat: Seat,
    done: u32,
}

enum Seat {
    Taken(Worker),
    /// How the last one that was here ended.
    Empty(ExitStatus),
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut places = Vec::with_capacity(config.workers.get());
        let recipe = Recipe {
            command: Mutex::new(command),
            config,
        };
        while places.len() < recipe.config.workers.get() {
            let seat = Seat::Taken(recipe.start()?);
            places.push(Place { seat, done: 0 });
        }
        Ok(Pool {
            recipe,
            places,
            closed: false,
        })
    }

    fn workers(&mut self) -> impl Iterator<Item = &mut Worker> {
        self.places
            .iter_mut()
            .filter_map(|place| match &mut place.seat {
                Seat::Taken(worker) => Some(worker),
                Seat::Empty(_) => None,
            })
    }

    pub fn pids(&self) -> Vec<u32> {
        let pid = |place: &Place| match &place.seat {
            Seat::Taken(worker) => Some(worker.child.id()),
            Seat::Empty(_) => None,
        };
        self.places.iter().filter_map(pid).collect()
    }
}

impl Recipe {
    fn start(&self) -> io::Result<Worker> {
        let mut command = self.command.lock().unwrap();
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().unwrap();
        let _ = Request::Init(self.config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
        })
    }
}

impl Place {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        recipe: &Recipe,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        if let Seat::Empty(status) = self.seat {
            let index = first;
            self.seat = match recipe.start() {
                Ok(worker) => Seat::Taken(worker),
                Err(_) => return Err(PoolError::WorkerDied { index, status }),
            };
        }
        let Seat::Taken(worker) = &mut self.seat else {
            unreachable!("a worker has just been seated");
        };
        let outcome = worker.perform(first, part, &mut self.done);
        let max = recipe.config.max_tasks;
        if max.is_some_and(|max| self.done >= max.get()) {
            self.seat = Seat::Empty(worker.end());
            self.done = 0;
        } else if matches!(outcome, Err(PoolError::WorkerDied { .. })) {
            self.seat = Seat::Empty(worker.end());
        }
        outcome
    }
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Worker {
    fn perform(
        &mut self,
        first: usize,
        part: &[Vec<u8>],
        done: &mut u32,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        let mut results = Vec::with_capacity(part.len());
        for (index, payload) in (first..).zip(part.iter().cloned()) {
            let reply = self.ask(&Request::Task { index, payload });
            *done += 1;
            match reply {
                Ok(Some(Reply::Done { index: at, payload })) if at == index => {
                    results.push(payload);
                }
                Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                    let msg = message;
                    return Err(PoolError::Task { index, msg });
                }
                _ => {
                    let status = self.end();
                    return Err(PoolError::WorkerDied { index, status });
                }
            }
        }
        Ok(results)
    }
}
