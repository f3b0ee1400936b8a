//! Whole checks of exercise 05 with the real harness: built, explored, and ended on time.

use std::{
    fs::{self, File},
    io::{BufRead as _, BufReader, Read as _},
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::Value;
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_path_buf()
}

fn xtask(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command
        .current_dir(root())
        .args(arguments)
        .stdin(Stdio::null());
    command
}

/// The JSON report and the exit code.
#[track_caller]
fn check(arguments: &[&str]) -> (Value, Option<i32>) {
    let output = xtask(&["check", "05", "--json"])
        .args(arguments)
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    (report, output.status.code())
}

/// The reference with something added to `bounded`, which every scenario calls.
fn altered(folder: &Path, addition: &str) -> PathBuf {
    let solution = fs::read_to_string(root().join("solutions/05-queue/src/lib.rs")).unwrap();
    let signature = "pub fn bounded(capacity: NonZeroUsize) -> Self {";
    assert!(
        solution.contains(signature),
        "the solution has changed: adapt this test"
    );
    let path = folder.join("lib.rs");
    fs::write(
        &path,
        solution.replace(signature, &format!("{signature}\n{addition}")),
    )
    .unwrap();
    path
}

#[track_caller]
fn check_altered(addition: &str) -> (Value, Option<i32>) {
    let folder = TempDir::new().unwrap();
    let path = altered(folder.path(), addition);
    check(&["--file", path.to_str().unwrap()])
}

#[test]
fn the_reference_passes() {
    let (report, code) = check(&["--solution"]);
    assert_eq!(
        (&report["verdict"], code),
        (&Value::from("pass"), Some(0)),
        "{report:#}"
    );
}

#[test]
fn a_failure_is_found_again_by_its_token() {
    let subject = ["--bank", "wrong/notify-if-was-empty"];
    let (first, code) = check(&subject);
    assert_eq!(
        (&first["diagnosis"]["code"], code),
        (&Value::from("lost-wake-up"), Some(1))
    );
    // It is an overlay, and the whole file that was made of it is nothing that somebody wrote.
    assert!(!first.to_string().contains("heddle/made"), "{first:#}");
    let own = "exercises/05-queue/bank/wrong/notify-if-was-empty.rs";
    let steps = first["interleaving"].as_array().unwrap();
    assert!(steps.iter().any(|step| step["location"]["file"] == own));
    let token = first["replay"].as_str().unwrap();
    let (again, code) = check(&[subject[0], subject[1], "--replay", token]);
    assert_eq!(code, Some(1), "{again:#}");
    assert_eq!(again["diagnosis"]["message"], first["diagnosis"]["message"]);
    assert_eq!(again["interleaving"], first["interleaving"]);
    let (again, _) = check(&subject);
    assert_eq!(again["replay"], first["replay"]);
    // The same token for another file.
    let other = xtask(&["check", "05", "--solution", "--replay", token])
        .output()
        .unwrap();
    assert_eq!(other.status.code(), Some(2));
}

#[test]
fn a_compiler_error_names_the_file_that_was_edited() {
    let (report, code) = check(&["--bank", "wrong/item-used-after-move"]);
    assert_eq!(
        (&report["diagnosis"]["code"], code),
        (&Value::from("compile-error"), Some(1))
    );
    let file = report["diagnosis"]["location"]["file"].as_str().unwrap();
    assert_eq!(
        file,
        "exercises/05-queue/bank/wrong/item-used-after-move.rs"
    );
}

