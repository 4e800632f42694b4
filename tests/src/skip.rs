//! Tests that need something this machine doesn't have: they say so and pass, unless everything is required.
use std::fmt;
use std::io::Write as _;

/// When set to `1`, nothing may be skipped: continuous integration sets it.
pub const REQUIRE_ALL: &str = "CUTOVER_TESTS_REQUIRE_ALL";

/// Why a test can't run here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skip(pub String);

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Reports a skipped test, or fails it where everything is required.
pub fn tell(skip: &Skip) {
    tell_where(skip, std::env::var_os(REQUIRE_ALL).is_some_and(|set| set == "1"));
}

/// As [`tell`], where everything is required or not.
pub fn tell_where(skip: &Skip, all_is_required: bool) {
    let thread = std::thread::current();
    let name = thread.name().unwrap_or("a test");
    assert!(!all_is_required, "{name} can't be skipped: {skip}");
    // Not `eprintln!`: the harness would keep it to itself, for the test passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED {name}: {skip}");
}

/// Gives what a test needs, or ends the test as skipped.
#[macro_export]
macro_rules! need {
    ($needed:expr) => {
        match $needed {
            Ok(found) => found,
            Err(skip) => {
                $crate::skip::tell(&skip);
                return;
            }
        }
    };
}
