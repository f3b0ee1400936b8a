//! Every name, with its signature.

use std::cell::{Cell, RefCell};
use std::io;
use std::sync::atomic::{self, *};
use std::sync::mpsc::{self, Receiver, Sender, SyncSender};
use std::sync::{
    Arc, Barrier, BarrierWaitResult, Condvar, LazyLock, LockResult, Mutex, MutexGuard, Once,
    OnceLock, OnceState, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError,
    TryLockResult, WaitTimeoutResult, Weak,
};
use std::thread::{
    self, AccessError, JoinHandle, LocalKey, Scope, ScopedJoinHandle, Thread, ThreadId,
};
use std::time::{
    Duration, Instant, SystemTime, SystemTimeError, TryFromFloatSecsError, UNIX_EPOCH,
};

type Guard<'a> = MutexGuard<'a, u8>;

fn locks() {
    const _: Mutex<u8> = Mutex::new(1);
    const _: RwLock<u8> = RwLock::new(1);
    const _: Condvar = Condvar::new();
    const _: Barrier = Barrier::new(2);
    let _: fn(&Mutex<u8>) -> LockResult<Guard<'_>> = Mutex::lock;
    let _: fn(&Mutex<u8>) -> TryLockResult<Guard<'_>> = Mutex::try_lock;
    let _: fn(&Mutex<u8>) -> bool = Mutex::is_poisoned;
    let _: fn(&Mutex<u8>) = Mutex::clear_poison;
    let _: fn(Mutex<u8>) -> LockResult<u8> = Mutex::into_inner;
    let _: fn(&mut Mutex<u8>) -> LockResult<&mut u8> = Mutex::get_mut;
    let _: fn(&RwLock<u8>) -> LockResult<RwLockReadGuard<'_, u8>> = RwLock::read;
    let _: fn(&RwLock<u8>) -> TryLockResult<RwLockReadGuard<'_, u8>> = RwLock::try_read;
    let _: fn(&RwLock<u8>) -> LockResult<RwLockWriteGuard<'_, u8>> = RwLock::write;
    let _: fn(&RwLock<u8>) -> TryLockResult<RwLockWriteGuard<'_, u8>> = RwLock::try_write;
    let _: fn(&RwLock<u8>) -> bool = RwLock::is_poisoned;
    let _: fn(&RwLock<u8>) = RwLock::clear_poison;
    let _: fn(RwLock<u8>) -> LockResult<u8> = RwLock::into_inner;
    let _: fn(&mut RwLock<u8>) -> LockResult<&mut u8> = RwLock::get_mut;
    let _: fn(RwLockWriteGuard<'static, u8>) -> RwLockReadGuard<'static, u8> =
        RwLockWriteGuard::downgrade;
    type Timed<'a> = LockResult<(Guard<'a>, WaitTimeoutResult)>;
    let _: for<'a> fn(&Condvar, Guard<'a>) -> LockResult<Guard<'a>> = Condvar::wait;
    let _: for<'a> fn(&Condvar, Guard<'a>, Duration) -> Timed<'a> = Condvar::wait_timeout;
    let _: for<'a> fn(&Condvar, Guard<'a>, fn(&mut u8) -> bool) -> LockResult<Guard<'a>> =
        Condvar::wait_while;
    let _: for<'a> fn(&Condvar, Guard<'a>, Duration, fn(&mut u8) -> bool) -> Timed<'a> =
        Condvar::wait_timeout_while;
    let _: fn(&Condvar) = Condvar::notify_one;
    let _: fn(&Condvar) = Condvar::notify_all;
    let _: fn(&WaitTimeoutResult) -> bool = WaitTimeoutResult::timed_out;
    let _: fn(&Barrier) -> BarrierWaitResult = Barrier::wait;
    let _: fn(&BarrierWaitResult) -> bool = BarrierWaitResult::is_leader;
    #[expect(deprecated, reason = "it is there all the same")]
    let _: for<'a> fn(&Condvar, Guard<'a>, u32) -> LockResult<(Guard<'a>, bool)> =
        Condvar::wait_timeout_ms;
}

