//! What is known of a process.

/// A process at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Process {
    /// Its number.
    pub id: u32,
    /// The number of the process that would hear of its end.
    pub parent: u32,
    /// Program and arguments, or the program's short name where it has ended.
    pub command: String,
    /// It has ended, and its parent has not asked how: a zombie.
    pub ended: bool,
}

/// A thread of a process at some moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thread {
    /// Its number, in the whole system.
    pub id: u32,
    /// Its name, cut at 15 bytes by the system.
    pub name: String,
    /// How often it has stopped running. As long as this is the same, a thread that waits is still in
    /// the same wait.
    pub switches: u64,
    /// What it waits for, without end; `None` if it runs, could run, or will by itself after a time.
    pub waits: Option<Wait>,
}

/// What only somebody else can end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// Something to read from this descriptor, or somebody to connect to it.
    Input(u32),
    /// Room to write to this descriptor.
    Output(u32),
    /// The end of a child process; of any, if it is `None`.
    Child(Option<u32>),
    /// Another thread of the same process: a lock, a condition, a channel, a thread's end.
    Thread,
    /// One of several descriptors, or a signal.
    Event,
    /// It was stopped by a signal.
    Stopped,
}

/// An open descriptor.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Descriptor {
    /// Its number.
    pub number: u32,
    /// What is behind it, as `/proc` says: `pipe:[4711]`, a path.
    pub target: String,
    /// It can be written to.
    pub writes: bool,
}
