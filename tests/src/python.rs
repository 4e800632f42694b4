//! Scripts in `tests/python`: boto3 and botocore judge what the product did.
use crate::process::{Ended, Running};
use crate::venv::Venv;
use std::path::PathBuf;
use std::process::Command;

/// A script of `tests/python`, not yet run.
#[derive(Debug)]
pub struct Script {
    command: Command,
}

impl Script {
    /// Prepares a script with a cleared environment.
    pub fn new(venv: &Venv, name: &str) -> Self {
        let mut command = Command::new(venv.python());
        command.arg(folder().join(name)).env_clear().envs([
            ("PATH", "/usr/bin:/bin"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ]);
        Self { command }
    }

    /// Says where the cloud answers.
    pub fn at(mut self, endpoint: &str) -> Self {
        self.command.env("ENDPOINT", endpoint);
        self
    }

    /// The region to call, `us-east-1` without it.
    pub fn region(mut self, region: &str) -> Self {
        self.command.env("AWS_DEFAULT_REGION", region);
        self
    }

    /// Adds an argument.
    pub fn arg(mut self, word: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(word);
        self
    }

    /// Runs it to its end.
    #[track_caller]
    pub fn run(mut self) -> Ended {
        Running::start(&mut self.command).wait()
    }

    /// Runs it and insists on success.
    #[track_caller]
    pub fn passes(self) -> Ended {
        self.run().is(0)
    }
}

fn folder() -> PathBuf {
    crate::workspace().join("tests/python")
}
