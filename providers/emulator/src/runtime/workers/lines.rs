//! Turns the bytes of a worker's stdout and stderr into log lines.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Instant;

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest log event CloudWatch takes.
const LONGEST: usize = 256 * 1024;
/// The number of lines kept for one invocation.
const MOST: usize = 10_000;

/// The lines written since they were last taken.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(Rc<RefCell<Vec<(Instant, String)>>>);

impl Lines {
    pub(super) fn push(&self, text: String) {
        let mut lines = self.0.borrow_mut();
        if lines.len() < MOST {
            lines.push((Instant::now(), text));
        }
    }

    pub(super) fn take(&self) -> Vec<(Instant, String)> {
        std::mem::take(&mut *self.0.borrow_mut())
    }

    /// Reads a pipe to its end, a line at a time.
    pub(super) async fn read_from(self, mut pipe: impl AsyncRead + Unpin) {
        let mut pending = Vec::new();
        let mut chunk = vec![0_u8; 8 * 1024];
        loop {
            let read = match pipe.read(&mut chunk).await {
                Ok(0) | Err(_) => break,
                Ok(read) => read,
            };
            pending.extend_from_slice(chunk.get(..read).unwrap_or_default());
            self.split(&mut pending);
        }
        if !pending.is_empty() {
            self.push(clean(&pending));
        }
    }

    fn split(&self, pending: &mut Vec<u8>) {
        while let Some(end) = pending.iter().position(|byte| *byte == b'\n') {
            let rest = pending.split_off(end + 1);
            let line = std::mem::replace(pending, rest);
            self.push(clean(&line));
        }
        if pending.len() > LONGEST {
            let line = std::mem::take(pending);
            self.push(clean(&line));
        }
    }
}

/// Bootstraps write an event of several lines with carriage returns; they become newlines here.
fn clean(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.trim_end_matches(['\n', '\r']).replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn lines_are_split_at_newlines_and_the_last_needs_none() {
        let lines = Lines::default();
        lines.clone().read_from(&b"one\ntwo\rmore\nthree"[..]).await;
        let texts: Vec<String> = lines.take().into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["one", "two\nmore", "three"]);
    }
}
