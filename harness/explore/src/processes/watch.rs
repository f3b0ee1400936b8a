//! The thread that watches: does anything move, are there too many processes, is the time over?

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use heddle_protocol::{Code, Failure, Finding};
use heddle_runtime::story;

use super::{account, look::Look};

/// Between two looks.
const PAUSE: Duration = Duration::from_millis(15);
/// Code that polls is never still; then this is said so often, and what waits for stillness happens once it has
/// waited so long.
const POLLED: Duration = Duration::from_millis(200);
/// Code that polls has so long after the last thing that any other process did, and so many looks.
const POLLS_IN_VAIN: (Duration, u64) = (Duration::from_millis(2500), 20);
/// Processes at once: no scenario needs more than a handful.
const MOST_PROCESSES: usize = 48;

/// What is done when nothing moves, and tells whether that made a difference. It hears whether that is
/// really so, or only the time for those that poll.
type Nudge = Box<dyn FnMut(bool) -> bool + Send>;
/// Added by [`when_still`], used by the watching thread.
static NUDGES: Mutex<Vec<Nudge>> = Mutex::new(Vec::new());

/// Calls `nudge` with true when everything in the scenario waits, and with false now and then, since
/// something may poll. If it returns true, something may move again.
pub fn when_still(nudge: impl FnMut(bool) -> bool + Send + 'static) {
    NUDGES
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .push(Box::new(nudge));
}

fn nudged(really: bool) -> bool {
    let mut nudges = NUDGES.lock().unwrap_or_else(PoisonError::into_inner);
    nudges.iter_mut().any(|nudge| nudge(really))
}

/// The watching thread's number, for those who look for what the code under check does.
static WATCHER: AtomicU32 = AtomicU32::new(0);

/// The watching thread's number.
pub fn thread() -> u32 {
    WATCHER.load(Ordering::Relaxed)
}

/// Whether [`while_looked_after`] runs.
static LOOKED_AFTER: AtomicBool = AtomicBool::new(false);

/// Meanwhile nothing is told that polls in vain: `looks` waits for it to end, has a limit of its own, and
/// knows better what it is. What it finds is told by the caller, so it goes on until then.
pub fn while_looked_after<R>(looks: impl FnOnce() -> Option<R>) -> Option<R> {
    // Relaxed: if the watch learns of it one look later, that is soon enough.
    LOOKED_AFTER.store(true, Ordering::Relaxed);
    let found = looks();
    LOOKED_AFTER.store(found.is_some(), Ordering::Relaxed);
    found
}

/// Starts to watch. After `deadline` the scenario has failed.
pub fn start(deadline: Duration) {
    let watcher = std::thread::Builder::new().name("watcher".into());
    let watching = watcher.spawn(move || watch(deadline));
    if watching.is_err() {
        // The parent's own limit is left, which knows less.
        heddle_runtime::unsupported("a machine that starts no more threads", None);
    }
}

fn watch(deadline: Duration) {
    let me = heddle_processes::this_thread();
    WATCHER.store(me, Ordering::Relaxed);
    super::places::prepare();
    let started = Instant::now();
    let mut nudged_at = started;
    let mut last: Option<Look> = None;
    let (mut others, mut moved_at, mut turns) = (None, started, 0);
    loop {
        std::thread::sleep(PAUSE);
        let look = Look::take(&[me]);
        if look.processes() > MOST_PROCESSES {
            too_many(look.processes());
        }
        let still = look.is_still();
        if still && last.as_ref() == Some(&look) && !nudged(true) {
            hang(me, "every thread and every process waits for another");
        }
        let now = look.others();
        if now.is_none() || others != now || LOOKED_AFTER.load(Ordering::Relaxed) {
            (others, moved_at, turns) = (now, Instant::now(), look.turns());
        }
        let (time, looks) = POLLS_IN_VAIN;
        if moved_at.elapsed() > time && look.turns().saturating_sub(turns) > looks {
            hang(
                me,
                "it looks again and again for something that nobody will do",
            );
        }
        if nudged_at.elapsed() > POLLED {
            nudged(false);
            nudged_at = Instant::now();
        }
        if started.elapsed() > deadline {
            late(me, deadline);
        }
        last = still.then_some(look);
    }
}

/// Nothing will end what the scenario waits for.
fn hang(me: u32, why: &str) -> ! {
    let message = format!("`{}` does not come to its end: {why}", under_way());
    stops(me, Code::ProcessHang, message)
}

/// The scenario goes on, and its time is over.
fn late(me: u32, deadline: Duration) -> ! {
    let seconds = deadline.as_secs_f64();
    let message = format!(
        "`{}` had not come to its end after {seconds:.0} s",
        under_way()
    );
    stops(me, Code::Timeout, message)
}

fn under_way() -> String {
    story::open_call().unwrap_or_else(|| "the scenario".to_owned())
}

/// Ends the scenario with everybody's account, unless there is more to say than this.
fn stops(me: u32, code: Code, message: String) -> ! {
    // Who waits for a thread that has panicked waits for ever: the panic is what there is to tell.
    let panic = heddle_runtime::of_first_panic();
    let known = panic.or_else(heddle_runtime::broken_on_real_threads);
    let (code, message) = known.unwrap_or((code, message));
    let processes = account::of_all(me);
    let seen = Finding::Seen {
        code,
        message,
        cause: None,
    };
    heddle_runtime::fail_with(Failure {
        processes,
        ..story::ended_with(seen)
    })
}

fn too_many(count: usize) -> ! {
    heddle_runtime::fail(
        Code::ProcessLeak,
        format!("{count} processes run at once, and more are being started"),
    )
}