fn onces() {
    #[expect(deprecated, reason = "it is there all the same")]
    const _: Once = std::sync::ONCE_INIT;
    const _: OnceLock<u8> = OnceLock::new();
    const _: LazyLock<u8> = LazyLock::new(|| 1);
    let _: fn(&Once, fn()) = Once::call_once;
    let _: fn(&Once, fn(&OnceState)) = Once::call_once_force;
    let _: fn(&Once) -> bool = Once::is_completed;
    let _: fn(&Once) = Once::wait;
    let _: fn(&Once) = Once::wait_force;
    let _: fn(&OnceState) -> bool = OnceState::is_poisoned;
    let _: fn(&OnceLock<u8>) -> Option<&u8> = OnceLock::get;
    let _: fn(&mut OnceLock<u8>) -> Option<&mut u8> = OnceLock::get_mut;
    let _: fn(&OnceLock<u8>, u8) -> Result<(), u8> = OnceLock::set;
    let _: fn(&OnceLock<u8>, fn() -> u8) -> &u8 = OnceLock::get_or_init;
    let _: fn(&OnceLock<u8>) -> &u8 = OnceLock::wait;
    let _: fn(OnceLock<u8>) -> Option<u8> = OnceLock::into_inner;
    let _: fn(&mut OnceLock<u8>) -> Option<u8> = OnceLock::take;
    let _: fn(&LazyLock<u8>) -> &u8 = LazyLock::force;
    let _: fn(&mut LazyLock<u8>) -> &mut u8 = LazyLock::force_mut;
    let _: fn(&LazyLock<u8>) -> Option<&u8> = LazyLock::get;
    let _: fn(&mut LazyLock<u8>) -> Option<&mut u8> = LazyLock::get_mut;
}

fn channels() {
    let _: fn() -> (Sender<u8>, Receiver<u8>) = mpsc::channel;
    let _: fn(usize) -> (SyncSender<u8>, Receiver<u8>) = mpsc::sync_channel;
    let _: fn(&Sender<u8>, u8) -> Result<(), mpsc::SendError<u8>> = Sender::send;
    let _: fn(&SyncSender<u8>, u8) -> Result<(), mpsc::SendError<u8>> = SyncSender::send;
    let _: fn(&SyncSender<u8>, u8) -> Result<(), mpsc::TrySendError<u8>> = SyncSender::try_send;
    let _: fn(&Receiver<u8>) -> Result<u8, mpsc::RecvError> = Receiver::recv;
    let _: fn(&Receiver<u8>) -> Result<u8, mpsc::TryRecvError> = Receiver::try_recv;
    let _: fn(&Receiver<u8>, Duration) -> Result<u8, mpsc::RecvTimeoutError> =
        Receiver::recv_timeout;
    let _: fn(&Receiver<u8>) -> mpsc::Iter<'_, u8> = Receiver::iter;
    let _: fn(&Receiver<u8>) -> mpsc::TryIter<'_, u8> = Receiver::try_iter;
    let _: fn(Receiver<u8>) -> mpsc::IntoIter<u8> = Receiver::into_iter;
}

