//! Thread-locals, of simulated threads where a model runs.

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt;

use heddle_runtime::{Engine, LocalSlot, engine};

/// [`std::thread::LocalKey`].
pub struct LocalKey<T: 'static> {
    real: &'static std::thread::LocalKey<T>,
    /// Its address tells the thread-local from others; one of a model's threads has no other.
    slot: &'static u8,
    init: fn() -> T,
}

/// [`std::thread::AccessError`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AccessError(());

impl fmt::Debug for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessError").finish()
    }
}

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already destroyed")
    }
}

impl Error for AccessError {}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalKey").finish_non_exhaustive()
    }
}

impl<T: 'static> LocalKey<T> {
    /// For `thread_local!` alone.
    #[doc(hidden)]
    pub const fn new(
        real: &'static std::thread::LocalKey<T>,
        slot: &'static u8,
        init: fn() -> T,
    ) -> Self {
        LocalKey { real, slot, init }
    }

    /// Shows the calling thread's value to `f`; made now if it was not used yet.
    ///
    /// # Panics
    /// If the value is destroyed already.
    #[track_caller]
    pub fn with<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R {
        present(self.try_with(f))
    }

    /// Shows the calling thread's value to `f`; made now if it was not used yet.
    ///
    /// # Errors
    /// If the value is destroyed already.
    pub fn try_with<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> Result<R, AccessError> {
        if engine() == Engine::Std {
            return self.real.try_with(f).map_err(|_| AccessError(()));
        }
        self.reach(&mut || (self.init)()).map(f)
    }

    fn reach(&'static self, init: &mut dyn FnMut() -> T) -> Result<&'static T, AccessError> {
        let slot = LocalSlot(std::ptr::from_ref(self.slot).addr());
        let value = slot.get(init).ok_or(AccessError(()))?;
        // SAFETY: the value is boxed and stays until its thread ends. The reference does not leave
        // this module except as an argument, which the thread holds for a call at most.
        Ok(unsafe { &*value })
    }

    /// Gives the calling thread `value`, and runs the initial expression for nothing. Returns it if
    /// there was a value already.
    fn begin_with(&'static self, value: T) -> Result<Option<T>, AccessError> {
        let mut value = Some(value);
        self.reach(&mut || value.take().unwrap_or_else(self.init))?;
        Ok(value)
    }
}

#[track_caller]
fn present<R>(result: Result<R, AccessError>) -> R {
    match result {
        Ok(value) => value,
        Err(error) => panic!(
            "cannot access a Thread Local Storage value during or after destruction: {error:?}"
        ),
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// Sets the value. The initial expression does not run.
    ///
    /// # Panics
    /// If the value is destroyed already.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        if engine() == Engine::Std {
            return self.real.set(value);
        }
        if let Some(value) = present(self.begin_with(Cell::new(value))) {
            self.with(|cell| cell.set(value.into_inner()));
        }
    }

    /// A copy of the value.
    ///
    /// # Panics
    /// If the value is destroyed already.
    #[track_caller]
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// The value, replaced by the default one.
    ///
    /// # Panics
    /// If the value is destroyed already.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// The value, replaced by `value`.
    ///
    /// # Panics
    /// If the value is destroyed already.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// Shows the value to `f`.
    ///
    /// # Panics
    /// If the value is mutably borrowed, or destroyed already.
    #[track_caller]
    pub fn with_borrow<F: FnOnce(&T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&cell.borrow()))
    }

    /// Lends the value to `f`.
    ///
    /// # Panics
    /// If the value is borrowed, or destroyed already.
    #[track_caller]
    pub fn with_borrow_mut<F: FnOnce(&mut T) -> R, R>(&'static self, f: F) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// Sets the value. The initial expression does not run.
    ///
    /// # Panics
    /// If the value is borrowed, or destroyed already.
    #[track_caller]
    pub fn set(&'static self, value: T) {
        if engine() == Engine::Std {
            return self.real.set(value);
        }
        if let Some(value) = present(self.begin_with(RefCell::new(value))) {
            self.with(|cell| *cell.borrow_mut() = value.into_inner());
        }
    }

    /// The value, replaced by the default one.
    ///
    /// # Panics
    /// If the value is borrowed, or destroyed already.
    #[track_caller]
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// The value, replaced by `value`.
    ///
    /// # Panics
    /// If the value is borrowed, or destroyed already.
    #[track_caller]
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

/// [`std::thread_local!`].
///
/// A constant's type stands in constants only, where `&str` means `&'static str`. Names are taken from the
/// façade, so a type of the caller's own that is called `u8` is not met.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block; $($rest:tt)*) => {
        $crate::thread_local!($(#[$attr])* $vis static $name: $t = const $init);
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block) => {
        $(#[$attr])*
        $vis const $name: $crate::thread::LocalKey<$t> = {
            const __HEDDLE_VALUE: $t = $init;
            $crate::__std::thread_local!(static __HEDDLE_REAL: $t = const { __HEDDLE_VALUE });
            static __HEDDLE_SLOT: $crate::__std::primitive::u8 = 0;
            $crate::thread::LocalKey::new(&__HEDDLE_REAL, &__HEDDLE_SLOT, || __HEDDLE_VALUE)
        };
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr; $($rest:tt)*) => {
        $crate::thread_local!($(#[$attr])* $vis static $name: $t = $init);
        $crate::thread_local!($($rest)*);
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr) => {
        $(#[$attr])*
        $vis const $name: $crate::thread::LocalKey<$t> = {
            fn __heddle_init() -> $t {
                $init
            }
            $crate::__std::thread_local!(static __HEDDLE_REAL: $t = __heddle_init());
            static __HEDDLE_SLOT: $crate::__std::primitive::u8 = 0;
            $crate::thread::LocalKey::new(&__HEDDLE_REAL, &__HEDDLE_SLOT, __heddle_init)
        };
    };
}
