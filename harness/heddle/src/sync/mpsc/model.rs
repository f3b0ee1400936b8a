//! A channel of a model: its messages, and who is there to send and receive them.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, TryRecvError, TrySendError};
use std::time::Duration;

use heddle_runtime::{Engine, Monitor, ObjectKind, Op, Outcome, Place, Refusal, Turn, Use, engine};

/// Nobody is left at the other end.
const CLOSED: Outcome = Outcome::Refused(Refusal::Closed);
const EMPTY: Outcome = Outcome::Refused(Refusal::Empty);
const FULL: Outcome = Outcome::Refused(Refusal::Full);

/// A channel, shared by its senders and its receiver.
pub(super) struct Channel<T> {
    state: Monitor<State<T>>,
    /// Handles that can send. Beside the state: only the last one's end is something that the
    /// receiver can tell.
    senders: AtomicUsize,
    capacity: Capacity,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Capacity {
    Unbounded,
    /// A message waits only together with its sender.
    Rendezvous,
    Bounded(usize),
}

struct State<T> {
    messages: VecDeque<(u64, T)>,
    /// Number of the next message.
    next: u64,
    sender_there: bool,
    receiver_there: bool,
    /// The receiver waits in a rendezvous, so a message need not wait.
    receiver_waits: bool,
}

impl<T> State<T> {
    fn push(&mut self, message: T) -> u64 {
        let number = self.next;
        self.next += 1;
        self.messages.push_back((number, message));
        number
    }

    fn pop(&mut self) -> Option<(T, Outcome)> {
        let (number, message) = self.messages.pop_front()?;
        Some((message, Outcome::Took(number)))
    }

    fn full(&self, capacity: Capacity) -> bool {
        match capacity {
            Capacity::Unbounded => false,
            Capacity::Bounded(most) => self.messages.len() >= most,
            // A message may be handed over at once to a receiver that waits, and only one.
            Capacity::Rendezvous => !self.receiver_waits || !self.messages.is_empty(),
        }
    }
}

impl<T> Channel<T> {
    /// A channel with one sender.
    pub(super) fn new(capacity: Capacity) -> Self {
        let state = State {
            messages: VecDeque::new(),
            next: 0,
            sender_there: true,
            receiver_there: true,
            receiver_waits: false,
        };
        Channel {
            state: Monitor::new(ObjectKind::Channel, state),
            senders: AtomicUsize::new(1),
            capacity,
        }
    }

    /// Sends; waits while there is no room. The message comes back if nobody can receive it.
    pub(super) fn send(&self, message: T, place: Place) -> Result<(), T> {
        if self.capacity == Capacity::Rendezvous {
            return self.meet(message, place);
        }
        let mut message = Some(message);
        let sent = self.state.turn(Use::new(Op::Send, place), |state| {
            if !state.receiver_there {
                return Turn::Quiet(false, CLOSED);
            }
            if state.full(self.capacity) {
                return Turn::Wait;
            }
            let number = message.take().map(|message| state.push(message));
            Turn::Changed(true, number.map_or(Outcome::Done, Outcome::Sent))
        });
        match message {
            Some(message) if sent == Some(false) => Err(message),
            _ => Ok(()),
        }
    }

    /// Offers the message, and waits until it was taken.
    fn meet(&self, message: T, place: Place) -> Result<(), T> {
        let offered = self.state.now(Op::Send, place, |state| {
            if !state.receiver_there {
                return (Err(message), CLOSED);
            }
            let number = state.push(message);
            (Ok(number), Outcome::Sent(number))
        });
        let offered = offered?;
        let mine = |state: &State<T>| {
            state
                .messages
                .iter()
                .position(|(number, _)| *number == offered)
        };
        let back = self
            .state
            .turn(Use::new(Op::Send, place), |state| match mine(state) {
                None => Turn::Quiet(None, Outcome::Done),
                Some(_) if state.receiver_there => Turn::Wait,
                Some(at) => Turn::Changed(state.messages.remove(at), CLOSED),
            });
        match back.flatten() {
            Some((_, message)) => Err(message),
            None => Ok(()),
        }
    }

