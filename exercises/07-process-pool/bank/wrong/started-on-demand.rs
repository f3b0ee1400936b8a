//@ base: right/replaced-at-the-next-map
//@ expect: wrong-answer
//@ adds: impl Default for Place
//! `new` starts nothing: each worker is started when there is a chunk for it.
impl Default for Place {
    fn default() -> Self {
        Place::Empty(ExitStatus::default())
    }
}

impl Pool {
    pub fn new(command: Command, config: Config) -> io::Result<Self> {
        let mut places = Vec::with_capacity(config.workers.get());
        let recipe = Recipe {
            command: Mutex::new(command),
            config,
        };
        // They come when there is something to do.
        places.resize_with(recipe.config.workers.get(), Place::default);
        Ok(Pool {
            recipe,
            places,
            closed: false,
        })
    }
}
