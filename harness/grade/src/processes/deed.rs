//! What a task asks a worker to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a worker does with a task. Unless it says otherwise, the result is what came with it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Deed {
    /// Gives back what came with it.
    Echo,
    /// Gives the sum of the bytes that came with it, as eight bytes, little-endian.
    Sum,
    /// Gives so many bytes.
    Fill(usize),
    /// Sleeps so many milliseconds first.
    Sleep(u64),
    /// Computes so many units of work, from the seed that came with it: see [`crate::Piece`].
    Work(u32),
    /// Waits at a gate first.
    At(Gate),
    /// Answers that the task failed, with what came with it as the message.
    Fail,
    /// The same, after it has waited at a gate.
    FailAt(Gate),
    /// Panics, without an answer.
    Panic,
    /// Ends with this exit code, without an answer.
    Exit(i32),
    /// The same, after it has waited at a gate.
    ExitAt(Gate, i32),
    /// Sends itself this signal, without an answer.
    Signal(i32),
    /// Answers, and ends with this exit code before the next request.
    AnswerAndExit(i32),
    /// Writes what is no frame, and waits for further requests.
    Garbage,
    /// Closes its standard output, and lives on without a word, whatever becomes of its input.
    CloseOutput,
    /// Writes half an answer, and ends with exit code 5.
    HalfFrame,
    /// Answers a task that it was not asked.
    WrongIndex,
    /// Answers that a task has failed that it was not asked.
    FailsAnother,
    /// Answers, then reads no more, and waits at a gate.
    Deaf(Gate),
    /// Writes so many bytes to its standard error first.
    Stderr(usize),
    /// Answers. Later, when its input has ended, it does not end.
    Linger,
    /// Answers. Later, when its input has ended, it waits at a gate before it ends.
    AtEnd(Gate),
    /// Waits until so many workers are there, and answers. Later, when its input has ended, it waits until
    /// so many of these are there as well, and ends.
    EndTogether(usize),
}

/// Where a worker waits until something has happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Gate {
    /// Until so many workers are at it.
    Meet(usize),
    /// Until so many tasks of the same call were begun.
    Begun(usize),
    /// Until this task of the same call was answered, or its worker is gone.
    AfterReply(usize),
    /// It is killed by this signal there.
    Kill(i32),
    /// It is killed by this signal as soon as nothing else moves.
    KillWhenStill(i32),
    /// Until nothing else moves.
    WhenStill,
    /// Until nothing else moves and the call that the task belongs to still waits. Once that call has
    /// returned, for ever.
    WhileCalled,
}

impl Deed {
    /// A task's payload: the deed, and what comes with it.
    ///
    /// # Panics
    /// Never: deeds are plain data.
    pub fn with(&self, body: impl AsRef<[u8]>) -> Vec<u8> {
        let mut payload = serde_json::to_vec(self).expect("deeds are plain data");
        payload.push(b'\n');
        payload.extend(body.as_ref());
        payload
    }

    /// The same payload, as part of this call.
    pub(super) fn in_call(call: usize, payload: &[u8]) -> Vec<u8> {
        let mut stamped = format!("{call} ").into_bytes();
        stamped.extend(payload);
        stamped
    }

    /// Which call a payload belongs to (none is 0), its deed, and what came with it.
    pub(super) fn of(payload: &[u8]) -> Option<(usize, Deed, &[u8])> {
        let end = payload.iter().position(|&byte| byte == b'\n')?;
        let (line, body) = (
            std::str::from_utf8(&payload[..end]).ok()?,
            &payload[end + 1..],
        );
        let stamped = line.split_once(' ');
        let stamped = stamped.and_then(|(call, deed)| Some((call.parse().ok()?, deed)));
        let (call, deed) = stamped.unwrap_or((0, line));
        Some((call, serde_json::from_str(deed).ok()?, body))
    }
}

impl fmt::Display for Deed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Deed::Echo => f.write_str("echo"),
            Deed::Sum => f.write_str("sum"),
            Deed::Fill(bytes) => write!(f, "make {}", size(*bytes)),
            Deed::Sleep(time) => write!(f, "sleep {time} ms"),
            Deed::Work(units) => write!(f, "compute {units}"),
            Deed::At(gate) => write!(f, "{gate}"),
            Deed::Fail => f.write_str("fail"),
            Deed::FailAt(gate) => write!(f, "{gate}, fail"),
            Deed::Panic => f.write_str("panic"),
            Deed::Exit(code) => write!(f, "exit({code})"),
            Deed::ExitAt(gate, code) => write!(f, "{gate}, exit({code})"),
            Deed::Signal(signal) => write!(f, "signal({signal})"),
            Deed::AnswerAndExit(code) => write!(f, "echo, exit({code})"),
            Deed::Garbage => f.write_str("garbage"),
            Deed::CloseOutput => f.write_str("close output"),
            Deed::HalfFrame => f.write_str("half a frame"),
            Deed::WrongIndex => f.write_str("wrong index"),
            Deed::FailsAnother => f.write_str("wrong index, failed"),
            Deed::Deaf(_) => f.write_str("echo, go deaf"),
            Deed::Stderr(bytes) => write!(f, "{} to stderr", size(*bytes)),
            Deed::Linger => f.write_str("echo, linger"),
            Deed::AtEnd(_) => f.write_str("echo, end late"),
            Deed::EndTogether(of) => write!(f, "end with {of}"),
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Gate::Meet(of) => write!(f, "wait for {of}"),
            Gate::Begun(count) => write!(f, "until {count} began"),
            Gate::AfterReply(task) => write!(f, "after task {task}"),
            Gate::Kill(_) | Gate::KillWhenStill(_) => f.write_str("wait"),
            Gate::WhenStill | Gate::WhileCalled => f.write_str("take long"),
        }
    }
}

fn size(bytes: usize) -> String {
    match (bytes >> 20, bytes.is_multiple_of(1 << 20)) {
        (1.., true) => format!("{} MiB", bytes >> 20),
        _ => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payload_holds_its_deed_and_any_bytes() {
        for deed in [Deed::Echo, Deed::At(Gate::Meet(2)), Deed::Exit(3)] {
            let body = [10, 0, 255, 10];
            let payload = deed.with(body);
            assert_eq!(Deed::of(&payload), Some((0, deed.clone(), &body[..])));
            let stamped = Deed::in_call(12, &payload);
            assert_eq!(Deed::of(&stamped), Some((12, deed, &body[..])));
        }
        assert_eq!(Deed::of(b"no deed"), None);
        assert_eq!(Deed::of(b"\n"), None);
    }
}
