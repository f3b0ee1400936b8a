//@ base: right/retired-ones-end-by-themselves
//@ expect: process-leak
//@ adds: static COMMAND
//! The command lies in a static, where all threads can reach it: what it holds stays open when the pool is gone,
//! and a second pool gets the first one's command.
use std::sync::OnceLock;

/// What every worker is started with.
static COMMAND: OnceLock<Mutex<Command>> = OnceLock::new();

struct Staff {
    config: Config,
    retired: Mutex<Vec<Process>>,
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        COMMAND.get_or_init(|| Mutex::new(command));
        let staff = Staff {
            config,
            retired: Mutex::new(Vec::new()),
        };
        let workers = (0..staff.config.workers.get())
            .map(|_| staff.start())
            .collect::<io::Result<_>>()?;
        Ok(Pool {
            staff,
            workers,
            closed: false,
        })
    }
}

impl Staff {
    fn start(&self) -> io::Result<Worker> {
        let mut command = COMMAND.get().unwrap().lock().unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = Request::Init(self.config.init.clone()).write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            process: Process(child),
            done: 0,
            dead: false,
        })
    }
}