    pub(super) fn try_send(&self, message: T, place: Place) -> Result<(), TrySendError<T>> {
        let mut message = Some(message);
        let sent = self.state.turn(Use::new(Op::TrySend, place), |state| {
            if !state.receiver_there {
                return Turn::Quiet(message.take().map(TrySendError::Disconnected), CLOSED);
            }
            if state.full(self.capacity) {
                return Turn::Quiet(message.take().map(TrySendError::Full), FULL);
            }
            let number = message.take().map(|message| state.push(message));
            Turn::Changed(None, number.map_or(Outcome::Done, Outcome::Sent))
        });
        match sent.flatten() {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }

    pub(super) fn try_recv(&self, place: Place) -> Result<T, TryRecvError> {
        let received = self
            .state
            .turn(Use::new(Op::TryRecv, place), |state| match state.pop() {
                Some((message, took)) => Turn::Changed(Ok(message), took),
                None if state.sender_there => Turn::Quiet(Err(TryRecvError::Empty), EMPTY),
                None => Turn::Quiet(Err(TryRecvError::Disconnected), CLOSED),
            });
        received.unwrap_or(Err(TryRecvError::Empty))
    }

    /// Receives; waits while nothing is there and may still come.
    pub(super) fn recv(
        &self,
        op: Op,
        timeout: Option<Duration>,
        place: Place,
    ) -> Result<T, RecvTimeoutError> {
        let how = Use {
            timeout,
            ..Use::new(op, place)
        };
        if self.capacity == Capacity::Rendezvous
            && let Some(result) = self.begin_to_wait(op, place)
        {
            return result;
        }
        let received = self.state.turn(how, |state| match state.pop() {
            Some((message, took)) => {
                state.receiver_waits = false;
                Turn::Changed(Ok(message), took)
            }
            None if state.sender_there => Turn::Wait,
            None => Turn::Quiet(Err(RecvTimeoutError::Disconnected), CLOSED),
        });
        match received {
            Some(result) => result,
            None if self.capacity == Capacity::Rendezvous => self.cease_to_wait(op, place),
            None => Err(RecvTimeoutError::Timeout),
        }
    }

    /// In a rendezvous, that the receiver waits is something that a `try_send` can tell.
    fn begin_to_wait(&self, op: Op, place: Place) -> Option<Result<T, RecvTimeoutError>> {
        let received = self
            .state
            .turn(Use::new(op, place), |state| match state.pop() {
                Some((message, took)) => Turn::Changed(Some(Ok(message)), took),
                None if !state.sender_there => {
                    Turn::Quiet(Some(Err(RecvTimeoutError::Disconnected)), CLOSED)
                }
                None => {
                    state.receiver_waits = true;
                    Turn::Changed(None, Outcome::Done)
                }
            });
        received.flatten()
    }

    /// The time is over, unless a message was handed over in the last moment.
    fn cease_to_wait(&self, op: Op, place: Place) -> Result<T, RecvTimeoutError> {
        self.state.now(op, place, |state| {
            state.receiver_waits = false;
            match state.pop() {
                Some((message, took)) => (Ok(message), took),
                None => (Err(RecvTimeoutError::Timeout), Outcome::TimedOut),
            }
        })
    }

    /// One more handle that can send.
    pub(super) fn add_sender(&self) {
        self.senders.fetch_add(1, Ordering::Relaxed);
    }

    /// A handle that could send is dropped. In loom each is a step, since what its thread did before
    /// is ordered before the disconnection that the receiver sees.
    pub(super) fn drop_sender(&self, place: Place) {
        let last = self.senders.fetch_sub(1, Ordering::AcqRel) == 1;
        if last || engine() == Engine::Loom {
            self.state.now(Op::DropSender, place, |state| {
                state.sender_there &= !last;
                ((), Outcome::Done)
            });
        }
    }

    /// The receiver is dropped: what was sent and not received goes with it, in its thread.
    pub(super) fn drop_receiver(&self, place: Place) {
        let left = self.state.now(Op::DropReceiver, place, |state| {
            state.receiver_there = false;
            let left = match self.capacity {
                // Those messages go back to their senders.
                Capacity::Rendezvous => VecDeque::new(),
                _ => std::mem::take(&mut state.messages),
            };
            (left, Outcome::Done)
        });
        drop(left);
    }
}
