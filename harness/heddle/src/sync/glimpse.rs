//! What locked data is, where it is a single number or a truth: so that a report can say `3 → 2`.

use heddle_runtime::Datum;

/// The value at `data`, if its type is one of those that a report can show.
///
/// # Safety
/// `data` is valid for reads, and nobody writes to it meanwhile.
#[inline]
pub(super) unsafe fn glimpse<T: ?Sized>(data: *const T) -> Option<Datum> {
    macro_rules! one_of {
        ($($kind:ty => $name:literal),*) => {$(
            if typeid::of::<T>() == typeid::of::<$kind>() {
                // SAFETY: `T` is this very type, and the caller vouches for the rest.
                let value = unsafe { *data.cast::<$kind>() };
                return Some(Datum::new($name, value as u64));
            }
        )*};
    }
    // The names are those of the atomics, whose values are shown in the same way.
    one_of! {
        bool => "AtomicBool", usize => "AtomicUsize", isize => "AtomicIsize",
        u64 => "AtomicU64", i64 => "AtomicI64", u32 => "AtomicU32", i32 => "AtomicI32",
        u16 => "AtomicU16", i16 => "AtomicI16", u8 => "AtomicU8", i8 => "AtomicI8"
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_truths_are_seen_and_nothing_else() {
        // SAFETY: each is a live value of this function's own.
        unsafe {
            assert_eq!(glimpse(&7_usize), Some(Datum::new("AtomicUsize", 7)));
            assert_eq!(glimpse(&true), Some(Datum::new("AtomicBool", 1)));
            assert_eq!(glimpse(&-1_i32), Some(Datum::new("AtomicI32", u64::MAX)));
            assert_eq!(glimpse(&String::new()), None);
            assert_eq!(glimpse(&[1_usize][..]), None);
            let borrowed = &7_usize;
            assert_eq!(glimpse(&borrowed), None);
        }
    }
}
