//! `mpsc` again: what stays in a channel, who hears of its end, and what is handed over.

use std::sync::mpsc::{self, RecvTimeoutError, TryRecvError, TrySendError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use super::{Row, fails, gives, holds};

pub(super) fn rows() -> Vec<Row> {
    [left(), ends(), handed()].into_iter().flatten().collect()
}

fn left() -> Vec<Row> {
    vec![
        holds(
            "what was sent is received after the last sender has gone",
            || {
                let (sender, receiver) = mpsc::channel();
                sender.send(1).unwrap();
                sender.send(2).unwrap();
                drop(sender);
                assert_eq!(receiver.try_recv(), Ok(1));
                assert_eq!(receiver.recv_timeout(Duration::ZERO), Ok(2));
                assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
                assert_eq!(receiver.try_recv(), Err(TryRecvError::Disconnected));
                assert!(receiver.recv().is_err());
            },
        ),
        holds(
            "an empty channel that may still get something is empty",
            || {
                let (sender, receiver) = mpsc::channel::<u8>();
                assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
                let timed_out = receiver.recv_timeout(Duration::ZERO);
                assert_eq!(timed_out, Err(RecvTimeoutError::Timeout));
                assert_eq!(receiver.try_iter().next(), None);
                drop(sender);
            },
        ),
        holds(
            "an iterator that found nothing may find something later",
            || {
                let (sender, receiver) = mpsc::channel();
                let mut there = receiver.try_iter();
                assert_eq!(there.next(), None);
                sender.send(1).unwrap();
                assert_eq!(there.next(), Some(1));
                assert_eq!(there.next(), None);
            },
        ),
        holds("a channel for two holds two", || {
            let (sender, receiver) = mpsc::sync_channel(2);
            assert_eq!((sender.try_send(1), sender.try_send(2)), (Ok(()), Ok(())));
            assert_eq!(sender.try_send(3), Err(TrySendError::Full(3)));
            assert_eq!(receiver.recv(), Ok(1));
            assert_eq!(sender.try_send(4), Ok(()));
            assert_eq!(receiver.try_iter().collect::<Vec<_>>(), [2, 4]);
        }),
        holds("a channel for none holds none", || {
            let (sender, receiver) = mpsc::sync_channel(0);
            assert_eq!(sender.try_send(1), Err(TrySendError::Full(1)));
            assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
            drop(receiver);
            assert_eq!(sender.try_send(2), Err(TrySendError::Disconnected(2)));
        }),
        holds("each sender's messages stay in their order", || {
            let (sender, receiver) = mpsc::sync_channel(1);
            let second = sender.clone();
            let send = |sender: mpsc::SyncSender<u8>, first: u8| {
                move || [sender.send(first), sender.send(first + 1)].map(Result::unwrap)
            };
            let threads = [
                thread::spawn(send(sender, 10)),
                thread::spawn(send(second, 20)),
            ];
            let all: Vec<u8> = receiver.iter().collect();
            let of = |tens: u8| all.iter().copied().filter(move |n| n / 10 == tens);
            assert!(of(1).eq([10, 11]) && of(2).eq([20, 21]), "{all:?}");
            for thread in threads {
                thread.join().unwrap();
            }
        }),
        holds("a message that comes back is the one that was sent", || {
            let (sender, receiver) = mpsc::channel();
            drop(receiver);
            let message = Arc::new(3);
            let error = sender.send(Arc::clone(&message)).unwrap_err();
            assert!(Arc::ptr_eq(&error.0, &message));
            drop(error);
            assert_eq!(Arc::strong_count(&message), 1);
        }),
    ]
}

fn ends() -> Vec<Row> {
    vec![
        holds("the last of several senders ends a channel", || {
            let (sender, receiver) = mpsc::channel::<u8>();
            let second = sender.clone();
            drop(sender);
            assert_eq!(receiver.try_recv(), Err(TryRecvError::Empty));
            let other = thread::spawn(move || drop(second));
            assert!(receiver.recv().is_err());
            other.join().unwrap();
        }),
        holds("a receiver that waits hears of the end", || {
            let (sender, receiver) = mpsc::channel::<u8>();
            let other = thread::spawn(move || receiver.recv());
            drop(sender);
            assert!(other.join().unwrap().is_err());
        }),
        holds("a sender that meets nobody hears of the end", || {
            let (sender, receiver) = mpsc::sync_channel(0);
            let other = thread::spawn(move || sender.send(5));
            drop(receiver);
            assert_eq!(other.join().unwrap().unwrap_err().0, 5);
        }),
        holds("every sender that waits hears of the end", || {
            let (sender, receiver) = mpsc::sync_channel(1);
            sender.send(0).unwrap();
            let waits = [1, 2].map(|number| {
                let sender = sender.clone();
                thread::spawn(move || sender.send(number).unwrap_err().0)
            });
            drop(receiver);
            assert_eq!(waits.map(|thread| thread.join().unwrap()), [1, 2]);
        }),
        gives(
            "recv_timeout hears of the end, or its time is over",
            &["the end", "timeout"],
            || {
                let (sender, receiver) = mpsc::channel::<u8>();
                let other = thread::spawn(move || drop(sender));
                let seen = match receiver.recv_timeout(Duration::from_micros(50)) {
                    Err(RecvTimeoutError::Disconnected) => "the end",
                    Err(RecvTimeoutError::Timeout) => "timeout",
                    Ok(_) => "a message",
                };
                other.join().unwrap();
                seen
            },
        ),
        holds("a message's destructor may use the channel", || {
            struct Replies(mpsc::Sender<u8>);
            impl Drop for Replies {
                fn drop(&mut self) {
                    self.0.send(1).unwrap();
                }
            }
            let (replies, replied) = mpsc::channel();
            let (sender, receiver) = mpsc::channel();
            sender.send(Replies(replies)).unwrap();
            drop(receiver);
            assert_eq!(replied.recv(), Ok(1));
        }),
        fails(
            "two threads that each wait for the other's message",
            "lost-wake-up",
            || {
                let (to_other, from_main) = mpsc::channel::<u8>();
                let (to_main, from_other) = mpsc::channel::<u8>();
                let other = thread::spawn(move || {
                    let heard = from_main.recv();
                    to_main.send(1).unwrap();
                    heard
                });
                let heard = from_other.recv();
                to_other.send(2).unwrap();
                assert!(heard.is_ok() && other.join().unwrap().is_ok());
            },
        ),
    ]
}

fn handed() -> Vec<Row> {
    vec![
        holds(
            "a receiver goes to another thread with what is in it",
            || {
                let (sender, receiver) = mpsc::channel();
                sender.send(1).unwrap();
                let other = thread::spawn(move || receiver.into_iter().sum::<i32>());
                sender.send(2).unwrap();
                drop(sender);
                assert_eq!(other.join().unwrap(), 3);
            },
        ),
        holds("a sender goes through a channel", || {
            let (requests, asked) = mpsc::channel::<mpsc::Sender<u8>>();
            let other = thread::spawn(move || asked.recv().unwrap().send(9).unwrap());
            let (reply, replied) = mpsc::channel();
            requests.send(reply).unwrap();
            assert_eq!(replied.recv(), Ok(9));
            assert!(replied.recv().is_err());
            other.join().unwrap();
        }),
        holds("scoped threads share one sender by reference", || {
            let (sender, receiver) = mpsc::channel();
            thread::scope(|scope| {
                scope.spawn(|| sender.send(1).unwrap());
                scope.spawn(|| sender.send(2).unwrap());
            });
            drop(sender);
            assert_eq!(receiver.iter().sum::<i32>(), 3);
        }),
        gives(
            "two workers share a receiver behind a lock",
            &["one each", "one has both"],
            || {
                let (sender, receiver) = mpsc::channel();
                let receiver = Arc::new(Mutex::new(receiver));
                let workers = [(); 2].map(|()| {
                    let receiver = Arc::clone(&receiver);
                    thread::spawn(move || {
                        let mut count = 0;
                        while let Ok(()) = receiver.lock().unwrap().recv() {
                            count += 1;
                        }
                        count
                    })
                });
                sender.send(()).unwrap();
                sender.send(()).unwrap();
                drop(sender);
                match workers.map(|worker| worker.join().unwrap()) {
                    [1, 1] => "one each",
                    [0, 2] | [2, 0] => "one has both",
                    _ => "lost",
                }
            },
        ),
    ]
}
