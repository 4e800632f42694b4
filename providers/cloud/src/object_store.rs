//! Object storage with conditional writes: what a ledger on S3 stands on.
use std::future::Future;

/// What a write insists on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is no such object yet (`If-None-Match: *`).
    Absent,
    /// The object still has this entity tag (`If-Match`).
    Matches(String),
}

/// An object as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Object {
    /// Its bytes.
    pub body: Vec<u8>,
    /// Its entity tag.
    pub etag: String,
    /// The server's clock at the answer, in milliseconds since 1970.
    pub server_millis: i64,
}

/// Why a storage call did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The condition doesn't hold.
    #[error("the object has changed or exists already")]
    Condition,
    /// No answer came: a write may have taken effect.
    #[error("no answer from the object store: {0}")]
    Unknown(String),
    /// The store said no.
    #[error("the object store refused ({code}): {message}")]
    Refused {
        /// Its code.
        code: String,
        /// Its words.
        message: String,
    },
}

/// Conditional object storage.
pub trait ObjectStore: Send + Sync {
    /// Reads an object; `None` when there is none.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Object>, ObjectError>> + Send;
    /// Writes an object under a condition and answers its new entity tag.
    fn put(
        &self,
        key: &str,
        body: Vec<u8>,
        condition: Condition,
    ) -> impl Future<Output = Result<String, ObjectError>> + Send;
    /// Keys that begin with `prefix` and come after `after`, in order.
    fn list(
        &self,
        prefix: &str,
        after: Option<&str>,
    ) -> impl Future<Output = Result<Vec<String>, ObjectError>> + Send;
}
