//! Where workers are kept until a chosen moment, or ended at one. `None` is no answer: who is being killed
//! gets none.

use heddle_protocol::Op;

use super::deed::Gate;
use super::state::{Doom, Shared, Stage};
use super::worker::{DOOMED, END, GO_ON};

impl Shared {
    /// What happens to a worker as it starts.
    pub fn doom(&self, index: usize) -> Option<u8> {
        let (doom, process) = {
            let state = self.state();
            (state.doom, state.workers[index].process)
        };
        match doom {
            Some(Doom::Exit(from)) if index >= from => {
                self.tells(index, Op::Call, format!("ends at once, exit code {DOOMED}"));
                Some(END)
            }
            Some(Doom::Kill(one, signal)) if index == one => {
                self.tells(index, Op::Call, format!("is killed by signal {signal}"));
                heddle_processes::signal(process, signal);
                None
            }
            _ => Some(GO_ON),
        }
    }

    /// Keeps a worker until the gate of a task of this call opens.
    pub fn at(&self, index: usize, call: usize, gate: &Gate) -> Option<u8> {
        match *gate {
            Gate::Meet(of) => {
                let of = of.max(1);
                let arrived = self.change(|state| {
                    let met = state.met.entry((call, of)).or_default();
                    *met += 1;
                    *met
                });
                let complete = arrived.div_ceil(of) * of;
                self.wait_until(|state| state.met.get(&(call, of)) >= Some(&complete));
            }
            Gate::Begun(count) => {
                self.wait_until(|state| state.said(call, Stage::Begun).count() >= count);
            }
            Gate::AfterReply(task) => {
                self.wait_until(|state| state.said(call, Stage::Over).any(|(_, t)| t == task));
            }
            Gate::Kill(signal) => {
                self.tells(index, Op::Call, format!("is killed by signal {signal}"));
                let process = self.state().workers[index].process;
                heddle_processes::signal(process, signal);
                return None;
            }
            Gate::KillWhenStill(signal) => {
                self.waits_for_stillness(index, Some(signal), None);
                return None;
            }
            Gate::WhenStill => self.waits_for_stillness(index, None, None),
            Gate::WhileCalled => self.waits_for_stillness(index, None, Some(call)),
        }
        Some(GO_ON)
    }

    fn waits_for_stillness(&self, index: usize, signal: Option<i32>, call: Option<usize>) {
        let process = self.state().workers[index].process;
        self.wait_for(Some(process), signal, call);
        if let Some(signal) = signal {
            self.tells(index, Op::Call, format!("is killed by signal {signal}"));
        }
    }
}
