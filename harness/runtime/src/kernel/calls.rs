//! When the calls of a scenario begin and end.
//!
//! A call is timed as late as it can be: at the moment at which its thread is resumed for the first
//! step that others can see. Whatever it does before that could as well have happened just then, and
//! the later a call begins, the more has to be true of its result. Noted when the program gets there,
//! a call would seem to overlap with everything that ran while its thread was waiting for its turn,
//! and results that are too old would be excused.

use super::{How, Kernel, Shared};
use crate::vocabulary::{Op, Outcome, ThreadId};

impl Kernel {
    /// The current thread is about to begin a call.
    pub fn announce_call(&mut self, text: Box<str>) -> u32 {
        let id = self.exec.calls.len() as u32;
        self.exec.calls.push(None);
        self.me().pending_call = Some((id, text));
        id
    }

    /// Thread `t` is resumed: the call that it stands before begins.
    pub fn begin_call(&mut self, t: ThreadId) {
        if let Some((id, text)) = self.thread(t).pending_call.take() {
            let moment = self.next_moment();
            self.exec.calls[id as usize] = Some(moment);
            if self.is_under_way() {
                // A stuck thread's call begins while another one is current.
                let current = std::mem::replace(&mut self.exec.current, t);
                self.affects(Shared::Calls, How::Begin);
                self.record(Op::Call, None, Outcome::Text(text), None, true);
                self.exec.current = current;
            }
        }
    }

    /// The current thread's call is over. Returns the moment.
    pub fn end_call(&mut self, text: Box<str>) -> u32 {
        // A call without any step begins when it ends.
        self.begin_call(self.exec.current);
        self.affects(Shared::Calls, How::Return);
        if self.is_under_way() {
            self.record(Op::Return, None, Outcome::Text(text), None, true);
        }
        self.progress();
        self.next_moment()
    }

    /// A number that is larger than all that were given before in this execution.
    fn next_moment(&mut self) -> u32 {
        self.exec.moments += 1;
        self.exec.moments
    }
}
