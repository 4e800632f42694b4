//! Objects: bodies, headers, conditions, versions.

use std::sync::Arc;

use bytes::Bytes;
use cutover_emulator::{Config, Server};
use http::Request;
use http_body_util::Full;

use crate::call::{bucket, call, code, elements, put, versioning};
use crate::functions::server;
use crate::support::{send, virtual_settings};

async fn pictures() -> Server {
    let server = server().await;
    bucket(&server, "pictures").await;
    server
}

#[tokio::test]
async fn an_object_comes_back_with_all_that_was_said_of_it() {
    let server = pictures().await;
    let made = call(&server, "PUT", "/pictures/a%20b/%C3%A9+c")
        .header("content-type", "text/plain")
        .header("cache-control", "no-store")
        .header("x-amz-meta-who", "me")
        .header("x-amz-tagging", "kind=x%2Fy")
        .header("x-amz-checksum-crc32", "NhCmhg==")
        .body("hello")
        .ok()
        .await;
    assert_eq!(made.header("etag"), "\"5d41402abc4b2a76b9719d911017c592\"");
    assert_eq!(made.header("x-amz-checksum-crc32"), "NhCmhg==");
    let got = call(&server, "GET", "/pictures/a%20b/%C3%A9%2Bc").ok().await;
    assert_eq!(got.text, "hello");
    for (name, value) in [
        ("content-type", "text/plain"),
        ("cache-control", "no-store"),
        ("x-amz-meta-who", "me"),
        ("x-amz-tagging-count", "1"),
        ("accept-ranges", "bytes"),
        ("last-modified", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("x-amz-server-side-encryption", "AES256"),
    ] {
        assert_eq!(got.header(name), value, "{name}");
    }
    let head = call(&server, "HEAD", "/pictures/a%20b/%C3%A9%2Bc").ok().await;
    assert_eq!((head.header("content-length"), head.text.as_str()), ("5", ""));
    let wrong = call(&server, "PUT", "/pictures/b").header("x-amz-checksum-crc32", "AAAAAA==");
    assert_eq!(wrong.body("hello").refused().await, code(400, "BadDigest"));
    let wrong = call(&server, "PUT", "/pictures/b").header("x-amz-content-sha256", &"0".repeat(64));
    assert_eq!(wrong.refused().await, code(400, "XAmzContentSHA256Mismatch"));
    let tags = call(&server, "GET", "/pictures/a%20b/%C3%A9%2Bc?tagging").ok().await;
    assert_eq!(tags.element("Value"), "x/y");
}

#[tokio::test]
async fn a_part_of_an_object_is_read_by_its_range() {
    let server = pictures().await;
    put(&server, "/pictures/a", "0123456789").await;
    let part = call(&server, "GET", "/pictures/a").header("range", "bytes=2-4").ok().await;
    assert_eq!((part.status, part.text.as_str()), (206, "234"));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    let beyond = call(&server, "GET", "/pictures/a").header("range", "bytes=10-");
    assert_eq!(beyond.refused().await, code(416, "InvalidRange"));
    let named = call(&server, "GET", "/pictures/a?response-content-type=text%2Fcsv").ok().await;
    assert_eq!(named.header("content-type"), "text/csv");
}

#[tokio::test]
async fn twelve_writers_of_one_new_key_have_one_winner() {
    let server = Arc::new(pictures().await);
    let racers: Vec<_> = (0..12)
        .map(|number| {
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                let put = call(&server, "PUT", "/pictures/lock").header("if-none-match", "*");
                put.body(number.to_string()).send().await.status
            })
        })
        .collect();
    let mut statuses = Vec::new();
    for racer in racers {
        statuses.push(racer.await.unwrap());
    }
    statuses.sort_unstable();
    assert_eq!(statuses[0], 200);
    assert!(statuses[1..].iter().all(|status| *status == 412), "{statuses:?}");
}

