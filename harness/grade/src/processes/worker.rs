//! The worker program.
//!
//! It obeys the deed of each task, and tells the hub before it does so. What it is told over the hub's
//! socket is one byte: go on. If the hub is gone, so is the scenario, and the worker goes on as well: it
//! must not be the hub's end that ends a worker which the pool has forgotten.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::os::fd::{FromRawFd as _, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process;

use frames::{Reply, Request};
use serde::{Deserialize, Serialize};

use super::deed::{Deed, Gate};
use super::socket;
use super::state::Which;

/// The argument that makes a spec a worker; the next one is the hub's address.
pub(crate) const ROLE: &str = "worker";

/// What the command puts into a worker's environment.
pub(super) const ENVIRONMENT: (&str, &str) = ("HEDDLE_WORKER", "yes");

/// What a worker tells the hub, one line of JSON each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Said {
    /// It has started, and has read nothing yet.
    Started(u32),
    /// It was sent this, as far as it can be shown, and the [print](print_of) of it.
    Init(String, u64),
    /// It is no worker, but the whole program again.
    Copy,
    /// It was started without what the command puts into its environment.
    NoEnvironment,
    /// It has read this task, and is about to do it.
    Task(Which, String),
    /// It stands at a gate of a task of this call.
    At(usize, Gate),
    /// It is about to answer this task.
    Answers(Which),
    /// It has sent its answer.
    Replied(Which),
    /// What came was no request, in these words. It is about to end.
    Malformed(String),
    /// Its input has ended. It is about to end as well, unless a task told it not to.
    InputEnded,
    /// It ends by itself.
    Ends,
}

/// Tells long messages apart that are too long to be told.
pub(super) fn print_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}

/// What the hub answers.
pub(super) const GO_ON: u8 = b'g';
/// The answer to `Started` that makes the worker end at once with [`DOOMED`].
pub(super) const END: u8 = b'e';
/// Exit code of a worker that was told to end at once.
pub(super) const DOOMED: i32 = 9;
/// Exit code of a worker that understood nothing.
const MALFORMED: i32 = 4;
/// Exit code after half a frame.
const HALF: i32 = 5;

struct Worker {
    hub: Option<BufReader<UnixStream>>,
    /// Where to wait before it ends, or not to end at all.
    end: End,
}

enum End {
    AtOnce,
    At(usize, Gate),
    Never,
}

/// Works until the input ends or a deed ends it.
pub(crate) fn main(address: &str) -> ! {
    let mut worker = Worker {
        hub: socket::connect(address).ok().map(BufReader::new),
        end: End::AtOnce,
    };
    let (name, value) = ENVIRONMENT;
    if std::env::var(name).as_deref() != Ok(value) {
        worker.tells(&Said::NoEnvironment);
    }
    if worker.tells(&Said::Started(process::id())) == Some(END) {
        process::exit(DOOMED);
    }
    let mut input = io::stdin().lock();
    loop {
        match Request::read_from(&mut input) {
            Ok(Some(Request::Init(bytes))) => {
                let start = &bytes[..bytes.len().min(20)];
                let start = String::from_utf8_lossy(start).into_owned();
                worker.tells(&Said::Init(start, print_of(&bytes)));
            }
            Ok(Some(Request::Task { index, payload })) => worker.perform(index, &payload),
            Ok(None) => worker.ends(),
            Err(error) => worker.gives_up(&error.to_string()),
        }
    }
}

/// Whether this process was started by one that runs the same program, and is no worker: by a pool that
/// starts, in place of what it was told to start, its own program again.
pub(crate) fn is_copy() -> bool {
    let program = |process: &str| std::fs::read_link(format!("/proc/{process}/exe")).ok();
    let own = program("self");
    own.is_some() && own == program(&std::os::unix::process::parent_id().to_string())
}

/// Tells the hub of the parent, and does nothing else.
pub(crate) fn copy() -> ! {
    let hub = socket::connect(&socket::address_of(std::os::unix::process::parent_id())).ok();
    let mut worker = Worker {
        hub: hub.map(BufReader::new),
        end: End::AtOnce,
    };
    worker.tells(&Said::Copy);
    waits_for_ever()
}

impl Worker {
    /// Tells the hub, and waits for its answer; `None` if it is gone.
    fn tells(&mut self, said: &Said) -> Option<u8> {
        let hub = self.hub.as_mut()?;
        let mut line = serde_json::to_string(said).ok()?;
        line.push('\n');
        let mut answer = [0];
        let told = hub
            .get_mut()
            .write_all(line.as_bytes())
            .and_then(|()| hub.read_exact(&mut answer));
        if told.is_err() {
            self.hub = None;
        }
        told.ok().map(|()| answer[0])
    }

    fn gives_up(&mut self, why: &str) -> ! {
        self.tells(&Said::Malformed(why.to_owned()));
        process::exit(MALFORMED)
    }

