//@ base: right/chunks-dealt-out
//@ expect: process-leak
//@ adds: static FORMER
//! Workers that were replaced are kept in a static, for the statistics, and their pipes with them.
/// Who has worked here.
static FORMER: Mutex<Vec<Worker>> = Mutex::new(Vec::new());

impl Worker {
    /// Another one in its place, if it is dead or has done enough.
    fn make_ready(&mut self, command: &Mutex<Command>, config: &Config) {
        let enough = config.max_tasks.is_some_and(|max| self.done >= max.get());
        if (self.dead || enough)
            && let Ok(new) = Worker::start(command, config)
        {
            let mut old = std::mem::replace(self, new);
            old.end();
            FORMER.lock().unwrap().push(old);
        }
    }
}
