//! Lists of objects and their pages.

use cutover_emulator::Server;

use crate::call::{bucket, call, code, elements, put};
use crate::functions::server;

async fn filled(keys: &[&str]) -> Server {
    let server = server().await;
    bucket(&server, "pictures").await;
    for key in keys {
        put(&server, &format!("/pictures/{key}"), "x").await;
    }
    server
}

/// Every page of a list of the second kind: keys and common prefixes.
async fn pages(server: &Server, query: &str) -> Vec<String> {
    let (mut pages, mut token) = (Vec::new(), String::new());
    loop {
        let answer =
            call(server, "GET", &format!("/pictures?list-type=2&{query}{token}")).ok().await;
        let keys = elements(&answer, "Key");
        let shown = answer.text.split("<CommonPrefixes>").skip(1);
        let prefixes = shown
            .map(|part| part.split("Prefix>").nth(1).unwrap().trim_end_matches("</").to_owned());
        pages.push(keys.into_iter().chain(prefixes).collect::<Vec<_>>().join(" "));
        if answer.element("IsTruncated") == "false" {
            return pages;
        }
        token = format!("&continuation-token={}", answer.element("NextContinuationToken"));
    }
}

#[tokio::test]
async fn lists_are_cut_into_pages_and_grouped() {
    let server = filled(&["a", "b/1", "b/2", "c%26d"]).await;
    assert_eq!(pages(&server, "max-keys=3").await, ["a b/1 b/2", "c&amp;d"]);
    assert_eq!(pages(&server, "delimiter=/&max-keys=1").await, ["a", "b/", "c&amp;d"]);
    assert_eq!(pages(&server, "prefix=b/").await, ["b/1 b/2"]);
    assert_eq!(pages(&server, "start-after=b/1").await, ["b/2 c&amp;d"]);
    assert_eq!(pages(&server, "encoding-type=url&prefix=c").await, ["c%26d"]);
    let none = call(&server, "GET", "/pictures?list-type=2&max-keys=0").ok().await;
    assert_eq!((none.element("KeyCount"), none.element("IsTruncated")), ("0", "false"));
}

#[tokio::test]
async fn the_older_list_goes_on_from_a_marker() {
    let server = filled(&["a", "b", "c"]).await;
    let first = call(&server, "GET", "/pictures?max-keys=2").ok().await;
    assert_eq!(
        (elements(&first, "Key").join(" ").as_str(), first.element("IsTruncated")),
        ("a b", "true")
    );
    let second = call(&server, "GET", "/pictures?marker=b").ok().await;
    assert_eq!(elements(&second, "Key"), ["c"]);
}

#[tokio::test]
async fn bad_questions_are_refused() {
    let server = filled(&[]).await;
    for query in ["max-keys=x", "max-keys=-1", "encoding-type=z", "continuation-token=!"] {
        let asked = call(&server, "GET", &format!("/pictures?list-type=2&{query}"));
        assert_eq!(asked.refused().await, code(400, "InvalidArgument"), "{query}");
    }
    assert_eq!(call(&server, "POST", "/pictures/a").refused().await, code(405, "MethodNotAllowed"));
}
