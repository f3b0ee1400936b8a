//! How the tool ends: one documented set of exit codes.

use crate::Verdict;

macro_rules! exits {
    ($($(#[doc = $doc:literal])+ $variant:ident $code:literal $meaning:literal;)*) => {
        /// What the process tells whoever started it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Exit {
            $($(#[doc = $doc])+ $variant,)*
        }

        impl Exit {
            /// Every way to end, by its number.
            pub const ALL: &[Exit] = &[$(Exit::$variant),*];

            /// The number.
            pub const fn code(self) -> i32 {
                match self { $(Exit::$variant => $code,)* }
            }

            /// What it means, in a few words: every table of exit codes begins with them.
            pub const fn meaning(self) -> &'static str {
                match self { $(Exit::$variant => $meaning,)* }
            }
        }
    };
}

exits! {
    /// The code under check passed, or there was nothing to check.
    Pass 0 "pass";
    /// The code under check failed.
    Fail 1 "the code under check failed";
    /// The command line, a file that it names or the machine's set-up is not as it has to be.
    Usage 2 "usage";
    /// It cannot be told whether the code is right.
    Inconclusive 3 "inconclusive";
    /// The tool itself is wrong.
    Fault 70 "a fault of the tool";
}

impl From<Verdict> for Exit {
    fn from(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass => Exit::Pass,
            Verdict::Fail => Exit::Fail,
            Verdict::Inconclusive => Exit::Inconclusive,
        }
    }
}
