//! What threads do and what comes of it: the words of an execution's record.
//!
//! Enums and no text, so that a new operation does not compile until everything that has to know it does.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident: $($variant:ident $text:literal,)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(#[doc = concat!("`", $text, "`")] #[serde(rename = $text)] $variant,)*
        }

        impl $name {
            /// All there are.
            pub const ALL: &[$name] = &[$($name::$variant),*];

            /// As the learner wrote it, where they did; else a word for it.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a thread does in a step. std's own names, and words for what has none.
    Op:
    Start "start",
    Spawn "spawn",
    End "end",
    Join "join",
    IsFinished "is_finished",
    Call "call",
    Return "return",
    Work "work",
    YieldNow "yield_now",
    SpinLoop "spin_loop",
    Sleep "sleep",
    Park "park",
    Unpark "unpark",
    Lock "lock",
    TryLock "try_lock",
    Read "read",
    TryRead "try_read",
    Write "write",
    TryWrite "try_write",
    Downgrade "downgrade",
    Unlock "unlock",
    IsPoisoned "is_poisoned",
    ClearPoison "clear_poison",
    Look "look",
    Change "change",
    Wait "wait",
    Wake "wake",
    TimeOut "time out",
    Late "late",
    NotifyOne "notify_one",
    NotifyAll "notify_all",
    Load "load",
    Store "store",
    Swap "swap",
    CompareExchange "compare_exchange",
    CompareExchangeWeak "compare_exchange_weak",
    FetchAdd "fetch_add",
    FetchSub "fetch_sub",
    FetchAnd "fetch_and",
    FetchNand "fetch_nand",
    FetchOr "fetch_or",
    FetchXor "fetch_xor",
    FetchMax "fetch_max",
    FetchMin "fetch_min",
    FetchPtrAdd "fetch_ptr_add",
    FetchPtrSub "fetch_ptr_sub",
    FetchByteAdd "fetch_byte_add",
    FetchByteSub "fetch_byte_sub",
    Send "send",
    TrySend "try_send",
    Recv "recv",
    TryRecv "try_recv",
    RecvTimeout "recv_timeout",
    DropSender "drop sender",
    DropReceiver "drop receiver",
    CallOnce "call_once",
    CallOnceForce "call_once_force",
    IsCompleted "is_completed",
    Get "get",
    GetOrInit "get_or_init",
    Set "set",
    Force "force",
}

impl Op {
    /// Waits until a lock is free, and takes it.
    pub const fn locks(self) -> bool {
        matches!(self, Op::Lock | Op::Read | Op::Write)
    }

    /// Takes a lock if it is free.
    pub const fn tries(self) -> bool {
        matches!(self, Op::TryLock | Op::TryRead | Op::TryWrite)
    }

    /// A use of the data behind a lock: no step, only something to tell.
    pub const fn is_access(self) -> bool {
        matches!(self, Op::Look | Op::Change)
    }

    /// Wakes who waits on a condition variable.
    pub const fn notifies(self) -> bool {
        matches!(self, Op::NotifyOne | Op::NotifyAll)
    }

    /// The bounds of a scenario's call: no operation of the code under check.
    pub const fn is_bound_of_call(self) -> bool {
        matches!(self, Op::Call | Op::Return)
    }
}

words! {
    /// A number, a truth or an address: what an atomic holds, and what a report can show of locked data.
    Scalar:
    Bool "bool",
    I8 "i8",
    U8 "u8",
    I16 "i16",
    U16 "u16",
    I32 "i32",
    U32 "u32",
    I64 "i64",
    U64 "u64",
    Isize "isize",
    Usize "usize",
    Ptr "pointer",
}

