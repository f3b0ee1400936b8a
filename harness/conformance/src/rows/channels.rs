//! `mpsc`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{self, RecvTimeoutError, TryRecvError, TrySendError};
use std::thread;
use std::time::Duration;

use super::{Expect, Row, fails, gives, holds};

const SHORT: Duration = Duration::from_micros(50);

pub(super) fn rows() -> Vec<Row> {
    [unbounded(), ends(), bounded(), rendezvous()]
        .into_iter()
        .flatten()
        .collect()
}

fn unbounded() -> Vec<Row> {
    vec![
        holds("messages arrive in order, and then the end", || {
            let (sender, receiver) = mpsc::channel();
            let other = thread::spawn(move || {
                for number in 0..3 {
                    sender.send(number).unwrap();
                }
            });
            assert_eq!(receiver.recv(), Ok(0));
            assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2]);
            assert!(receiver.recv().is_err());
            other.join().unwrap();
        }),
        gives(
            "messages of two senders arrive in either order",
            &["1 2", "2 1"],
            || {
                let (first, receiver) = mpsc::channel();
                let second = first.clone();
                let one = thread::spawn(move || first.send(1).unwrap());
                let two = thread::spawn(move || second.send(2).unwrap());
                let all: Vec<i32> = receiver.into_iter().collect();
                one.join().unwrap();
                two.join().unwrap();
                if all == [1, 2] { "1 2" } else { "2 1" }
            },
        ),
        gives(
            "try_recv is seen three ways",
            &["message", "empty", "the end"],
            || {
                let (sender, receiver) = mpsc::channel();
                let other = thread::spawn(move || {
                    let send = sender.send(());
                    drop(sender);
                    send.is_ok()
                });
                let seen = match (receiver.try_recv(), receiver.try_recv()) {
                    (Err(TryRecvError::Empty), _) => "empty",
                    (Ok(()), Err(TryRecvError::Disconnected)) => "the end",
                    _ => "message",
                };
                assert!(other.join().unwrap());
                seen
            },
        ),
        gives("try_iter gives what is there", &["0", "1", "2"], || {
            let (sender, receiver) = mpsc::channel();
            let other = thread::spawn(move || [sender.send(1), sender.send(2)]);
            let there = receiver.try_iter().count();
            assert_eq!(other.join().unwrap(), [Ok(()), Ok(())]);
            ["0", "1", "2"][there]
        }),
        gives(
            "recv_timeout ends either way",
            &["message", "timeout"],
            || {
                let (sender, receiver) = mpsc::channel();
                let other = thread::spawn(move || {
                    sender.send(()).unwrap();
                    sender
                });
                let seen = match receiver.recv_timeout(SHORT) {
                    Ok(()) => "message",
                    Err(RecvTimeoutError::Timeout) => "timeout",
                    Err(RecvTimeoutError::Disconnected) => "the end",
                };
                other.join().unwrap();
                seen
            },
        ),
    ]
}

fn ends() -> Vec<Row> {
    vec![
        holds("a message comes back when its receiver is gone", || {
            let (sender, receiver) = mpsc::channel();
            drop(receiver);
            assert_eq!(sender.send(5).unwrap_err().0, 5);
            let (sender, receiver) = mpsc::sync_channel(1);
            drop(receiver);
            assert_eq!(sender.send(5).unwrap_err().0, 5);
            assert_eq!(sender.try_send(6), Err(TrySendError::Disconnected(6)));
        }),
        holds("recv_timeout sees the end", || {
            let (sender, receiver) = mpsc::channel::<()>();
            drop(sender);
            assert_eq!(
                receiver.recv_timeout(SHORT),
                Err(RecvTimeoutError::Disconnected)
            );
        }),
        holds("what nobody received is dropped with the receiver", || {
            let message = Arc::new(());
            let (sender, receiver) = mpsc::channel();
            sender.send(Arc::clone(&message)).unwrap();
            sender.send(Arc::clone(&message)).unwrap();
            drop(receiver);
            assert_eq!(Arc::strong_count(&message), 1);
            drop(sender);
        }),
        fails(
            "a receiver that keeps a sender waits for ever",
            "lost-wake-up",
            || {
                let (sender, receiver) = mpsc::channel();
                let theirs = sender.clone();
                let other = thread::spawn(move || theirs.send(1).unwrap());
                assert_eq!(receiver.iter().count(), 1);
                drop(sender);
                other.join().unwrap();
            },
        ),
        holds("a panic drops a sender", || {
            let (sender, receiver) = mpsc::channel::<()>();
            let other = thread::spawn(move || {
                let _sender = sender;
                panic!("with a sender");
            });
            assert!(receiver.recv().is_err());
            assert!(other.join().is_err());
        })
        .not_loom("what a destructor does during a panic"),
    ]
}

