//@ base: right/spawner-thread
//@ expect: wrong-answer
//! A `Command` cannot be cloned, so each process gets a new one with the same program and arguments, and nothing else.
impl Spawner {
    fn new(command: Command, init: Vec<u8>) -> Self {
        let init = Request::Init(init);
        let (wishes, received) = mpsc::channel::<Wish>();
        let thread = thread::spawn(move || {
            for wish in received {
                let _ = wish.send(Worker::start(&command, &init));
            }
        });
        Spawner {
            wishes: Some(wishes),
            thread: Some(thread),
        }
    }
}

impl Worker {
    fn start(command: &Command, init: &Request) -> io::Result<Self> {
        let mut child = Command::new(command.get_program())
            .args(command.get_args())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().unwrap();
        // If nobody reads it any more, the first task finds out.
        let _ = init.write_to(&mut input);
        Ok(Worker {
            input: Some(input),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            done: 0,
            dead: false,
        })
    }
}