impl Scalar {
    /// std's name of the atomic that holds one.
    pub const fn atomic(self) -> &'static str {
        match self {
            Scalar::Bool => "AtomicBool",
            Scalar::I8 => "AtomicI8",
            Scalar::U8 => "AtomicU8",
            Scalar::I16 => "AtomicI16",
            Scalar::U16 => "AtomicU16",
            Scalar::I32 => "AtomicI32",
            Scalar::U32 => "AtomicU32",
            Scalar::I64 => "AtomicI64",
            Scalar::U64 => "AtomicU64",
            Scalar::Isize => "AtomicIsize",
            Scalar::Usize => "AtomicUsize",
            Scalar::Ptr => "AtomicPtr",
        }
    }

    /// Its bits as a person writes them: `true`, `-1`, `7`.
    pub fn show(self, bits: u64) -> String {
        match self {
            Scalar::Bool => (bits != 0).to_string(),
            Scalar::I8 => (bits as i8).to_string(),
            Scalar::I16 => (bits as i16).to_string(),
            Scalar::I32 => (bits as i32).to_string(),
            Scalar::I64 | Scalar::Isize => (bits as i64).to_string(),
            Scalar::Ptr if bits == 0 => "null".to_owned(),
            Scalar::Ptr => "a pointer".to_owned(),
            Scalar::U8 | Scalar::U16 | Scalar::U32 | Scalar::U64 | Scalar::Usize => {
                bits.to_string()
            }
        }
    }
}

/// What kind of object threads share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each is std's type of the same name")]
pub enum ObjectKind {
    Mutex,
    RwLock,
    Condvar,
    Atomic(Scalar),
    Barrier,
    Once,
    Channel,
    /// The token that `park` waits for.
    Park,
}

impl ObjectKind {
    /// As reports name it.
    pub const fn name(self) -> &'static str {
        match self {
            ObjectKind::Mutex => "Mutex",
            ObjectKind::RwLock => "RwLock",
            ObjectKind::Condvar => "Condvar",
            ObjectKind::Atomic(scalar) => scalar.atomic(),
            ObjectKind::Barrier => "Barrier",
            ObjectKind::Once => "Once",
            ObjectKind::Channel => "channel",
            ObjectKind::Park => "thread token",
        }
    }
}

/// A memory ordering, as the learner wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is std's of the same name")]
pub enum MemoryOrder {
    Relaxed,
    Release,
    Acquire,
    AcqRel,
    SeqCst,
}

impl MemoryOrder {
    /// Whether a read with it sees what was done before the write that it reads from.
    pub const fn acquires(self) -> bool {
        matches!(
            self,
            MemoryOrder::Acquire | MemoryOrder::AcqRel | MemoryOrder::SeqCst
        )
    }

    /// Whether a write with it shows what was done before to whoever acquires it.
    pub const fn releases(self) -> bool {
        matches!(
            self,
            MemoryOrder::Release | MemoryOrder::AcqRel | MemoryOrder::SeqCst
        )
    }
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It happened, and there is nothing more to say.
    Done,
    /// An atomic held this, and was not changed.
    Read(u64),
    /// loom let a thread read the first although the second was written since.
    Old {
        /// What was read.
        seen: u64,
        /// The last value in modification order.
        newest: u64,
    },
    /// An atomic held the first and holds the second.
    Changed {
        /// Before.
        from: u64,
        /// After; may be the same.
        to: u64,
    },
    /// Locked data was the first, and the second when its lock was given back.
    Data {
        /// How to read the bits.
        scalar: Scalar,
        /// When it was used.
        from: u64,
        /// When the guard was given back.
        to: u64,
    },
    /// It did not happen, and the caller was told so.
    Refused(Refusal),
    /// A wake-up, or the failure of a weak exchange, for no reason.
    Spurious,
    /// The time was over before what it waited for.
    TimedOut,
    /// The thread that it is about: started, waited for, unparked.
    Thread(u32),
    /// The one thread that it woke, of those that waited.
    WokeOne(u32),
    /// All the threads that waited, in the order in which they are woken.
    WokeAll(Box<[u32]>),
    /// The message that it sent: each of a channel has a number.
    Sent(u64),
    /// The message that it took.
    Took(u64),
    /// What was asked is so, or not.
    Answered(bool),
    /// A scenario's call, as text.
    Text(Box<str>),
}

/// Why something did not happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// The lock is held.
    Held,
    /// The channel has no room.
    Full,
    /// The channel has no message.
    Empty,
    /// Nobody is left at the other end.
    Closed,
}

/// What a thread waits for before its next step can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Until {
    /// Nothing.
    Always,
    /// The lock has no holder, and no readers.
    Free(u32),
    /// The lock has no writer.
    Readable(u32),
    /// A notification, and then the lock.
    Notified {
        /// To be taken again.
        lock: u32,
        /// The notification is there.
        notified: bool,
    },
    /// A change of the object.
    Changed(u32),
    /// The end of a thread.
    Finished(u32),
    /// Its token.
    Token,
    /// The clock alone.
    Never,
}
