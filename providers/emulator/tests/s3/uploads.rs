//! Multipart uploads.

use cutover_emulator::Server;

use crate::call::{bucket, call, code, elements, put};
use crate::functions::server;

const LARGE: usize = 5 * 1024 * 1024;

/// Begins an upload; the path of its calls.
async fn begun(server: &Server) -> String {
    bucket(server, "pictures").await;
    let begun =
        call(server, "POST", "/pictures/a?uploads").header("x-amz-meta-who", "me").ok().await;
    format!("/pictures/a?uploadId={}", begun.element("UploadId"))
}

async fn part(server: &Server, path: &str, number: u32, body: Vec<u8>) -> String {
    let answer = call(server, "PUT", &format!("{path}&partNumber={number}")).body(body).ok().await;
    answer.header("etag").to_owned()
}

fn list(parts: &[(u32, &str)]) -> String {
    let parts = parts.iter().map(|(number, etag)| {
        format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>")
    });
    format!("<CompleteMultipartUpload>{}</CompleteMultipartUpload>", parts.collect::<String>())
}

#[tokio::test]
async fn parts_become_one_object() {
    let server = server().await;
    let path = begun(&server).await;
    let one = part(&server, &path, 1, vec![b'a'; LARGE]).await;
    let two = part(&server, &path, 2, b"end".to_vec()).await;
    let listed = call(&server, "GET", &path).ok().await;
    assert_eq!(elements(&listed, "PartNumber"), ["1", "2"]);
    assert_eq!(elements(&call(&server, "GET", "/pictures?uploads").ok().await, "Key"), ["a"]);
    let complete = |text: String| call(&server, "POST", &path).body(text);
    let backwards = list(&[(2, &two), (1, &one)]);
    assert_eq!(complete(backwards).refused().await, code(400, "InvalidPartOrder"));
    assert_eq!(complete(list(&[(1, "x")])).refused().await, code(400, "InvalidPart"));
    let whole = list(&[(1, &one), (2, &two)]);
    let done = complete(whole.clone()).ok().await;
    assert!(done.element("ETag").ends_with("-2&quot;"), "{}", done.text);
    assert_eq!(complete(whole).refused().await, code(404, "NoSuchUpload"));
    let head = call(&server, "HEAD", "/pictures/a").ok().await;
    assert_eq!(head.header("content-length"), (LARGE + 3).to_string());
    assert_eq!(head.header("x-amz-meta-who"), "me");
    let last = call(&server, "GET", "/pictures/a?partNumber=2").ok().await;
    assert_eq!((last.text.as_str(), last.header("x-amz-mp-parts-count")), ("end", "2"));
}

#[tokio::test]
async fn small_parts_taken_keys_and_dropped_uploads_are_refused() {
    let server = server().await;
    let path = begun(&server).await;
    let one = part(&server, &path, 1, b"small".to_vec()).await;
    let two = part(&server, &path, 2, b"end".to_vec()).await;
    let complete = |text: String| call(&server, "POST", &path).body(text);
    let small = list(&[(1, &one), (2, &two)]);
    assert_eq!(complete(small).refused().await, code(400, "EntityTooSmall"));
    put(&server, "/pictures/a", "taken").await;
    let first = complete(list(&[(1, &one)])).header("if-none-match", "*");
    assert_eq!(first.refused().await, code(412, "PreconditionFailed"));
    let number = call(&server, "PUT", &format!("{path}&partNumber=10001"));
    assert_eq!(number.refused().await, code(400, "InvalidArgument"));
    call(&server, "DELETE", &path).ok().await;
    assert_eq!(complete(list(&[(1, &one)])).refused().await, code(404, "NoSuchUpload"));
    // Nothing of it is left in the world.
    call(&server, "DELETE", "/pictures/a").ok().await;
    let status = server.fork().status();
    assert_eq!(
        (&status["services"]["s3"]["parts"], &status["services"]["world"]["blobs"]),
        (&0.into(), &0.into())
    );
}
