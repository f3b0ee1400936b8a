//! Where workers report: listens to each of them until it is gone, and gives the word to go on.

use std::io::{BufReader, Write as _};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::{Arc, PoisonError};
use std::thread::{self, JoinHandle};

use heddle_protocol::{Code, Op};
use heddle_runtime::story;

use super::socket::{address_of, connect, listen};
use super::state::{Known, Shared, Stage, Which, Word};
use super::worker::{GO_ON, Said, hear};

/// So many processes may a pool start in one scenario: several times what any good one needs.
const MOST_STARTED: usize = 40;

/// The scenario's end of all connections. Its threads end with it.
pub(super) struct Hub {
    shared: Arc<Shared>,
    address: String,
    listener: Option<JoinHandle<()>>,
}

impl Hub {
    /// Listens at an address of its own.
    ///
    /// # Panics
    /// If the system gives no socket.
    pub fn open() -> Self {
        let address = address_of(std::process::id());
        let listener = listen(&address).expect("a socket to meet the workers");
        let shared = Arc::new(Shared::default());
        let for_stillness = Arc::clone(&shared);
        explore::when_still(move |really| for_stillness.still(really));
        let accepting = Arc::clone(&shared);
        let listener = thread::Builder::new()
            .name("heddle-hub".into())
            .spawn(move || accept(&listener, &accepting))
            .expect("a thread for the hub");
        Hub {
            shared,
            address,
            listener: Some(listener),
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub fn shared(&self) -> &Shared {
        &self.shared
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.shared.change(|state| state.closing = true);
        // Lets the listening thread see that it is over.
        drop(connect(&self.address));
        if let Some(listener) = self.listener.take() {
            // A panic of it was reported.
            let _ = listener.join();
        }
        let mut connections = self
            .shared
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        for (stream, thread) in connections.drain(..) {
            // One that is closed already is as good.
            let _ = stream.shutdown(std::net::Shutdown::Both);
            let _ = thread.join();
        }
    }
}

fn accept(listener: &UnixListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.state().closing {
            return;
        }
        let Some((stream, ours)) = stream.ok().and_then(|s| Some((s.try_clone().ok()?, s))) else {
            continue;
        };
        let serving = Arc::clone(shared);
        let thread = thread::Builder::new()
            .name("heddle-hub".into())
            .spawn(move || serve(stream, &serving));
        if let Ok(thread) = thread {
            let connections = &shared.connections;
            connections
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push((ours, thread));
        }
    }
}

/// Listens to one worker until it is gone.
fn serve(stream: UnixStream, shared: &Shared) {
    let Ok(mut answers) = stream.try_clone() else {
        return;
    };
    let mut from = BufReader::new(stream);
    let mut worker = None;
    while let Some(said) = hear(&mut from) {
        let answer = match (said, worker) {
            (Said::Started(process), _) => {
                let index = shared.joins(process);
                worker = Some(index);
                shared.doom(index)
            }
            (Said::Copy, _) => heddle_runtime::fail(
                Code::ProcessLeak,
                "the pool has started this whole program again, and not the command that it was given: \
                 each copy would make a pool of its own, and so on without end"
                    .to_owned(),
            ),
            (Said::NoEnvironment, _) => heddle_runtime::fail(
                Code::WrongAnswer,
                "a worker was started without the environment that the command gives it".to_owned(),
            ),
            (said, Some(index)) => shared.hears(index, said),
            // Nobody speaks before it has said who it is.
            (_, None) => return,
        };
        // One that is being killed gets no answer, and is gone when there is nothing more to hear.
        if let Some(answer) = answer
            && answers.write_all(&[answer]).is_err()
        {
            break;
        }
    }
    if let Some(index) = worker {
        shared.leaves(index);
    }
}

impl Shared {
    fn joins(&self, process: u32) -> usize {
        let index = self.change(|state| {
            let index = state.workers.len();
            let teller = story::join(&format!("worker {}", index + 1), process);
            state.workers.push(Known {
                process,
                teller,
                ..Known::default()
            });
            story::tell(teller, Op::Call, "starts".to_owned());
            index
        });
        if index >= MOST_STARTED {
            heddle_runtime::fail(
                Code::ProcessLeak,
                format!(
                    "it has started {MOST_STARTED} worker processes, and goes on starting more"
                ),
            );
        }
        index
    }

