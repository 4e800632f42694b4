//! `aws-chunked` bodies: signed or unsigned chunks, and the checksums that trail them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html>. Chunk signatures are not verified.

use bytes::{Bytes, BytesMut};
use http::Request;

use super::super::header;

/// A body as its sender meant it, with the headers that came after it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Body {
    pub(super) content: Bytes,
    pub(super) trailers: Vec<(String, String)>,
}

/// A body that is not framed as it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Incomplete;

/// Unwraps a request's body.
pub(super) fn read(request: &Request<Bytes>) -> Result<Body, Incomplete> {
    let streaming = header(request.headers(), "x-amz-content-sha256")
        .is_some_and(|digest| digest.starts_with("STREAMING-"));
    let encoded = header(request.headers(), "content-encoding")
        .is_some_and(|encoding| encoding.split(',').any(|one| one.trim() == "aws-chunked"));
    if !streaming && !encoded {
        return Ok(Body { content: request.body().clone(), trailers: Vec::new() });
    }
    let body = unwrap(request.body())?;
    let told = header(request.headers(), "x-amz-decoded-content-length");
    let told = told.map(str::parse::<usize>);
    match told {
        Some(Ok(length)) if length != body.content.len() => Err(Incomplete),
        Some(Err(_)) => Err(Incomplete),
        _ => Ok(body),
    }
}

/// `<hex>[;chunk-signature=..]\r\n<bytes>\r\n`, a chunk of no bytes, and trailing headers.
fn unwrap(mut rest: &[u8]) -> Result<Body, Incomplete> {
    let mut content = BytesMut::new();
    loop {
        let (head, after) = line(rest).ok_or(Incomplete)?;
        let size = head.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| Incomplete)?;
        rest = after;
        if size == 0 {
            break;
        }
        let (chunk, after) = rest.split_at_checked(size).ok_or(Incomplete)?;
        content.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").ok_or(Incomplete)?;
    }
    let mut trailers = Vec::new();
    while let Some((text, after)) = line(rest) {
        rest = after;
        if let Some((name, value)) = text.split_once(':') {
            trailers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    Ok(Body { content: content.freeze(), trailers })
}

/// The first line, and what follows it.
fn line(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
    let (text, rest) = bytes.split_at_checked(end)?;
    Some((std::str::from_utf8(text).ok()?, rest.get(2..)?))
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{Body, Incomplete, read};

    fn check(body: &'static str, length: &str) -> Result<Body, Incomplete> {
        let request = Request::put("/b/k")
            .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
            .header("x-amz-decoded-content-length", length);
        read(&request.body(Bytes::from(body)).unwrap())
    }

    #[test]
    fn chunks_are_joined_and_trailers_read() {
        let trailers = vec![("x-amz-checksum-crc32".to_owned(), "AAAA==".to_owned())];
        let whole = Body { content: Bytes::from("hello world"), trailers };
        let text = "6\r\nhello \r\n5;chunk-signature=ab\r\nworld\r\n0\r\nx-amz-checksum-crc32:AAAA==\r\n\r\n";
        assert_eq!(check(text, "11"), Ok(whole));
        assert_eq!(check("0\r\n\r\n", "0"), Ok(Body::default()));
    }

    #[test]
    fn a_body_that_breaks_off_is_incomplete() {
        for (body, length) in
            [("6\r\nhello", "6"), ("x\r\n", "0"), ("5\r\nhello\r\n0\r\n\r\n", "6"), ("", "0")]
        {
            assert_eq!(check(body, length), Err(Incomplete), "{body}");
        }
    }

    #[test]
    fn a_plain_body_is_as_it_is() {
        let request = Request::put("/b/k").body(Bytes::from("5\r\n")).unwrap();
        assert_eq!(read(&request).unwrap().content, "5\r\n");
    }
}
