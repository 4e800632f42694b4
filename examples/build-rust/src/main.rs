//! A function without any crate: it asks Lambda for an event, answers it, and asks for the next.
//! <https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>
use std::io::{Error, Read, Result, Write};
use std::net::TcpStream;

fn main() -> Result<()> {
    let host = std::env::var("AWS_LAMBDA_RUNTIME_API").map_err(Error::other)?;
    loop {
        let (head, event) = ask(&host, "GET", "next", "")?;
        let id = header(&head, "lambda-runtime-aws-request-id").unwrap_or_default();
        ask(&host, "POST", &format!("{id}/response"), &answer(&event))?;
    }
}

/// What the function is for: it says back what it was told.
fn answer(event: &str) -> String {
    format!("{{\"from\": \"Rust\", \"event\": {event}}}")
}

/// One request to the runtime interface: the head and the body of its answer.
fn ask(host: &str, method: &str, what: &str, body: &str) -> Result<(String, String)> {
    let mut stream = TcpStream::connect(host)?;
    write!(
        stream,
        "{method} /2018-06-01/runtime/invocation/{what} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut text = String::new();
    let mut chunk = [0; 4096];
    let mut bytes = Vec::new();
    loop {
        let read = stream.read(&mut chunk)?;
        bytes.extend_from_slice(&chunk[..read]);
        if read == 0 || is_whole(&bytes) {
            break;
        }
    }
    text.push_str(&String::from_utf8_lossy(&bytes));
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    Ok((head.to_owned(), body.to_owned()))
}

/// Whether all that the head promises has come.
fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = header(head, "content-length").and_then(|length| length.parse::<usize>().ok());
    length.is_some_and(|length| bytes.len() >= head.len() + 4 + length)
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim())
    })
}
