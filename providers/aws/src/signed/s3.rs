//! S3: buckets in the path, settings as sub-resources, documents in XML.
use super::xml::{self, Element};
use super::{Request, Scheme, Signed};
use crate::errors::Failure;
use base64::Engine as _;
use md5::Digest as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const S3: Scheme = Scheme { name: "s3", is_s3: true };

/// What signatures leave as it is in paths and queries.
const PLAIN: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'/');

/// One call of S3.
#[derive(Clone, Debug)]
pub(crate) struct S3Call {
    method: &'static str,
    path: String,
    query: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    large: bool,
}

impl S3Call {
    /// A call about all buckets.
    pub(crate) fn service(method: &'static str) -> Self {
        Self {
            method,
            path: "/".into(),
            query: String::new(),
            headers: Vec::new(),
            body: Vec::new(),
            large: false,
        }
    }

    /// A call about a bucket.
    pub(crate) fn bucket(method: &'static str, bucket: &str) -> Self {
        Self { path: format!("/{}", encoded(bucket)), ..Self::service(method) }
    }

    /// A call about an object.
    pub(crate) fn object(method: &'static str, bucket: &str, key: &str) -> Self {
        let path = format!("/{}/{}", encoded(bucket), encoded(key));
        Self { path, ..Self::service(method) }
    }

    /// A setting, such as `versioning`.
    pub(crate) fn of(self, setting: &str) -> Self {
        self.query(setting, None)
    }

    /// A parameter of the query.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        self.query(name, Some(value))
    }

    fn query(mut self, name: &str, value: Option<&str>) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        // A parameter without a value is sent with an empty one: signatures read it so.
        self.query.extend([
            &encoded(name),
            "=",
            &encoded(value.unwrap_or_default()).replace('/', "%2F"),
        ]);
        self
    }

    /// A header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A document to send, with the digest that S3 wants with it.
    pub(crate) fn document(self, document: &Element) -> Self {
        self.sends("application/xml", document.write().into_bytes())
    }

    /// Text to send, with its digest.
    pub(crate) fn text(self, kind: &str, text: &str) -> Self {
        self.sends(kind, text.as_bytes().to_vec())
    }

    /// Many bytes to send, which may take their time; a header says their digest already.
    pub(crate) fn large(mut self, kind: &str, body: &[u8]) -> Self {
        self.headers.push(("content-type".into(), kind.into()));
        Self { body: body.to_vec(), large: true, ..self }
    }

    fn sends(mut self, kind: &str, body: Vec<u8>) -> Self {
        let digest = base64::engine::general_purpose::STANDARD.encode(md5::Md5::digest(&body));
        self.headers.push(("content-type".into(), kind.into()));
        self.headers.push(("content-md5".into(), digest));
        Self { body, ..self }
    }

    fn request(self) -> Request {
        let query = if self.query.is_empty() { String::new() } else { format!("?{}", self.query) };
        Request {
            scheme: S3,
            method: self.method,
            target: format!("{}{query}", self.path),
            headers: self.headers,
            body: self.body,
            large: self.large,
        }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, PLAIN).to_string()
}

impl Signed {
    /// Makes a call whose answer is a document; an answer without a body is an element without a name.
    pub(crate) async fn s3(&self, call: S3Call) -> Result<Element, Failure> {
        let text = self.s3_text(call).await?;
        if text.trim().is_empty() {
            return Ok(Element::default());
        }
        xml::read(&text).ok_or_else(|| Failure::Unknown { why: "the answer can't be read".into() })
    }

    /// Makes a call whose answer is text.
    pub(crate) async fn s3_text(&self, call: S3Call) -> Result<String, Failure> {
        let answer = self.send(&call.request(), told).await?;
        Ok(String::from_utf8_lossy(&answer.body).into_owned())
    }
}

/// Code and message of an error document.
fn told(body: &[u8]) -> (String, String) {
    let text = String::from_utf8_lossy(body);
    let Some(error) = xml::read(&text).filter(|root| root.name == "Error") else {
        return (String::new(), String::new());
    };
    // What a destination check found is in elements of its own.
    let details = error.children.iter().filter(|child| child.name.starts_with("ArgumentValue"));
    let words =
        std::iter::once(error.text_of("Message")).chain(details.map(|child| child.text.as_str()));
    let message = words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(": ");
    (error.text_of("Code").to_owned(), message)
}

#[cfg(test)]
mod tests {
    use super::{S3Call, told};
    use crate::signed::xml::Element;

    #[test]
    fn a_call_spells_out_its_address() {
        let call = S3Call::bucket("PUT", "b").of("tagging").document(&Element::new("Tagging"));
        let request = call.request();
        assert_eq!((request.method, request.target.as_str()), ("PUT", "/b?tagging="));
        assert_eq!(
            request.body,
            b"<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></Tagging>"
        );
        assert!(
            request.headers.iter().any(|(name, value)| name == "content-md5" && value.len() == 24)
        );
        let put =
            S3Call::object("PUT", "b", "a/x y.zip").large("application/zip", b"zip").request();
        assert_eq!((put.target.as_str(), put.large), ("/b/a/x%20y.zip", true));
        let list =
            S3Call::service("GET").with("prefix", "a/b c").with("max-buckets", "9").request();
        assert_eq!(list.target, "/?prefix=a%2Fb%20c&max-buckets=9");
    }

    #[test]
    fn an_error_tells_what_a_destination_check_found() {
        let text = "<Error><Code>InvalidArgument</Code><Message>Unable</Message><ArgumentName>a</ArgumentName>\
                    <ArgumentValue>Not authorized</ArgumentValue></Error>";
        let wanted = ("InvalidArgument".to_owned(), "Unable: Not authorized".to_owned());
        assert_eq!(told(text.as_bytes()), wanted);
        assert_eq!(told(b"<html></html>"), (String::new(), String::new()));
    }
}
