//@ base: right/chunks-dealt-out
//@ expect: worker-lost
//! The dead are sorted out after each `map`, and nobody takes their places unless all are gone.
impl Pool {
    pub fn map(
        &mut self,
        tasks: &[Vec<u8>],
        chunk: NonZeroUsize,
    ) -> Result<Vec<Vec<u8>>, PoolError> {
        assert!(!self.closed, "this pool is closed");
        let mut results = vec![Vec::new(); tasks.len()];
        let mut hands: Vec<Hand> = self.workers.iter().map(|_| Vec::new()).collect();
        let places = results.chunks_mut(chunk.get());
        for (number, (part, places)) in tasks.chunks(chunk.get()).zip(places).enumerate() {
            let hand = number % hands.len();
            hands[hand].push((number * chunk.get(), part, places));
        }
        let (command, config) = (&self.command, &self.config);
        let failed = AtomicBool::new(false);
        let play = |worker: &mut Worker, hand: Hand| -> Result<(), PoolError> {
            for (first, part, places) in hand {
                if failed.load(Relaxed) {
                    break;
                }
                let outcome = worker.perform(first, part, places);
                failed.fetch_or(outcome.is_err(), Relaxed);
                worker.make_ready(command, config);
                outcome?;
            }
            Ok(())
        };
        let mut players = self.workers.iter_mut().zip(hands);
        let mine = players.next();
        let outcome = thread::scope(|scope| {
            let start = |(worker, hand)| scope.spawn(|| play(worker, hand));
            let others: Vec<_> = players.map(start).collect();
            let outcome = mine.map_or(Ok(()), |(worker, hand)| play(worker, hand));
            let outcomes = others.into_iter().map(|thread| thread.join().unwrap());
            outcomes.fold(outcome, Result::and)
        });
        self.workers.retain(|worker| !worker.dead);
        if self.workers.is_empty() {
            let last = Worker::start(&self.command, &self.config);
            self.workers.extend(last.ok());
        }
        outcome.map(|()| results)
    }
}

impl Worker {
    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if !self.dead
            && enough
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }
}
