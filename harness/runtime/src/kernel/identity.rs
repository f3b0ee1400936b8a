//! Which object is which.
//!
//! An object of an earlier execution that is met again and was not put back (a real thread-local, a leaked
//! box) cannot be judged, and is named.

use std::sync::atomic::Ordering;

use super::{Kernel, Stop};
use crate::vocabulary::{ObjectCell, ObjectId, ObjectKind, Place, Whole};

impl Kernel {
    /// The number of the object, if it was used in the running execution.
    #[inline]
    pub fn known(&self, cell: &ObjectCell) -> Option<ObjectId> {
        let stamp = cell.0.load(Ordering::Relaxed);
        ((stamp >> 32) as u32 == self.number).then_some(stamp as u32)
    }

    /// The number of the object in the running execution; registers it at its first use.
    ///
    /// `whole` is the memory of the façade value that holds the cell, data included.
    #[inline]
    pub fn identify(
        &mut self,
        cell: &ObjectCell,
        kind: ObjectKind,
        whole: Whole,
        place: Place,
    ) -> Result<ObjectId, Stop> {
        match self.known(cell) {
            Some(id) => Ok(id),
            None => self.introduce(cell, kind, whole, place),
        }
    }

    #[cold]
    fn introduce(
        &mut self,
        cell: &ObjectCell,
        kind: ObjectKind,
        whole: Whole,
        place: Place,
    ) -> Result<ObjectId, Stop> {
        if cell.0.load(Ordering::Relaxed) != 0 {
            return Err(Stop::Outlives(place));
        }
        self.statics.remember(whole);
        let id = self.register(kind, place);
        let stamp = u64::from(self.number) << 32 | u64::from(id);
        cell.0.store(stamp, Ordering::Relaxed);
        Ok(id)
    }
}