    fn hears(&self, index: usize, said: Said) -> Option<u8> {
        match said {
            Said::Started(_) | Said::Copy | Said::NoEnvironment => {}
            Said::Init(start, print) => {
                self.tells(index, Op::Call, format!("gets Init {start}"));
                self.change(|state| state.workers[index].inits.push(print));
            }
            Said::Task(which, deed) => {
                self.tells(index, Op::Call, format!("task {}: {deed}", which.task));
                self.notes(index, which, Stage::Begun);
            }
            Said::Answers(which) => {
                let what = format!("task {} → answers", which.task);
                self.tells(index, Op::Return, what);
                self.notes(index, which, Stage::Answers);
            }
            Said::Replied(which) => self.notes(index, which, Stage::Over),
            Said::Malformed(why) => {
                self.tells(index, Op::Call, format!("ends: it got no request ({why})"));
            }
            Said::InputEnded => self.tells(index, Op::Call, "its input has ended".to_owned()),
            Said::Ends => {
                self.tells(index, Op::Return, "its input has ended → ends".to_owned());
                self.change(|state| state.workers[index].ended = true);
            }
            Said::At(call, gate) => return self.at(index, call, &gate),
        }
        Some(GO_ON)
    }

    fn notes(&self, worker: usize, which: Which, stage: Stage) {
        self.change(|state| {
            state.words.push(Word {
                which,
                worker,
                stage,
            });
        });
    }

