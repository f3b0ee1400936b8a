//! The model that is measured: a bounded queue between three threads, written once and compiled
//! against each std there is.

/// Items that go through the queue in one execution: few for the search engines, which count
/// executions up to a limit, and more for loom, which has to have enough to do within its bound.
pub const SHORT: u32 = 3;
/// See [`SHORT`].
pub const LONG: u32 = 12;

/// Makes `$name::execution`, with the locks and threads of the crate `$std`.
///
/// `Arc` is the real one everywhere, as in the façade.
macro_rules! model {
    ($name:ident, $std:ident) => {
        pub mod $name {
            use std::collections::VecDeque;
            use std::sync::Arc;

            use $std::sync::{Condvar, Mutex};
            use $std::thread;

            struct Queue {
                items: Mutex<VecDeque<u32>>,
                not_empty: Condvar,
                not_full: Condvar,
            }

            impl Queue {
                fn put(&self, item: u32) {
                    let mut items = self.items.lock().unwrap();
                    while !items.is_empty() {
                        items = self.not_full.wait(items).unwrap();
                    }
                    items.push_back(item);
                    self.not_empty.notify_one();
                }

                fn get(&self) -> u32 {
                    let mut items = self.items.lock().unwrap();
                    while items.is_empty() {
                        items = self.not_empty.wait(items).unwrap();
                    }
                    self.not_full.notify_one();
                    items.pop_front().unwrap()
                }
            }

            /// One producer, one consumer, and a main thread that waits for both; room for one.
            pub fn execution(items: u32) {
                let queue = Arc::new(Queue {
                    items: Mutex::new(VecDeque::new()),
                    not_empty: Condvar::new(),
                    not_full: Condvar::new(),
                });
                let producer = {
                    let queue = Arc::clone(&queue);
                    thread::spawn(move || (0..items).for_each(|item| queue.put(item)))
                };
                let consumer = {
                    let queue = Arc::clone(&queue);
                    thread::spawn(move || (0..items).for_each(|item| assert_eq!(queue.get(), item)))
                };
                producer.join().unwrap();
                consumer.join().unwrap();
            }
        }
    };
}

model!(on_heddle, heddle);
model!(on_loom, loom);
model!(on_shuttle, shuttle);
