//! Turns the SDK's errors into the three things that matter: a clear no, no answer, or never sent.
use crate::catalogue::{self, CREDENTIALS, DENIED, MISSING, STALE, UNFINISHED};
use crate::pass::NoPermit;
use aws_credential_types::provider::error::CredentialsError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use cutover_cloud::cloud::CloudError;
use cutover_cloud::{Attempt, Class};
use cutover_schemas::operations::Operation;
use cutover_schemas::snapshot::Sight;
use std::error::Error;

/// What became of a request that did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// It never left.
    NotSent { why: String },
    /// It never left, since its turn under a rate limit did not come in time.
    Late { why: String },
    /// There were no credentials to sign it with.
    Unsigned { why: String },
    /// It left, and nothing usable came back.
    Unknown { why: String },
    /// The service said no.
    Refused(Refusal),
}

/// A service's no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
    pub after_ms: Option<i64>,
}

impl<E> From<SdkError<E, HttpResponse>> for Failure
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E, HttpResponse>) -> Self {
        if let SdkError::ServiceError(refused) = &error {
            let meta = refused.err().meta();
            let status = refused.raw().status().as_u16();
            return Self::Refused(Refusal {
                status,
                // Proxies and half-made clouds refuse without words.
                code: meta.code().map_or_else(|| format!("HTTP {status}"), str::to_owned),
                message: meta.message().unwrap_or_default().to_owned(),
                after_ms: asked_to_wait(refused.raw()),
            });
        }
        if let Some(cause) = find::<CredentialsError>(&error) {
            return Self::Unsigned { why: chain(cause) };
        }
        let why = chain(&error);
        if let Some(refusal) = find::<NoPermit>(&error) {
            return refusal.into();
        }
        match &error {
            SdkError::ConstructionFailure(_) => Self::NotSent { why },
            SdkError::DispatchFailure(_) if never_connected(&why) => Self::NotSent { why },
            _ => Self::Unknown { why },
        }
    }
}

impl From<&NoPermit> for Failure {
    fn from(refusal: &NoPermit) -> Self {
        let why = refusal.to_string();
        match refusal {
            NoPermit::Missing(_) => Self::NotSent { why },
            NoPermit::Late(_) => Self::Late { why },
        }
    }
}

impl Failure {
    /// The failure of a request that the connector made no answer of.
    pub(crate) fn from_connector(error: &ConnectorError) -> Self {
        if let Some(refusal) = find::<NoPermit>(error) {
            return refusal.into();
        }
        let why = chain(error);
        if never_connected(&why) { Self::NotSent { why } } else { Self::Unknown { why } }
    }

    /// A service's no, as it is told in the body of an answer that is none.
    pub(crate) fn refused(status: u16, code: &str, message: &str) -> Self {
        let (code, message) = (code.to_owned(), message.to_owned());
        Self::Refused(Refusal { status, code, message, after_ms: None })
    }

    /// A part of what was asked is done.
    pub(crate) fn unfinished(why: &str) -> Self {
        Self::refused(409, UNFINISHED, why)
    }

    /// What a change would be made from is out of date: nothing was sent.
    pub(crate) fn stale(why: &str) -> Self {
        Self::refused(409, STALE, why)
    }

    /// The code of a refusal.
    pub(crate) fn code(&self) -> Option<&str> {
        match self {
            Self::Refused(no) => Some(&no.code),
            Self::NotSent { .. }
            | Self::Late { .. }
            | Self::Unsigned { .. }
            | Self::Unknown { .. } => None,
        }
    }

    /// A call that can't be made because something about it isn't known: a broken invariant.
    pub(crate) fn internal(why: impl Into<String>) -> Self {
        Self::NotSent { why: format!("internal error: {}", why.into()) }
    }

    /// Whether the service says that there is no such thing. A bare 404 says no such thing: it may
    /// come from anything that isn't the service.
    pub(crate) fn is_missing(&self) -> bool {
        matches!(self, Self::Refused(no) if MISSING.contains(&no.code.as_str()))
    }

