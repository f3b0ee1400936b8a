//@ base: right/flag-per-thread
//@ expect: atomicity-violation
//! A permit that comes just after the time is over is taken, and the thread's event stays set for its next wait.
impl Semaphore {
    fn wait(&self, timeout: Option<Duration>) -> bool {
        let me = MINE.with(Arc::clone);
        {
            let mut s = self.state.lock().unwrap();
            if s.0 > 0 {
                s.0 -= 1;
                return true;
            }
            s.1.push_back(me.clone());
        }
        let g = me.set.lock().unwrap();
        match timeout {
            None => {
                *me.bell.wait_while(g, |set| !*set).unwrap() = false;
                true
            }
            Some(t) => {
                let (mut g, _) = me.bell.wait_timeout_while(g, t, |set| !*set).unwrap();
                if std::mem::take(&mut *g) {
                    return true;
                }
                drop(g);
                let mut s = self.state.lock().unwrap();
                s.1.retain(|e| !Arc::ptr_eq(e, &me));
                let set = *me.set.lock().unwrap();
                set
            }
        }
    }
}
