//! A worker's own loop.

use std::io::{self, BufReader, Write};

use crate::{Reply, Request};

/// Answers requests from standard input on standard output, until the input ends.
///
/// `init` gets what [`Request::Init`] brings; `perform` does a task, and its error becomes
/// [`Reply::Failed`]. A whole worker:
///
/// ```no_run
/// fn main() -> std::io::Result<()> {
///     frames::serve(
///         |_init| (),
///         |task| String::from_utf8(task)
///             .map(|text| text.to_uppercase().into_bytes())
///             .map_err(|_| "that is no text".to_owned()),
///     )
/// }
/// ```
///
/// # Errors
/// Those of the two pipes, and `InvalidData` for what is no request.
///
/// # Panics
/// If `init` or `perform` does: then the worker dies, and the pool hears of it.
pub fn serve(
    mut init: impl FnMut(Vec<u8>),
    mut perform: impl FnMut(Vec<u8>) -> Result<Vec<u8>, String>,
) -> io::Result<()> {
    let mut input = BufReader::new(io::stdin().lock());
    let mut output = io::stdout().lock();
    while let Some(request) = Request::read_from(&mut input)? {
        let (index, payload) = match request {
            Request::Init(bytes) => {
                init(bytes);
                continue;
            }
            Request::Task { index, payload } => (index, payload),
        };
        let reply = match perform(payload) {
            Ok(payload) => Reply::Done { index, payload },
            Err(message) => Reply::Failed { index, message },
        };
        reply.write_to(&mut output)?;
        output.flush()?;
    }
    Ok(())
}
