//! The few questions that the command line asks a local cloud over HTTP: loopback, small, JSON.
use crate::error::CliError;
use serde_json::Value as Json;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A local cloud answers at once; one that doesn't is not there.
const PATIENCE: Duration = Duration::from_secs(3);

/// Reads a page.
pub async fn get(endpoint: &str, path: &str) -> Result<Json, CliError> {
    ask("GET", endpoint, path, "").await
}

/// Asks for something to be done.
pub async fn post(endpoint: &str, path: &str) -> Result<Json, CliError> {
    ask("POST", endpoint, path, "").await
}

/// Leaves something there.
pub async fn put(endpoint: &str, path: &str, body: &Json) -> Result<Json, CliError> {
    ask("PUT", endpoint, path, &body.to_string()).await
}

async fn ask(method: &str, endpoint: &str, path: &str, body: &str) -> Result<Json, CliError> {
    let silent = |why: String| {
        CliError::cloud(
            "local/silent",
            format!("the local cloud at {endpoint} doesn't answer: {why}"),
        )
        .hint("`cutover local up` starts it")
    };
    let host = endpoint.strip_prefix("http://").unwrap_or(endpoint);
    let answer = tokio::time::timeout(PATIENCE, exchange(method, host, path, body))
        .await
        .map_err(|_| silent("no answer in time".to_owned()))?
        .map_err(|error| silent(error.to_string()))?;
    read(&answer).ok_or_else(|| silent("that is no answer of a local cloud".to_owned()))
}

async fn exchange(method: &str, host: &str, path: &str, body: &str) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(host).await?;
    let length = body.len();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

fn read(answer: &[u8]) -> Option<Json> {
    let text = std::str::from_utf8(answer).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?;
    status.starts_with('2').then(|| serde_json::from_str(body).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_good_answer_counts() {
        let good = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}";
        assert_eq!(read(good), Some(serde_json::json!({})));
        for bad in [&b"HTTP/1.1 404 Not Found\r\n\r\n{}"[..], b"HTTP/1.1 200 OK\r\n\r\n{", b""] {
            assert_eq!(read(bad), None);
        }
    }
}
