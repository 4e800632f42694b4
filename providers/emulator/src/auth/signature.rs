//! SigV4: what a request's signature claims, and whether its secret made it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html>. Bodies signed in chunks are taken as their
//! first signature says: the chunks' own signatures are not looked at.

use bytes::Bytes;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::Request;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

use crate::wire::{form, header};

/// What a canonical request does not encode.
pub(super) const UNRESERVED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Paths keep their slashes.
const PATH: &AsciiSet = &UNRESERVED.remove(b'/');

/// A signature as a request carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Signature {
    pub(super) access_key: String,
    /// `20260101/us-east-1/lambda/aws4_request`.
    scope: String,
    /// `20260101T000000Z`.
    pub(super) time: String,
    /// Names of the signed headers, in order.
    headers: Vec<String>,
    proof: String,
    pub(super) token: Option<String>,
    /// How many seconds a presigned request is good for.
    pub(super) expires: Option<u64>,
}

impl Signature {
    /// Reads the signature of a request; `None` when it has none, an error when it is not whole.
    pub(super) fn read(request: &Request<Bytes>) -> Result<Option<Signature>, Incomplete> {
        match header(request.headers(), "authorization") {
            Some(text) => Signature::of_header(request, text).ok_or(Incomplete).map(Some),
            None => match request.uri().query() {
                Some(query) if query.contains("X-Amz-Signature=") => {
                    Signature::of_query(query).ok_or(Incomplete).map(Some)
                }
                _ => Ok(None),
            },
        }
    }

    fn of_header(request: &Request<Bytes>, text: &str) -> Option<Signature> {
        let rest = text.strip_prefix("AWS4-HMAC-SHA256")?;
        let part = |name: &str| {
            let mut parts = rest.split(',').map(str::trim);
            parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
        };
        let (access_key, scope) = split(part("Credential")?)?;
        Some(Signature {
            access_key,
            scope,
            time: header(request.headers(), "x-amz-date")?.to_owned(),
            headers: part("SignedHeaders")?.split(';').map(str::to_owned).collect(),
            proof: part("Signature")?.to_owned(),
            token: header(request.headers(), "x-amz-security-token").map(str::to_owned),
            expires: None,
        })
    }

    fn of_query(query: &str) -> Option<Signature> {
        let pairs = form(query);
        let get =
            |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        let (access_key, scope) = split(&get("X-Amz-Credential")?)?;
        Some(Signature {
            access_key,
            scope,
            time: get("X-Amz-Date")?,
            headers: get("X-Amz-SignedHeaders")?.split(';').map(str::to_owned).collect(),
            proof: get("X-Amz-Signature")?,
            token: get("X-Amz-Security-Token"),
            expires: get("X-Amz-Expires").and_then(|seconds| seconds.parse().ok()),
        })
    }

    /// Whether this secret made it, for this request.
    pub(super) fn is_made_by(&self, secret: &str, request: &Request<Bytes>) -> bool {
        let canonical = self.canonical(request);
        let digest = hex::encode(Sha256::digest(canonical.as_bytes()));
        let text = format!("AWS4-HMAC-SHA256\n{}\n{}\n{digest}", self.time, self.scope);
        let mut key = format!("AWS4{secret}").into_bytes();
        for part in self.scope.split('/') {
            key = keyed(&key, part.as_bytes());
        }
        // The day of the scope is the day of the time, or the key is another day's.
        let same_day = self.scope.split('/').next() == self.time.get(..8);
        same_day && hex::encode(keyed(&key, text.as_bytes())) == self.proof
    }

    /// The service of the scope.
    fn service(&self) -> &str {
        self.scope.split('/').nth(2).unwrap_or_default()
    }

    fn canonical(&self, request: &Request<Bytes>) -> String {
        let path = match request.uri().path() {
            "" => "/",
            path => path,
        };
        let path = if self.service() == "s3" {
            // S3 takes paths as they are meant, others as they are written.
            let meant = percent_decode_str(path).collect::<Vec<u8>>();
            percent_encoding::percent_encode(&meant, PATH).to_string()
        } else {
            utf8_percent_encode(path, PATH).to_string()
        };
        let headers = self.headers.iter().flat_map(|name| {
            [name.clone(), ":".to_owned(), values(request, name), "\n".to_owned()]
        });
        let headers: String = headers.collect();
        let query = canonical_query(request.uri().query().unwrap_or_default());
        let signed = self.headers.join(";");
        let body = self.body(request);
        format!("{}\n{path}\n{query}\n{headers}\n{signed}\n{body}", request.method())
    }