    fn ends(&mut self) -> ! {
        self.tells(&Said::InputEnded);
        match std::mem::replace(&mut self.end, End::AtOnce) {
            End::AtOnce => {}
            End::At(call, gate) => {
                self.tells(&Said::At(call, gate));
            }
            End::Never => waits_for_ever(),
        }
        self.tells(&Said::Ends);
        process::exit(0)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each deed")]
    fn perform(&mut self, index: usize, payload: &[u8]) {
        let Some((call, deed, body)) = Deed::of(payload) else {
            self.gives_up("a task whose payload is not what the scenario gave to `map`");
        };
        let which = Which { call, task: index };
        self.tells(&Said::Task(which, deed.to_string()));
        let mut result = body.to_vec();
        match &deed {
            Deed::Echo | Deed::AnswerAndExit(_) | Deed::WrongIndex | Deed::Deaf(_) => {}
            Deed::Sum => {
                let sum: u64 = body.iter().map(|&byte| u64::from(byte)).sum();
                result = sum.to_le_bytes().to_vec();
            }
            Deed::Fill(length) => result = vec![b'.'; *length],
            Deed::Sleep(time) => std::thread::sleep(std::time::Duration::from_millis(*time)),
            Deed::Work(units) => {
                let seed = body.first_chunk().copied().map_or(0, u64::from_le_bytes);
                let piece = explore::Piece::new(seed, *units);
                result = piece.work().to_le_bytes().to_vec();
            }
            Deed::At(gate) => {
                self.tells(&Said::At(call, gate.clone()));
            }
            Deed::Fail | Deed::FailAt(_) | Deed::FailsAnother => {
                if let Deed::FailAt(gate) = &deed {
                    self.tells(&Said::At(call, gate.clone()));
                }
                let message = String::from_utf8_lossy(body).into_owned();
                let index = index + usize::from(deed == Deed::FailsAnother);
                self.replies(which, &Reply::Failed { index, message });
                return;
            }
            Deed::Panic => panic!("the task asked for it"),
            Deed::Exit(code) => process::exit(*code),
            Deed::ExitAt(gate, code) => {
                self.tells(&Said::At(call, gate.clone()));
                process::exit(*code)
            }
            Deed::Signal(signal) => {
                heddle_processes::signal(process::id(), *signal);
                waits_for_ever();
            }
            Deed::Garbage => {
                self.writes(b"this is what a stray println! looks like to whoever reads frames\n");
                return;
            }
            Deed::CloseOutput => {
                // SAFETY: it is open, and nobody writes to it from here on.
                drop(unsafe { OwnedFd::from_raw_fd(1) });
                waits_for_ever();
            }
            Deed::HalfFrame => {
                let mut frame = Vec::new();
                let reply = Reply::Done {
                    index,
                    payload: result,
                };
                // Into memory, which does not fail.
                let _ = reply.write_to(&mut frame);
                self.writes(&frame[..frame.len() / 2]);
                process::exit(HALF);
            }
            Deed::Stderr(length) => {
                let line = [&[b'.'; 99][..], b"\n"].concat();
                for _ in 0..length.div_ceil(line.len()) {
                    // If nobody has the other end, there is nobody to flood.
                    let _ = io::stderr().write_all(&line);
                }
            }
            Deed::Linger => self.end = End::Never,
            Deed::AtEnd(gate) => self.end = End::At(call, gate.clone()),
            Deed::EndTogether(of) => {
                // A meeting of so many is a new one each time that it is complete.
                self.tells(&Said::At(call, Gate::Meet(*of)));
                self.end = End::At(call, Gate::Meet(*of));
            }
        }
        let at = index + usize::from(deed == Deed::WrongIndex);
        let reply = Reply::Done {
            index: at,
            payload: result,
        };
        self.replies(which, &reply);
        match deed {
            Deed::AnswerAndExit(code) => process::exit(code),
            Deed::Deaf(gate) => {
                self.tells(&Said::At(call, gate));
                waits_for_ever();
            }
            _ => {}
        }
    }

    fn replies(&mut self, which: Which, reply: &Reply) {
        let mut frame = Vec::new();
        // Into memory, which does not fail unless the frame is too long, and no deed makes one.
        let _ = reply.write_to(&mut frame);
        self.tells(&Said::Answers(which));
        self.writes(&frame);
        self.tells(&Said::Replied(which));
    }

    fn writes(&mut self, bytes: &[u8]) {
        let mut output = io::stdout().lock();
        let written = output.write_all(bytes).and_then(|()| output.flush());
        if written.is_err() {
            // The pool has closed its end: it wants no more answers.
            self.ends();
        }
    }
}

fn waits_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

/// Reads what a worker says; `None` when it is gone.
pub(super) fn hear(from: &mut BufReader<UnixStream>) -> Option<Said> {
    let mut line = String::new();
    from.read_line(&mut line).ok()?;
    serde_json::from_str(&line).ok()
}
