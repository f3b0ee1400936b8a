//! In place of the crate of this name: the part that loom names, writing nothing.
//!
//! loom's `model` function sets up a log of its steps, for whoever sets `LOOM_LOG`. Heddle calls loom's
//! builder, which makes no log, and shows its own interleavings; a child process has no environment. All that
//! the real crate would bring is its compiling: `regex` and nine others, an eighth of a learner's first build.
//!
//! When loom is upgraded and names more of that crate, this does not compile: add the name, or take the
//! `[patch]` out of the root's manifest, and nothing else changes.

/// What is written, which is nothing.
#[derive(Debug)]
pub struct EnvFilter;

impl EnvFilter {
    /// Whatever that variable says.
    pub fn from_env(_variable: &str) -> Self {
        EnvFilter
    }
}

/// Where it is written, which is nowhere.
pub mod fmt {
    use tracing_core::{Event, Metadata, span};

    use super::EnvFilter;

    /// Is interested in nothing.
    #[derive(Debug)]
    pub struct Subscriber;

    /// Makes one.
    #[derive(Debug)]
    pub struct SubscriberBuilder;

    impl Subscriber {
        /// Begins to make one.
        pub fn builder() -> SubscriberBuilder {
            SubscriberBuilder
        }
    }

    impl SubscriberBuilder {
        /// Nothing is written, whatever the filter says.
        #[must_use]
        pub fn with_env_filter(self, _filter: EnvFilter) -> Self {
            self
        }

        /// Nothing is written, wherever that would be.
        #[must_use]
        pub fn with_test_writer(self) -> Self {
            self
        }

        /// Nothing is written, with a time or without.
        #[must_use]
        pub fn without_time(self) -> Self {
            self
        }

        /// It is made.
        pub fn finish(self) -> Subscriber {
            Subscriber
        }
    }

    impl tracing_core::Subscriber for Subscriber {
        fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
            false
        }

        fn new_span(&self, _span: &span::Attributes<'_>) -> span::Id {
            span::Id::from_u64(1)
        }

        fn record(&self, _span: &span::Id, _values: &span::Record<'_>) {}

        fn record_follows_from(&self, _span: &span::Id, _follows: &span::Id) {}

        fn event(&self, _event: &Event<'_>) {}

        fn enter(&self, _span: &span::Id) {}

        fn exit(&self, _span: &span::Id) {}
    }
}