    /// The digest of the body, as the request tells it or as it is.
    fn body(&self, request: &Request<Bytes>) -> String {
        if let Some(told) = header(request.headers(), "x-amz-content-sha256") {
            return told.to_owned();
        }
        if self.expires.is_some() && self.service() == "s3" {
            return "UNSIGNED-PAYLOAD".to_owned();
        }
        hex::encode(Sha256::digest(request.body()))
    }
}

/// A signature that lacks a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Incomplete;

/// Whether the digest that a request tells of its body is not the body's.
pub(super) fn is_another_body(request: &Request<Bytes>) -> bool {
    let told = header(request.headers(), "x-amz-content-sha256");
    let told = told.filter(|told| told.len() == 64);
    told.is_some_and(|told| told != hex::encode(Sha256::digest(request.body())))
}

/// `KEY/SCOPE`; the key may hold slashes.
fn split(credential: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = credential.split('/').collect();
    let at = parts.len().checked_sub(4).filter(|at| *at > 0)?;
    let (key, scope) = parts.split_at_checked(at)?;
    (scope.last() == Some(&"aws4_request")).then(|| (key.join("/"), scope.join("/")))
}

fn keyed(key: &[u8], text: &[u8]) -> Vec<u8> {
    // A key of any length is taken.
    Hmac::<Sha256>::new_from_slice(key)
        .map(|mac| mac.chain_update(text).finalize().into_bytes().to_vec())
        .unwrap_or_default()
}

/// A header's values: trimmed, inner spaces single, several joined.
fn values(request: &Request<Bytes>, name: &str) -> String {
    let all = request.headers().get_all(name).iter();
    let mut texts: Vec<String> = all
        .map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
            text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
        })
        .collect();
    if texts.is_empty() && name == "host" {
        texts.extend(request.uri().authority().map(ToString::to_string));
    }
    texts.join(",")
}

/// The query's parameters in order, each encoded, without the signature itself.
fn canonical_query(query: &str) -> String {
    let encoded = |text: &str| {
        let meant = percent_decode_str(text).collect::<Vec<u8>>();
        percent_encoding::percent_encode(&meant, UNRESERVED).to_string()
    };
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let mut pairs: Vec<(String, String)> = pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .filter(|(name, _)| *name != "X-Amz-Signature")
        .map(|(name, value)| (encoded(name), encoded(value)))
        .collect();
    pairs.sort();
    let texts: Vec<String> =
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    texts.join("&")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::Signature;

    /// The example of AWS's own documentation of the signing process.
    const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    fn example(signature: &str) -> Request<Bytes> {
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, \
             SignedHeaders=content-type;host;x-amz-date, Signature={signature}"
        );
        Request::get("/?Action=ListUsers&Version=2010-05-08")
            .header("content-type", "application/x-www-form-urlencoded; charset=utf-8")
            .header("host", "iam.amazonaws.com")
            .header("x-amz-date", "20150830T123600Z")
            .header("authorization", authorization)
            .body(Bytes::new())
            .unwrap()
    }

    #[test]
    fn the_documented_example_is_made_by_its_secret_and_by_no_other() {
        let right = "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7";
        let request = example(right);
        let signature = Signature::read(&request).unwrap().unwrap();
        assert_eq!(signature.access_key, "AKIDEXAMPLE");
        assert!(signature.is_made_by(SECRET, &request));
        assert!(!signature.is_made_by("other", &request));
        let changed = example(&right.replace('5', "6"));
        assert!(!Signature::read(&changed).unwrap().unwrap().is_made_by(SECRET, &changed));
        let mut moved = example(right);
        *moved.uri_mut() = "/?Action=ListRoles&Version=2010-05-08".parse().unwrap();
        assert!(!signature.is_made_by(SECRET, &moved));
    }

    #[test]
    fn a_presigned_get_of_s3_is_verified() {
        // From https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html.
        let url = "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
        let request = Request::get(url)
            .header("host", "examplebucket.s3.amazonaws.com")
            .body(Bytes::new())
            .unwrap();
        let signature = Signature::read(&request).unwrap().unwrap();
        assert_eq!(signature.expires, Some(86_400));
        assert!(signature.is_made_by("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", &request));
    }

    #[test]
    fn what_is_not_whole_is_said_and_what_is_absent_is_none() {
        let plain = Request::get("/").body(Bytes::new()).unwrap();
        assert_eq!(Signature::read(&plain), Ok(None));
        let broken = Request::get("/").header("authorization", "AWS4-HMAC-SHA256 Credential=x");
        assert!(Signature::read(&broken.body(Bytes::new()).unwrap()).is_err());
    }
}
