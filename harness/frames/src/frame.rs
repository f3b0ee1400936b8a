//! Frames, written and read.

use std::io::{self, Read, Write};

/// The longest frame that is read, in bytes: a length that was really something else is an error, and
/// not an attempt to make room for four gigabytes.
pub const LONGEST: usize = 64 << 20;

const INIT: u8 = 1;
const TASK: u8 = 2;
const DONE: u8 = 3;
const FAILED: u8 = 4;

/// From the pool to a worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// The first one, and sent once: what the worker should know before its first task.
    Init(Vec<u8>),
    /// Something to do.
    Task {
        /// Which task it is. The reply repeats it.
        index: usize,
        /// What to do. Pools do not look into it.
        payload: Vec<u8>,
    },
}

/// From a worker to the pool, one for each task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// The task is done.
    Done {
        /// The task's.
        index: usize,
        /// Its result.
        payload: Vec<u8>,
    },
    /// The task could not be done. The worker is well, and ready for the next one.
    Failed {
        /// The task's.
        index: usize,
        /// Why.
        message: String,
    },
}

impl Request {
    /// Writes it as one frame. It does **not** flush: a `BufWriter` may keep it until you do.
    ///
    /// # Errors
    /// Those of `out`, and `InvalidInput` if the frame would be longer than [`LONGEST`]. A pipe whose
    /// reader is gone gives `BrokenPipe`.
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Request::Init(bytes) => write(out, INIT, None, bytes),
            Request::Task { index, payload } => write(out, TASK, Some(*index), payload),
        }
    }

    /// Reads one frame, however it arrives in pieces. `None` is an end between two frames.
    ///
    /// # Errors
    /// Those of `input`, `UnexpectedEof` for an end within a frame, and `InvalidData` for bytes that are
    /// no request. After an error nobody knows where the next frame begins: read no further.
    pub fn read_from(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some(frame) = Frame::read(input)? else {
            return Ok(None);
        };
        match frame.kind {
            INIT => Ok(Some(Request::Init(frame.rest))),
            TASK => frame
                .with_index()
                .map(|(index, payload)| Some(Request::Task { index, payload })),
            kind => Err(unknown(kind)),
        }
    }
}

impl Reply {
    /// Writes it as one frame. It does **not** flush.
    ///
    /// # Errors
    /// As [`Request::write_to`].
    pub fn write_to(&self, out: &mut impl Write) -> io::Result<()> {
        match self {
            Reply::Done { index, payload } => write(out, DONE, Some(*index), payload),
            Reply::Failed { index, message } => {
                write(out, FAILED, Some(*index), message.as_bytes())
            }
        }
    }

    /// Reads one frame. `None` is an end between two frames: the worker has closed its standard output,
    /// as it does when it ends.
    ///
    /// # Errors
    /// As [`Request::read_from`].
    pub fn read_from(input: &mut impl Read) -> io::Result<Option<Self>> {
        let Some(frame) = Frame::read(input)? else {
            return Ok(None);
        };
        let kind = frame.kind;
        if kind != DONE && kind != FAILED {
            return Err(unknown(kind));
        }
        let (index, payload) = frame.with_index()?;
        if kind == DONE {
            return Ok(Some(Reply::Done { index, payload }));
        }
        let message = String::from_utf8(payload).map_err(|_| invalid("a message is not UTF-8"))?;
        Ok(Some(Reply::Failed { index, message }))
    }
}

fn write(out: &mut impl Write, kind: u8, index: Option<usize>, rest: &[u8]) -> io::Result<()> {
    let mut head = vec![kind];
    if let Some(index) = index {
        head.extend((index as u64).to_le_bytes());
    }
    let length = head.len() + rest.len();
    if length > LONGEST {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("a frame of {length} bytes is longer than {LONGEST}"),
        ));
    }
    // At most LONGEST, which fits.
    let mut all = (length as u32).to_le_bytes().to_vec();
    all.append(&mut head);
    out.write_all(&all)?;
    out.write_all(rest)
}

struct Frame {
    kind: u8,
    rest: Vec<u8>,
}

impl Frame {
    fn read(input: &mut impl Read) -> io::Result<Option<Frame>> {
        let Some(length) = read_length(input)? else {
            return Ok(None);
        };
        if length == 0 || length > LONGEST {
            return Err(invalid(&format!("{length} is not the length of a frame")));
        }
        let mut kind = [0];
        input.read_exact(&mut kind)?;
        // Not made in advance: a wrong length costs no more than what really arrives.
        let mut rest = Vec::new();
        input.take(length as u64 - 1).read_to_end(&mut rest)?;
        if rest.len() + 1 < length {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(Some(Frame {
            kind: kind[0],
            rest,
        }))
    }

    fn with_index(mut self) -> io::Result<(usize, Vec<u8>)> {
        let Some(index) = self.rest.first_chunk::<8>() else {
            return Err(invalid("a frame is too short for its index"));
        };
        let index = u64::from_le_bytes(*index);
        let index = usize::try_from(index).map_err(|_| invalid("an index is out of range"))?;
        Ok((index, self.rest.split_off(8)))
    }
}

/// The four bytes of a length; `None` if there is not even a first one.
fn read_length(input: &mut impl Read) -> io::Result<Option<usize>> {
    let mut bytes = [0; 4];
    let mut got = 0;
    while got < bytes.len() {
        match input.read(&mut bytes[got..]) {
            Ok(0) if got == 0 => return Ok(None),
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(n) => got += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(u32::from_le_bytes(bytes) as usize))
}

fn invalid(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

fn unknown(kind: u8) -> io::Error {
    invalid(&format!("{kind} is not a kind of frame that belongs here"))
}

#[cfg(test)]
mod tests;
