//! Thread-locals of simulated threads, which share one OS thread.

use crate::kernel::{self, Local};

/// Reaches the calling simulated thread's value of the thread-local with this address.
#[derive(Clone, Copy, Debug)]
pub struct LocalSlot(pub usize);

impl LocalSlot {
    /// The value, made by `init` at its first use on this thread. `None` once it is destroyed.
    ///
    /// The pointer is good until the thread ends: values are boxed and never replaced.
    pub fn get<T: 'static>(self, init: &mut dyn FnMut() -> T) -> Option<*const T> {
        let find = || {
            kernel::with(|k| {
                let locals = &k.me().locals;
                let found = locals.iter().find(|(key, _)| *key == self.0);
                found.map(|(_, local)| match local {
                    Local::Live(value) => value.downcast_ref::<T>().map(std::ptr::from_ref),
                    Local::Dead => None,
                })
            })
        };
        if let Some(found) = find() {
            return found;
        }
        let value = Local::Live(Box::new(init()));
        // `init` is the learner's code: it may have switched threads and come back.
        kernel::with(|k| k.me().locals.push((self.0, value)));
        find().flatten()
    }
}

/// Destroys the calling thread's values, first made first, as std does on most platforms. A
/// destructor may use, and even make, others.
pub(crate) fn drop_all() {
    let mut next = 0;
    loop {
        let taken = kernel::with(|k| {
            let (_, local) = k.me().locals.get_mut(next)?;
            Some(std::mem::replace(local, Local::Dead))
        });
        match taken {
            Some(local) => drop(local),
            None => return,
        }
        next += 1;
    }
}
