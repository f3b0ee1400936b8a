//! `std::sync::atomic`. Each type keeps its value in std's own, which is all there is to it where no
//! model runs.
//!
//! Beside it lies what a model has to know: which atomic of the running execution it is. To find that by the
//! address instead would take two atomics for one that lie in the same place one after the other, and in loom
//! the second would then show values of the first. So an atomic is larger than its value, unlike std's, and
//! `from_ptr` is missing: memory that is not one of these types has no room for more.

pub use ::std::sync::atomic::{Ordering, compiler_fence};

use std::fmt;
use std::panic::Location;
use std::sync::atomic as real;

use heddle_runtime::{Access, Engine, Op, Place, RawAtomic, Scalar, Storage, Whole, engine};

/// A value that fits in an atomic, as 64 bits.
trait Bits: Copy {
    fn to_bits(self) -> u64;
    fn from_bits(bits: u64) -> Self;
}

/// [`std::sync::atomic::fence`].
///
/// # Panics
/// If `order` is `Relaxed`.
pub fn fence(order: Ordering) {
    assert!(
        order != Ordering::Relaxed,
        "there is no such thing as a relaxed fence"
    );
    heddle_runtime::fence(order);
}

fn check_load(order: Ordering) {
    match order {
        Ordering::Release => panic!("there is no such thing as a release load"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release load"),
        _ => {}
    }
}

fn check_store(order: Ordering) {
    match order {
        Ordering::Acquire => panic!("there is no such thing as an acquire store"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release store"),
        _ => {}
    }
}

fn check_failure(order: Ordering) {
    match order {
        Ordering::Release => panic!("there is no such thing as a release failure ordering"),
        Ordering::AcqRel => panic!("there is no such thing as an acquire-release failure ordering"),
        _ => {}
    }
}

/// The failure ordering that goes with a success ordering, as in std.
fn failure_of(order: Ordering) -> Ordering {
    match order {
        Ordering::AcqRel => Ordering::Acquire,
        Ordering::Release => Ordering::Relaxed,
        other => other,
    }
}

/// What every atomic type has.
macro_rules! atomic {
    ([$($generic:tt)*] $name:ident $scalar:ident $value:ty) => {
        impl<$($generic)*> $name<$($generic)*> {
            /// An atomic with this value.
            #[inline]
            pub const fn new(value: $value) -> Self {
                $name { raw: RawAtomic::new(), value: real::$name::new(value) }
            }

            fn access(&self, place: Place) -> Access<'_> {
                let whole: Whole = (std::ptr::from_ref(self).cast(), size_of::<Self>());
                Access { storage: self, whole, scalar: Scalar::$scalar, place }
            }

            /// Reads.
            ///
            /// # Panics
            /// If `order` is `Release` or `AcqRel`.
            #[track_caller]
            #[inline]
            pub fn load(&self, order: Ordering) -> $value {
                if engine() == Engine::Std {
                    return self.value.load(order);
                }
                check_load(order);
                Bits::from_bits(self.raw.load(self.access(Location::caller()), order))
            }

            /// Writes.
            ///
            /// # Panics
            /// If `order` is `Acquire` or `AcqRel`.
            #[track_caller]
            #[inline]
            pub fn store(&self, value: $value, order: Ordering) {
                if engine() == Engine::Std {
                    return self.value.store(value, order);
                }
                check_store(order);
                self.raw.store(self.access(Location::caller()), value.to_bits(), order);
            }

            /// Writes, and returns the old value.
            #[track_caller]
            #[inline]
            pub fn swap(&self, value: $value, order: Ordering) -> $value {
                if engine() == Engine::Std {
                    return self.value.swap(value, order);
                }
                self.modify(Op::Swap, order, Location::caller(), |_| value)
            }

            fn modify(
                &self,
                op: Op,
                order: Ordering,
                place: Place,
                f: impl Fn($value) -> $value,
            ) -> $value {
                let mut update = |bits| f(Bits::from_bits(bits)).to_bits();
                Bits::from_bits(self.raw.update(self.access(place), op, order, &mut update))
            }

            fn exchange(
                &self,
                (current, new): ($value, $value),
                (success, failure): (Ordering, Ordering),
                weak: bool,
                place: Place,
            ) -> Result<$value, $value> {
                check_failure(failure);
                let values = (current.to_bits(), new.to_bits());
                let orders = (success, failure);
                let result = self.raw.compare_exchange(self.access(place), values, orders, weak);
                result.map(Bits::from_bits).map_err(Bits::from_bits)
            }

            /// Writes `new` if the value is `current`.
            ///
            /// # Errors
            /// The value that was found instead.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            #[inline]
            pub fn compare_exchange(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                if engine() == Engine::Std {
                    return self.value.compare_exchange(current, new, success, failure);
                }
                self.exchange((current, new), (success, failure), false, Location::caller())
            }

            /// Writes `new` if the value is `current`, but may fail for no reason.
            ///
            /// # Errors
            /// The value that was found.
            ///
            /// # Panics
            /// If `failure` is `Release` or `AcqRel`.
            #[track_caller]
            #[inline]
            pub fn compare_exchange_weak(
                &self,
                current: $value,
                new: $value,
                success: Ordering,
                failure: Ordering,
            ) -> Result<$value, $value> {
                if engine() == Engine::Std {
                    return self.value.compare_exchange_weak(current, new, success, failure);
                }
                self.exchange((current, new), (success, failure), true, Location::caller())
            }

            /// [`compare_exchange`](Self::compare_exchange) that returns the old value either way.
            #[deprecated(note = "use `compare_exchange` or `compare_exchange_weak` instead")]
            #[track_caller]
            pub fn compare_and_swap(
                &self,
                current: $value,
                new: $value,
                order: Ordering,
            ) -> $value {
                match self.compare_exchange(current, new, order, failure_of(order)) {
                    Ok(old) | Err(old) => old,
                }
            }

            /// Replaces the value by what `f` makes of it, unless that is `None`.
            ///
            /// # Errors
            /// The value for which `f` gave `None`.
            #[track_caller]
            pub fn fetch_update<F: FnMut($value) -> Option<$value>>(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: F,
            ) -> Result<$value, $value> {
                let mut old = self.load(fetch_order);
                while let Some(new) = f(old) {
                    // std's is the weak one; that it failed for no reason could not be told here.
                    match self.compare_exchange(old, new, set_order, fetch_order) {
                        Ok(replaced) => return Ok(replaced),
                        Err(found) => old = found,
                    }
                }
                Err(old)
            }

            /// Replaces the value by what `f` makes of it, unless that is `None`.
            ///
            /// # Errors
            /// The value for which `f` gave `None`.
            #[track_caller]
            pub fn try_update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                f: impl FnMut($value) -> Option<$value>,
            ) -> Result<$value, $value> {
                self.fetch_update(set_order, fetch_order, f)
            }

            /// Replaces the value by what `f` makes of it, and returns the old one.
            #[track_caller]
            pub fn update(
                &self,
                set_order: Ordering,
                fetch_order: Ordering,
                mut f: impl FnMut($value) -> $value,
            ) -> $value {
                match self.fetch_update(set_order, fetch_order, |old| Some(f(old))) {
                    Ok(old) | Err(old) => old,
                }
            }

            /// The value, which nobody else can reach.
            #[inline]
            pub fn get_mut(&mut self) -> &mut $value {
                self.value.get_mut()
            }

            /// The value, for good.
            #[inline]
            pub const fn into_inner(self) -> $value {
                self.value.into_inner()
            }

            /// Where the value lies.
            #[inline]
            pub const fn as_ptr(&self) -> *mut $value {
                self.value.as_ptr()
            }
        }

        impl<$($generic)*> Storage for $name<$($generic)*> {
            fn get(&self) -> u64 {
                self.value.load(Ordering::SeqCst).to_bits()
            }

            fn set(&self, bits: u64) {
                self.value.store(Bits::from_bits(bits), Ordering::SeqCst);
            }
        }

        impl<$($generic)*> From<$value> for $name<$($generic)*> {
            fn from(value: $value) -> Self {
                $name::new(value)
            }
        }

        impl<$($generic)*> fmt::Debug for $name<$($generic)*> {
            /// Shows the value without being a step of a model.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.value.fmt(f)
            }
        }
    };
}