fn threads() {
    let _: fn(fn() -> u8) -> JoinHandle<u8> = thread::spawn;
    let _: fn(JoinHandle<u8>) -> thread::Result<u8> = JoinHandle::join;
    let _: fn(&JoinHandle<u8>) -> bool = JoinHandle::is_finished;
    let _: fn(&JoinHandle<u8>) -> &Thread = JoinHandle::thread;
    let _: fn() -> Thread = thread::current;
    let _: fn() = thread::yield_now;
    let _: fn() -> bool = thread::panicking;
    let _: fn() = thread::park;
    let _: fn(Duration) = thread::park_timeout;
    let _: fn(Duration) = thread::sleep;
    #[expect(deprecated, reason = "they are there all the same")]
    let _: [fn(u32); 2] = [thread::sleep_ms, thread::park_timeout_ms];
    let _: fn() -> io::Result<std::num::NonZero<usize>> = thread::available_parallelism;
    let _: fn(&Thread) = Thread::unpark;
    let _: fn(&Thread) -> ThreadId = Thread::id;
    let _: fn(&Thread) -> Option<&str> = Thread::name;
    let _: fn() -> thread::Builder = thread::Builder::new;
    let _: fn(thread::Builder, String) -> thread::Builder = thread::Builder::name;
    let _: fn(thread::Builder, usize) -> thread::Builder = thread::Builder::stack_size;
    let _: fn(thread::Builder, fn() -> u8) -> io::Result<JoinHandle<u8>> = thread::Builder::spawn;
    let _: unsafe fn(thread::Builder, fn() -> u8) -> io::Result<JoinHandle<u8>> =
        thread::Builder::spawn_unchecked;
    let _: u8 = thread::scope(|scope: &Scope<'_, '_>| {
        let handle: ScopedJoinHandle<'_, u8> = scope.spawn(|| 1);
        let _: (&Thread, bool) = (handle.thread(), handle.is_finished());
        let named = thread::Builder::new().spawn_scoped(scope, || 2);
        let named: thread::Result<u8> = named.unwrap().join();
        handle.join().unwrap() + named.unwrap()
    });
}

thread_local! {
    static CELL: Cell<u8> = const { Cell::new(1) };
    static REF: RefCell<Vec<u8>> = RefCell::new(vec![1]);
}
thread_local!(pub static ALONE: u8 = Default::default());
std::thread_local!(static BY_PATH: u8 = Default::default());

