//! One error for the whole command line: a code, whose side it is on, and what to do.
use crate::exit::Exit;
use cutover_cloud::cloud::CloudError;
use cutover_cloud::journal::LedgerError;
use cutover_schemas::diagnostic::Diagnostic;
use cutover_schemas::documents::DOCUMENT_FORMAT;
use cutover_schemas::documents::error::{ErrorBody, ErrorDocument};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// Whose side an error is on; the exit code follows from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The command line itself.
    Usage,
    /// The user's files, answers or rights to decide.
    User,
    /// The cloud said no for good.
    Cloud,
    /// Someone else is there, or the world has moved.
    Conflict,
    /// A rollout went back to the stable version.
    Rollout,
    /// A broken invariant.
    Internal,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM.
    Terminated,
}

impl CliError {
    /// Whether somebody else is working on the deployment at this moment.
    pub fn is_held(&self) -> bool {
        self.code == "ledger/held"
    }
}

impl Kind {
    /// The word in documents.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Usage => "usage",
            Self::User => "user",
            Self::Cloud => "cloud",
            Self::Conflict => "conflict",
            Self::Rollout => "rollout",
            Self::Internal => "internal",
            Self::Interrupted | Self::Terminated => "interrupted",
        }
    }

    /// How the process ends.
    pub const fn exit(self) -> Exit {
        match self {
            Self::Usage => Exit::Usage,
            Self::User => Exit::User,
            Self::Cloud => Exit::Cloud,
            Self::Conflict => Exit::Conflict,
            Self::Rollout => Exit::Aborted,
            Self::Internal => Exit::Internal,
            Self::Interrupted => Exit::Interrupted,
            Self::Terminated => Exit::Terminated,
        }
    }
}

/// The text of the user's files, by the name that diagnostics use: for excerpts.
pub type Sources = BTreeMap<String, String>;

/// A failed command.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CliError {
    /// Word-like code, such as `ledger/held`.
    pub code: String,
    /// Whose side it is on.
    pub kind: Kind,
    /// Lower-case fragment without full stop.
    pub message: String,
    /// What to do, one line each.
    pub hints: Vec<String>,
    /// Problems in the spec, when that is what it is.
    pub diagnostics: Vec<Diagnostic>,
    /// Text of the files that the diagnostics point into.
    pub sources: Sources,
}

impl CliError {
    /// An error without hints yet.
    pub fn new(kind: Kind, code: &str, message: impl Into<String>) -> Self {
        Self {
            code: code.to_owned(),
            kind,
            message: message.into(),
            hints: Vec::new(),
            diagnostics: Vec::new(),
            sources: Sources::new(),
        }
    }

    /// The user's side.
    pub fn user(code: &str, message: impl Into<String>) -> Self {
        Self::new(Kind::User, code, message)
    }

    /// The cloud's side.
    pub fn cloud(code: &str, message: impl Into<String>) -> Self {
        Self::new(Kind::Cloud, code, message)
    }

    /// A conflict.
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(Kind::Conflict, code, message)
    }

    /// A broken invariant.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(Kind::Internal, "internal/broken-invariant", message).hint(
            "this is a mistake in cutover: please report it with this text and the command line",
        )
    }

    /// What the argument parser refuses.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, "cli/usage", message)
    }

    /// A file that can't be read or written.
    pub fn file(verb: &str, path: &Path, error: &io::Error) -> Self {
        Self::user("cli/file", format!("can't {verb} `{}`: {error}", path.display()))
    }

    /// Problems in a spec; `sources` are the files they point into.
    pub fn spec(diagnostics: Vec<Diagnostic>, sources: Sources) -> Self {
        let errors: Vec<&Diagnostic> = diagnostics.iter().filter(|one| one.is_error()).collect();
        let (code, message) = match errors.as_slice() {
            [only] => (only.code.clone(), only.message.clone()),
            [first, ..] => (first.code.clone(), format!("the spec has {} errors", errors.len())),
            [] => ("spec/invalid".to_owned(), "the spec is refused".to_owned()),
        };
        Self { diagnostics, sources, ..Self::user(&code, message) }
    }

    /// Adds what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// How the process ends.
    pub fn exit(&self) -> Exit {
        self.kind.exit()
    }

    /// The error as its JSON document.
    pub fn document(&self) -> ErrorDocument {
        let helps = self.diagnostics.iter().filter_map(|one| one.help.clone());
        let places = self.diagnostics.iter().filter_map(|one| one.place.as_ref().map(Into::into));
        ErrorDocument {
            format: DOCUMENT_FORMAT,
            error: ErrorBody {
                code: self.code.clone(),
                kind: self.kind.word().to_owned(),
                message: self.message.clone(),
                hints: self.hints.iter().cloned().chain(helps).collect(),
                places: places.collect(),
            },
        }
    }
}

