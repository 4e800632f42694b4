//! The scope of a SigV4 signature: who signed, and for which service. Nothing is verified.

use bytes::Bytes;
use http::Request;

use super::{form, header};

/// `Credential=KEY/DATE/REGION/SERVICE/aws4_request`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) access_key: String,
    pub(crate) service: String,
}

/// The scope of a request's signature, from its header or a presigned query.
pub(crate) fn scope(request: &Request<Bytes>) -> Option<Scope> {
    if let Some(authorization) = header(request.headers(), "authorization") {
        let (_, rest) = authorization.split_once("Credential=")?;
        return parse(rest.split([',', ' ']).next()?);
    }
    let query = form(request.uri().query()?);
    let (_, credential) = query.iter().find(|(name, _)| name == "X-Amz-Credential")?;
    parse(credential)
}

fn parse(credential: &str) -> Option<Scope> {
    // The key may hold slashes, so the parts are taken from the end.
    let mut parts = credential.rsplitn(5, '/');
    let _terminator = parts.next()?;
    let service = parts.next()?.to_owned();
    // The world is of one region, whatever region its callers think of.
    let _region = parts.next()?;
    let _date = parts.next()?;
    Some(Scope { access_key: parts.next()?.to_owned(), service })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::scope;

    #[test]
    fn the_scope_is_read_from_header_and_presigned_query() {
        let signed = Request::builder()
            .header("authorization", "AWS4-HMAC-SHA256 Credential=AKID/20260101/eu-west-1/sqs/aws4_request, SignedHeaders=host, Signature=0")
            .body(Bytes::new())
            .unwrap();
        let found = scope(&signed).unwrap();
        assert_eq!((found.access_key.as_str(), found.service.as_str()), ("AKID", "sqs"));
        let presigned = Request::builder()
            .uri("/?X-Amz-Credential=AKID%2F20260101%2Fus-east-1%2Fs3%2Faws4_request")
            .body(Bytes::new())
            .unwrap();
        assert_eq!(scope(&presigned).unwrap().service, "s3");
        assert_eq!(scope(&Request::new(Bytes::new())), None);
    }
}
