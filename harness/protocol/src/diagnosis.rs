//! The vocabulary of diagnoses: one word for each way in which a submission can be wrong.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($variant:ident $text:literal $meaning:literal;)*) => {
        /// Why a submission was refused, as one word of a fixed vocabulary.
        ///
        /// The kebab-case form is what a bank file declares (`//@ expect: lost-wake-up`), what the
        /// JSON report says, and the name of the page in the book.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the book.
            pub const ALL: &[Code] = &[$(Code::$variant),*];

            /// The kebab-case form.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// One sentence that says what the code means to someone who has never met it.
            pub const fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }
        }
    };
}

codes! {
    CompileError "compile-error" "The code does not compile.";
    Forbidden "forbidden" "The code goes round what the exercise is about, so it was not run.";
    NotStarted "not-started" "Part of the exercise is still `todo!()`.";
    WrongAnswer "wrong-answer" "An operation returned something that the contract does not allow.";
    Panic "panic" "The code panicked, or kept a panic to itself.";
    Deadlock "deadlock" "Threads wait for each other, and none can go on.";
    LostWakeUp "lost-wake-up" "A thread sleeps, and nobody is left to wake it.";
    Livelock "livelock" "Threads keep running, but none of them gets any further.";
    LostUpdate "lost-update" "One thread's write was overwritten by another that had not seen it.";
    AtomicityViolation "atomicity-violation" "Steps that belong together were split by another thread.";
    DataRace "data-race" "Two threads touch the same data, one of them writes, and nothing orders them.";
    MemoryOrdering "memory-ordering" "A thread may see an old value, because nothing orders its read after the write.";
    EarlyReturn "early-return" "An operation returned before what it waits for had happened.";
    Serialised "serialised" "Work that should overlap runs one piece after the other.";
    LostItem "lost-item" "Something that was handed over vanished, or arrived twice.";
    TooManyThreads "too-many-threads" "More threads run than the contract allows.";
    TooSlow "too-slow" "The work is shared out so badly that more cores do not help.";
    ProcessLeak "process-leak" "Processes are left behind, or started without end.";
    ProcessHang "process-hang" "A process waits for something that cannot happen.";
    WorkerLost "worker-lost" "A worker died, and what became of its task is not told.";
    Timeout "timeout" "The code did not finish in the time it was given.";
    Crashed "crashed" "The process died: an abort, a stack overflow or a signal.";
    Tampered "tampered" "The process ended without the grader's own end record.";
    Nondeterministic "nondeterministic" "The same schedule gave two different results.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Code::ALL
            .iter()
            .copied()
            .find(|code| code.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a diagnosis"))
    }
}
