//@ base: right/retired-ones-end-by-themselves
//@ expect: worker-lost
//! If a kill goes through, the worker is said to have died of it, but one that has ended by itself can be killed as well.
use std::os::unix::process::ExitStatusExt;

impl Process {
    fn end(&mut self) -> ExitStatus {
        let killed = self.0.kill().is_ok();
        let status = self.0.wait().unwrap_or_default();
        if killed {
            return ExitStatus::from_raw(9); // SIGKILL
        }
        status
    }
}
