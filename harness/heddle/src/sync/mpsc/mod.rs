//! `std::sync::mpsc`. A channel that is made where no model runs is std's own.

pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};

mod iter;
mod model;

pub use iter::{IntoIter, Iter, TryIter};

use std::cell::Cell;
use std::fmt;
use std::marker::PhantomData;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::sync::{Arc, mpsc as real};
use std::time::Duration;

use heddle_runtime::{Engine, Op, Place, engine};

use model::{Capacity, Channel};

/// [`std::sync::mpsc::channel`].
#[must_use]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    if engine() == Engine::Std {
        let (sender, receiver) = real::channel();
        return (
            Sender(SenderKind::Real(sender)),
            Receiver::new(ReceiverKind::Real(receiver)),
        );
    }
    let (sender, receiver) = simulated(Capacity::Unbounded);
    (Sender(SenderKind::Model(sender)), receiver)
}

/// [`std::sync::mpsc::sync_channel`].
#[must_use]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    if engine() == Engine::Std {
        let (sender, receiver) = real::sync_channel(bound);
        return (
            SyncSender(SyncSenderKind::Real(sender)),
            Receiver::new(ReceiverKind::Real(receiver)),
        );
    }
    let capacity = if bound == 0 {
        Capacity::Rendezvous
    } else {
        Capacity::Bounded(bound)
    };
    let (sender, receiver) = simulated(capacity);
    (SyncSender(SyncSenderKind::Model(sender)), receiver)
}

fn simulated<T>(capacity: Capacity) -> (ModelSender<T>, Receiver<T>) {
    let channel = Arc::new(Channel::new(capacity));
    (
        ModelSender(Arc::clone(&channel)),
        Receiver::new(ReceiverKind::Model(ModelReceiver(channel))),
    )
}

/// A real channel is no use to a simulated thread: whoever waits on it would stop them all.
fn check_real(place: Place) {
    if engine() != Engine::Std {
        heddle_runtime::unsupported(
            "a channel that was made before the scenario began",
            Some(place),
        );
    }
}

/// [`std::sync::mpsc::Sender`].
pub struct Sender<T>(SenderKind<T>);

enum SenderKind<T> {
    Real(real::Sender<T>),
    Model(ModelSender<T>),
}

/// [`std::sync::mpsc::SyncSender`].
pub struct SyncSender<T>(SyncSenderKind<T>);

enum SyncSenderKind<T> {
    Real(real::SyncSender<T>),
    Model(ModelSender<T>),
}

/// [`std::sync::mpsc::Receiver`].
pub struct Receiver<T> {
    kind: ReceiverKind<T>,
    /// As in std, for one thread at a time.
    not_sync: PhantomData<Cell<()>>,
}

enum ReceiverKind<T> {
    Real(real::Receiver<T>),
    Model(ModelReceiver<T>),
}

/// Counts among a channel's senders until it is dropped.
struct ModelSender<T>(Arc<Channel<T>>);

impl<T> Clone for ModelSender<T> {
    fn clone(&self) -> Self {
        self.0.add_sender();
        ModelSender(Arc::clone(&self.0))
    }
}

impl<T> Drop for ModelSender<T> {
    fn drop(&mut self) {
        self.0.drop_sender(Location::caller());
    }
}

/// A channel's receiver until it is dropped.
struct ModelReceiver<T>(Arc<Channel<T>>);

impl<T> Drop for ModelReceiver<T> {
    fn drop(&mut self) {
        self.0.drop_receiver(Location::caller());
    }
}

impl<T> UnwindSafe for Sender<T> {}
impl<T> RefUnwindSafe for Sender<T> {}
impl<T> UnwindSafe for SyncSender<T> {}
impl<T> RefUnwindSafe for SyncSender<T> {}
impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

impl<T> Sender<T> {
    /// Sends; never waits.
    ///
    /// # Errors
    /// The message, if its receiver is gone.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        let place = Location::caller();
        match &self.0 {
            SenderKind::Real(sender) => {
                check_real(place);
                sender.send(t)
            }
            SenderKind::Model(sender) => sender.0.send(t, place).map_err(SendError),
        }
    }
}

impl<T> SyncSender<T> {
    /// Sends; waits for room, or with a bound of 0 for the receiver.
    ///
    /// # Errors
    /// The message, if its receiver is gone.
    #[track_caller]
    pub fn send(&self, t: T) -> Result<(), SendError<T>> {
        let place = Location::caller();
        match &self.0 {
            SyncSenderKind::Real(sender) => {
                check_real(place);
                sender.send(t)
            }
            SyncSenderKind::Model(sender) => sender.0.send(t, place).map_err(SendError),
        }
    }

    /// Sends if that is possible now.
    ///
    /// # Errors
    /// The message, and why not.
    #[track_caller]
    pub fn try_send(&self, t: T) -> Result<(), TrySendError<T>> {
        let place = Location::caller();
        match &self.0 {
            SyncSenderKind::Real(sender) => {
                check_real(place);
                sender.try_send(t)
            }
            SyncSenderKind::Model(sender) => sender.0.try_send(t, place),
        }
    }
}

impl<T> Receiver<T> {
    fn new(kind: ReceiverKind<T>) -> Self {
        Receiver {
            kind,
            not_sync: PhantomData,
        }
    }

    /// Receives if a message is there now.
    ///
    /// # Errors
    /// `Empty`, or `Disconnected` if none will come.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        let place = Location::caller();
        match &self.kind {
            ReceiverKind::Real(receiver) => {
                check_real(place);
                receiver.try_recv()
            }
            ReceiverKind::Model(receiver) => receiver.0.try_recv(place),
        }
    }

    /// Receives; waits for a message.
    ///
    /// # Errors
    /// If none will come, because every sender is gone.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        let place = Location::caller();
        match &self.kind {
            ReceiverKind::Real(receiver) => {
                check_real(place);
                receiver.recv()
            }
            ReceiverKind::Model(receiver) => receiver
                .0
                .recv(Op::Recv, None, place)
                .map_err(|_| RecvError),
        }
    }

    /// Receives; waits for a message, but not for longer than `timeout`.
    ///
    /// # Errors
    /// `Timeout`, or `Disconnected` if none will come.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let place = Location::caller();
        match &self.kind {
            ReceiverKind::Real(receiver) => {
                check_real(place);
                receiver.recv_timeout(timeout)
            }
            ReceiverKind::Model(receiver) => receiver.0.recv(Op::RecvTimeout, Some(timeout), place),
        }
    }

    /// Messages as they come, until every sender is gone.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter { receiver: self }
    }

    /// The messages that are there.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter { receiver: self }
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        Sender(match &self.0 {
            SenderKind::Real(sender) => SenderKind::Real(sender.clone()),
            SenderKind::Model(sender) => SenderKind::Model(sender.clone()),
        })
    }
}

impl<T> Clone for SyncSender<T> {
    fn clone(&self) -> Self {
        SyncSender(match &self.0 {
            SyncSenderKind::Real(sender) => SyncSenderKind::Real(sender.clone()),
            SyncSenderKind::Model(sender) => SyncSenderKind::Model(sender.clone()),
        })
    }
}

macro_rules! shown_by_name {
    ($($name:ident)*) => {$(
        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        }
    )*};
}

shown_by_name!(Sender SyncSender Receiver);