    fn leaves(&self, index: usize) {
        let silent = self.change(|state| {
            // Whoever is ended right after its answer had no time to say that it was sent.
            let own = state.words.iter();
            let own = own.filter(|word| word.worker == index && word.stage == Stage::Begun);
            let over = own.map(|word| Word {
                stage: Stage::Over,
                ..*word
            });
            let over: Vec<Word> = over.collect();
            state.words.extend(over);
            let worker = &mut state.workers[index];
            worker.gone = true;
            worker.ended || state.closing
        });
        if !silent {
            self.tells(index, Op::Call, "dies".to_owned());
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::Read as _;

    use super::super::deed::Gate;
    use super::super::state::State;
    use super::*;

    /// A worker that says what it is told to, and hears the answers.
    struct Fake(UnixStream);

    impl Fake {
        fn new(hub: &Hub, process: u32) -> Self {
            let mut fake = Fake(connect(hub.address()).unwrap());
            fake.says(&Said::Started(process));
            assert_eq!(fake.hears(), Some(GO_ON));
            fake
        }

        fn says(&mut self, said: &Said) {
            let line = serde_json::to_string(said).unwrap() + "\n";
            self.0.write_all(line.as_bytes()).unwrap();
        }

        /// Waits for the answer; `None` if the hub is gone.
        fn hears(&mut self) -> Option<u8> {
            let mut answer = [0];
            self.0.read_exact(&mut answer).ok().map(|()| answer[0])
        }

        fn is_kept(&mut self) -> bool {
            self.0.set_nonblocking(true).unwrap();
            let nothing = self.0.read(&mut [0]).is_err();
            self.0.set_nonblocking(false).unwrap();
            nothing
        }
    }

    fn gates_ask_for_a_task_of_a_call(one: &mut Fake, two: &mut Fake) {
        // Another task of the same call, and the same task of another call, are not what it waits for.
        let which = |call, task| Which { call, task };
        one.says(&Said::At(1, Gate::AfterReply(7)));
        for other in [which(1, 6), which(2, 7)] {
            two.says(&Said::Replied(other));
            assert_eq!(two.hears(), Some(GO_ON));
            assert!(one.is_kept());
        }
        two.says(&Said::Replied(which(1, 7)));
        assert_eq!((two.hears(), one.hears()), (Some(GO_ON), Some(GO_ON)));
        // It was said before, and in a call that was over then.
        one.says(&Said::At(1, Gate::AfterReply(7)));
        assert_eq!(one.hears(), Some(GO_ON));

        one.says(&Said::At(1, Gate::Begun(2)));
        for (begun, kept) in [
            (which(1, 0), true),
            (which(2, 1), true),
            (which(1, 1), false),
        ] {
            two.says(&Said::Task(begun, "echo".to_owned()));
            assert_eq!(two.hears(), Some(GO_ON));
            assert_eq!(kept.then(|| one.is_kept()), kept.then_some(true));
        }
        assert_eq!(one.hears(), Some(GO_ON));
    }

    fn gates_ask_for_stillness(hub: &Hub, one: &mut Fake) {
        assert!(!hub.shared().still(true), "nobody waits for stillness yet");
        one.says(&Said::At(1, Gate::WhenStill));
        hub.shared().wait_until(|state| !state.waiting.is_empty());
        assert!(one.is_kept());
        assert!(hub.shared().still(true));
        assert_eq!(one.hears(), Some(GO_ON));

        // Where something polls, only one that has waited for a while goes on.
        one.says(&Said::At(1, Gate::WhenStill));
        hub.shared().wait_until(|state| !state.waiting.is_empty());
        assert!(!hub.shared().still(false));
        assert!(one.is_kept());
        assert!(hub.shared().still(false));
        assert_eq!(one.hears(), Some(GO_ON));

        // Stillness is no help once the call has returned.
        one.says(&Said::At(1, Gate::WhileCalled));
        hub.shared().wait_until(|state| !state.waiting.is_empty());
        for (call, lasts) in [(1, false), (2, true)] {
            hub.shared()
                .change(|state| (state.call, state.lasts) = (call, lasts));
            assert!(!hub.shared().still(true));
            assert!(one.is_kept());
        }
        hub.shared()
            .change(|state| (state.call, state.lasts) = (1, true));
        assert!(hub.shared().still(true));
        assert_eq!(one.hears(), Some(GO_ON));
    }

    /// One test, since a process has one hub.
    #[test]
    fn gates_open_when_they_should_and_not_before() {
        let hub = Hub::open();
        let (mut one, mut two) = (Fake::new(&hub, 1), Fake::new(&hub, 2));
        hub.shared().wait_until(|state| state.workers.len() == 2);

        // A meeting of two, and again: each needs both.
        for _ in 0..2 {
            one.says(&Said::At(1, Gate::Meet(2)));
            let met = |state: &mut State| state.met.get(&(1, 2)).is_some_and(|met| met % 2 == 1);
            hub.shared().wait_until(met);
            assert!(one.is_kept());
            two.says(&Said::At(1, Gate::Meet(2)));
            assert_eq!((one.hears(), two.hears()), (Some(GO_ON), Some(GO_ON)));
        }

        gates_ask_for_a_task_of_a_call(&mut one, &mut two);
        gates_ask_for_stillness(&hub, &mut one);

        two.says(&Said::Ends);
        assert_eq!(two.hears(), Some(GO_ON));
        drop(two);
        hub.shared().wait_until(|state| state.workers[1].gone);
        assert!(hub.shared().state().workers[1].ended);

        // Whoever waits when the scenario is over is let go.
        one.says(&Said::At(1, Gate::Meet(9)));
        hub.shared()
            .wait_until(|state| state.met.contains_key(&(1, 9)));
        drop(hub);
        assert!(matches!(one.hears(), Some(GO_ON) | None));
    }
}
