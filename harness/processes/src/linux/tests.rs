use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::*;

/// A shell that is stopped by nothing but the end of its input.
fn shell(script: &str) -> Child {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    command.spawn().expect("there is a shell")
}

/// Waits until `ready` says so: what another process does has no event that we could wait for.
fn until(mut ready: impl FnMut() -> bool) {
    while !ready() {
        thread::yield_now();
    }
}

fn only_wait(id: u32) -> Option<Wait> {
    let threads = threads(id);
    assert!(threads.len() <= 1);
    threads.first().and_then(|thread| thread.waits)
}

#[test]
fn what_a_process_waits_for_is_told() {
    let mut child = shell("read line; head -c 1000000 /dev/zero; read line");
    let id = child.id();
    until(|| only_wait(id) == Some(Wait::Input(0)));
    let process = look(id).unwrap();
    assert_eq!(process.parent, std::process::id());
    assert!(process.command.starts_with("sh -c read line") && !process.ended);
    child.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
    // Its own child writes more than the pipe holds, and it waits for that child.
    until(|| children(id).len() == 1 && only_wait(children(id)[0]) == Some(Wait::Output(1)));
    until(|| matches!(only_wait(id), Some(Wait::Child(_))));
    let pipe = |id: u32| descriptors(id).into_iter().find(|d| d.number == 1);
    let writer = pipe(children(id)[0]).unwrap();
    assert!(writer.writes && writer.target.starts_with("pipe:["));
    assert!(
        descriptors(std::process::id())
            .iter()
            .any(|d| d.target == writer.target && !d.writes)
    );
    drop(child.stdin.take());
    child
        .stdout
        .take()
        .unwrap()
        .read_to_end(&mut Vec::new())
        .unwrap();
    until(|| look(id).is_some_and(|process| process.ended));
    assert_eq!(only_wait(id), None);
    child.wait().unwrap();
    assert_eq!(look(id), None);
}

#[test]
fn a_wait_with_a_time_limit_is_none() {
    let mut child = shell("exec sleep 1000");
    let id = child.id();
    until(|| look(id).is_some_and(|process| process.command == "sleep 1000"));
    let asleep = || threads(id).first().is_some_and(|t| t.switches > 0);
    until(asleep);
    assert_eq!(only_wait(id), None);
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_whole_tree_is_ended() {
    adopt_orphans().unwrap();
    // A daemon: its own session, its parent gone.
    let mut child = shell("setsid sh -c 'sleep 1000 & sleep 1000' & sleep 1000 & read line");
    let id = child.id();
    until(|| below(id).len() >= 4);
    let all = below(id);
    end_all(&[id]);
    assert!(
        all.iter()
            .all(|&id| look(id).is_none_or(|process| process.ended))
    );
    assert_eq!(look(id), None);
    let _ = child.wait();
}

#[test]
fn system_calls_are_read_as_the_kernel_writes_them() {
    let call = |number: i64, arguments: &str| wait(&format!("{number} {arguments} 0x7ffd 0x7f6e"));
    assert_eq!(wait("running\n"), None);
    assert_eq!(wait("-1 0x7ffd 0x7f6e"), None);
    assert_eq!(
        call(libc::SYS_wait4, "0xffffffffffffffff 0x0 0x0 0x0 0x0 0x0"),
        Some(Wait::Child(None))
    );
    assert_eq!(
        call(libc::SYS_wait4, "0x2a 0x0 0x0 0x0 0x0 0x0"),
        Some(Wait::Child(Some(42)))
    );
    let futex = |limit: &str| call(libc::SYS_futex, &format!("0x7f 0x89 0x2 {limit} 0x0 0x0"));
    assert_eq!(futex("0x0"), Some(Wait::Thread));
    assert_eq!(futex("0x7ffd"), None);
    assert_eq!(
        call(libc::SYS_epoll_pwait, "0x3 0x7f 0x10 0xffffffff 0x0 0x8"),
        Some(Wait::Event)
    );
    assert_eq!(
        call(libc::SYS_epoll_pwait, "0x3 0x7f 0x10 0x64 0x0 0x8"),
        None
    );
}
