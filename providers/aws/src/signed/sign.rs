//! From a request to one that can go out: its endpoint, its headers, its signature.
use super::{Reach, Request};
use crate::errors::Failure;
use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings,
    UriPathNormalizationMode,
};
use aws_sigv4::sign::v4;
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_types::body::SdkBody;
use std::time::SystemTime;

/// A service as signatures and host names spell it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scheme {
    /// The name in the signature's scope and in the host.
    pub name: &'static str,
    /// S3 signs the path as it is sent and wants the body's digest in a header.
    pub is_s3: bool,
}

/// Who we are, to whoever reads logs.
const USER_AGENT: &str = concat!("cutover/", env!("CARGO_PKG_VERSION"));

/// Signs a request for now.
pub(super) fn sign(
    reach: &Reach,
    request: &Request,
    credentials: &Credentials,
) -> Result<HttpRequest, Failure> {
    let uri = format!("{}{}", endpoint(reach, request.scheme.name), request.target);
    let mut headers = request.headers.clone();
    headers.push(("host".into(), host(&uri).to_owned()));
    headers.push(("user-agent".into(), USER_AGENT.into()));
    let identity = credentials.clone().into();
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(&reach.region)
        .name(request.scheme.name)
        .time(SystemTime::now())
        .settings(settings(request.scheme))
        .build()
        .map_err(internal)?
        .into();
    let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let body = SignableBody::Bytes(&request.body);
    let signable =
        SignableRequest::new(request.method, uri.as_str(), pairs, body).map_err(internal)?;
    let (signed, _) =
        aws_sigv4::http_request::sign(signable, &parameters).map_err(internal)?.into_parts();
    let signed: Vec<(String, String)> =
        signed.headers().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let mut out = HttpRequest::new(SdkBody::from(request.body.clone()));
    out.set_method(request.method).map_err(internal)?;
    out.set_uri(uri).map_err(internal)?;
    for (name, value) in headers.into_iter().chain(signed) {
        out.headers_mut().try_insert(name, value).map_err(internal)?;
    }
    Ok(out)
}

fn internal(error: impl std::error::Error) -> Failure {
    Failure::internal(format!("a request can't be signed: {error}"))
}

fn settings(scheme: Scheme) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if scheme.is_s3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

/// The service's endpoint in the region, without a slash at its end.
fn endpoint(reach: &Reach, service: &str) -> String {
    let domain = if reach.region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
    match &reach.endpoint {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => format!("https://{service}.{}.{domain}", reach.region),
    }
}

fn host(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_credential_types::provider::SharedCredentialsProvider;
    use tokio::sync::Mutex;

    fn reach(region: &str, endpoint: Option<&str>) -> Reach {
        let credentials = Credentials::from_keys("AKID", "secret", None);
        Reach {
            region: region.into(),
            endpoint: endpoint.map(str::to_owned),
            provider: SharedCredentialsProvider::new(credentials),
            credentials: Mutex::default(),
        }
    }

    #[test]
    fn endpoints_are_the_regions_own_unless_one_is_given() {
        assert_eq!(endpoint(&reach("eu-west-1", None), "s3"), "https://s3.eu-west-1.amazonaws.com");
        assert_eq!(
            endpoint(&reach("cn-north-1", None), "s3"),
            "https://s3.cn-north-1.amazonaws.com.cn"
        );
        assert_eq!(endpoint(&reach("x", Some("http://127.0.0.1:1/")), "s3"), "http://127.0.0.1:1");
    }

    #[test]
    fn a_request_of_s3_is_signed_with_its_bodys_digest() {
        let request = Request {
            scheme: Scheme { name: "s3", is_s3: true },
            method: "PUT",
            target: "/b/k?tagging".into(),
            headers: vec![("content-md5".into(), "x".into())],
            body: b"hello".to_vec(),
            large: false,
        };
        let keys = Credentials::from_keys("AKID", "secret", None);
        let signed = sign(&reach("eu-west-1", None), &request, &keys).unwrap();
        let header = |name: &str| signed.headers().get(name).unwrap_or_default().to_owned();
        assert!(
            header("authorization")
                .contains("/eu-west-1/s3/aws4_request, SignedHeaders=content-md5;host;")
        );
        assert_eq!(
            header("x-amz-content-sha256"),
            "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
        );
        assert_eq!(signed.uri(), "https://s3.eu-west-1.amazonaws.com/b/k?tagging");
    }
}
