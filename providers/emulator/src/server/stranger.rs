//! Keeping web pages out: a page open in a browser on this machine can reach loopback, and functions run code.
//!
//! Browsers name the page's origin on every request that could change something, and a name that was made to point
//! at loopback shows in `Host`. Command-line tools and SDKs send no origin. Live APIs are not guarded by this:
//! pages may call them.

use bytes::Bytes;
use http::{Request, Response};

use crate::wire::{header, respond};

/// The refusal of a request that a foreign web page made, if it is one.
pub(super) fn refusal(request: &Request<Bytes>) -> Option<Response<Bytes>> {
    let headers = request.headers();
    let host = header(headers, "host")
        .or_else(|| request.uri().authority().map(http::uri::Authority::as_str));
    let is_ours = host.is_none_or(is_local);
    let origin = header(headers, "origin");
    let same = origin.is_none_or(|origin| {
        origin.split_once("://").is_some_and(|(_, from)| is_local(from) && Some(from) == host)
    });
    let cross = header(headers, "sec-fetch-site")
        .is_some_and(|site| site == "cross-site" || site == "same-site");
    if is_ours && same && !cross {
        return None;
    }
    let body = r#"{"message":"the local cloud does not answer web pages of other sites"}"#;
    Some(respond(403, "application/json", body))
}

/// Whether a host (with or without a port) is a name of this machine, or one of AWS's own that a client was
/// pointed here with.
fn is_local(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(bracketed) => return bracketed.starts_with("::1]"),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost"
        || name == "127.0.0.1"
        || name.ends_with(".localhost")
        || name.ends_with(".amazonaws.com")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::refusal;

    fn refused(headers: &[(&str, &str)]) -> bool {
        let request = headers
            .iter()
            .fold(Request::post("/"), |request, (name, value)| request.header(*name, *value));
        refusal(&request.body(Bytes::new()).unwrap()).is_some()
    }

    #[test]
    fn tools_pass_and_pages_of_other_sites_do_not() {
        assert!(!refused(&[("host", "127.0.0.1:4566")]));
        assert!(!refused(&[("host", "sqs.us-east-1.localhost:4566")]));
        assert!(!refused(&[("host", "localhost:4566"), ("origin", "http://localhost:4566")]));
        assert!(refused(&[("host", "127.0.0.1:4566"), ("origin", "https://example.com")]));
        assert!(refused(&[("host", "127.0.0.1:4566"), ("origin", "null")]));
        assert!(refused(&[("host", "localhost:4566"), ("origin", "http://localhost:3000")]));
        assert!(refused(&[("host", "rebound.example.com:4566")]));
        assert!(refused(&[("host", "localhost:4566"), ("sec-fetch-site", "cross-site")]));
    }
}