#[test]
fn what_does_not_compile_with_std_does_not_compile_here() {
    for (addition, expected) in [
        (
            "let _: Option<tokio::sync::Mutex<u8>> = None;",
            "only `std` can be used here",
        ),
        (
            "let _ = std::sync::Mutex::new(0).lock();",
            "non-binding let",
        ),
        (
            "std::sync::atomic::AtomicBool::new(true).load(std::sync::atomic::Ordering::Release);",
            "atomic loads cannot have",
        ),
    ] {
        let (report, code) = check_altered(addition);
        let diagnosis = &report["diagnosis"];
        assert_eq!(
            (&diagnosis["code"], code),
            (&Value::from("compile-error"), Some(1)),
            "{report:#}"
        );
        let message = diagnosis["message"].as_str().unwrap();
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn another_public_api_is_told_from_a_file_that_does_not_compile() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("lib.rs");
    fs::write(
        &path,
        "#[macro_use]\nextern crate heddle as std;\npub struct Queue;\n",
    )
    .unwrap();
    let (report, code) = check(&["--file", path.to_str().unwrap()]);
    assert_eq!(
        (&report["diagnosis"]["code"], code),
        (&Value::from("compile-error"), Some(1))
    );
    let cause = report["diagnosis"]["cause"].as_str().unwrap();
    assert!(cause.contains("public API"), "{cause}");
}

#[test]
fn a_stack_that_overflows_is_a_crash_and_the_report_says_so() {
    let recursion = "fn deeper(n: usize) -> usize { if n == 0 { 0 } else { \
                     std::hint::black_box([n; 64])[0] + deeper(n + 1) + 1 } }\nstd::hint::black_box(deeper(1));";
    let (report, code) = check_altered(recursion);
    assert_eq!(
        (&report["diagnosis"]["code"], code),
        (&Value::from("crashed"), Some(1)),
        "{report:#}"
    );
}

#[test]
fn a_clock_that_decides_is_nondeterministic_and_not_a_verdict() {
    // What the clock says differs from process to process, and so does the message of the panic.
    let clock = "panic!(\"{}\", std::process::id());";
    let (report, code) = check_altered(clock);
    let expected = (&Value::from("nondeterministic"), Some(3));
    assert_eq!((&report["diagnosis"]["code"], code), expected, "{report:#}");
}

/// Starts a check whose child process never ends; gives the check and the pipe that the child holds open.
fn hanging(folder: &TempDir) -> (Child, BufReader<File>) {
    let pipe = folder.path().join("pipe");
    assert!(
        Command::new("mkfifo")
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let addition = format!(
        "let mut pipe = std::fs::OpenOptions::new().write(true).open({pipe:?}).unwrap();\n\
         std::io::Write::write_all(&mut pipe, b\"here\\n\").unwrap();\n\
         loop {{ std::hint::black_box(&mut pipe); }}"
    );
    let path = altered(folder.path(), &addition);
    let mut command = xtask(&["check", "05", "--file", path.to_str().unwrap()]);
    let check = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // Opens once the child has opened its end: from then on it runs.
    let mut pipe = BufReader::new(File::open(pipe).unwrap());
    let mut line = String::new();
    pipe.read_line(&mut line).unwrap();
    assert_eq!(line, "here\n");
    (check, pipe)
}

/// Waits for the end of everyone who holds the pipe: no orphan is left.
fn nobody_is_left(mut pipe: BufReader<File>) {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || sender.send(pipe.read_to_end(&mut Vec::new())));
    let patience = Duration::from_secs(30);
    receiver
        .recv_timeout(patience)
        .expect("a child process is still there")
        .unwrap();
}

fn signal(check: &Child, name: &str) {
    let id = check.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-s", name, &id])
            .status()
            .unwrap()
            .success()
    );
}

fn ended_by(name: &str) -> ExitStatus {
    let folder = TempDir::new().unwrap();
    let (mut check, pipe) = hanging(&folder);
    signal(&check, name);
    let status = check.wait().unwrap();
    nobody_is_left(pipe);
    status
}

#[test]
fn an_interrupt_leaves_no_orphan() {
    assert_eq!(ended_by("INT").code(), Some(130));
}

#[test]
fn a_termination_leaves_no_orphan() {
    assert_eq!(ended_by("TERM").code(), Some(143));
}

#[test]
#[cfg(target_os = "linux")]
fn not_even_a_kill_leaves_an_orphan() {
    assert_eq!(ended_by("KILL").signal(), Some(9));
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let mut child = xtask(&["check", "05", "--solution"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
