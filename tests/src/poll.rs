//! Waiting for other processes: asked again and again until a deadline, never for a fixed time.
use std::time::{Duration, Instant};

const PAUSE: Duration = Duration::from_millis(10);

/// Asks until there is an answer; `None` once the time is over.
pub fn within<T>(limit: Duration, mut ask: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(answer) = ask() {
            return Some(answer);
        }
        if Instant::now() >= deadline {
            return None;
        }
        std::thread::sleep(PAUSE);
    }
}
