//! An editor as a language server meets it: a process, messages to it, and what it says.
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// How long an answer may take.
const LONGEST: Duration = Duration::from_mins(1);

/// A conversation with a server; it ends with this.
#[derive(Debug)]
pub struct Editor {
    child: Child,
    stdin: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What was read and not yet asked for.
    kept: Vec<Value>,
    next: i64,
}

impl Editor {
    /// Starts a server.
    #[track_caller]
    pub fn start(command: &mut Command) -> Self {
        let pipes = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = pipes.spawn().unwrap();
        let stdin = child.stdin.take();
        let stdout = child.stdout.take().unwrap();
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || read(BufReader::new(stdout), &sender));
        Self { child, stdin, messages, kept: Vec::new(), next: 1 }
    }

    /// Says hello, and what it can do; answers what the server can do.
    #[track_caller]
    pub fn hello(&mut self, capabilities: &Value) -> Value {
        let params = json!({ "processId": null, "rootUri": null, "capabilities": capabilities });
        let welcome = self.ask("initialize", &params).unwrap();
        self.tell("initialized", &json!({}));
        welcome["capabilities"].clone()
    }

    /// Sends bytes as they are.
    #[track_caller]
    pub fn send(&mut self, bytes: &[u8]) {
        // A server that is gone can't read: what it answered tells.
        let _ = self.stdin.as_mut().unwrap().write_all(bytes);
    }

    /// Sends a message.
    #[track_caller]
    pub fn say(&mut self, message: &Value) {
        self.send(framed(message).as_bytes());
    }

    /// Sends a notification.
    #[track_caller]
    pub fn tell(&mut self, method: &str, params: &Value) {
        self.say(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// A request to be sent, and its number.
    pub fn request(&mut self, method: &str, params: &Value) -> (i64, Value) {
        let id = self.next;
        self.next += 1;
        (id, json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
    }

    /// Sends a request and waits for its result or its error.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: &Value) -> Result<Value, Value> {
        let (id, message) = self.request(method, params);
        self.say(&message);
        self.answer(id)
    }

    /// Waits for the result or the error of a request.
    #[track_caller]
    pub fn answer(&mut self, id: i64) -> Result<Value, Value> {
        let message = self.wait(|message| message["id"] == id && message.get("method").is_none());
        match message.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(message["result"].clone()),
        }
    }

    /// Waits for a message of the server's own.
    #[track_caller]
    pub fn hears(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].clone()
    }

    /// Waits until the problems of a version of a file are told.
    #[track_caller]
    pub fn problems(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let told = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        });
        told["params"]["diagnostics"].as_array().unwrap().clone()
    }

    #[track_caller]
    fn wait(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at);
        }
        let deadline = Instant::now() + LONGEST;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.messages.recv_timeout(left) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.kept.push(message),
                Err(_) => {
                    let stderr = self.stderr();
                    panic!("no such message; there were {:#?}\n{stderr}", self.kept);
                }
            }
        }
    }

    /// Opens a file with a text.
    #[track_caller]
    pub fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "hcl", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    /// Changes a range of a file, or all of it.
    #[track_caller]
    pub fn change(&mut self, uri: &str, version: i64, range: Option<&Value>, text: &str) {
        let mut change = json!({ "text": text });
        if let Some(range) = range {
            change["range"] = range.clone();
        }
        let document = json!({ "uri": uri, "version": version });
        let params = json!({ "textDocument": document, "contentChanges": [change] });
        self.tell("textDocument/didChange", &params);
    }

    /// Says good-bye and answers how the server ended.
    #[track_caller]
    pub fn bye(mut self) -> Option<i32> {
        self.ask("shutdown", &Value::Null).unwrap();
        self.tell("exit", &Value::Null);
        self.ended()
    }

    /// Hangs up and answers how the server ended.
    #[track_caller]
    pub fn ended(&mut self) -> Option<i32> {
        self.stdin = None;
        let status = crate::poll::within(LONGEST, || self.child.try_wait().unwrap());
        status.expect("the server goes on").code()
    }

    /// What the server wrote to stderr; it must have ended, or be about to.
    pub fn stderr(&mut self) -> String {
        let _ = self.child.kill();
        let mut text = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            let _ = stderr.read_to_string(&mut text);
        }
        text
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A message with its head.
pub fn framed(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The address of a file.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn read(mut stdout: BufReader<ChildStdout>, messages: &Sender<Value>) {
    while let Some(message) = message(&mut stdout) {
        if messages.send(message).is_err() {
            return;
        }
    }
}

fn message(stdout: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line.trim().is_empty() {
            break;
        }
        if let Some(number) = line.trim().strip_prefix("Content-Length: ") {
            length = number.parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stdout.read_exact(&mut body).ok()?;
    Some(serde_json::from_slice(&body).unwrap())
}
