//! One S3 call, signed for S3, its answer whole.

use bytes::Bytes;
use cutover_emulator::Server;
use http::Request;
use http_body_util::Full;
use md5::Digest as _;

use crate::support::{Answer, send};

/// A call to be sent.
pub(crate) struct Call<'a> {
    server: &'a Server,
    method: &'a str,
    path: String,
    headers: Vec<(String, String)>,
    body: Bytes,
}

/// A call of a method and a path with its query.
pub(crate) fn call<'a>(server: &'a Server, method: &'a str, path: &str) -> Call<'a> {
    Call { server, method, path: path.to_owned(), headers: Vec::new(), body: Bytes::new() }
}

impl Call<'_> {
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    /// A document with the digest that S3 wants with it.
    pub(crate) fn document(self, text: &str) -> Self {
        use base64::Engine as _;
        let digest =
            base64::engine::general_purpose::STANDARD.encode(md5::Md5::digest(text.as_bytes()));
        self.body(text.to_owned()).header("content-md5", &digest)
    }

    pub(crate) async fn send(self) -> Answer {
        let scope = "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/s3/aws4_request, \
                     SignedHeaders=host, Signature=0";
        let mut request = Request::builder()
            .method(self.method)
            .uri(format!("{}{}", self.server.url(), self.path))
            .header("authorization", scope);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        send(request.body(Full::from(self.body)).unwrap()).await.unwrap()
    }

    /// Insists on success.
    pub(crate) async fn ok(self) -> Answer {
        let what = format!("{} {}", self.method, self.path);
        let answer = self.send().await;
        assert!(answer.status < 300, "{what}: {} {}", answer.status, answer.text);
        answer
    }

    /// Insists on a refusal: its status and code.
    pub(crate) async fn refused(self) -> (u16, String) {
        let what = format!("{} {}", self.method, self.path);
        let answer = self.send().await;
        assert!(answer.status >= 300, "{what}: {}", answer.text);
        let code = if answer.text.is_empty() { "" } else { answer.element("Code") };
        (answer.status, code.to_owned())
    }
}

/// A refusal's status and code, to compare with.
pub(crate) fn code(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Makes a bucket.
pub(crate) async fn bucket(server: &Server, name: &str) {
    call(server, "PUT", &format!("/{name}")).ok().await;
}

/// Puts an object; its ETag.
pub(crate) async fn put(server: &Server, path: &str, body: &str) -> String {
    let answer = call(server, "PUT", path).body(body.to_owned()).ok().await;
    answer.header("etag").to_owned()
}

/// Turns versioning on or off.
pub(crate) async fn versioning(server: &Server, bucket: &str, status: &str) {
    let text =
        format!("<VersioningConfiguration><Status>{status}</Status></VersioningConfiguration>");
    call(server, "PUT", &format!("/{bucket}?versioning")).document(&text).ok().await;
}

/// The texts of all elements of a name.
pub(crate) fn elements(answer: &Answer, name: &str) -> Vec<String> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let parts = answer.text.split(&start).skip(1);
    parts.map(|part| part.split(&end).next().unwrap().to_owned()).collect()
}
