//! What an answer of the cloud means for a step: done, again, or failed for good.
use cutover_apply::retry::{self, Patience};
use cutover_apply::{Failure, Prepared};
use cutover_cloud::{Attempt, Class};
use cutover_schemas::operations::{Again, Operation};
use cutover_schemas::snapshot::{Live, Ownership, Sight};
use cutover_schemas::value::{Attrs, Value};

/// What to do after an answer.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It took effect.
    Done { outputs: Attrs, revision: Option<String> },
    /// Look whether it took effect.
    Look { why: String },
    /// Try again after this many milliseconds, unless the budget is spent.
    Again { patience: Patience, asked: Option<i64>, code: String, message: String },
    /// It is over.
    Failed { code: String, message: String, conflict: bool },
}

/// Reads one answer.
pub(crate) fn read(prepared: &Prepared, attempts: u32, attempt: Attempt) -> Verdict {
    match attempt {
        Attempt::Done { outputs, revision } => {
            Verdict::Done { outputs: enriched(prepared, outputs), revision }
        }
        Attempt::Unknown { why } => Verdict::Look { why },
        Attempt::NotSent { why } => not_sent(Patience::Lost, why),
        Attempt::Late { why } => not_sent(Patience::Queue, why),
        Attempt::Refused { class, code, message, after_ms } => {
            refused(prepared, attempts, class, code, message, after_ms)
        }
    }
}

fn not_sent(patience: Patience, message: String) -> Verdict {
    Verdict::Again { patience, asked: None, code: "NotSent".into(), message }
}

fn refused(
    prepared: &Prepared,
    attempts: u32,
    class: Class,
    code: String,
    message: String,
    asked: Option<i64>,
) -> Verdict {
    let again =
        |patience| Verdict::Again { patience, asked, code: code.clone(), message: message.clone() };
    match class {
        Class::Propagation => again(Patience::Propagation),
        Class::Busy => again(Patience::Busy),
        Class::Throttle => again(Patience::Throttle),
        Class::Cooldown => again(Patience::Cooldown),
        Class::Unfinished => again(Patience::Unfinished),
        Class::Missing if retry::wants_absence(prepared.operation) => {
            Verdict::Done { outputs: Attrs::new(), revision: None }
        }
        // After an attempt whose answer was lost, "exists" and "changed" may mean our own effect.
        Class::Exists | Class::Guard if attempts > 1 => Verdict::Look { why: message },
        Class::Exists | Class::Guard => Verdict::Failed { code, message, conflict: true },
        Class::Missing | Class::Denied | Class::Credentials | Class::Permanent => {
            Verdict::Failed { code, message, conflict: false }
        }
    }
}

/// The alias's own attributes are what the call said: the service doesn't know our digest.
fn enriched(prepared: &Prepared, mut outputs: Attrs) -> Attrs {
    let carries: &[&str] = match prepared.operation {
        Operation::CreateAlias | Operation::UpdateAlias => {
            &["version", "digest", "candidate", "candidate_share"]
        }
        Operation::RestoreAlias => &["version", "candidate", "candidate_share"],
        _ => &[],
    };
    for name in carries {
        if let Some(value) = prepared.desired.get(*name) {
            outputs.insert((*name).to_owned(), value.clone());
        }
    }
    if prepared.operation == Operation::RestoreAlias {
        outputs.insert("digest".into(), Value::Null);
    }
    outputs
}

/// What a look after a lost answer shows.
#[derive(Debug)]
pub(crate) enum Found {
    /// The call took effect.
    Done { outputs: Attrs, revision: Option<String> },
    /// It did not.
    Undone,
    /// Something else is there now.
    Conflict { message: String },
}

/// Judges a look at the resource.
pub(crate) fn found(prepared: &Prepared, sight: &Sight, owner: &str) -> Found {
    let row = prepared.kind.row();
    let deletes = row.delete.contains(&prepared.operation);
    match sight {
        Sight::Absent if deletes => Found::Done { outputs: Attrs::new(), revision: None },
        Sight::Absent | Sight::Listed | Sight::Unreadable { .. } => Found::Undone,
        Sight::Seen(_) if deletes => Found::Undone,
        Sight::Seen(live) if row.create.first() == Some(&prepared.operation) => {
            created(live, owner)
        }
        Sight::Seen(live) if prepared.operation == Operation::PublishVersion => done(live),
        Sight::Seen(live) => written(prepared, live),
    }
}

fn created(live: &Live, owner: &str) -> Found {
    match &live.ownership {
        Ownership::Ours { owner: Some(other), .. } if other != owner => {
            Found::Conflict { message: "another ledger's deployment made it meanwhile".into() }
        }
        Ownership::Theirs(whose) => Found::Conflict { message: format!("it belongs to {whose}") },
        Ownership::Nobody => Found::Conflict { message: "somebody else made it meanwhile".into() },
        Ownership::Ours { .. } | Ownership::Parent => done(live),
    }
}

/// An update took effect when what it wrote is what is there.
fn written(prepared: &Prepared, live: &Live) -> Found {
    let tops = prepared.paths.iter().filter_map(|path| path.split('.').next());
    let aliases = ["version", "candidate", "candidate_share"]
        .into_iter()
        .filter(|_| matches!(prepared.operation, Operation::UpdateAlias | Operation::RestoreAlias));
    let mut names = tops.chain(aliases).peekable();
    if names.peek().is_none() {
        return Found::Undone;
    }
    let same = names.all(|name| {
        let value = |attrs: &Attrs| attrs.get(name).map_or(Value::Null, Value::revealed);
        value(&prepared.desired) == value(&live.attrs)
    });
    match (same, prepared.operation.row().again) {
        (true, _) => done(live),
        // A guarded write whose guard no longer holds and whose effect is not there: someone else wrote.
        (false, Again::ByGuard)
            if prepared.revision.is_some() && prepared.revision != live.revision =>
        {
            Found::Conflict {
                message: "it was changed by someone else after the plan was made".into(),
            }
        }
        (false, _) => Found::Undone,
    }
}

fn done(live: &Live) -> Found {
    Found::Done { outputs: live.attrs.clone(), revision: live.revision.clone() }
}

/// A failure of a prepared call.
pub(crate) fn failure(prepared: &Prepared, code: &str, message: &str, conflict: bool) -> Failure {
    Failure::refused(prepared.step, prepared.address.clone(), code, message, conflict)
}