/// The read–modify–write operations that differ from type to type.
macro_rules! fetch {
    ($name:ident $value:ty: $($op:ident $step:ident $doc:literal $f:expr;)*) => {
        impl $name {
            $(
                #[doc = $doc]
                #[track_caller]
                #[inline]
                pub fn $op(&self, value: $value, order: Ordering) -> $value {
                    if engine() == Engine::Std {
                        return self.value.$op(value, order);
                    }
                    let f: fn($value, $value) -> $value = $f;
                    self.modify(Op::$step, order, Location::caller(), |old| f(old, value))
                }
            )*
        }
    };
}

macro_rules! integer {
    ($($name:ident $scalar:ident $value:ty,)*) => {$(
        #[doc = concat!("[`std::sync::atomic::", stringify!($name), "`].")]
        #[derive(Default)]
        pub struct $name {
            raw: RawAtomic,
            value: real::$name,
        }

        impl Bits for $value {
            fn to_bits(self) -> u64 {
                self as u64
            }
            fn from_bits(bits: u64) -> Self {
                bits as $value
            }
        }

        atomic!([] $name $scalar $value);
        fetch! { $name $value:
            fetch_add FetchAdd "Adds, wrapping around, and returns the old value." |old, value| old.wrapping_add(value);
            fetch_sub FetchSub "Subtracts, wrapping around, and returns the old value." |old, value| old.wrapping_sub(value);
            fetch_and FetchAnd "Bitwise and; returns the old value." |old, value| old & value;
            fetch_nand FetchNand "Bitwise nand; returns the old value." |old, value| !(old & value);
            fetch_or FetchOr "Bitwise or; returns the old value." |old, value| old | value;
            fetch_xor FetchXor "Bitwise exclusive or; returns the old value." |old, value| old ^ value;
            fetch_max FetchMax "The larger of the two; returns the old value." |old, value| old.max(value);
            fetch_min FetchMin "The smaller of the two; returns the old value." |old, value| old.min(value);
        }
    )*};
}