    /// Whether whatever answered doesn't know the call itself.
    pub(crate) fn is_unknown_call(&self) -> bool {
        matches!(self, Self::Refused(no) if matches!(no.status, 404 | 405 | 501))
    }

    /// The outcome of a mutating call.
    pub(crate) fn attempt(self, operation: Operation) -> Attempt {
        match self {
            Self::NotSent { why } => Attempt::NotSent { why },
            Self::Late { why } => Attempt::Late { why },
            // Nothing was sent either, but repeating it would not help: somebody has to sign in.
            Self::Unsigned { why } => Attempt::Refused {
                class: Class::Credentials,
                code: "no credentials".into(),
                message: format!("{why}; {HOW_TO_SIGN_IN}"),
                after_ms: None,
            },
            Self::Unknown { why } => Attempt::Unknown { why },
            Self::Refused(Refusal { status, code, message, after_ms }) => {
                match catalogue::classify(operation, status, &code, &message) {
                    Some(class) => Attempt::Refused { class, code, message, after_ms },
                    None => Attempt::Unknown {
                        why: format!("the service failed ({code}, HTTP {status}): {message}"),
                    },
                }
            }
        }
    }

    /// What a failed read says about one thing; anything that isn't about that thing fails the look.
    pub(crate) fn sight(self, action: &str) -> Result<Sight, CloudError> {
        if self.is_missing() {
            return Ok(Sight::Absent);
        }
        match self {
            Self::Refused(no) if no.is_denied() => {
                let (action, message) = no.denial(action);
                Ok(Sight::Unreadable { action, message })
            }
            other => Err(other.cloud(action)),
        }
    }

    /// The failure of a question about the cloud as a whole; `action` is what was asked.
    pub(crate) fn cloud(self, action: &str) -> CloudError {
        match self {
            Self::Unsigned { why } => {
                CloudError::Credentials { message: format!("{why}; {TRIED}; {HOW_TO_SIGN_IN}") }
            }
            Self::NotSent { why } | Self::Late { why } | Self::Unknown { why } => {
                CloudError::Unreachable {
                    endpoint: action.split(':').next().unwrap_or(action).to_owned(),
                    message: why,
                }
            }
            Self::Refused(no) if CREDENTIALS.contains(&no.code.as_str()) => {
                CloudError::Credentials {
                    message: format!(
                        "AWS rejects them ({}): {}; {HOW_TO_SIGN_IN}",
                        no.code, no.message
                    ),
                }
            }
            Self::Refused(no) if no.is_denied() => {
                let (action, message) = no.denial(action);
                CloudError::Denied { action, message }
            }
            Self::Refused(no) => CloudError::Service {
                operation: action.to_owned(),
                code: no.code,
                message: no.message,
            },
        }
    }
}

impl Refusal {
    fn is_denied(&self) -> bool {
        DENIED.contains(&self.code.as_str())
    }

    /// The refused action and the service's words; both come from the text when it tells them.
    fn denial(self, action: &str) -> (String, String) {
        let told = denied_action(&self.message).map(|(action, _)| action.to_owned());
        (told.unwrap_or_else(|| action.to_owned()), self.message)
    }
}

const HOW_TO_SIGN_IN: &str = "sign in with `aws sso login --profile NAME`, set `AWS_ACCESS_KEY_ID` and \
`AWS_SECRET_ACCESS_KEY`, or name a profile with `--profile`";

const TRIED: &str = "tried the environment, the shared config and credentials files, web identity, \
the container and the instance";

/// Action and resource of `User: X is not authorized to perform: ACTION on resource: RESOURCE ...`.
pub(crate) fn denied_action(message: &str) -> Option<(&str, Option<&str>)> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    let word =
        |text: &'_ str| text.split([' ', ',']).next().map(|word| word.trim_end_matches('.').len());
    let action = rest.get(..word(rest)?)?;
    let resource =
        rest.split_once("on resource: ").and_then(|(_, after)| after.get(..word(after)?));
    Some((action, resource))
}

/// Whether the chain of causes shows that no connection was made, so that nothing was sent.
pub(crate) fn never_connected(why: &str) -> bool {
    ["client error (Connect)", "HTTP connect timeout", "dns error", "failed to resolve"]
        .iter()
        .any(|sign| why.contains(sign))
}

