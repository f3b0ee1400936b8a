//@ base: right/chunks-by-a-counter
//@ expect: process-hang
//! Workers are ended by SIGTERM, which one may ignore.
impl Worker {
    fn end(&mut self) -> ExitStatus {
        self.input = None;
        if let Ok(None) = self.child.try_wait() {
            let _ = Command::new("kill")
                .arg(self.child.id().to_string())
                .status();
        }
        self.child.wait().expect("a child")
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = Command::new("kill")
                .arg(self.child.id().to_string())
                .status();
        }
        let _ = self.child.wait();
    }
}