#[tokio::test]
async fn conditions_hold_for_writes_reads_and_deletions() {
    let server = pictures().await;
    let put_if = |tag: String| call(&server, "PUT", "/pictures/a").header("if-match", &tag);
    assert_eq!(put_if("*".to_owned()).refused().await, code(404, "NoSuchKey"));
    let first = put(&server, "/pictures/a", "1").await;
    let second = put_if(first.clone()).body("2").ok().await.header("etag").to_owned();
    let failed = code(412, "PreconditionFailed");
    assert_eq!(put_if(first.clone()).body("3").refused().await, failed);
    let get = |name: &str, value: &str| call(&server, "GET", "/pictures/a").header(name, value);
    assert_eq!(get("if-match", &first).refused().await, failed);
    let same = get("if-none-match", &second).send().await;
    assert_eq!((same.status, same.text.as_str()), (304, ""));
    assert_eq!(same.header("etag"), second);
    let modified = get("if-modified-since", "Thu, 01 Jan 2026 00:00:00 GMT").send().await;
    assert_eq!(modified.status, 304);
    let head = call(&server, "HEAD", "/pictures/a").header("if-match", &first).send().await;
    assert_eq!((head.status, head.text.as_str()), (412, ""));
    let delete = |tag: &str| call(&server, "DELETE", "/pictures/a").header("if-match", tag);
    assert_eq!(delete(&first).refused().await, failed);
    delete(&second).ok().await;
    assert_eq!(delete(&second).refused().await, code(404, "NoSuchKey"));
    let odd = call(&server, "PUT", "/pictures/a").header("if-none-match", &first);
    assert_eq!(odd.refused().await, code(501, "NotImplemented"));
}

#[tokio::test]
async fn chunked_bodies_are_unwrapped_and_their_trailers_checked() {
    let server = pictures().await;
    let chunked = |sum: &str| {
        call(&server, "PUT", "/pictures/a")
            .header("content-encoding", "aws-chunked")
            .header("x-amz-content-sha256", "STREAMING-UNSIGNED-PAYLOAD-TRAILER")
            .header("x-amz-decoded-content-length", "5")
            .header("x-amz-trailer", "x-amz-checksum-crc32")
            .body(format!("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:{sum}\r\n\r\n"))
    };
    chunked("NhCmhg==").ok().await;
    let got =
        call(&server, "GET", "/pictures/a").header("x-amz-checksum-mode", "ENABLED").ok().await;
    assert_eq!((got.text.as_str(), got.header("x-amz-checksum-crc32")), ("hello", "NhCmhg=="));
    assert_eq!(got.header("content-encoding"), "");
    assert_eq!(chunked("AAAAAA==").refused().await, code(400, "BadDigest"));
}

#[tokio::test]
async fn versions_are_kept_behind_markers_and_gone_by_id() {
    let server = pictures().await;
    put(&server, "/pictures/a", "zero").await;
    versioning(&server, "pictures", "Enabled").await;
    let first = call(&server, "PUT", "/pictures/a").body("one").ok().await;
    let first = first.header("x-amz-version-id").to_owned();
    let marker = call(&server, "DELETE", "/pictures/a").ok().await;
    assert_eq!(marker.header("x-amz-delete-marker"), "true");
    let gone = call(&server, "GET", "/pictures/a").send().await;
    assert_eq!((gone.status, gone.header("x-amz-delete-marker")), (404, "true"));
    let read = |id: &str| call(&server, "GET", &format!("/pictures/a?versionId={id}"));
    assert_eq!(read(&first).ok().await.text, "one");
    assert_eq!(read("null").ok().await.text, "zero");
    let marker = marker.header("x-amz-version-id").to_owned();
    assert_eq!(read(&marker).refused().await, code(405, "MethodNotAllowed"));
    assert_eq!(read("none").refused().await, code(404, "NoSuchVersion"));
    let listed = call(&server, "GET", "/pictures?versions").ok().await;
    assert_eq!(elements(&listed, "VersionId"), [first.clone(), "null".to_owned(), marker.clone()]);
    call(&server, "DELETE", &format!("/pictures/a?versionId={marker}")).ok().await;
    assert_eq!(call(&server, "GET", "/pictures/a").ok().await.text, "one");
    versioning(&server, "pictures", "Suspended").await;
    put(&server, "/pictures/a", "new").await;
    let listed = call(&server, "GET", "/pictures?versions").ok().await;
    assert_eq!(elements(&listed, "VersionId"), ["null".to_owned(), first]);
}

