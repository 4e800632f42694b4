//! Chromium, for the tests of pages; `tests/python/browser.py` drives it.
use crate::skip::Skip;
use std::path::Path;

/// As `browser.py` looks for it.
const PROGRAMS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// That a browser is here.
#[derive(Clone, Copy, Debug)]
pub struct Browser(());

/// Finds the browser where scripts will.
pub fn browser() -> Result<Browser, Skip> {
    let found = PROGRAMS.iter().any(|name| {
        ["/usr/bin", "/bin"].iter().any(|folder| Path::new(folder).join(name).exists())
    });
    let missing = || Skip("there is no Chromium in /usr/bin: `apt-get install chromium`".into());
    found.then_some(Browser(())).ok_or_else(missing)
}
