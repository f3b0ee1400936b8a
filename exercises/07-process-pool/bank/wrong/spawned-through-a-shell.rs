//@ base: right/idle-ones-asked-first
//@ expect: wrong-answer
//@ adds: fn in_a_shell
//! The worker is started by a shell, which stays between the two: killing the shell leaves the worker.
impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut command = in_a_shell(&command);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let command = Mutex::new(command);
        let workers = (0..config.workers.get())
            .map(|_| Worker::start(&command, &config))
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            command,
            config,
            workers,
            closed: false,
        })
    }
}

/// The same command, and a line for who looks into the log when it fails.
fn in_a_shell(command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args([
        "-c",
        r#""$@" || { code=$?; echo "$1: $code" >&2; exit $code; }"#,
        "sh",
    ]);
    shell.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell
}
