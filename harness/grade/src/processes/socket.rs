//! Where workers and the scenario meet: a socket that has a name and lies in no folder.

use std::io;
use std::os::unix::net::{UnixListener, UnixStream};

/// Where the hub of a process is found.
pub(super) fn address_of(process: u32) -> String {
    format!("heddle-{process}")
}

/// Listens at that name.
#[cfg(target_os = "linux")]
pub(super) fn listen(name: &str) -> io::Result<UnixListener> {
    use std::os::linux::net::SocketAddrExt as _;
    UnixListener::bind_addr(&std::os::unix::net::SocketAddr::from_abstract_name(name)?)
}

/// Connects to the hub of that name.
#[cfg(target_os = "linux")]
pub(super) fn connect(name: &str) -> io::Result<UnixStream> {
    use std::os::linux::net::SocketAddrExt as _;
    UnixStream::connect_addr(&std::os::unix::net::SocketAddr::from_abstract_name(name)?)
}

/// Listens at that name.
#[cfg(not(target_os = "linux"))]
pub(super) fn listen(_name: &str) -> io::Result<UnixListener> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Connects to the hub of that name.
#[cfg(not(target_os = "linux"))]
pub(super) fn connect(_name: &str) -> io::Result<UnixStream> {
    Err(io::ErrorKind::Unsupported.into())
}