impl From<LedgerError> for CliError {
    fn from(error: LedgerError) -> Self {
        let message = error.to_string();
        match error {
            LedgerError::Held { .. } => Self::conflict("ledger/held", message)
                .hint("wait until they are done; a holder that died is taken over by itself"),
            LedgerError::Fenced { .. } => Self::conflict("ledger/fenced", message)
                .hint("`cutover status` shows what the other run does"),
            LedgerError::Damaged { .. } => Self::user("ledger/damaged", message).hint(
                "restore the ledger from a backup, or move it away and run `cutover apply --claim`",
            ),
            LedgerError::Newer { .. } => {
                Self::user("ledger/newer", message).hint("use the newer cutover")
            }
            LedgerError::Storage { .. } => Self::cloud("ledger/storage", message)
                .hint("what was done is recorded; run again once the storage answers"),
        }
    }
}

impl From<CloudError> for CliError {
    fn from(error: CloudError) -> Self {
        let message = error.to_string();
        match error {
            CloudError::Credentials { .. } => Self::user("cloud/credentials", message)
                .hint("sign in (`aws sso login`), or name a profile with `--profile`")
                .hint("`--local` needs no account at all"),
            CloudError::Denied { action, .. } => Self::cloud("cloud/denied", message)
                .hint(format!("let the caller do `{action}`, or use another profile")),
            CloudError::Unreachable { .. } => Self::cloud("cloud/unreachable", message)
                .hint("check the network, `--region` and `--endpoint-url`"),
            CloudError::Service { .. } => Self::cloud("cloud/service", message),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: impl Into<CliError>, code: &str, exit: u8) {
        let error: CliError = error.into();
        assert_eq!((error.code.as_str(), error.exit().code()), (code, exit));
        assert!(crate::explain::find(code).is_some(), "`explain {code}` knows nothing");
    }

    #[test]
    fn library_errors_get_a_code_and_a_side() {
        check(LedgerError::Held { holder: "ann".into() }, "ledger/held", 4);
        check(LedgerError::Fenced { epoch: 2 }, "ledger/fenced", 4);
        let place = || "file:x".to_owned();
        check(
            LedgerError::Damaged { place: place(), seq: 1, why: "torn".into() },
            "ledger/damaged",
            1,
        );
        check(LedgerError::Newer { place: place(), format: 9, known: 1 }, "ledger/newer", 1);
        let source = io::Error::other("full");
        check(LedgerError::Storage { verb: "write", place: place(), source }, "ledger/storage", 3);
        let message = || "no".to_owned();
        check(CloudError::Credentials { message: message() }, "cloud/credentials", 1);
        check(
            CloudError::Denied { action: "sqs:ListQueues".into(), message: message() },
            "cloud/denied",
            3,
        );
        check(
            CloudError::Unreachable { endpoint: "sts".into(), message: message() },
            "cloud/unreachable",
            3,
        );
        check(
            CloudError::Service { operation: "X".into(), code: "Y".into(), message: message() },
            "cloud/service",
            3,
        );
        check(CliError::internal("x"), "internal/broken-invariant", 70);
    }

    #[test]
    fn one_bad_line_is_said_and_many_are_counted() {
        let one = || Diagnostic::error("spec/unknown-block", "unknown block `fnction`");
        assert_eq!(CliError::spec(vec![one()], Sources::new()).message, one().message);
        let two = CliError::spec(vec![one(), one()], Sources::new());
        assert_eq!(two.message, "the spec has 2 errors");
    }
}
