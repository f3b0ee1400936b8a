//@ base: right/tokens-in-a-channel
//@ expect: deadlock
//! The permits are tokens in a channel. Who waits for one keeps the lock of the receiver, so `try_acquire` waits, too.
pub struct Semaphore {
    sender: SyncSender<()>,
    tokens: Mutex<Receiver<()>>,
}

impl Semaphore {
    pub fn new(permits: usize) -> Self {
        let (sender, receiver) = sync_channel(permits);
        for _ in 0..permits {
            sender.send(()).unwrap();
        }
        Semaphore {
            sender,
            tokens: Mutex::new(receiver),
        }
    }

    pub fn acquire(&self) {
        self.tokens.lock().unwrap().recv().unwrap();
    }

    pub fn acquire_timeout(&self, timeout: Duration) -> bool {
        self.tokens.lock().unwrap().recv_timeout(timeout).is_ok()
    }

    pub fn release(&self) -> Result<(), TooManyReleases> {
        self.sender.try_send(()).map_err(|_| TooManyReleases)
    }
}
