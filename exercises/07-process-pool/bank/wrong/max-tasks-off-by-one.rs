//@ base: right/chunks-dealt-out
//@ expect: wrong-answer
//! A worker is replaced when it has done more tasks than it may, so it does one too many.
impl Worker {
    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done > max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            *self = new;
        }
    }
}
