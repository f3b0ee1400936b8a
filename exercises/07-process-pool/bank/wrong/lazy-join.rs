//@ base: right/chunks-dealt-out
//@ expect: serialised
//! The iterator that starts the threads is lazy: each one is joined before the next one is started.
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
            let others = players.map(start);
            let outcome = mine.map_or(Ok(()), |(worker, hand)| play(worker, hand));
            let outcomes = others.map(|thread| thread.join().unwrap());
            outcomes.fold(outcome, Result::and)
        });
        outcome.map(|()| results)
    }
}
