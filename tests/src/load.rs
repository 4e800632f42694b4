//! A steady load on one address, and what came back.
use crate::http::Connection;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Connections that ask, each with its part of the load.
const CALLERS: u32 = 4;

/// Answers by status and body.
pub type Answers = BTreeMap<(u16, String), u32>;

/// A load that goes on until it is ended.
#[derive(Debug)]
pub struct Load {
    stop: Arc<AtomicBool>,
    answers: Arc<Mutex<Answers>>,
    callers: Vec<JoinHandle<()>>,
}

impl Load {
    /// So many requests a second for `path` of `host:port`.
    pub fn on(host: &str, path: &str, per_second: u32) -> Self {
        let (stop, answers) = (Arc::new(AtomicBool::new(false)), Arc::default());
        let each = Duration::from_secs(1) * CALLERS / per_second;
        let callers = (0..CALLERS).map(|_| {
            let (host, path) = (host.to_owned(), path.to_owned());
            let (stop, answers) = (Arc::clone(&stop), Arc::clone(&answers));
            std::thread::spawn(move || ask(&host, &path, each, &stop, &answers))
        });
        Self { callers: callers.collect(), stop, answers }
    }

    /// What came back so far.
    pub fn so_far(&self) -> Answers {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the load and answers all that came back.
    pub fn end(mut self) -> Answers {
        self.stop.store(true, Ordering::Relaxed);
        for caller in self.callers.drain(..) {
            caller.join().unwrap();
        }
        self.so_far()
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

fn ask(host: &str, path: &str, each: Duration, stop: &AtomicBool, answers: &Mutex<Answers>) {
    let mut connection = Connection::open(host).unwrap();
    let mut next = Instant::now();
    while !stop.load(Ordering::Relaxed) {
        let answer = connection.ask("GET", path, b"").unwrap();
        let body = String::from_utf8_lossy(&answer.body).into_owned();
        let mut all = answers.lock().unwrap_or_else(PoisonError::into_inner);
        *all.entry((answer.status, body)).or_default() += 1;
        drop(all);
        next += each;
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
    }
}
