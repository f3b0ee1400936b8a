//@ base: right/idle-ones-asked-first
//@ expect: process-leak
//! A worker is this same program started again, as Python does it, and what the command says is forgotten:
//! each of them begins as the first one did, makes a pool, and starts others.
use std::env;

impl Pool {
    pub fn new(_command: Command, config: Config) -> io::Result<Self> {
        let mut command = Command::new(env::current_exe()?);
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
