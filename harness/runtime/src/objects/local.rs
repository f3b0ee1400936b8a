//! Thread-locals of simulated threads, which share one OS thread.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use super::panics::crashed;
use crate::kernel::{self, Local};

/// Reaches the calling simulated thread's value of the thread-local with this address.
#[derive(Clone, Copy, Debug)]
pub struct LocalSlot(pub usize);

/// A value, and whether anything happens when it is dropped.
struct Value {
    value: Box<dyn Any>,
    has_destructor: bool,
}

impl LocalSlot {
    /// The value, made by `init` at its first use on this thread. `None` once it is destroyed.
    ///
    /// The pointer is good until the thread ends: values are boxed, and replaced only while `init` runs, by
    /// which this very value was reached.
    pub fn get<T: 'static>(self, init: &mut dyn FnMut() -> T) -> Option<*const T> {
        if let Some(found) = self.find() {
            return found;
        }
        let made = Local::Live(Box::new(Value {
            value: Box::new(init()),
            has_destructor: std::mem::needs_drop::<T>(),
        }));
        // `init` is the learner's code: it may have switched threads and come back. It may have made the
        // value, too, by reaching for it; then, as in std, the outer one replaces the inner one.
        let inner = kernel::with(|k| {
            let locals = &mut k.me().locals;
            match locals.iter_mut().find(|(key, _)| *key == self.0) {
                Some((_, inner)) => Some(std::mem::replace(inner, made)),
                None => {
                    locals.push((self.0, made));
                    None
                }
            }
        });
        drop(inner);
        self.find().flatten()
    }

    /// `None` if it was not made yet.
    fn find<T: 'static>(self) -> Option<Option<*const T>> {
        kernel::with(|k| {
            let locals = &k.me().locals;
            let (_, local) = locals.iter().find(|(key, _)| *key == self.0)?;
            Some(match local {
                Local::Live(value) => {
                    let value = value.downcast_ref::<Value>();
                    let value = value.and_then(|value| value.value.downcast_ref::<T>());
                    value.map(std::ptr::from_ref)
                }
                Local::Dead => None,
            })
        })
    }
}

/// Whether a destructor will run when the calling thread's values are destroyed.
pub(crate) fn have_destructors() -> bool {
    let has = |local: &Local| match local {
        Local::Live(value) => value
            .downcast_ref::<Value>()
            .is_some_and(|value| value.has_destructor),
        Local::Dead => false,
    };
    kernel::with(|k| k.me().locals.iter().any(|(_, local)| has(local)))
}

/// Destroys the calling thread's values, first made first, as std does on most platforms. A
/// destructor may use, and even make, others. One that panics ends the process, as in std.
pub(crate) fn drop_all() {
    let mut next = 0;
    loop {
        let taken = kernel::with(|k| {
            let (_, local) = k.me().locals.get_mut(next)?;
            Some(std::mem::replace(local, Local::Dead))
        });
        let Some(local) = taken else { return };
        let dropped = std::panic::catch_unwind(AssertUnwindSafe(|| drop(local)));
        if let Err(payload) = dropped {
            crashed("the destructor of a thread-local panicked", payload);
        }
        next += 1;
    }
}