#[tokio::test]
async fn copies_take_the_source_along_or_leave_it() {
    let server = pictures().await;
    call(&server, "PUT", "/pictures/a").header("x-amz-meta-who", "me").body("hello").ok().await;
    let copy = |to: &str| call(&server, "PUT", to).header("x-amz-copy-source", "/pictures/a");
    let copied = copy("/pictures/b").ok().await;
    assert_eq!(copied.element("ETag"), "&quot;5d41402abc4b2a76b9719d911017c592&quot;");
    assert_eq!(call(&server, "HEAD", "/pictures/b").ok().await.header("x-amz-meta-who"), "me");
    copy("/pictures/c").header("x-amz-metadata-directive", "REPLACE").ok().await;
    assert_eq!(call(&server, "HEAD", "/pictures/c").ok().await.header("x-amz-meta-who"), "");
    assert_eq!(copy("/pictures/a").refused().await, code(400, "InvalidRequest"));
    let other = copy("/pictures/d").header("x-amz-copy-source-if-match", "\"no\"");
    assert_eq!(other.refused().await, code(412, "PreconditionFailed"));
    let absent = call(&server, "PUT", "/pictures/d").header("x-amz-copy-source", "pictures/none");
    assert_eq!(absent.refused().await, code(404, "NoSuchKey"));
}

#[tokio::test]
async fn many_are_deleted_at_once() {
    let server = pictures().await;
    for key in ["a", "b"] {
        put(&server, &format!("/pictures/{key}"), "x").await;
    }
    let text = "<Delete><Object><Key>a</Key></Object><Object><Key>none</Key></Object><Object><Key>b</Key>\
                <ETag>\"other\"</ETag></Object></Delete>";
    let bare = call(&server, "POST", "/pictures?delete").body(text);
    assert_eq!(bare.refused().await, code(400, "InvalidRequest"));
    let answer = call(&server, "POST", "/pictures?delete").document(text).ok().await;
    assert_eq!(elements(&answer, "Key"), ["a", "none", "b"]);
    assert_eq!(elements(&answer, "Code"), ["PreconditionFailed"]);
    let quiet = text.replace("<Delete>", "<Delete><Quiet>true</Quiet>");
    let answer = call(&server, "POST", "/pictures?delete").document(&quiet).ok().await;
    assert_eq!(elements(&answer, "Key"), ["b"]);
}

#[tokio::test]
async fn a_bucket_is_also_found_in_the_host_and_in_a_presigned_link() {
    let server = pictures().await;
    put(&server, "/pictures/a", "hello").await;
    let get = |uri: String, host: &str| {
        Request::get(uri).header("host", host).body(Full::<Bytes>::default()).unwrap()
    };
    let hosted = get(format!("{}/a", server.url()), "pictures.s3.us-east-1.amazonaws.com");
    assert_eq!(send(hosted).await.unwrap().text, "hello");
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=K%2F20260101%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=0";
    let signed = get(format!("{}/pictures/a?{query}", server.url()), "127.0.0.1");
    assert_eq!(send(signed).await.unwrap().text, "hello");
    let old = get(
        format!("{}/pictures/a?AWSAccessKeyId=K&Signature=s&Expires=1", server.url()),
        "127.0.0.1",
    );
    assert_eq!(send(old).await.unwrap().text, "hello");
}

#[tokio::test]
async fn objects_survive_the_server() {
    let dir = tempfile::tempdir().unwrap();
    let open = || Server::open(dir.path(), virtual_settings(), Config::default());
    let server = open().await.unwrap();
    bucket(&server, "pictures").await;
    put(&server, "/pictures/a", "hello").await;
    server.stop().await;
    let server = open().await.unwrap();
    assert_eq!(call(&server, "GET", "/pictures/a").ok().await.text, "hello");
}
