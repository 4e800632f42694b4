//! Load on the local cloud: plain HTTP/1.1 over connections that stay open, so that the client costs little.
use super::Failure;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection that stays open.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    /// Connects to `host:port`.
    pub(crate) async fn open(host: &str) -> Result<Self, Failure> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(16 * 1024) })
    }

    /// Sends a request and reads its whole answer: status, head and body.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<(u16, String, Vec<u8>), Failure> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            if let Some(end) = self.buffer.windows(4).position(|four| four == b"\r\n\r\n") {
                let head = String::from_utf8_lossy(self.buffer.get(..end).unwrap_or_default())
                    .into_owned();
                let length = head.lines().find_map(|line| {
                    let (name, value) = line.split_once(':')?;
                    name.eq_ignore_ascii_case("content-length")
                        .then(|| value.trim().parse().ok())?
                });
                let whole = end + 4 + length.unwrap_or(0_usize);
                while self.buffer.len() < whole {
                    self.more().await?;
                }
                let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
                return Ok((
                    status,
                    head,
                    self.buffer.get(end + 4..whole).unwrap_or_default().to_vec(),
                ));
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> Result<(), Failure> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            return Err("the connection was closed".into());
        }
        Ok(())
    }
}

/// A request in bytes.
pub(crate) fn request(method: &str, host: &str, path: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// How a load went.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// How long each answer took.
    pub(crate) latencies: Vec<Duration>,
    /// What was not answered as it should be, the first of it.
    pub(crate) problem: Option<String>,
    /// How much of it there was.
    pub(crate) problems: usize,
    /// How long it took as a whole.
    pub(crate) wall: Duration,
}

impl Outcome {
    /// The latency below which this part of the answers stayed, in milliseconds.
    pub(crate) fn percentile(&mut self, percent: usize) -> f64 {
        self.latencies.sort_unstable();
        let at = self.latencies.len().saturating_sub(1) * percent / 100;
        self.latencies.get(at).map_or(f64::NAN, |one| one.as_secs_f64() * 1_000.0)
    }

    /// Answers a second.
    pub(crate) fn rate(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of answers are small")]
        let answers = self.latencies.len() as f64;
        answers / self.wall.as_secs_f64()
    }
}

/// Sends the request so many times over so many connections.
pub(crate) async fn run(
    host: &str,
    request: Vec<u8>,
    times: usize,
    connections: usize,
    good: fn(u16, &str) -> bool,
) -> Result<Outcome, Failure> {
    let (request, began) = (Arc::new(request), Instant::now());
    let each = (0..connections).map(|at| {
        let share = times / connections + usize::from(at < times % connections);
        let (host, request) = (host.to_owned(), Arc::clone(&request));
        tokio::spawn(async move {
            one(&host, &request, share, good).await.map_err(|error| error.to_string())
        })
    });
    let tasks: Vec<_> = each.collect();
    let mut all = Outcome::default();
    for task in tasks {
        let part = task.await??;
        all.latencies.extend(part.latencies);
        all.problems += part.problems;
        all.problem = all.problem.or(part.problem);
    }
    all.wall = began.elapsed();
    Ok(all)
}

async fn one(
    host: &str,
    request: &[u8],
    times: usize,
    good: fn(u16, &str) -> bool,
) -> Result<Outcome, Failure> {
    let mut connection = Connection::open(host).await?;
    let mut part = Outcome::default();
    for _ in 0..times {
        let began = Instant::now();
        let (status, head, body) = connection.ask(request).await?;
        part.latencies.push(began.elapsed());
        if !good(status, &head) {
            part.problems += 1;
            part.problem
                .get_or_insert_with(|| format!("{head}\n{}", String::from_utf8_lossy(&body)));
        }
    }
    Ok(part)
}
