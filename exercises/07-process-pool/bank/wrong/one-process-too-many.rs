//@ base: right/idle-ones-asked-first
//@ expect: wrong-answer
//! The range of the workers includes its end, so there is one more than the configuration says.
impl Pool {
    pub fn new(mut command: Command, config: Config) -> io::Result<Self> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let command = Mutex::new(command);
        let workers = (0..=config.workers.get())
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
