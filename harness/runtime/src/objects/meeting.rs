//! A meeting point of a scenario's, in the search: it costs two steps a thread, and it makes no difference who
//! comes first.

use super::identify;
use crate::kernel::{self, Announce, How, Shared, Until};
use crate::search::step;
use crate::vocabulary::{ObjectCell, ObjectKind, Op, Outcome, Place};

/// Where threads wait for each other in the search; see [`RawMeeting::meet`].
#[derive(Debug, Default)]
pub struct RawMeeting {
    cell: ObjectCell,
}

impl RawMeeting {
    /// A place to which nobody has come yet.
    pub const fn new() -> Self {
        RawMeeting {
            cell: ObjectCell::new(),
        }
    }

    /// Comes, and waits until so many have come. Only in the search.
    pub fn meet(&self, expected: u32, place: Place) {
        let whole = (std::ptr::from_ref(self).cast(), size_of::<Self>());
        let id = identify(&self.cell, ObjectKind::Barrier, whole, place);
        let comes = Announce::new(Op::Wait, place).on(id);
        step(comes);
        kernel::with(|k| {
            k.object(id).version += 1;
            k.affects(Shared::Object(id), How::Enable);
            k.record(Op::Wait, Some(id), Outcome::Done, Some(place), true);
        });
        // The last one takes this step, too: nobody sees who that was.
        step(comes.until(Until::Reached(id, expected)));
        kernel::with(|k| {
            k.affects(Shared::Object(id), How::Enabled);
            k.record(Op::Wait, Some(id), Outcome::Done, Some(place), true);
        });
    }
}
