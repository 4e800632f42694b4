//! One mutating call and what can become of it.
use cutover_schemas::kinds::KindName;
use cutover_schemas::operations::Operation;
use cutover_schemas::value::Attrs;

/// A mutating call, ready to be sent: everything in it is known.
#[derive(Debug)]
pub struct Call<'a> {
    /// Kind of the resource.
    pub kind: KindName,
    /// Which call.
    pub operation: Operation,
    /// The resource's attributes, all known, secrets revealed: never log this.
    pub desired: &'a Attrs,
    /// What is live: ids that the service made up, values that are taken away.
    pub live: &'a Attrs,
    /// Attributes that changed, with map keys after dots; empty means all of them (a creation).
    pub paths: &'a [String],
    /// The revision that the thing must still have.
    pub revision: Option<&'a str>,
    /// Bytes to send along: packed code, or an event.
    pub body: Option<&'a [u8]>,
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq)]
pub enum Attempt {
    /// The service said yes.
    Done {
        /// Computed attributes in the answer.
        outputs: Attrs,
        /// The thing's new revision, where the service has revisions.
        revision: Option<String>,
    },
    /// The service said no, so nothing changed.
    Refused {
        /// What kind of no.
        class: Class,
        /// The service's code.
        code: String,
        /// The service's words.
        message: String,
        /// How long it asks to wait.
        after_ms: Option<i64>,
    },
    /// The request went out and no answer came: it may have taken effect.
    Unknown {
        /// What was seen instead of an answer.
        why: String,
    },
    /// The request waited for its turn under a rate limit longer than its permit lives: it never left this machine,
    /// and goes on waiting under another permit.
    Late {
        /// Which call.
        why: String,
    },
    /// The request never left this machine.
    NotSent {
        /// Why.
        why: String,
    },
}

/// Kinds of refusal: what to do about one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Something made a moment ago is not visible everywhere yet: again, soon and often.
    Propagation,
    /// Something else is in progress on the same thing: again when it has settled.
    Busy,
    /// Too many calls: again, with growing pauses.
    Throttle,
    /// A name that was just freed is not available yet: again for a minute or so.
    Cooldown,
    /// A part of it is done: the same call again does the next.
    Unfinished,
    /// There is one already.
    Exists,
    /// There is none (any more).
    Missing,
    /// The thing has changed since it was looked at.
    Guard,
    /// The caller may not.
    Denied,
    /// The caller's credentials are missing, wrong or expired.
    Credentials,
    /// It will never work like this.
    Permanent,
}
