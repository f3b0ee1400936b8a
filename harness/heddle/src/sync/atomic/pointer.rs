//! `std::sync::atomic::AtomicPtr`.

use std::fmt;
use std::panic::Location;
use std::sync::atomic as real;

use heddle_runtime::{Access, Engine, Op, Place, RawAtomic, Scalar, Storage, Whole, engine};

use super::{Bits, Ordering, check_failure, check_load, check_store, failure_of};

/// [`std::sync::atomic::AtomicPtr`].
pub struct AtomicPtr<T> {
    raw: RawAtomic,
    value: real::AtomicPtr<T>,
}

impl<T> Bits for *mut T {
    fn to_bits(self) -> u64 {
        self.expose_provenance() as u64
    }
    fn from_bits(bits: u64) -> Self {
        std::ptr::with_exposed_provenance_mut(bits as usize)
    }
}

atomic!([T] AtomicPtr Ptr *mut T);

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        AtomicPtr::new(std::ptr::null_mut())
    }
}

macro_rules! fetch_pointer {
    ($($op:ident $step:ident $doc:literal $f:expr;)*) => {
        impl<T> AtomicPtr<T> {
            $(
                #[doc = $doc]
                #[track_caller]
                #[inline]
                pub fn $op(&self, value: usize, order: Ordering) -> *mut T {
                    if engine() == Engine::Std {
                        return self.value.$op(value, order);
                    }
                    let f: fn(*mut T, usize) -> *mut T = $f;
                    self.modify(Op::$step, order, Location::caller(), |old| f(old, value))
                }
            )*
        }
    };
}

fetch_pointer! {
    fetch_ptr_add FetchPtrAdd "Moves on by so many values; returns the old pointer." |old, by| old.wrapping_add(by);
    fetch_ptr_sub FetchPtrSub "Moves back by so many values; returns the old pointer." |old, by| old.wrapping_sub(by);
    fetch_byte_add FetchByteAdd "Moves on by so many bytes; returns the old pointer." |old, by| old.wrapping_byte_add(by);
    fetch_byte_sub FetchByteSub "Moves back by so many bytes; returns the old pointer." |old, by| old.wrapping_byte_sub(by);
    fetch_or FetchOr "Bitwise or of the address; returns the old pointer." |old, bits| old.map_addr(|a| a | bits);
    fetch_and FetchAnd "Bitwise and of the address; returns the old pointer." |old, bits| old.map_addr(|a| a & bits);
    fetch_xor FetchXor "Bitwise exclusive or of the address; returns the old pointer." |old, bits| old.map_addr(|a| a ^ bits);
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Pointer::fmt(&self.value, f)
    }
}
