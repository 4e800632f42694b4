//! What the tests of the whole product stand on: the program, servers to run it against, Python, recordings.
//!
//! Tests are blocking code: a test drives other processes and waits for them. Only [`recorder`] is asynchronous, on
//! threads of its own. Nothing here listens or calls anywhere but on loopback, apart from [`venv`] that installs
//! pinned packages once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "support of tests: what fails here fails the test"
)]

pub mod browser;
pub mod cut;
pub mod cutover;
pub mod differences;
pub mod editor;
pub mod http;
pub mod load;
pub mod local;
pub mod many;
pub mod peers;
pub mod poll;
pub mod process;
pub mod python;
pub mod recorder;
pub mod skip;
pub mod sockets;
pub mod stack;
pub mod strict;
pub mod venv;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