fn locals() {
    fn takes_a_key(_: &'static LocalKey<u8>) {}
    takes_a_key(&ALONE);
    let _: u8 = BY_PATH.with(|value| *value);
    let _: Result<u8, AccessError> = ALONE.try_with(|value| *value);
    let _: (u8, u8, u8) = (CELL.get(), CELL.take(), CELL.replace(1));
    CELL.set(1);
    let _: usize = REF.with_borrow(Vec::len);
    REF.with_borrow_mut(Vec::clear);
    REF.set(Vec::new());
    let _: (Vec<u8>, Vec<u8>) = (REF.take(), REF.replace(Vec::new()));
}

#[expect(clippy::too_many_lines, reason = "a list of names, each used once")]
fn atomics() {
    const ORDER: Ordering = Ordering::SeqCst;
    macro_rules! integers {
        ($($name:ident $value:ty,)*) => {$(
            const _: $value = $name::new(1).into_inner();
            let atomic = $name::new(1);
            let _: [$value; 12] = [
                atomic.load(ORDER), atomic.swap(1, ORDER), atomic.fetch_add(1, ORDER),
                atomic.fetch_sub(1, ORDER), atomic.fetch_and(1, ORDER), atomic.fetch_nand(1, ORDER),
                atomic.fetch_or(1, ORDER), atomic.fetch_xor(1, ORDER), atomic.fetch_max(1, ORDER),
                atomic.fetch_min(1, ORDER), atomic.update(ORDER, ORDER, |old| old),
                #[expect(deprecated, reason = "it is there all the same")]
                atomic.compare_and_swap(1, 1, ORDER),
            ];
            let _: [Result<$value, $value>; 4] = [
                atomic.compare_exchange(1, 1, ORDER, ORDER),
                atomic.compare_exchange_weak(1, 1, ORDER, ORDER),
                atomic.fetch_update(ORDER, ORDER, Some),
                atomic.try_update(ORDER, ORDER, Some),
            ];
            atomic.store(1, ORDER);
            let _: *mut $value = atomic.as_ptr();
            let mut atomic = atomic;
            let _: &mut $value = atomic.get_mut();
        )*};
    }
    integers! {
        AtomicI8 i8, AtomicU8 u8, AtomicI16 i16, AtomicU16 u16, AtomicI32 i32, AtomicU32 u32,
        AtomicI64 i64, AtomicU64 u64, AtomicIsize isize, AtomicUsize usize,
    }
    let flag = AtomicBool::new(true);
    let _: [bool; 8] = [
        flag.load(ORDER),
        flag.swap(true, ORDER),
        flag.fetch_and(true, ORDER),
        flag.fetch_nand(true, ORDER),
        flag.fetch_or(true, ORDER),
        flag.fetch_xor(true, ORDER),
        flag.fetch_not(ORDER),
        flag.update(ORDER, ORDER, |old| old),
    ];
    let _: Result<bool, bool> = flag.fetch_update(ORDER, ORDER, Some);
    let pointer = AtomicPtr::new(std::ptr::null_mut::<u8>());
    let _: [*mut u8; 9] = [
        pointer.load(ORDER),
        pointer.swap(std::ptr::null_mut(), ORDER),
        pointer.fetch_ptr_add(0, ORDER),
        pointer.fetch_ptr_sub(0, ORDER),
        pointer.fetch_byte_add(0, ORDER),
        pointer.fetch_byte_sub(0, ORDER),
        pointer.fetch_or(0, ORDER),
        pointer.fetch_and(0, ORDER),
        pointer.fetch_xor(0, ORDER),
    ];
    atomic::fence(ORDER);
    atomic::compiler_fence(ORDER);
    #[expect(deprecated, reason = "they are there all the same")]
    let _ = (
        atomic::ATOMIC_BOOL_INIT,
        atomic::ATOMIC_ISIZE_INIT,
        atomic::ATOMIC_USIZE_INIT,
    );
    #[expect(deprecated, reason = "it is there all the same")]
    atomic::spin_loop_hint();
}

fn the_rest() {
    let _: fn() -> Instant = Instant::now;
    let _: fn(&Instant) -> Duration = Instant::elapsed;
    let _: fn(&Instant, Instant) -> Duration = Instant::duration_since;
    let _: fn(&Instant, Instant) -> Duration = Instant::saturating_duration_since;
    let _: fn(&Instant, Instant) -> Option<Duration> = Instant::checked_duration_since;
    let _: fn(&Instant, Duration) -> Option<Instant> = Instant::checked_add;
    let _: fn(&Instant, Duration) -> Option<Instant> = Instant::checked_sub;
    let _: fn(&SystemTime) -> Result<Duration, SystemTimeError> = SystemTime::elapsed;
    let _: SystemTime = UNIX_EPOCH;
    let _: fn(f32) -> Result<Duration, TryFromFloatSecsError> = Duration::try_from_secs_f32;
    let _: fn() = std::hint::spin_loop;
    let _: fn(u8) -> u8 = std::hint::black_box;
    std::hint::cold_path();
    let _: fn(bool, u8, u8) -> u8 = std::hint::select_unpredictable;
    type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;
    let _: fn(Hook) = std::panic::set_hook;
    let _: fn() -> Hook = std::panic::take_hook;
    let _: fn(fn() -> u8) -> thread::Result<u8> = std::panic::catch_unwind;
    let _: fn(Box<dyn std::any::Any + Send>) -> ! = std::panic::resume_unwind;
    let _: fn(u8) -> ! = std::panic::panic_any;
    let _: &std::panic::Location<'_> = std::panic::Location::caller();
    let _ = std::panic::AssertUnwindSafe(1);
    let _: (Arc<u8>, Weak<u8>) = (Arc::new(1), Weak::new());
    let _: PoisonError<u8> = PoisonError::new(1);
    let _: TryLockError<u8> = TryLockError::WouldBlock;
    let _ = std::collections::HashMap::<u8, u8>::new();
    let _ = (
        std::env::args(),
        std::process::id(),
        format!("{}", vec![1].len()),
    );
}
