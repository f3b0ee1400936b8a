//@ base: right/spawner-thread
//@ expect: wrong-answer
//! Each `map` begins to count anew how many tasks a worker has done.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let starts = Mutex::new((0..tasks.len()).step_by(chunk.get()));
        let (send, outcomes) = mpsc::channel();
        let (spawner, max_tasks) = (&self.spawner, self.max_tasks);
        let work = |worker: &mut Worker, send: Sender<_>| {
            let mut done = 0;
            loop {
                let Some(first) = starts.lock().unwrap().next() else {
                    return;
                };
                let end = tasks.len().min(first.saturating_add(chunk.get()));
                for index in first..end {
                    let outcome = worker.perform(index, &tasks[index]);
                    done += 1;
                    let failed = outcome.is_err();
                    // Nobody hears it if another one has failed already: then there is no more to do.
                    if send.send((index, outcome)).is_err() || failed {
                        starts.lock().unwrap().by_ref().for_each(drop);
                        break;
                    }
                }
                let enough = max_tasks.is_some_and(|max| done >= max.get());
                if (worker.dead || enough)
                    && let Ok(new) = spawner.start()
                {
                    *worker = new;
                    done = 0;
                }
            }
        };
        thread::scope(|scope| {
            for worker in &mut self.workers {
                let (work, send) = (&work, send.clone());
                scope.spawn(move || work(worker, send));
            }
            drop(send);
            let mut results = vec![Vec::new(); tasks.len()];
            for (index, outcome) in outcomes {
                results[index] = outcome?;
            }
            Ok(results)
        })
    }
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    dead: bool,
}

impl Worker {
    fn start(command: &mut Command, init: &Request) -> io::Result<Self> {
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = init.write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            dead: false,
        })
    }

    fn perform(&mut self, index: usize, task: &[u8]) -> Result<Vec<u8>, PoolError> {
        match self.ask(index, task) {
            Ok(Some(Reply::Done { index: at, payload })) if at == index => Ok(payload),
            Ok(Some(Reply::Failed { index: at, message })) if at == index => {
                let msg = message;
                Err(PoolError::Task { index, msg })
            }
            _ => {
                self.dead = true;
                let status = self.end();
                Err(PoolError::WorkerDied { index, status })
            }
        }
    }
}
