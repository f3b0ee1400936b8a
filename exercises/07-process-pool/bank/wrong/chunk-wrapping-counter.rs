//@ base: right/chunks-by-a-counter
//@ expect: wrong-answer
//! A counter of tasks wraps round: with a huge chunk the first chunk is handed out twice.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "map after close");
        let chunks: Vec<&[Vec<u8>]> = tasks.chunks(chunk.get()).collect();
        let next = AtomicUsize::new(0);
        let stop = AtomicBool::new(false);
        let results: Mutex<Vec<Option<Vec<u8>>>> = Mutex::new(vec![None; tasks.len()]);
        let error = Mutex::new(None);
        let Pool {
            command,
            config,
            slots,
            ..
        } = self;
        let command = &*command;
        let config = &*config;
        thread::scope(|s| {
            for slot in slots.iter_mut() {
                let (next, stop, results, error, chunks) =
                    (&next, &stop, &results, &error, &chunks);
                s.spawn(move || {
                    if slot.is_none() {
                        *slot = Worker::start(&mut command.lock().unwrap(), &config.init).ok();
                    }
                    while !stop.load(Ordering::Acquire) {
                        let start = next.fetch_add(chunk.get(), Ordering::Relaxed);
                        if start >= tasks.len() {
                            return;
                        }
                        let n = start / chunk.get();
                        let part = chunks[n];
                        if let (Some(worker), Some(max)) = (slot.as_mut(), config.max_tasks) {
                            if worker.done >= max.get() {
                                worker.end();
                                *slot = None;
                                *slot =
                                    Worker::start(&mut command.lock().unwrap(), &config.init).ok();
                            }
                        }
                        let worker = slot.as_mut().expect("a process could not be started");
                        for (i, task) in part.iter().enumerate() {
                            if stop.load(Ordering::Acquire) {
                                return;
                            }
                            let index = n * chunk.get() + i;
                            match worker.ask(index, task) {
                                Ok(payload) => results.lock().unwrap()[index] = Some(payload),
                                Err(e) => {
                                    stop.store(true, Ordering::Release);
                                    if matches!(e, PoolError::WorkerDied { .. }) {
                                        *slot = None;
                                    }
                                    error.lock().unwrap().get_or_insert(e);
                                    return;
                                }
                            }
                        }
                    }
                });
            }
        });
        match error.into_inner().unwrap() {
            Some(e) => Err(e),
            None => Ok(results
                .into_inner()
                .unwrap()
                .into_iter()
                .map(Option::unwrap)
                .collect()),
        }
    }
}