/// How long the service asks to wait, in milliseconds.
pub(crate) fn asked_to_wait(response: &HttpResponse) -> Option<i64> {
    let millis = response.headers().get("x-amz-retry-after").and_then(|text| text.parse().ok());
    let seconds = || response.headers().get("retry-after")?.parse::<i64>().ok();
    millis.or_else(|| seconds()?.checked_mul(1_000))
}

fn find<'a, T: Error + 'static>(error: &'a (dyn Error + 'static)) -> Option<&'a T> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let cause = next?;
        next = cause.source();
        Some(cause)
    })
}

/// The causes of an error, outermost first, without what repeats.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut words: Vec<String> = Vec::new();
    for cause in causes(error) {
        let text = cause.to_string();
        // The SDK's layers say nothing that the causes below them don't.
        if ["dispatch failure", "io error", "other", "user error"].contains(&text.as_str()) {
            continue;
        }
        if !words.iter().any(|said| said.contains(&text)) {
            words.push(text);
        }
    }
    words.join(": ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, code: &str, message: &str) -> Failure {
        Failure::Refused(Refusal {
            status,
            code: code.into(),
            message: message.into(),
            after_ms: None,
        })
    }

    #[test]
    fn a_denial_names_action_and_resource() {
        let text = "User: arn:aws:sts::1:assumed-role/ci/x is not authorized to perform: \
                    lambda:GetFunction on resource: arn:aws:lambda:eu-west-1:1:function:f because no \
                    identity-based policy allows the lambda:GetFunction action";
        let wanted = ("lambda:GetFunction", Some("arn:aws:lambda:eu-west-1:1:function:f"));
        assert_eq!(denied_action(text), Some(wanted));
        let sight =
            refused(403, "AccessDeniedException", text).sight("lambda:ListFunctions").unwrap();
        assert!(
            matches!(sight, Sight::Unreadable { action, .. } if action == "lambda:GetFunction")
        );
        let sight = refused(403, "AccessDenied", "no").sight("iam:GetRole").unwrap();
        assert!(matches!(sight, Sight::Unreadable { action, .. } if action == "iam:GetRole"));
    }

    #[test]
    fn what_is_missing_is_absent_and_what_is_broken_fails_the_look() {
        let missing = refused(404, "NoSuchEntity", "").sight("iam:GetRole");
        assert_eq!(missing.unwrap(), Sight::Absent);
        let broken = refused(500, "InternalFailure", "").sight("iam:GetRole");
        assert!(matches!(broken, Err(CloudError::Service { .. })));
        let expired = refused(403, "ExpiredToken", "").sight("iam:GetRole");
        assert!(matches!(expired, Err(CloudError::Credentials { .. })));
    }

    #[test]
    fn an_unanswered_write_is_unknown_and_a_refused_one_is_classified() {
        let lost = Failure::Unknown { why: "reset".into() }.attempt(Operation::CreateApi);
        assert!(matches!(lost, Attempt::Unknown { .. }));
        let broken = refused(500, "InternalFailure", "").attempt(Operation::CreateApi);
        assert!(matches!(broken, Attempt::Unknown { .. }));
        let unsigned = Failure::Unsigned { why: "expired".into() }.attempt(Operation::CreateApi);
        assert!(matches!(unsigned, Attempt::Refused { class: Class::Credentials, .. }));
        let no = refused(403, "AccessDenied", "").attempt(Operation::CreateApi);
        assert!(matches!(no, Attempt::Refused { class: Class::Denied, .. }));
    }

    #[test]
    fn only_a_failed_connection_proves_that_nothing_was_sent() {
        assert!(never_connected(
            "dispatch failure: io error: client error (Connect): tcp connect error"
        ));
        assert!(never_connected(
            "dispatch failure: timeout: HTTP connect timeout occurred after 3s"
        ));
        assert!(!never_connected(
            "dispatch failure: io error: client error (SendRequest): connection closed"
        ));
        assert!(!never_connected(
            "dispatch failure: timeout: HTTP read timeout occurred after 60s"
        ));
    }
}
