//! What std documents, as a table of small programs ([`rows`]), and what std offers, as a list of
//! names and traits ([`names`]).
//!
//! This library is the table on the façade. `tests/conformance.rs` compiles the same files on the
//! real std, and runs both: a row that std itself does not keep is a fault of the row.
//!
//! As with std, what is not `Send` cannot go to another thread:
//! ```compile_fail,E0277
//! #[macro_use]
//! extern crate heddle as std;
//! fn main() {
//!     let rc = ::std::rc::Rc::new(1);
//!     std::thread::spawn(move || drop(rc));
//! }
//! ```
//! nor can a guard, nor what is borrowed from a stack frame that may end first:
//! ```compile_fail,E0277
//! #[macro_use]
//! extern crate heddle as std;
//! fn main() {
//!     let lock = std::sync::Mutex::new(1);
//!     let guard = lock.lock().unwrap();
//!     std::thread::scope(|s| s.spawn(move || drop(guard)).join()).unwrap();
//! }
//! ```
//! ```compile_fail,E0597
//! #[macro_use]
//! extern crate heddle as std;
//! fn main() {
//!     let number = 1;
//!     let borrowed = &number;
//!     std::thread::spawn(move || assert_eq!(*borrowed, 1));
//! }
//! ```

#[macro_use]
extern crate heddle as std;

pub mod names;
pub mod refused;
pub mod rows;