integer! {
    AtomicI8 I8 i8,
    AtomicU8 U8 u8,
    AtomicI16 I16 i16,
    AtomicU16 U16 u16,
    AtomicI32 I32 i32,
    AtomicU32 U32 u32,
    AtomicI64 I64 i64,
    AtomicU64 U64 u64,
    AtomicIsize Isize isize,
    AtomicUsize Usize usize,
}

/// [`std::sync::atomic::AtomicBool`].
#[derive(Default)]
pub struct AtomicBool {
    raw: RawAtomic,
    value: real::AtomicBool,
}

impl Bits for bool {
    fn to_bits(self) -> u64 {
        u64::from(self)
    }
    fn from_bits(bits: u64) -> Self {
        bits != 0
    }
}

atomic!([] AtomicBool Bool bool);
fetch! { AtomicBool bool:
    fetch_and FetchAnd "Logical and; returns the old value." |old, value| old & value;
    fetch_nand FetchNand "Logical nand; returns the old value." |old, value| !(old & value);
    fetch_or FetchOr "Logical or; returns the old value." |old, value| old | value;
    fetch_xor FetchXor "Logical exclusive or; returns the old value." |old, value| old ^ value;
}

impl AtomicBool {
    /// Negates; returns the old value.
    #[track_caller]
    #[inline]
    pub fn fetch_not(&self, order: Ordering) -> bool {
        self.fetch_xor(true, order)
    }
}

mod pointer;

pub use pointer::AtomicPtr;

/// [`std::sync::atomic::ATOMIC_BOOL_INIT`].
#[deprecated(note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's own is one")]
pub const ATOMIC_BOOL_INIT: AtomicBool = AtomicBool::new(false);
/// [`std::sync::atomic::ATOMIC_ISIZE_INIT`].
#[deprecated(note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's own is one")]
pub const ATOMIC_ISIZE_INIT: AtomicIsize = AtomicIsize::new(0);
/// [`std::sync::atomic::ATOMIC_USIZE_INIT`].
#[deprecated(note = "the `new` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "std's own is one")]
pub const ATOMIC_USIZE_INIT: AtomicUsize = AtomicUsize::new(0);

/// [`std::sync::atomic::spin_loop_hint`].
#[deprecated(note = "use `hint::spin_loop` instead")]
#[track_caller]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}
