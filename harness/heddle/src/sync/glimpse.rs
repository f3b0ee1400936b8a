//! What locked data is, where it is a single number or a truth: so that a report can say `3 → 2`.

use heddle_runtime::{Datum, Scalar};

/// The value at `data`, if its type is one of those that a report can show.
///
/// # Safety
/// `data` is valid for reads, and nobody writes to it meanwhile.
#[inline]
pub(super) unsafe fn glimpse<T: ?Sized>(data: *const T) -> Option<Datum> {
    macro_rules! one_of {
        ($($kind:ty => $scalar:ident),*) => {$(
            if typeid::of::<T>() == typeid::of::<$kind>() {
                // SAFETY: `T` is this very type, and the caller vouches for the rest.
                let value = unsafe { *data.cast::<$kind>() };
                return Some(Datum::new(Scalar::$scalar, value as u64));
            }
        )*};
    }
    one_of! {
        bool => Bool, usize => Usize, isize => Isize,
        u64 => U64, i64 => I64, u32 => U32, i32 => I32,
        u16 => U16, i16 => I16, u8 => U8, i8 => I8
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
            assert_eq!(glimpse(&7_usize), Some(Datum::new(Scalar::Usize, 7)));
            assert_eq!(glimpse(&true), Some(Datum::new(Scalar::Bool, 1)));
            assert_eq!(glimpse(&-1_i32), Some(Datum::new(Scalar::I32, u64::MAX)));
            assert_eq!(glimpse(&String::new()), None);
            assert_eq!(glimpse(&[1_usize][..]), None);
            let borrowed = &7_usize;
            assert_eq!(glimpse(&borrowed), None);
        }
    }
}
