//@ base: right/thread-each-while-map-runs
//@ expect: process-leak
//@ adds: impl Drop for Pool
//@ drops: impl Drop for Worker
//! Only the pool ends workers when it is dropped; while `new` still gathers them there is no pool, and a failure leaves them.
impl Worker {
    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            self.end();
            *self = new;
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            worker.end();
        }
    }
}
