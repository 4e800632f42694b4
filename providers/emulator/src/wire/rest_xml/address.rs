//! Which bucket and key a request is about: in the path, or the bucket in the host name.

use bytes::Bytes;
use http::Request;

use super::super::{header, percent_decoded};

/// What a request addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Address {
    /// The service itself.
    Service,
    /// A bucket.
    Bucket(String),
    /// An object, its key decoded.
    Object(String, String),
}

/// Reads host and path. Keys keep their slashes, doubled and leading ones too.
pub(super) fn read(request: &Request<Bytes>) -> Address {
    let path = request.uri().path();
    let path = path.strip_prefix('/').unwrap_or(path);
    if let Some(bucket) = virtual_bucket(&host(request)) {
        return place(&bucket, path);
    }
    let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
    if bucket.is_empty() { Address::Service } else { place(&percent_decoded(bucket), key) }
}

fn place(bucket: &str, key: &str) -> Address {
    match key {
        "" => Address::Bucket(bucket.to_owned()),
        key => Address::Object(bucket.to_owned(), percent_decoded(key)),
    }
}

/// The host without its port.
pub(super) fn host(request: &Request<Bytes>) -> String {
    let host = header(request.headers(), "host")
        .or_else(|| request.uri().authority().map(http::uri::Authority::as_str))
        .unwrap_or_default();
    host.split(':').next().unwrap_or_default().to_ascii_lowercase()
}

/// Whether a host is one of S3's own names, or below one.
pub(super) fn is_s3(host: &str) -> bool {
    suffixed(host)
        .is_some_and(|labels| labels.iter().any(|label| is_service(label)) && !labels.is_empty())
}

/// The bucket before `.s3.<region>.amazonaws.com`, `.s3.localhost` or plain `.localhost`.
fn virtual_bucket(host: &str) -> Option<String> {
    let labels = suffixed(host)?;
    let end = labels.iter().rposition(|label| is_service(label));
    let end = end.or_else(|| host.ends_with(".localhost").then_some(labels.len()))?;
    let bucket = labels.get(..end)?.join(".");
    (!bucket.is_empty()).then_some(bucket)
}

/// The labels before the domain, when it is AWS's or this machine's.
fn suffixed(host: &str) -> Option<Vec<&str>> {
    let domains = [".amazonaws.com", ".amazonaws.com.cn", ".localhost"];
    let rest = domains.iter().find_map(|domain| host.strip_suffix(domain))?;
    Some(rest.split('.').collect())
}

/// `s3`, or the older `s3-eu-west-1`.
fn is_service(label: &str) -> bool {
    label == "s3" || label.starts_with("s3-")
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{Address, is_s3, read};

    fn check(host: &str, uri: &str) -> Address {
        read(&Request::get(uri).header("host", host).body(Bytes::new()).unwrap())
    }

    fn object(bucket: &str, key: &str) -> Address {
        Address::Object(bucket.to_owned(), key.to_owned())
    }

    #[test]
    fn the_bucket_is_in_the_path_or_in_the_host() {
        let bucket = Address::Bucket("my.pics".to_owned());
        assert_eq!(check("127.0.0.1:1", "/"), Address::Service);
        assert_eq!(check("127.0.0.1:1", "/my.pics"), bucket);
        assert_eq!(check("localhost:1", "/my.pics/?list-type=2"), bucket);
        assert_eq!(check("my.pics.s3.eu-west-1.amazonaws.com", "/"), bucket);
        assert_eq!(check("my.pics.s3-eu-west-1.amazonaws.com", "/"), bucket);
        assert_eq!(check("my.pics.s3.localhost:1", "/"), bucket);
        assert_eq!(check("my.pics.localhost:1", "/a"), object("my.pics", "a"));
        assert_eq!(check("s3.us-east-1.localhost:1", "/b/a"), object("b", "a"));
        assert_eq!(check("b.s3.amazonaws.com", "/x/y"), object("b", "x/y"));
    }

    #[test]
    fn keys_are_decoded_and_keep_their_slashes() {
        assert_eq!(check("localhost", "/b//a%20b/%C3%A9+%2F/"), object("b", "/a b/é+//"));
    }

    #[test]
    fn the_services_own_names_are_known() {
        assert!(is_s3("s3.amazonaws.com") && is_s3("b.s3.localhost"));
        assert!(!is_s3("localhost") && !is_s3("sqs.us-east-1.amazonaws.com"));
    }
}
