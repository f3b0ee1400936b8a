//! A job and an event as a line of JSON.
//!
//! Here and not where lines are read and written, so that serde's code for these types is compiled once,
//! and not once more, optimised, with each crate of the harness.

use crate::{Event, Job};

impl Job {
    /// The job that a line holds; the error says what is wrong with it.
    pub fn from_line(line: &[u8]) -> Result<Job, String> {
        serde_json::from_slice(line).map_err(|error| error.to_string())
    }
}

impl Event {
    /// The event as a line, its end included.
    pub fn to_line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).expect("events are plain data");
        line.push(b'\n');
        line
    }
}
