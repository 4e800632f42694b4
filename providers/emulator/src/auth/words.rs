//! How each service says that a call is not let in.

use crate::ops::{Fault, Protocol, Service};

/// Why a call is not let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not signed.
    Unsigned,
    /// Its signature lacks a part.
    Incomplete,
    /// Nobody has this key, or it is switched off.
    UnknownKey,
    /// The session's token is not the key's.
    WrongToken,
    /// The session is over.
    Expired,
    /// The secret is another one, or the request was changed.
    WrongSignature,
    /// The body is not the one that was signed.
    WrongBody,
    /// The clocks differ too much: the request's time and the present.
    Skewed { time: String, now: String, minutes: i64 },
    /// A presigned request was used too late.
    TooLate,
    /// It may not: the whole sentence.
    Denied(String),
}

/// How a service speaks of these things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Dialect {
    Query,
    Rest,
    Json,
    S3,
}

const INVALID_TOKEN: &str = "The security token included in the request is invalid.";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your AWS \
                        Secret Access Key and signing method. Consult the service documentation for details.";

impl Refusal {
    /// The fault in a service's words.
    pub(super) fn fault(&self, service: &Service, protocol: Protocol) -> Fault {
        let dialect = match (service.name, protocol) {
            ("s3", _) => Dialect::S3,
            // SQS kept the codes of its first protocol.
            ("sqs", _) | (_, Protocol::Query) => Dialect::Query,
            (_, Protocol::AwsJson(_) | Protocol::RpcCbor) => Dialect::Json,
            _ => Dialect::Rest,
        };
        match self {
            Refusal::Unsigned => unsigned(dialect),
            Refusal::Incomplete => incomplete(dialect),
            Refusal::UnknownKey | Refusal::WrongToken => unknown(dialect, self),
            Refusal::Expired => expired(dialect),
            Refusal::WrongSignature => mismatch(dialect, MISMATCH),
            Refusal::WrongBody => {
                let text =
                    "The provided 'x-amz-content-sha256' header does not match what was computed.";
                match dialect {
                    Dialect::S3 => Fault::sender(400, "XAmzContentSHA256Mismatch", text),
                    _ => mismatch(dialect, MISMATCH),
                }
            }
            Refusal::Skewed { time, now, minutes } => skewed(dialect, time, now, *minutes),
            Refusal::TooLate => match dialect {
                Dialect::S3 => Fault::sender(403, "AccessDenied", "Request has expired"),
                _ => mismatch(dialect, "Signature expired"),
            },
            Refusal::Denied(text) => denied(service, dialect, text),
        }
    }
}

fn unsigned(dialect: Dialect) -> Fault {
    match dialect {
        Dialect::Query => {
            let text = "Request is missing Authentication Token";
            Fault::sender(403, "MissingAuthenticationToken", text)
        }
        Dialect::Rest => {
            let text = "Missing Authentication Token";
            Fault::sender(403, "MissingAuthenticationTokenException", text)
        }
        Dialect::Json => {
            let text = "Missing Authentication Token";
            Fault::sender(400, "MissingAuthenticationTokenException", text)
        }
        Dialect::S3 => Fault::sender(403, "AccessDenied", "Access Denied"),
    }
}

fn incomplete(dialect: Dialect) -> Fault {
    let text = "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
                parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires \
                existence of either a 'X-Amz-Date' or a 'Date' header.";
    match dialect {
        Dialect::Query => Fault::sender(400, "IncompleteSignature", text),
        Dialect::Rest => Fault::sender(403, "IncompleteSignatureException", text),
        Dialect::Json => Fault::sender(400, "IncompleteSignatureException", text),
        Dialect::S3 => Fault::sender(400, "AuthorizationHeaderMalformed", text),
    }
}

fn unknown(dialect: Dialect, refusal: &Refusal) -> Fault {
    match dialect {
        Dialect::Query => Fault::sender(403, "InvalidClientTokenId", INVALID_TOKEN),
        Dialect::Rest => Fault::sender(403, "UnrecognizedClientException", INVALID_TOKEN),
        Dialect::Json => Fault::sender(400, "UnrecognizedClientException", INVALID_TOKEN),
        Dialect::S3 if *refusal == Refusal::WrongToken => {
            let text = "The provided token is malformed or otherwise invalid.";
            Fault::sender(400, "InvalidToken", text)
        }
        Dialect::S3 => {
            let text = "The AWS Access Key Id you provided does not exist in our records.";
            Fault::sender(403, "InvalidAccessKeyId", text)
        }
    }
}

fn expired(dialect: Dialect) -> Fault {
    let text = "The security token included in the request is expired";
    match dialect {
        Dialect::Query => Fault::sender(403, "ExpiredToken", text),
        Dialect::Rest => Fault::sender(403, "ExpiredTokenException", text),
        Dialect::Json => Fault::sender(400, "ExpiredTokenException", text),
        Dialect::S3 => Fault::sender(400, "ExpiredToken", "The provided token has expired."),
    }
}

fn mismatch(dialect: Dialect, text: &str) -> Fault {
    match dialect {
        Dialect::Query => Fault::sender(403, "SignatureDoesNotMatch", text),
        Dialect::Rest => Fault::sender(403, "InvalidSignatureException", text),
        Dialect::Json => Fault::sender(400, "InvalidSignatureException", text),
        Dialect::S3 => {
            let text = "The request signature we calculated does not match the signature you provided. Check your key \
                        and signing method.";
            Fault::sender(403, "SignatureDoesNotMatch", text)
        }
    }
}

fn skewed(dialect: Dialect, time: &str, now: &str, minutes: i64) -> Fault {
    if dialect == Dialect::S3 {
        let text = "The difference between the request time and the current time is too large.";
        return Fault::sender(403, "RequestTimeTooSkewed", text);
    }
    let text = if time < now {
        format!("Signature expired: {time} is now earlier than {now} ({now} - {minutes} min.)")
    } else {
        format!(
            "Signature not yet current: {time} is still later than {now} ({now} + {minutes} min.)"
        )
    };
    mismatch(dialect, &text)
}

fn denied(service: &Service, dialect: Dialect, text: &str) -> Fault {
    match dialect {
        Dialect::Query if service.name == "sns" => Fault::sender(403, "AuthorizationError", text),
        Dialect::Query | Dialect::S3 => Fault::sender(403, "AccessDenied", text),
        Dialect::Rest => Fault::sender(403, "AccessDeniedException", text),
        Dialect::Json => Fault::sender(400, "AccessDeniedException", text),
    }
}