fn bounded() -> Vec<Row> {
    vec![
        holds("a full channel makes its sender wait", || {
            let (sender, receiver) = mpsc::sync_channel(1);
            let sent = Arc::new(AtomicBool::new(false));
            let theirs = Arc::clone(&sent);
            let other = thread::spawn(move || {
                sender.send(1).unwrap();
                sender.send(2).unwrap();
                theirs.store(true, SeqCst);
                sender.send(3).unwrap();
            });
            let early = sent.load(SeqCst);
            assert!(!early, "two messages in a channel for one");
            assert_eq!(receiver.iter().collect::<Vec<_>>(), [1, 2, 3]);
            other.join().unwrap();
        }),
        gives("try_send is seen both ways", &["sent", "full"], || {
            let (sender, receiver) = mpsc::sync_channel(1);
            sender.send(1).unwrap();
            let other = thread::spawn(move || (receiver.recv().unwrap(), receiver));
            let seen = match sender.try_send(2) {
                Ok(()) => "sent",
                Err(TrySendError::Full(2)) => "full",
                Err(_) => "something else",
            };
            assert_eq!(other.join().unwrap().0, 1);
            seen
        }),
        gives(
            "a sender that waits hears of the receiver's end",
            &["sent", "not sent"],
            || {
                let (sender, receiver) = mpsc::sync_channel(1);
                let other = thread::spawn(move || (sender.send(1), sender.send(2)));
                let first = receiver.recv();
                drop(receiver);
                assert_eq!(first, Ok(1));
                let (first, second) = other.join().unwrap();
                first.unwrap();
                if second.is_ok() { "sent" } else { "not sent" }
            },
        ),
    ]
}

fn rendezvous() -> Vec<Row> {
    vec![
        holds(
            "a send without room returns once the message is taken",
            || {
                let (sender, receiver) = mpsc::sync_channel(0);
                let taking = Arc::new(AtomicBool::new(false));
                let theirs = Arc::clone(&taking);
                let other = thread::spawn(move || {
                    theirs.store(true, SeqCst);
                    receiver.recv().unwrap()
                });
                sender.send(7).unwrap();
                assert!(taking.load(SeqCst), "nobody was there to take it");
                assert_eq!(other.join().unwrap(), 7);
            },
        ),
        fails(
            "a send without room and without a receiver waits for ever",
            "lost-wake-up",
            || {
                let (sender, _receiver) = mpsc::sync_channel(0);
                sender.send(1).unwrap();
            },
        ),
        gives(
            "try_send meets a receiver that waits",
            &["met", "full"],
            || {
                let (sender, receiver) = mpsc::sync_channel(0);
                let other = thread::spawn(move || receiver.recv());
                let seen = if sender.try_send(1).is_ok() {
                    "met"
                } else {
                    "full"
                };
                drop(sender);
                assert_eq!(other.join().unwrap().is_ok(), seen == "met");
                seen
            },
        ),
        gives(
            "try_recv meets a sender that waits",
            &["met", "empty"],
            || {
                let (sender, receiver) = mpsc::sync_channel(0);
                let other = thread::spawn(move || sender.send(1));
                let seen = if receiver.try_recv().is_ok() {
                    "met"
                } else {
                    "empty"
                };
                drop(receiver);
                assert_eq!(other.join().unwrap().is_ok(), seen == "met");
                seen
            },
        ),
        gives("a meeting may time out", &["met", "timeout"], || {
            let (sender, receiver) = mpsc::sync_channel(0);
            let other = thread::spawn(move || sender.try_send(1).is_ok());
            let seen = match receiver.recv_timeout(SHORT) {
                Ok(_) => "met",
                Err(RecvTimeoutError::Timeout) => "timeout",
                Err(RecvTimeoutError::Disconnected) => "timeout",
            };
            assert_eq!(
                other.join().unwrap(),
                seen == "met",
                "what was sent is received"
            );
            seen
        }),
        holds("two senders meet one receiver", || {
            let (sender, receiver) = mpsc::sync_channel(0);
            let second = sender.clone();
            let one = thread::spawn(move || sender.send(1).unwrap());
            let two = thread::spawn(move || second.send(2).unwrap());
            assert_eq!(receiver.iter().sum::<i32>(), 3);
            one.join().unwrap();
            two.join().unwrap();
        })
        .on_loom(Expect::Gives(&["ok"])),
    ]
}
